"""Assessments are stored with reasons and replaced, never edited; overrides are shown beside them."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEvent
from enterprises import actions
from enterprises.classification import definitions
from enterprises.models import Assessment
from tests.factories.accounts import UserFactory
from tests.factories.enterprises import EvidenceFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    return OrganisationFactory()


def test_an_assessment_keeps_its_reasons_its_version_and_its_evidence(organisation):
    row = EvidenceFactory(organisation=organisation, fact="statutory_body", value="yes")

    (stored,) = actions.assess(organisation=organisation, by=None)

    definition = definitions.get()
    assert (stored.outcome, stored.is_included) == ("statutory_body", False)
    assert (stored.definition, stored.version, stored.definition_hash) == (
        definition.id,
        definition.version,
        definition.hash,
    )
    assert stored.evidence_used == {"statutory_body": [row.pk]}
    assert stored.facts == {"statutory_body": "yes"}
    assert stored.criteria[0]["result"] == "not_met"
    assert all(criterion["reason"] for criterion in stored.criteria)


def test_what_stays_the_same_is_not_written_again(organisation):
    actions.assess(organisation=organisation, by=None)

    assert actions.assess(organisation=organisation, by=None) == []
    assert Assessment.objects.count() == 1
    assert AuditEvent.objects.filter(verb="organisation.assessed").count() == 1


def test_a_new_outcome_supersedes_the_old_one(organisation):
    (old,) = actions.assess(organisation=organisation, by=None)
    EvidenceFactory(organisation=organisation, fact="statutory_body", value="yes")

    (new,) = actions.assess(organisation=organisation, by=None)

    old.refresh_from_db()
    assert (old.is_current, new.is_current) == (False, True)
    assert (old.outcome, new.outcome) == ("undetermined", "statutory_body")


def test_stored_assessments_equal_new_ones(organisation):
    EvidenceFactory(organisation=organisation)
    actions.assess(organisation=organisation, by=None)

    assert list(actions.differences()) == []

    Assessment.objects.update(outcome="statutory_body")
    ((before, fresh),) = actions.differences()
    assert (before.outcome, fresh.outcome) == ("statutory_body", "undetermined")


def test_a_definition_in_use_is_stored_for_every_organisation(organisation):
    assert [definition.id for definition in actions.definitions_in_use()] == ["inclusive-2009"]

    actions.assess_all(by=None, using=definitions.all())
    new = actions.create_organisation(name="Bright Gate", by=None)

    assert {one.definition for one in new.assessments.all()} == {one.id for one in definitions.all()}


def test_assessing_takes_the_same_queries_for_any_number(django_assert_max_num_queries):
    def directory(size):
        for _ in range(size):
            EvidenceFactory()

    for size in (2, 40):
        directory(size)
        # Twelve to assess, and twelve for the documents of the search.
        with django_assert_max_num_queries(24):
            done = actions.assess_all(by=None)
    assert done == (42, 40)


def test_merged_entries_are_not_assessed(organisation):
    OrganisationFactory(merged_into=organisation)

    assert actions.assess_all(by=None).organisations == 1


def test_an_override_is_shown_beside_the_rules_outcome(organisation):
    curator = UserFactory()
    actions.assess(organisation=organisation, by=None)

    made = actions.override(
        organisation=organisation, outcome="social_enterprise", reason=" Its accounts. ", by=curator
    )

    assert (made.reason, made.created_by) == ("Its accounts.", curator)
    assert organisation.assessments.get(is_current=True).outcome == "undetermined"
    event = AuditEvent.objects.get(verb="organisation.overridden")
    assert (event.by, event.detail["outcome"]) == (curator, "social_enterprise")


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"reason": "  "}, id="no reason"),
        pytest.param({"outcome": "undetermined"}, id="undetermined"),
        pytest.param({"outcome": "splendid"}, id="unknown outcome"),
        pytest.param({"definition": "mine"}, id="unknown definition"),
    ],
)
def test_an_override_is_refused(organisation, given):
    with pytest.raises(ValidationError):
        actions.override(
            organisation=organisation,
            by=None,
            **({"outcome": "social_enterprise", "reason": "Its accounts."} | given),
        )

    assert not organisation.overrides.exists()


def test_a_second_override_replaces_the_first(organisation):
    for outcome in ("social_enterprise", "statutory_body"):
        actions.override(organisation=organisation, outcome=outcome, reason="Its accounts.", by=None)

    assert organisation.overrides.get(is_withdrawn=False).outcome == "statutory_body"
    assert organisation.overrides.count() == 2
    assert AuditEvent.objects.filter(verb="organisation.override_withdrawn").count() == 1


def test_the_assessment_has_its_moment(organisation, fieldwork_day):
    (stored,) = actions.assess(organisation=organisation, by=None)

    assert stored.assessed_at == dt.datetime(2009, 7, 15, 10, 30, tzinfo=dt.UTC)
