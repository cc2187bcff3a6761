"""What a respondent does to answers that were sent: change them while the survey is open, or withdraw them."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from enterprises import actions as directory
from survey.actions.accepted_facts import accepted_answers, remove_everything
from survey.actions.invitations import update_unit_outcome
from survey.actions.responses import check_open, lock_response
from survey.erasure import erase_words_of
from survey.models import Invitation, Response
from survey.vocabulary import ResponseStatus

WITHDRAWN = "The respondent has withdrawn the answer that said so."
NOT_SENT = "These answers were not sent, so there is nothing to change or to withdraw."
NO_MORE = "These answers were withdrawn."


@transaction.atomic
def begin_change(*, response: Response) -> Response:
    """Open answers that were sent to be changed. What was sent counts until the changed answers are sent.

    Raises SurveyClosedError outside the dates, and ValidationError for answers that were not sent or were withdrawn.
    """
    current = lock_response(response)
    if current.is_being_changed:
        return current
    _check_sent(current)
    check_open(current.strand)
    current.changed_answers = dict(current.answers)
    current.save(update_fields=["changed_answers", "updated_at"])
    return current


@transaction.atomic
def withdraw_response(*, response: Response, by: User | None, reason: str = "") -> Response:
    """Erase answers that the respondent has withdrawn, with earlier versions, and take out what rests on them.

    The response counts in no figure from now on. Evidence and relations in the directory are withdrawn, and its answer
    about the listing counts as a no. Only the reference number and the days are kept. A person who acts for the
    respondent (`by`) gives a `reason`. Repeating it changes nothing.

    Raises ValidationError for answers that were not sent, and without a reason when somebody else withdraws them.
    """
    held = lock_response(response)
    if held.is_withdrawn:
        return held
    _check_sent(held)
    if by is not None and not reason.strip():
        raise ValidationError({"reason": "Say how and when the respondent withdrew, without a name."})
    answers, organisation = accepted_answers(held), held.organisation
    if answers is not None:
        remove_everything(held, answers, reason=WITHDRAWN, by=by)
    held.earlier_answers.all().delete()
    held.answers, held.changed_answers, held.suggestions, held.outcome = {}, None, {}, {}
    held.submission_hash = held.suspicion = held.reason = held.language = held.postponed_because = ""
    held.postponed_at = None
    held.status, held.withdrawn_at = ResponseStatus.WITHDRAWN, timezone.now()
    held.stamp(by=by)
    held.save()
    erase_words_of(held)
    if held.invitation is not None:
        Invitation.objects.filter(pk=held.invitation.pk, declined_at=None).update(
            declined_at=held.withdrawn_at
        )
        update_unit_outcome(invitation=held.invitation, by=by)
    if organisation is not None:
        directory.apply_listing_answers(organisation=organisation, by=by)
    detail = {"reason": reason.strip()} if reason.strip() else {}
    audit.record(by=by, verb="response.withdrawn", subject=held, study=held.strand.study, detail=detail)
    return held


def _check_sent(response: Response) -> None:
    if response.is_withdrawn:
        raise ValidationError(NO_MORE)
    if response.is_draft:
        raise ValidationError(NOT_SENT)
