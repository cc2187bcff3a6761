"""Invitations to the online survey in the coverage report are counted as cases and have no rate."""

import pytest

from reports.coverage import report as coverage
from survey import actions
from survey.actions import Invitee
from survey.actions.invitations import update_unit_outcome
from survey.models import Invitation
from survey.vocabulary import InvitationState
from tests.factories.enterprises import OrganisationFactory
from tests.factories.survey import OnlineStrandFactory, ResponseFactory

pytestmark = pytest.mark.django_db


def test_what_became_of_each_invitation_is_a_case_of_the_online_survey():
    strand = OnlineStrandFactory()
    invitees = [Invitee(each.name, "", each) for each in OrganisationFactory.create_batch(5)]
    new, sent, bounced, declined, answered = actions.invite(strand=strand, invitees=invitees, by=None)
    actions.hand_out(invitations=[sent, bounced, declined, answered], by=None)
    actions.mark_bounced(invitation=bounced, by=None)
    actions.decline(invitation=declined, by=None)
    ResponseFactory(sent=True, strand=strand, invitation=answered)
    update_unit_outcome(invitation=answered, by=None)

    report = coverage.build(strand.study, detail=True)

    (row,) = next(table for table in report.tables if table.key == "cases").rows
    assert (row["strand"], row["all"]) == ("Online survey", 5)
    assert (row["I"], row["R"], row["NC"], row["UO"], row["UH"]) == (1, 1, 1, 1, 1)
    assert not [table.key for table in report.tables if table.key.startswith("rates")]
    assert InvitationState(Invitation.objects.with_state().get(pk=new.pk).state).label == "Not sent"
