"""Adding and withdrawing evidence changes the outcome at once; nothing is lost."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEvent
from enterprises import actions
from enterprises.models import Evidence
from tests.factories.accounts import UserFactory
from tests.factories.enterprises import OrganisationFactory

pytestmark = pytest.mark.django_db

SOURCE = {"source_kind": "desk", "source": "Its website", "observed_on": dt.date(2009, 6, 1)}
FACTS = {
    "statutory_body": "no",
    "independent": "yes",
    "reinvests": "yes",
    "social_aims": "yes",
    "trading_share": "60",
}


@pytest.fixture
def organisation():
    return OrganisationFactory()


def outcome(organisation):
    return organisation.assessments.get(definition="inclusive-2009", is_current=True).outcome


def test_all_facts_of_one_source_are_assessed_once(organisation):
    actions.add_facts(organisation=organisation, facts=FACTS, by=None, **SOURCE)

    assert outcome(organisation) == "social_enterprise"
    assert organisation.assessments.count() == 1


def test_evidence_is_stored_as_it_is_kept_with_its_history_and_audit(organisation):
    curator = UserFactory()

    row = actions.add_evidence(
        organisation=organisation,
        fact="trading_share",
        value=" 26 .. 50 ",
        by=curator,
        quotation="a third",
        **SOURCE,
    )

    assert row.value == "26..50"
    assert (row.created_by, row.history.get().history_user) == (curator, curator)
    event = AuditEvent.objects.get(verb="evidence.added")
    assert event.by == curator
    assert event.detail == {"facts": ["trading_share"], "evidence": [row.pk]}


def test_blank_values_are_not_stored(organisation):
    assert actions.add_facts(organisation=organisation, facts={"trades": " "}, by=None, **SOURCE) == []
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"fact": "colour", "value": "red"}, id="fact"),
        pytest.param({"fact": "trades", "value": "perhaps"}, id="value"),
        pytest.param({"fact": "trades", "value": "yes", "source": ""}, id="source"),
        pytest.param({"fact": "trades", "value": "yes", "source_kind": "rumour"}, id="kind"),
        pytest.param({"fact": "total_income", "value": "100"}, id="income without a year"),
        pytest.param(
            {"fact": "trades", "value": "yes", "observed_on": dt.date(9999, 1, 1)}, id="a day to come"
        ),
    ],
)
def test_malformed_evidence_is_refused_and_nothing_is_kept(organisation, given):
    with pytest.raises(ValidationError):
        actions.add_evidence(organisation=organisation, by=None, **(SOURCE | given))

    assert not Evidence.objects.exists()


def test_one_bad_fact_refuses_the_whole_answer(organisation):
    with pytest.raises(ValidationError):
        actions.add_facts(
            organisation=organisation, facts={"trades": "yes", "charity": "perhaps"}, by=None, **SOURCE
        )

    assert not Evidence.objects.exists()


def test_withdrawn_evidence_is_kept_but_no_longer_used(organisation):
    curator = UserFactory()
    rows = actions.add_facts(organisation=organisation, facts=FACTS, by=None, **SOURCE)
    trading = next(row for row in rows if row.fact == "trading_share")

    actions.withdraw_evidence(evidence=trading, reason="Another organisation’s accounts.", by=curator)

    assert outcome(organisation) == "undetermined"
    trading.refresh_from_db()
    assert trading.is_withdrawn
    assert [version.is_withdrawn for version in trading.history.all()] == [True, False]
    assert trading.history.first().history_change_reason == "Another organisation’s accounts."
    assert (
        AuditEvent.objects.get(verb="evidence.withdrawn").detail["reason"]
        == "Another organisation’s accounts."
    )
    assert [old.outcome for old in organisation.assessments.filter(is_current=False)] == ["social_enterprise"]


def test_withdrawing_needs_a_reason_and_happens_once(organisation):
    row = actions.add_evidence(organisation=organisation, fact="trades", value="yes", by=None, **SOURCE)

    with pytest.raises(ValidationError, match="Say why"):
        actions.withdraw_evidence(evidence=row, reason=" ", by=None)
    for _ in range(2):
        actions.withdraw_evidence(evidence=row, reason="Misread.", by=None)

    assert AuditEvent.objects.filter(verb="evidence.withdrawn").count() == 1


def test_a_contradiction_is_stored_with_the_assessment(organisation):
    first = actions.add_evidence(organisation=organisation, fact="trades", value="yes", by=None, **SOURCE)
    second = actions.add_evidence(
        organisation=organisation,
        fact="trades",
        value="no",
        by=None,
        **(SOURCE | {"source_kind": "register"}),
    )

    (conflict,) = organisation.assessments.get(is_current=True).conflicts
    assert conflict["evidence"] == [second.pk, first.pk]
    assert conflict["facts"] == ["trades"]


CHARITY = {"fact": "charity", "value": "yes", "source_kind": "register", "source": "Charity Commission"}


def presumed(organisation) -> dict[str, str]:
    rows = Evidence.objects.active().filter(organisation=organisation, source_kind="presumption")
    return dict(rows.values_list("fact", "value"))


def add(organisation, **about):
    return actions.add_evidence(**{**SOURCE, "organisation": organisation, "by": None, **about})


def test_presumptions_come_and_go_with_the_fact_that_they_rest_on(organisation):
    charity = add(organisation, **CHARITY)

    assert presumed(organisation)["asset_lock"] == "yes"
    assert organisation.assessments.filter(definition="inclusive-2009").count() == 1

    actions.withdraw_evidence(evidence=charity, reason="Another charity", by=None)
    assert presumed(organisation) == {}

    add(organisation, **CHARITY)
    assert presumed(organisation)["asset_lock"] == "yes"


def test_what_a_source_states_later_ends_the_presumption_until_it_is_withdrawn(organisation):
    add(organisation, **CHARITY)
    account = add(organisation, fact="own_bank_account", value="no")

    assert "own_bank_account" not in presumed(organisation)

    actions.withdraw_evidence(evidence=account, reason="Misread", by=None)
    assert presumed(organisation)["own_bank_account"] == "yes"


def test_a_presumption_that_a_curator_withdrew_does_not_come_back(organisation):
    add(organisation, **CHARITY)
    row = Evidence.objects.get(organisation=organisation, fact="asset_lock")
    actions.withdraw_evidence(evidence=row, reason="Its constitution says otherwise", by=UserFactory())

    add(organisation, fact="trades", value="yes")

    assert "asset_lock" not in presumed(organisation)
    assert "social_aims" in presumed(organisation)


@pytest.mark.parametrize(
    ("about", "kind"),
    [
        pytest.param({}, "organisation_survey", id="told to a study"),
        pytest.param({"is_invented": True}, "register", id="an invented organisation"),
    ],
)
def test_nothing_is_presumed_from_what_a_study_was_told_or_of_an_invented_organisation(about, kind):
    organisation = OrganisationFactory(**about)

    add(organisation, **CHARITY | {"source_kind": kind})

    assert presumed(organisation) == {}
