"""Two entries of one organisation are merged, with every link and version kept."""

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEvent
from enterprises import actions
from enterprises.models import Engagement, Evidence, Organisation
from tests.factories.accounts import UserFactory
from tests.factories.enterprises import (
    EngagementFactory,
    EvidenceFactory,
    IdentifierFactory,
    OrganisationFactory,
    PlaceFactory,
)
from tests.factories.survey import SampledUnitFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def double():
    return OrganisationFactory(name="Clink restaurant", is_published=True)


@pytest.fixture
def target():
    return OrganisationFactory(name="The Clink Charity", is_published=True)


def test_everything_that_points_at_the_double_points_at_the_entry_kept(double, target):
    rows = [
        IdentifierFactory(organisation=double),
        PlaceFactory(organisation=double),
        EvidenceFactory(organisation=double),
        EngagementFactory(organisation=double),
        SampledUnitFactory(of_organisation=True, organisation=double),
    ]

    actions.merge(organisation=double, into=target, by=None)

    for row in rows:
        row.refresh_from_db()
        assert row.organisation == target


def test_the_entry_kept_is_assessed_with_the_evidence_of_both(double, target):
    EvidenceFactory(organisation=double, fact="statutory_body", value="yes")

    actions.merge(organisation=double, into=target, by=None)

    assert target.assessments.get(is_current=True).outcome == "statutory_body"
    assert not double.assessments.filter(is_current=True).exists()


def test_the_double_remains_with_its_history_hidden_and_its_name_lives_on(double, target):
    curator = UserFactory()
    actions.update_organisation(organisation=double, name="Clink Restaurant", by=None, other_names=["Clink"])

    actions.merge(organisation=double, into=target, by=curator, reason="The same charity number.")

    double.refresh_from_db()
    assert (double.merged_into, double.is_published) == (target, False)
    assert Organisation.objects.published().get() == target
    assert [version.name for version in double.history.all()][-1] == "Clink restaurant"
    assert double.history.first().history_user == curator
    assert {other.name for other in target.other_names.all()} == {"Clink", "Clink Restaurant"}


def test_the_trail_says_who_merged_what_why_and_which_rows_moved(double, target):
    curator = UserFactory()
    evidence = EvidenceFactory(organisation=double)

    actions.merge(organisation=double, into=target, by=curator, reason="The same charity number.")

    event = AuditEvent.objects.get(verb="organisation.merged")
    assert (event.by, event.subject_id) == (curator, str(double.pk))
    assert event.detail["into"] == target.pk
    assert event.detail["reason"] == "The same charity number."
    assert event.detail["moved"]["enterprises.evidence"] == [evidence.pk]


def test_moved_evidence_and_engagements_keep_their_versions(double, target):
    evidence, engagement = EvidenceFactory(organisation=double), EngagementFactory(organisation=double)

    actions.merge(organisation=double, into=target, by=None)

    for row in (Evidence.objects.get(pk=evidence.pk), Engagement.objects.get(pk=engagement.pk)):
        assert [version.organisation_id for version in row.history.all()] == [target.pk, double.pk]


def test_what_both_have_is_kept_once(double, target):
    for organisation in (double, target):
        actions.update_organisation(organisation=organisation, terms={"sector": ["food"]}, by=None)
        PlaceFactory(organisation=organisation)
        actions.override(organisation=organisation, outcome="social_enterprise", reason="Accounts.", by=None)

    actions.merge(organisation=double, into=target, by=None)

    assert target.terms.count() == 1
    assert target.places.filter(is_main=True).count() == 1
    assert target.places.count() == 2
    assert target.overrides.filter(is_withdrawn=False).count() == 1
    assert target.overrides.count() == 2


def test_an_entry_merged_earlier_follows(double, target):
    oldest = OrganisationFactory()
    actions.merge(organisation=oldest, into=double, by=None)

    actions.merge(organisation=double, into=target, by=None)

    oldest.refresh_from_db()
    assert oldest.merged_into == target


def test_an_entry_is_merged_once_and_never_into_itself(double, target):
    with pytest.raises(ValidationError, match="into itself"):
        actions.merge(organisation=double, into=double, by=None)

    actions.merge(organisation=double, into=target, by=None)

    with pytest.raises(ValidationError, match="merged before"):
        actions.merge(organisation=double, into=OrganisationFactory(), by=None)
    with pytest.raises(ValidationError, match="merged before"):
        actions.merge(organisation=OrganisationFactory(), into=double, by=None)
