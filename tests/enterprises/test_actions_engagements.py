"""Relations between organisations and services."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEvent
from enterprises import actions
from enterprises.models import Engagement
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
    assert again.terms_of("activity") == ["Brokerage to permanent jobs"]
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
