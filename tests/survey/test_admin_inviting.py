"""Inviting organisations of the directory in the admin, and choosing who to remind."""

import re

import pytest
from django.utils import timezone

from enterprises.models import Organisation
from survey.models import Invitation, Strand
from tests.factories.assessed import assessed
from tests.factories.noms import RegionFactory
from tests.factories.survey import InvitationFactory, OnlineStrandFactory, ResponseFactory
from tests.survey.reviewed import words_of

pytestmark = pytest.mark.django_db
INVITATIONS = "/admin/survey/invitation/"


@pytest.fixture
def strand() -> Strand:
    return OnlineStrandFactory()


def test_every_organisation_that_the_definition_includes_is_invited_once(lead, strand):
    bakery, cafe = assessed("Bakery", trading_share="60"), assessed("Café", trading_share="60")
    assessed("Council", statutory_body="yes")
    assessed("Hidden", trading_share="60")
    Organisation.objects.filter(name="Hidden").update(is_published=False)
    InvitationFactory(strand=strand, organisation=bakery)

    lead.post(f"{INVITATIONS}invite/", {"strand": strand.pk, "is_chosen": "on"})
    nobody = lead.post(
        f"{INVITATIONS}invite/", {"strand": strand.pk, "is_chosen": "on", "region": RegionFactory().pk}
    )

    assert {invitation.organisation for invitation in Invitation.objects.all()} == {bakery, cafe}
    assert strand.units.get().organisation == cafe
    assert "The definition includes no such organisation." in words_of(nobody)
    assert "Name at least one organisation." in words_of(
        lead.post(f"{INVITATIONS}invite/", {"strand": strand.pk})
    )


@pytest.mark.parametrize(
    ("code", "name"),
    [("UH", "New"), ("UO", "Waiting"), ("I", "Done"), ("R", "No"), ("NC", "Lost")],
)
def test_invitations_to_remind_are_filtered_by_status(lead, strand, code, name):
    now = timezone.now()
    InvitationFactory(strand=strand, name="New")
    InvitationFactory(strand=strand, name="Waiting", sent_at=now)
    InvitationFactory(strand=strand, name="No", sent_at=now, declined_at=now)
    InvitationFactory(strand=strand, name="Lost", sent_at=now, bounced_at=now)
    done = InvitationFactory(strand=strand, name="Done", sent_at=now)
    ResponseFactory(sent=True, strand=strand, invitation=done)

    page = words_of(lead.get(f"{INVITATIONS}?stands={code}"))

    assert re.findall(r'field-name"><a[^>]*>(\w+)<', page) == [name]
