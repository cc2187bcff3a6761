"""Undo a call that was logged by mistake, and correct what a call says."""

from __future__ import annotations

import datetime as dt
import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.idempotency import fingerprint
from accounts.models import User
from accounts.roles import permissions_of
from interviews.actions.calls import NEEDS_CALL_BACK_TIME, check_call
from interviews.actions.case_locks import lock_again
from interviews.actions.cases import lock_unit, update_code
from interviews.errors import StaleCorrectionError, SubmissionConflictError
from interviews.models import Call, CallCorrection, Contact, Interview
from interviews.vocabulary import FINISHED, INTERVIEW_CALLS, REFUSALS, InterviewStatus
from survey.models import SampledUnit

UNDO_PERIOD = dt.timedelta(minutes=10)
"""The time for which the author of the last call of a case can undo it."""

CORRECTED_FIELDS = ("contact_id", "made_at", "began_at", "disposition", "call_back_at", "note")

INTERVIEW_STANDS = (
    "The interview of this case is finished, so the call in which it was held cannot be {0}. Correct its time, its "
    "contact or its note. If no interview was held, tell the study lead."
)
NOT_MADE_REASON = "Say why this call does not count, without the name of a person."


def is_study_lead(user: User | None) -> bool:
    """Return True if the user may correct the calls of others. A command (None) may."""
    return user is None or "study.manage" in permissions_of(user)


def is_own_of_today(call: Call, *, by: User | None, now: dt.datetime) -> bool:
    """Return True if `by` logged the call, on the present day."""
    return call.created_by_id == getattr(by, "pk", None) and timezone.localdate(
        call.created_at
    ) == timezone.localdate(now)


def correction_problem(call: Call, *, by: User | None, now: dt.datetime) -> str:
    """Return a sentence that says why `by` cannot correct the call, or an empty string. No query."""
    if call.undone_at is not None:
        return "This call was undone, so there is nothing to correct."
    study = call.unit.strand.study
    if study.is_archived or (not study.takes_calls and not is_study_lead(by)):
        return study.why_no_fieldwork
    if is_own_of_today(call, by=by, now=now) or is_study_lead(by):
        return ""
    if call.created_by_id == getattr(by, "pk", None):
        return "You logged this call on an earlier day. Ask the study lead to correct it."
    return (
        f"{call.created_by or 'Somebody else'} logged this call. Ask them, or the study lead, to correct it."
    )


def undo_problem(call: Call, *, by: User | None, now: dt.datetime) -> str:
    """Return a sentence that says why `by` cannot undo the call, or an empty string. At most three queries."""
    if call.undone_at is not None:
        return "This call is undone already."
    if not call.unit.strand.study.takes_calls:
        return call.unit.strand.study.why_no_fieldwork
    if call.created_by_id != getattr(by, "pk", None):
        return f"{call.created_by or 'Somebody else'} logged this call, and nobody else can undo it."
    if now - call.created_at > UNDO_PERIOD:
        return "This call was logged more than ten minutes ago. Correct it instead."
    later = Call.objects.filter(unit=call.unit_id, pk__gt=call.pk).select_related("created_by").last()
    if later is not None:
        caller = "You have" if later.created_by_id == call.created_by_id else f"{later.created_by} has"
        return f"{caller} logged another call to {call.unit} since. Only the last call can be undone: correct this one."
    if call.unit.late_changes.filter(created_at__gte=call.created_at).exists():
        return "The study lead has changed this case since. Ask the study lead to correct the call."
    return _interview_problem(call, "undone")


def _interview_problem(call: Call, done: str) -> str:
    if not call.is_interview:
        return ""
    held = Interview.objects.filter(unit=call.unit_id, status__in=[*FINISHED, InterviewStatus.WITHDRAWN])
    return INTERVIEW_STANDS.format(done) if held.exists() else ""


@transaction.atomic
def undo_call(*, call: Call, by: User | None, now: dt.datetime | None = None) -> Call:
    """Undo the last call of a case, for its author and within UNDO_PERIOD. Undoing it twice changes nothing.

    The code of the case and its appointment are what they were before the call; so is the contact, unless another
    replaced it since. If `by` had the case locked during the call, it is locked again, unless somebody else has it.

    :raises ValidationError: with the sentence of `undo_problem`.
    """
    now = now or timezone.now()
    unit, call = _locked(call)
    if call.undone_at is not None and call.undone_by_id == getattr(by, "pk", None):
        return call
    if problem := undo_problem(call, by=by, now=now):
        raise ValidationError(problem)
    _undo(call, unit, reason="", by=by, now=now)
    if by is not None and call.began_at is not None:
        lock_again(unit=unit, by=by, since=call.began_at, now=now)
    return call


@transaction.atomic
def remove_call(*, call: Call, reason: str, by: User | None) -> Call:
    """Undo any call that was not made, or not to this case, with a reason. Whoever can correct a call can remove it.

    :raises ValidationError: without a reason, with the sentence of `correction_problem`, or if the call is that of
        a finished interview.
    """
    now = timezone.now()
    unit, call = _locked(call)
    if call.undone_at is not None and call.undone_by_id == getattr(by, "pk", None):
        return call
    if problem := correction_problem(call, by=by, now=now) or _interview_problem(call, "taken out"):
        raise ValidationError(problem)
    if not reason.strip():
        raise ValidationError({"reason": NOT_MADE_REASON})
    _undo(call, unit, reason=reason.strip(), by=by, now=now)
    return call


def _locked(call: Call) -> tuple[SampledUnit, Call]:
    """Return the case of a call, locked until the transaction ends, and the call as it is now."""
    unit = lock_unit(call.unit)
    call = Call.with_undone.select_related("created_by", "undone_by", "new_contact").get(pk=call.pk)
    call.unit = unit
    return unit, call


def _undo(call: Call, unit: SampledUnit, *, reason: str, by: User | None, now: dt.datetime) -> None:
    call.undone_at, call.undone_by, call.undo_reason = now, by, reason
    call.stamp(by=by)
    call.save(update_fields=["undone_at", "undone_by", "undo_reason", "updated_by", "updated_at"])
    _restore_contact(call, by=by)
    update_code(unit=unit, by=by)
    audit.record(
        by=by,
        verb="call.undone",
        subject=unit,
        study=unit.strand.study,
        detail={"call": call.pk, "disposition": call.disposition},
    )


def _restore_contact(call: Call, *, by: User | None) -> None:
    """Make the earlier contact current again, if the one that was given in the call is still current."""
    given = call.new_contact
    if given is None or not given.is_current:
        return
    given.is_current = False
    for contact in (given, given.replaces):
        if contact is not None:
            contact.is_current = contact is not given
            contact.stamp(by=by)
            contact.save(update_fields=["is_current", "updated_by", "updated_at"])
    study = call.unit.strand.study
    audit.record(
        by=by, verb="contact.restored", subject=given.replaces or given, study=study, detail={"call": call.pk}
    )


@transaction.atomic
def correct_call(
    *,
    call: Call,
    disposition: str,
    made_at: dt.datetime,
    submission_key: uuid.UUID,
    corrections: int,
    by: User | None,
    note: str = "",
    call_back_at: dt.datetime | None = None,
    contact: Contact | None = None,
    reason: str = "",
) -> CallCorrection | None:
    """Correct a call, keep what it said before, and return that; None if nothing changes.

    `corrections` is the number of corrections that the user has seen. Its author corrects a call on the day it was
    logged; the study lead corrects every call, with a reason. The outcome or time of a refusal needs a reason from
    everybody. The beginning of the call is kept only with its time. Repeating this with the same key and content
    returns the first correction.

    :raises SubmissionConflictError: if the key was used for other content.
    :raises StaleCorrectionError: if the call was corrected since the user saw it.
    :raises ValidationError: by field, for what `log_call` refuses too, for a missing reason, for another outcome of
        the call of a finished interview; and with the sentence of `correction_problem`.
    """
    now = timezone.now()
    values = {
        "contact_id": contact.pk if contact else None,
        "made_at": made_at,
        "disposition": disposition,
        "call_back_at": call_back_at if disposition in NEEDS_CALL_BACK_TIME else None,
        "note": note,
    }
    digest = fingerprint(call=call.pk, corrections=corrections, reason=reason, **values)
    unit, call = _locked(call)
    sent = CallCorrection.objects.filter(submission_key=submission_key).first()
    if sent is not None:
        if sent.submission_hash != digest:
            raise SubmissionConflictError(submission_key)
        return sent
    if problem := correction_problem(call, by=by, now=now):
        raise ValidationError(problem)
    latest = call.corrections.select_related("created_by").last()
    number = latest.number if latest else 0
    if latest is not None and number != corrections:
        raise StaleCorrectionError(latest)
    check_call(unit, disposition, made_at, call_back_at, contact)
    values["began_at"] = call.began_at if made_at == call.made_at else None
    if all(getattr(call, name) == value for name, value in values.items()):
        return None
    _check_correction(call, disposition, made_at, reason.strip(), by=by, now=now)
    correction = CallCorrection(
        call=call,
        number=number + 1,
        reason=reason.strip(),
        submission_key=submission_key,
        submission_hash=digest,
        **{name: getattr(call, name) for name in CORRECTED_FIELDS},
    )
    correction.stamp(by=by)
    correction.save(force_insert=True)
    for name, value in values.items():
        setattr(call, name, value)
    call.stamp(by=by)
    call.save(update_fields=[*CORRECTED_FIELDS, "updated_by", "updated_at"])
    update_code(unit=unit, by=by)
    audit.record(
        by=by,
        verb="call.corrected",
        subject=unit,
        study=unit.strand.study,
        detail={"call": call.pk, "from": correction.disposition, "to": call.disposition},
    )
    return correction


def _check_correction(
    call: Call, disposition: str, made_at: dt.datetime, reason: str, *, by: User | None, now: dt.datetime
) -> None:
    if disposition not in INTERVIEW_CALLS and (
        problem := _interview_problem(call, "one without an interview")
    ):
        raise ValidationError({"disposition": problem})
    if reason:
        return
    if not call.unit.strand.study.takes_calls or not is_own_of_today(call, by=by, now=now):
        raise ValidationError({"reason": "Say why you correct this call: others see it beside the call."})
    if call.disposition in REFUSALS and (disposition, made_at) != (call.disposition, call.made_at):
        raise ValidationError({"reason": "Say why this was not a refusal, or not at that time."})
