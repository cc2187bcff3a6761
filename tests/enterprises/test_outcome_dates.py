"""An outcome that rests on old facts, or is about a body that ended, says in which year it was so."""

import datetime as dt

import pytest

from enterprises import actions, outcome_dates
from enterprises.classification import definitions
from enterprises.models import Assessment, Organisation
from enterprises.outcome_dates import was_in, year_of
from tests.factories.enterprises import EvidenceFactory, OrganisationFactory

TODAY = dt.date(2026, 11, 30)
FACTS = {
    "statutory_body": "no",
    "independent": "yes",
    "charity": "yes",
    "social_aims": "yes",
}


@pytest.mark.parametrize(
    ("year", "ended_in", "expected"),
    [
        pytest.param(2010, None, 2010, id="old facts"),
        pytest.param(2021, None, None, id="five years ago"),
        pytest.param(2020, None, 2020, id="more than five years ago"),
        pytest.param(2025, 2019, 2019, id="ended before the page was read"),
        pytest.param(2009, 2013, 2009, id="old facts of a body that ended later"),
        pytest.param(None, 2013, 2013, id="ended, and no facts"),
        pytest.param(None, None, None, id="nothing known"),
    ],
)
def test_when_an_outcome_is_one_of_an_earlier_year(year, ended_in, expected):
    assert was_in(year, ended_in=ended_in, today=TODAY) == expected


def test_an_outcome_is_as_old_as_the_oldest_fact_and_a_fact_as_new_as_its_newest_evidence():
    days = {1: dt.date(2009, 1, 1), 2: dt.date(2024, 1, 1), 3: dt.date(2022, 1, 1)}

    assert (
        year_of({"trading_share": [1, 2], "social_aims": [3]}, days, facts=("trading_share", "social_aims"))
        == 2022
    )


def test_a_general_answer_dates_a_detail_that_no_evidence_states():
    days = {1: dt.date(2012, 1, 1), 2: dt.date(2024, 1, 1)}

    assert year_of({"trades": [1]}, days, facts=("trading_share",)) == 2012
    assert year_of({"trades": [1], "trading_share": [2]}, days, facts=("trading_share",)) == 2024


@pytest.mark.django_db
def test_an_old_share_of_the_surplus_dates_an_outcome_of_both_versions(time_machine):
    time_machine.move_to(TODAY)
    new, old = dt.date(2024, 1, 1), dt.date(2005, 1, 1)
    facts = {"statutory_body": "no", "independent": "yes", "social_aims": "yes", "trading_share": "60"}
    organisation = OrganisationFactory()
    for fact, value in facts.items():
        EvidenceFactory(organisation=organisation, fact=fact, value=value, observed_on=new)
    EvidenceFactory(organisation=organisation, fact="reinvested_share", value="100", observed_on=old)
    actions.assess(organisation=organisation, by=None)

    found = Assessment.objects.select_related("organisation").get(organisation=organisation, is_current=True)
    used, days = found.evidence_used, dict(organisation.evidence.values_list("pk", "observed_on"))
    outcome_dates.mark([found])

    assert (found.version, found.was_in) == ("2", 2005)
    assert year_of(used, days, facts=definitions.find("inclusive-2009@1").facts) == 2005


def assessed(trading_share_on: dt.date, **about: object) -> Assessment:
    """Return the current assessment of an organisation whose facts are of 2024, but for its trading share."""
    organisation = OrganisationFactory(**about)
    for fact, value in FACTS.items():
        EvidenceFactory(organisation=organisation, fact=fact, value=value, observed_on=dt.date(2024, 1, 1))
    EvidenceFactory(organisation=organisation, fact="trading_share", value="60", observed_on=trading_share_on)
    actions.assess(organisation=organisation, by=None)
    found = Assessment.objects.select_related("organisation").get(organisation=organisation, is_current=True)
    outcome_dates.mark([found])
    return found


@pytest.mark.django_db
def test_old_facts_are_said_to_be_old(time_machine):
    time_machine.move_to(TODAY)
    found = assessed(dt.date(2010, 1, 1))

    assert found.outcome_in_words == "Was, in 2010: social enterprise"
    assert outcome_dates.sentence(found) == (
        "By the study’s definition it was a social enterprise in 2010. No newer facts are known."
    )


@pytest.mark.django_db
def test_a_body_that_ended_was(time_machine):
    time_machine.move_to(TODAY)
    found = assessed(dt.date(2023, 1, 1), ended_in=2024)

    assert outcome_dates.sentence(found) == (
        "By the study’s definition it was a social enterprise in 2023. It closed or became part of another "
        "organisation in 2024."
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "about"),
    [
        pytest.param(dt.date(2024, 1, 1), {}, id="recent facts"),
        pytest.param(dt.date(2009, 1, 1), {"is_invented": True}, id="an invented organisation"),
    ],
)
def test_otherwise_the_outcome_is_one_of_today(time_machine, day, about):
    time_machine.move_to(TODAY)

    assert assessed(day, **about).outcome_in_words == "Social enterprise"


@pytest.mark.django_db
def test_dates_take_one_query_for_any_number(time_machine, django_assert_num_queries):
    time_machine.move_to(TODAY)
    for _ in range(3):
        assessed(dt.date(2010, 1, 1))
    found = list(Assessment.objects.filter(is_current=True).select_related("organisation"))

    with django_assert_num_queries(1):
        outcome_dates.mark(found)

    assert {one.was_in for one in found} == {2010}
    assert Organisation.objects.count() == 3


@pytest.mark.django_db
def test_what_is_included_and_not_more_exactly_known_is_dated_too(time_machine):
    time_machine.move_to(TODAY)
    organisation = OrganisationFactory(ended_in=2019)
    for fact, value in {**FACTS, "trades": "yes"}.items():
        EvidenceFactory(organisation=organisation, fact=fact, value=value, observed_on=dt.date(2019, 12, 12))
    actions.assess(organisation=organisation, by=None)
    found = Assessment.objects.select_related("organisation").get(organisation=organisation, is_current=True)
    outcome_dates.mark([found])

    assert outcome_dates.sentence(found) == (
        "By the study’s definition it counted as a social enterprise in 2019; which of the kinds below it was is not"
        " known. It closed or became part of another organisation in 2019."
    )
