"""The assessment page: the outcome, each criterion with its evidence, and the decisive facts."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enterprises import actions
from enterprises.models import Organisation
from tests.factories.accounts import UserFactory
from tests.factories.assessed import INDEPENDENT, assessed
from tests.factories.enterprises import EngagementFactory
from tests.pages import text_of

pytestmark = pytest.mark.django_db


def page(client, organisation, query=""):
    return client.get(f"/organisations/{organisation.slug}/assessment/{query}")


def test_the_outcome_is_a_sentence(client):
    trader = assessed("Trader", trading_share="60")

    assert "Trader is a social enterprise, which this definition counts." in text_of(page(client, trader))


def test_the_decisive_facts_are_shown(client):
    text = text_of(page(client, assessed("Unknown", trading_share="")))

    assert "What is known does not settle what Unknown is" in text
    assert "It meets 4 of the 5 tests: not a statutory body, independent of the public sector" in text
    assert "One answer would settle it: the share of income from selling goods or services." in text
    assert (
        "The share of income from selling goods or services would settle this: 0% → voluntary organisation"
        in text
    )


def test_where_much_is_open_what_to_find_out_is_grouped_by_test(client):
    unknown = assessed(
        "Unknown", **{**dict.fromkeys(INDEPENDENT, ""), "own_bank_account": "yes", "trades": "yes"}
    )

    text = text_of(page(client, unknown))

    assert "All that is known for the tests is that it trades and it has its own bank account" in text
    assert (
        "A number in the register of charities would settle most: only the share of income from selling goods or "
        "services" in text
    )
    assert text.count("If the test is not met, it is:") == 5
    assert (
        "If the test is not met, it is: charity that earns part of its income or voluntary organisation."
        in text
    )


def test_where_every_outcome_that_remains_is_included_the_page_says_so(client):
    text = text_of(page(client, assessed("Either way", trading_share="40..60")))

    assert (
        "This definition counts Either way: it is a social enterprise or a charity that earns part of its "
        "income; which "
        "of the two is not known." in text
    )
    assert "Social enterprise or trading charity, which of the two is not known" in text
    assert "Not enough known yet" not in text.split("By every definition")[0]


def test_what_is_presumed_is_shown_as_such(client):
    trader = assessed("Trader", trading_share="60", statutory_body="")
    actions.add_evidence(
        organisation=trader,
        fact="statutory_body",
        value="no",
        source_kind="presumption",
        source="Rule P2: a registered charity",
        observed_on=dt.date(2009, 6, 2),
        by=None,
    )

    text = text_of(page(client, trader))

    assert "presumed from its kind in law or register, until a source says otherwise: public body." in text
    assert "Rule P2: a registered charity" in text


def test_an_older_version_can_be_asked_for_and_one_that_does_not_exist_is_explained(client):
    workshop = assessed(
        "Workshop", separately_constituted="no", operated_by_service_staff="yes", being_constituted="no"
    )

    newest, older, missing = (
        text_of(page(client, workshop, query))
        for query in ("", "?definition=inclusive-2009@1", "?definition=inclusive-2009@7")
    )

    assert "Workshop is run by another organisation" in newest
    assert "Workshop is an enterprise set up by staff" in older
    assert "There is no version 7 of inclusive-2009: its versions are 1 and 2." in missing


def test_each_criterion_has_its_evidence_with_source_and_day(client):
    text = text_of(page(client, assessed("Trader", trading_share="60", source="Accounts of 2008")))

    assert "Accounts of 2008 (1 June 2009)" in text
    assert text.count("sources<") + text.count("source<") == 5


def test_who_entered_it_is_for_the_people_of_the_study(client_for):
    trader = assessed("Trader", trading_share="60")
    actions.add_evidence(
        organisation=trader,
        fact="asset_lock",
        value="yes",
        source_kind="register",
        source="Rules",
        observed_on=dt.date(2009, 6, 2),
        by=UserFactory(name="Ada Curator"),
    )
    query = "?definition=se-mark"

    assert "Ada Curator" in text_of(page(client_for("curator"), trader, query))
    assert "Ada Curator" not in text_of(page(client_for("public"), trader, query))


def test_confidential_evidence_is_not_shown(client_for):
    trader = assessed(
        "Trader", trading_share="63.5", source_kind="organisation_interview", source="Call with the manager"
    )
    public, research = (
        text_of(page(client_for("public"), trader)),
        text_of(page(client_for("researcher"), trader)),
    )

    assert "63.5%" in research
    assert "Call with the manager" in research
    for secret in ("63.5", "Call with the manager"):
        assert secret not in public
    assert "Trader is a social enterprise" in public
    assert public.count("By an answer given to the study") == 5
    assert public.count("not published") == 1


def test_a_reason_given_in_confidence_has_the_kind_and_month_of_its_source_and_what_the_outcome_tells(client):
    """Both answered that they may be listed. That 63.5% is above half is told by the outcome, and by nothing else."""
    trader = assessed(
        "Trader", trading_share="63.5", source_kind="organisation_survey", source="Answer of 3 June"
    )
    workshop = assessed(
        "Workshop",
        separately_constituted="no",
        operated_by_service_staff="yes",
        being_constituted="no",
        source_kind="organisation_survey",
    )
    Organisation.objects.update(listing_consent="yes")

    told = text_of(page(client, trader)).split("in the order asked")[1]
    failed = text_of(page(client, workshop)).split("in the order asked")[1]

    assert "By its own survey answer, June 2009: more than half." in told
    assert told.count(">Met<") == 5
    assert "63.5" not in told
    assert "Answer of" not in told
    assert failed.count(">Not asked<") == 3
    assert "separately constituted" not in failed.split("What every definition says")[0]


@pytest.mark.parametrize("is_listed", [True, False])
def test_that_a_service_was_interviewed_is_told_only_where_its_relation_is_public(client, is_listed):
    trader = assessed("Trader", trading_share="60", source_kind="service_interview")
    if is_listed:
        EngagementFactory(organisation=trader, source_kind="service_interview", is_published=True)

    told = text_of(page(client, trader)).split("in the order asked")[1]

    assert ("By an interview with a prison or probation service, 2009" in told) is is_listed
    assert ("By an answer given to the study: more than half." in told) is not is_listed


def test_a_conflict_is_shown_with_both_sides(client):
    trader = assessed("Trader", trading_share="60")
    actions.add_evidence(
        organisation=trader,
        fact="trading_share",
        value="20",
        source_kind="desk",
        source="Website",
        observed_on=dt.date(2009, 6, 2),
        by=None,
    )
    text = text_of(page(client, trader))

    assert "Sources that disagree" in text
    assert "says 60%" in text
    assert "says 20%" in text


def test_an_override_is_shown_beside_the_outcome_of_the_rule(client):
    trader = assessed("Trader", trading_share="60")
    actions.override(organisation=trader, outcome="statutory_body", reason="It is a QUANGO.", by=None)
    text = text_of(page(client, trader))

    assert "Trader is a social enterprise" in text
    assert "Changed by hand by a curator: Public body" in text
    assert "It is a QUANGO." in text


def test_another_definition_is_applied_to_the_same_facts(client):
    trader = assessed("Small trader", trading_share="45")

    assert "which this definition counts" in text_of(page(client, trader))
    assert "which this definition does not count" in text_of(page(client, trader, "?definition=strict-50"))


def test_an_unknown_definition_is_reported_and_that_of_the_study_shown(client):
    text = text_of(page(client, assessed("Trader", trading_share="60"), "?definition=mine"))

    assert "There is no definition mine: choose one of inclusive-2009" in text
    assert "Trader is a social enterprise" in text


def test_superseded_outcomes_are_the_history_for_research_roles(client, client_for):
    """Nobody else sees it: the day of a change would tell when an answer came in."""
    trader = assessed("Trader", trading_share="60")
    actions.add_evidence(
        organisation=trader,
        fact="statutory_body",
        value="yes",
        source_kind="register",
        source="Act",
        observed_on=dt.date(2009, 7, 2),
        by=None,
    )
    history = text_of(page(client_for("researcher"), trader)).split("History")[1]

    assert history.index("Public body") < history.index("Social enterprise")
    assert "History" not in text_of(page(client, trader))


def test_equal_outcomes_in_succession_are_one_line_of_the_history(client_for):
    trader = assessed("Trader", trading_share="60")
    for share in ("70", "80"):
        actions.add_evidence(
            organisation=trader,
            fact="trading_share",
            value=share,
            source_kind="register",
            source="Accounts",
            observed_on=dt.date(2009, 7, int(share) // 10),
            by=None,
        )

    history = text_of(page(client_for("researcher"), trader)).split("History")[1]

    assert history.count("Social enterprise") == 1
    assert "(assessed 3 times)" in history


def test_an_unpublished_organisation_is_for_the_people_of_the_study(client_for):
    hidden = assessed("Hidden", is_published=False, trading_share="60")

    assert page(client_for("public"), hidden).status_code == 404
    assert page(client_for("researcher"), hidden).status_code == 200


def test_a_merged_organisation_redirects(client):
    current, merged = assessed("Kept", trading_share="60"), assessed("Gone", trading_share="60")
    actions.merge(organisation=merged, into=current, by=None)

    assert page(client, merged).headers["Location"] == f"/organisations/{current.slug}/assessment/"


def test_the_number_of_queries_does_not_grow_with_the_evidence(client):
    trader = assessed("Trader", trading_share="60")
    with CaptureQueriesContext(connection) as few:
        page(client, trader)
    for number in range(6):
        actions.add_evidence(
            organisation=trader,
            fact="trading_share",
            value=str(60 + number),
            source_kind="desk",
            source=f"Page {number}",
            observed_on=dt.date(2009, 6, 2),
            by=None,
        )
    with CaptureQueriesContext(connection) as many:
        page(client, trader)

    assert len(few) == len(many) <= 5
