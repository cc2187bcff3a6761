"""Invitations: one link each, made again for a reminder, and what became of the asking."""

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEvent
from survey import actions
from survey.actions import Invitee
from survey.models import Invitation, Response, SampledUnit
from survey.online import tokens
from survey.vocabulary import CaseCode
from tests.factories.accounts import UserFactory
from tests.factories.enterprises import OrganisationFactory
from tests.factories.survey import InvitationFactory, OnlineStrandFactory, ResponseFactory, StrandFactory

pytestmark = pytest.mark.django_db


def state_of(invitation: Invitation) -> str:
    return Invitation.objects.with_state().values_list("state", flat=True).get(pk=invitation.pk)


def code_of(invitation: Invitation) -> str:
    return SampledUnit.objects.get(organisation=invitation.organisation).code


def test_an_organisation_is_invited_once_and_becomes_a_unit_of_the_sample():
    strand, organisation = OnlineStrandFactory(), OrganisationFactory()
    invitee = Invitee(organisation.name, "office@example.org", organisation)

    made = actions.invite(strand=strand, invitees=[invitee, invitee], by=UserFactory())
    again = actions.invite(strand=strand, invitees=[invitee], by=None)

    assert (len(made), again) == (1, [])
    assert code_of(made[0]) == CaseCode.UNKNOWN_UNIT


def test_unreadable_rows_are_reported_and_nobody_is_invited():
    invitees = [Invitee("Good"), Invitee(" "), Invitee("Bad", "no address")]

    with pytest.raises(ValidationError) as refusal:
        actions.invite(strand=OnlineStrandFactory(), invitees=invitees, by=None)

    assert refusal.value.messages == [
        "Row 2: give the name of the organisation.",
        "Row 3: “no address” is not an e-mail address.",
    ]
    assert not Invitation.objects.exists()


def test_only_an_online_survey_invites():
    with pytest.raises(ValidationError, match="Only an online survey"):
        actions.invite(strand=StrandFactory(), invitees=[Invitee("Good")], by=None)


def test_a_reminder_hands_out_the_same_link_which_is_stored_nowhere():
    (invitation,) = actions.invite(strand=OnlineStrandFactory(), invitees=[Invitee("One")], by=None)

    ((_, first),) = actions.hand_out(invitations=[invitation], by=None)
    ((_, again),) = actions.hand_out(invitations=[Invitation.objects.get()], by=None)

    invitation.refresh_from_db()
    assert first == again
    assert invitation.token_hash == tokens.hash_of(first)
    assert first not in str(Invitation.objects.values().get()) + str(list(AuditEvent.objects.values()))
    assert (state_of(invitation), invitation.reminders) == ("sent", 1)


def test_organisations_that_declined_or_answered_are_not_reminded():
    strand = OnlineStrandFactory()
    declined, answered = InvitationFactory(strand=strand), InvitationFactory(strand=strand)
    actions.decline(invitation=declined, by=None)
    ResponseFactory(sent=True, strand=strand, invitation=answered)

    assert actions.hand_out(invitations=list(Invitation.objects.all()), by=None) == []


def test_the_outcome_of_an_invited_organisation_follows_what_happens():
    (invitation,) = actions.invite(
        strand=OnlineStrandFactory(), invitees=[Invitee("One", "", OrganisationFactory())], by=None
    )
    actions.hand_out(invitations=[invitation], by=None)
    assert code_of(invitation) == CaseCode.UNKNOWN_OTHER

    actions.mark_bounced(invitation=invitation, by=None)
    assert (code_of(invitation), state_of(invitation)) == (CaseCode.NON_CONTACT, "bounced")

    actions.decline(invitation=invitation, by=None)
    assert (code_of(invitation), state_of(invitation)) == (CaseCode.REFUSAL, "declined")


def test_who_has_answered_cannot_decline():
    invitation = InvitationFactory()
    ResponseFactory(sent=True, strand=invitation.strand, invitation=invitation)

    with pytest.raises(ValidationError, match="already answered"):
        actions.decline(invitation=invitation, by=None)


def test_an_invitation_is_answered_by_its_own_link_and_once():
    invitation = InvitationFactory()

    first, link = actions.begin_response(
        strand=invitation.strand, start_key=invitation.key, invitation=invitation
    )
    again, _ = actions.begin_response(
        strand=invitation.strand, start_key=invitation.key, invitation=invitation
    )

    assert tokens.hash_of(link) == invitation.token_hash
    assert (first, Response.objects.count()) == (again, 1)
