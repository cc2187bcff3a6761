"""Actions of the review beside the decisions: who reviews, what is put off, and decisions that are undone."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from enterprises import actions as directory
from survey.actions.accepted_facts import remove_everything
from survey.actions.invitations import update_unit_outcome
from survey.actions.responses import lock_response
from survey.actions.study_states import refuse_if_archived
from survey.models import Response, Study
from survey.vocabulary import ResponseStatus


@transaction.atomic
def let_researchers_review(*, study: Study, is_allowed: bool, by: User | None) -> Study:
    """Let researchers review the answers of a study, or no longer. Only a change is written and audited."""
    if study.researchers_review == is_allowed:
        return study
    study.researchers_review = is_allowed
    study.stamp(by=by)
    study.save(update_fields=["researchers_review", "updated_by", "updated_at"])
    audit.record(
        by=by,
        verb="study.researchers_review" if is_allowed else "study.researchers_do_not_review",
        subject=study,
        study=study,
    )
    return study


@transaction.atomic
def postpone_response(*, response: Response, reason: str, by: User | None) -> Response:
    """Put an answer off: it leaves the queue until somebody takes it up again or decides it.

    Raises ValidationError without a reason, for an answer that does not wait for review, and in an archived study.
    """
    held = lock_response(response)
    refuse_if_archived(held.strand.study)
    if held.status != ResponseStatus.SUBMITTED:
        raise ValidationError("Only an answer that waits for review can be put off.")
    if not reason.strip():
        raise ValidationError({"reason": "Say what the answer waits for."})
    if held.postponed_at and held.postponed_because == reason.strip():
        return held
    _postpone(held, reason.strip(), by=by)
    audit.record(by=by, verb="response.postponed", subject=held, study=held.strand.study)
    return held


@transaction.atomic
def take_up_response(*, response: Response, by: User | None) -> Response:
    """Put an answer that was put off back into the queue. Nothing is written for one that was not.

    Raises ValidationError in an archived study.
    """
    held = lock_response(response)
    refuse_if_archived(held.strand.study)
    if held.postponed_at is None:
        return held
    _postpone(held, "", by=by)
    audit.record(by=by, verb="response.taken_up", subject=held, study=held.strand.study)
    return held


@transaction.atomic
def undo_rejection(*, response: Response, by: User | None) -> Response:
    """Undo the rejection of an answer: it waits for review again, and keeps the reason for whoever reviews it next.

    Raises ValidationError for an answer that is not rejected, and in an archived study.
    """
    held = lock_response(response)
    refuse_if_archived(held.strand.study)
    if held.status != ResponseStatus.REJECTED:
        raise ValidationError("Only an answer that was rejected can wait for review again.")
    held.status, held.decided_at, held.decided_by = ResponseStatus.SUBMITTED, None, None
    held.stamp(by=by)
    held.save()
    if held.invitation is not None:
        update_unit_outcome(invitation=held.invitation, by=by)
    audit.record(by=by, verb="response.rejection_undone", subject=held, study=held.strand.study)
    return held


@transaction.atomic
def undo_acceptance(*, response: Response, reason: str, by: User | None) -> str:
    """Undo the acceptance of a response: what it added leaves the directory, and it waits for review again.

    Return a sentence on what became of an entry that it made, or an empty text.

    :raises ValidationError: without a reason, for a response that is not accepted, and in an archived study.
    """
    held = lock_response(response)
    refuse_if_archived(held.strand.study)
    if held.status != ResponseStatus.ACCEPTED or held.organisation is None:
        raise ValidationError("Only an answer that was accepted can be taken out of the directory again.")
    if not reason.strip():
        raise ValidationError({"reason": "Say why it is taken out of the directory again."})
    organisation, is_new = held.organisation, held.outcome.get("is_new", False)
    remove_everything(held, held.answers, reason=reason.strip(), by=by)
    held.organisation, held.outcome = None, {}
    held.status, held.decided_at, held.decided_by = ResponseStatus.SUBMITTED, None, None
    held.stamp(by=by)
    held.save()
    if held.invitation is not None:
        update_unit_outcome(invitation=held.invitation, by=by)
    directory.apply_listing_answers(organisation=organisation, by=by)
    detail = {"organisation": organisation.pk, "reason": reason.strip()}
    audit.record(
        by=by, verb="response.acceptance_undone", subject=held, study=held.strand.study, detail=detail
    )
    if not is_new:
        return ""
    try:
        directory.take_out(organisation=organisation, by=by)
    except ValidationError as refusal:
        return f"The entry “{organisation}” stays in the directory. {' '.join(refusal.messages)}"
    return f"The entry “{organisation}” is taken out of the directory too."


def _postpone(response: Response, reason: str, *, by: User | None) -> None:
    response.postponed_at = timezone.now() if reason else None
    response.postponed_because = reason
    response.stamp(by=by)
    response.save(update_fields=["postponed_at", "postponed_because", "updated_by", "updated_at"])
