"""Relations between organisations and services."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEvent
from enterprises import actions
from enterprises.models import Engagement
from tests.constraints import assert_refused
from tests.factories.accounts import UserFactory
from tests.factories.enterprises import EngagementFactory, OrganisationFactory
from tests.factories.noms import ServiceFactory

pytestmark = pytest.mark.django_db

SOURCE = {"source_kind": "service_interview", "source": "Interview with the prison"}


def engage(**given):
    given.setdefault("organisation", OrganisationFactory())
    return actions.engage(**({"service": ServiceFactory(), "by": None} | SOURCE | given))


def test_a_relation_is_recorded_as_its_source_described_it():
    researcher = UserFactory()

    made = engage(
        arrangement="lease",
        origin="staff",
        referrals=12,
        referrals_are_estimated=True,
        terms={"activity": ["paid_work", "paid_work"], "stage": ["in_custody"]},
        by=researcher,
    )

    made = Engagement.objects.get(pk=made.pk)
    assert (made.arrangement, made.status, made.referrals) == ("lease", "works", 12)
    assert made.terms_of("activity") == ["Paid work experience"]
    assert not made.is_published
    event = AuditEvent.objects.get(verb="engagement.created")
    assert (event.by, event.detail["service"]) == (researcher, made.service.slug)


def test_an_unstated_value_is_not_known():
    made = engage()

    assert (made.arrangement, made.origin, made.referrals) == ("not_known", "not_known", None)
    assert made.terms.count() == 0


def test_a_repeated_relation_replaces_the_earlier_one():
    first = engage(arrangement="lease", terms={"activity": ["paid_work"]})

    again = engage(
        organisation=first.organisation,
        service=first.service,
        arrangement="grant",
        terms={"activity": ["brokerage"]},
        engagement=first,
    )

    assert again.pk == first.pk
    assert again.arrangement == "grant"
    assert again.terms_of("activity") == ["Help into a permanent job"]
    assert [version.arrangement for version in again.history.all()] == ["grant", "lease"]
    assert AuditEvent.objects.filter(verb="engagement.changed").count() == 1


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"arrangement": "barter"}, id="arrangement"),
        pytest.param({"status": "flirts"}, id="status"),
        pytest.param({"source": ""}, id="source"),
        pytest.param({"terms": {"activity": ["juggling"]}}, id="term"),
        pytest.param({"terms": {"sector": ["food"]}}, id="vocabulary"),
        pytest.param({"started_on": dt.date(2009, 2, 1), "ended_on": dt.date(2009, 1, 1)}, id="dates"),
        pytest.param({"referrals": -1}, id="referrals"),
    ],
)
def test_a_malformed_relation_is_refused_and_nothing_is_kept(given):
    with pytest.raises(ValidationError):
        engage(**given)

    assert not Engagement.objects.exists()


def test_only_cleared_relations_of_published_organisations_are_public():
    hidden = EngagementFactory(organisation__is_published=True)
    EngagementFactory(is_published=True)
    assert not Engagement.objects.published().exists()

    actions.publish_engagement(engagement=hidden, by=None)
    assert Engagement.objects.published().get() == hidden

    actions.publish_engagement(engagement=hidden, by=None, is_published=False)
    assert not Engagement.objects.published().exists()
    assert AuditEvent.objects.filter(verb__startswith="engagement.").count() == 2


def told(**given):
    return engage(study_slug="study-2009", may_be_listed=True, **given)


def test_a_release_publishes_what_it_lists_and_takes_back_what_it_does_not():
    first, second, elsewhere = told(), told(), engage(study_slug="another", may_be_listed=True)
    assert not Engagement.objects.filter(is_published=True).exists()

    number = actions.list_engagements(study_slug="study-2009", public_ids=[first.public_id], by=None)
    assert (number, list(Engagement.objects.filter(is_published=True))) == (1, [first])

    actions.list_engagements(study_slug="study-2009", public_ids=[str(second.public_id)], by=UserFactory())
    assert list(Engagement.objects.filter(is_published=True)) == [second]
    first.refresh_from_db()
    assert (first.listing, first.history.count()) == ("waiting", 3)

    actions.list_engagements(study_slug="study-2009", public_ids=[], by=None)
    assert not Engagement.objects.filter(is_published=True).exists()
    elsewhere.refresh_from_db()
    assert (elsewhere.listing, elsewhere.history.count()) == ("waiting", 1)


def test_what_was_told_to_a_study_is_not_published_by_hand():
    relation = told()

    actions.publish_engagement(engagement=relation, by=None)
    assert (relation.is_published, relation.listing) == (False, "waiting")
    with pytest.raises(ValidationError, match="becomes public with the release"):
        engage(
            organisation=relation.organisation,
            service=relation.service,
            is_published=True,
            engagement=relation,
        )


def test_what_is_taken_off_by_hand_is_put_back_for_the_next_release():
    relation = told()
    actions.publish_engagement(engagement=relation, is_published=False, by=None)
    actions.list_engagements(study_slug="study-2009", public_ids=[relation.public_id], by=None)
    assert not Engagement.objects.get().is_published

    actions.publish_engagement(engagement=relation, by=None)

    assert Engagement.objects.get().listing == "waiting"


def test_what_the_respondent_refused_nobody_puts_back():
    relation = engage(study_slug="study-2009", may_be_listed=False)

    with pytest.raises(ValidationError, match="does not let us name"):
        actions.publish_engagement(engagement=relation, by=None)
    assert actions.list_engagements(study_slug="study-2009", public_ids=[relation.public_id], by=None) == 0


def test_a_correction_by_hand_of_a_listed_relation_leaves_it_or_takes_it_off():
    relation = told()
    actions.list_engagements(study_slug="study-2009", public_ids=[relation.public_id], by=None)
    relation.refresh_from_db()
    pair = {"organisation": relation.organisation, "service": relation.service}

    again = engage(**pair, arrangement="grant", is_published=True, engagement=relation)
    assert (again.arrangement, again.listing, again.is_published) == ("grant", "listed", True)

    again = engage(**pair, arrangement="grant", is_published=False, engagement=relation)
    assert (again.listing, again.is_published) == ("hidden", False)


@pytest.mark.parametrize(
    "given",
    [
        {"study_slug": "study-2009"},
        {"listing": "waiting"},
        {"study_slug": "study-2009", "listing": "waiting", "is_published": True},
        {"study_slug": "study-2009", "listing": "listed"},
    ],
)
def test_the_database_refuses_what_no_release_lists(given):
    organisation, service = OrganisationFactory(), ServiceFactory()

    assert_refused(
        lambda: EngagementFactory.build(organisation=organisation, service=service, **given),
        "only if, a release of the study lists it",
    )


@pytest.mark.parametrize(
    "given", [{}, {"is_published": True}, {"study_slug": "s", "listing": "listed", "is_published": True}]
)
def test_the_database_takes_what_a_release_lists(given):
    assert EngagementFactory(**given).pk


def test_a_relation_taken_back_leaves_its_history_and_its_reason():
    engagement = EngagementFactory()
    curator = UserFactory()

    with pytest.raises(ValidationError, match="Say why"):
        actions.withdraw_engagement(engagement=engagement, reason="", by=curator)
    actions.withdraw_engagement(engagement=engagement, reason="Another prison was meant.", by=curator)

    assert not Engagement.objects.exists()
    assert [version.history_type for version in Engagement.history.all()] == ["-", "+"]
    assert AuditEvent.objects.get(verb="engagement.withdrawn").detail == {
        "reason": "Another prison was meant."
    }
