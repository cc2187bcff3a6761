"""Logging calls and replacing contacts."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.idempotency import fingerprint
from accounts.models import User
from interviews import contact_faults
from interviews.actions.case_locks import refuse_if_locked, release_case, ringing_since
from interviews.actions.cases import lock_unit, refuse_if_closed, refuse_without_fieldwork, update_code
from interviews.errors import SubmissionConflictError
from interviews.models import Call, Contact, Interview
from interviews.planning.rules import erasure_day
from interviews.vocabulary import Disposition, InterviewStatus
from survey.models import SampledUnit

NEEDS_CALL_BACK_TIME = frozenset({Disposition.APPOINTMENT, Disposition.CALL_BACK})


@transaction.atomic
def log_call(
    *,
    unit: SampledUnit,
    disposition: str,
    submission_key: uuid.UUID,
    by: User | None,
    made_at: dt.datetime | None = None,
    note: str = "",
    call_back_at: dt.datetime | None = None,
    contact: Contact | None = None,
    new_contact: Mapping[str, Any] | None = None,
    despite_lock: bool = False,
) -> Call:
    """Log one attempt to reach a respondent. `made_at` is now by default.

    `new_contact` holds the arguments of `replace_contact` if the call gave another contact. `despite_lock` says that
    the call is logged although somebody else is calling the case.
    Repeating a call of this function with the same key and content returns the first call, also if it was undone.

    :raises SubmissionConflictError: if the key was used for other content.
    :raises CaseLockedError: if somebody else has the case, unless `despite_lock`.
    :raises CaseClosedError: if the case must not be called again.
    :raises ValidationError: for an unknown disposition, a call-back time that is missing or not after the call,
        a call in the future, or a contact of another case.
    """
    digest = fingerprint(
        unit=unit.pk,
        disposition=disposition,
        made_at=made_at,
        note=note,
        call_back_at=call_back_at,
        contact=contact.pk if contact else None,
        **({"new_contact": dict(new_contact)} if new_contact else {}),
    )
    unit = lock_unit(unit)
    call = Call.with_undone.filter(submission_key=submission_key).first()
    if call is None:
        at = made_at or timezone.now()
        check_call(unit, disposition, at, call_back_at, contact)
        refuse_if_closed(unit, disposition)
        if not despite_lock:
            refuse_if_locked(unit, by=by)
        previous = unit.contacts.filter(is_current=True).values_list("pk", flat=True).first()
        # The lock makes writers of one case wait; between writers of two cases the unique key decides.
        call, is_new = Call.with_undone.get_or_create(
            submission_key=submission_key,
            defaults={
                "submission_hash": digest,
                "unit": unit,
                "contact": contact,
                "made_at": at,
                "began_at": None if made_at else ringing_since(unit=unit, by=by, now=at),
                "disposition": disposition,
                "call_back_at": call_back_at if disposition in NEEDS_CALL_BACK_TIME else None,
                "note": note,
                "created_by": by,
                "updated_by": by,
            },
        )
        if is_new:
            _settle(call, by=by)
            if new_contact:
                given = replace_contact(unit=unit, by=by, despite_lock=True, **new_contact)
                if given.pk != previous:
                    call.new_contact = given
                    call.save(update_fields=["new_contact"])
    if call.submission_hash != digest:
        raise SubmissionConflictError(submission_key)
    return call


def log_interview_call(*, interview: Interview, by: User | None, was_partial: bool) -> Call | None:
    """Log the call in which an interview that is now finished was held, unless it is logged already.

    Return the call, or None where nothing is logged:

    - the call of the interview is logged already; only an interview that was in part before, and that is finished
      while `by` is ringing, was held in another call too;
    - the interview was held on an earlier day and nobody is ringing, so the time of the call is not known.

    Call it inside the transaction of the interview, with the unit locked.
    """
    unit, now = interview.unit, timezone.now()
    since = ringing_since(unit=unit, by=by, now=now)
    if unit.calls.of_interviews().exists() and not (was_partial and since):
        return None
    if since is None and interview.held_on != timezone.localdate(now):
        return None
    is_complete = interview.status == InterviewStatus.COMPLETE
    call = Call(
        unit=unit,
        contact=interview.contact,
        made_at=now,
        began_at=since,
        disposition=Disposition.COMPLETED if is_complete else Disposition.PART_COMPLETED,
        submission_key=uuid.uuid4(),
        submission_hash=fingerprint(interview=interview.pk, version=interview.version),
    )
    call.stamp(by=by)
    call.save()
    _settle(call, by=by)
    return call


def _settle(call: Call, *, by: User | None) -> None:
    """Release the case, store its code and write the audit trail after a new call."""
    unit = call.unit
    release_case(unit=unit, by=by)
    update_code(unit=unit, by=by)
    audit.record(
        by=by,
        verb="call.logged",
        subject=unit,
        study=unit.strand.study,
        detail={"call": call.pk, "disposition": call.disposition},
    )


def check_call(
    unit: SampledUnit,
    disposition: str,
    made_at: dt.datetime,
    call_back_at: dt.datetime | None,
    contact: Contact | None,
) -> None:
    """Raise ValidationError, by field, if no call to this case can say this."""
    if disposition not in Disposition.values:
        raise ValidationError({"disposition": "Choose how the call ended."})
    if made_at > timezone.now() + dt.timedelta(minutes=1):
        raise ValidationError({"made_at": "A call cannot be logged before it is made."})
    if disposition in NEEDS_CALL_BACK_TIME and call_back_at is None:
        raise ValidationError({"call_back_at": "Say when to ring back."})
    if disposition in NEEDS_CALL_BACK_TIME and call_back_at is not None and call_back_at <= made_at:
        raise ValidationError({"call_back_at": "The time to ring back must be after the call."})
    if contact is not None and contact.unit_id != unit.pk:
        raise ValidationError({"contact": "This contact belongs to another case."})


@transaction.atomic
def replace_contact(
    *,
    unit: SampledUnit,
    by: User | None,
    name: str = "",
    job_title: str = "",
    telephone: str = "",
    email: str = "",
    note: str = "",
    erase_on: dt.date | None = None,
    despite_lock: bool = False,
) -> Contact:
    """Make this the current contact of a case; the earlier contact is kept but no longer called.

    `erase_on` follows from the strand's rules by default. If the contact to ring has the same details, it is
    returned unchanged.

    :raises CaseClosedError: if the study is not open.
    :raises CaseLockedError: if somebody else has the case, unless `despite_lock`.
    :raises ValidationError: without a name, job title, telephone number and e-mail address, or if the telephone number
        is none (interviews/telephone.py).
    """
    unit = lock_unit(unit)
    details = {
        "name": name.strip(),
        "job_title": job_title.strip(),
        "telephone": telephone.strip(),
        "email": email.strip(),
        "note": note.strip(),
    }
    contact = Contact(unit=unit, erase_on=erase_on or erasure_day(unit.strand), **details)
    contact.stamp(by=by)
    # Without its constraints, because the contact that it replaces is still the current one.
    contact.full_clean(exclude=["unit"], validate_constraints=False)
    details["telephone"] = contact.telephone
    same = contact_faults.to_ring().filter(unit=unit, erased_at=None, **details).first()
    if same is not None and erase_on in (None, same.erase_on):
        return same
    refuse_without_fieldwork(unit.strand.study)
    if not despite_lock:
        refuse_if_locked(unit, by=by)
    replaced = set_aside_current(unit, by=by)
    contact.replaces = replaced
    contact.validate_constraints(exclude=["unit"])
    contact.save()
    record_current(unit, contact, replaced=replaced, by=by)
    return contact


def set_aside_current(unit: SampledUnit, *, by: User | None) -> Contact | None:
    """Keep the contact of a case but no longer ring it, and return it; None if there is none."""
    replaced: Contact | None = unit.contacts.filter(is_current=True).first()
    if replaced is not None:
        replaced.is_current = False
        replaced.stamp(by=by)
        replaced.save(update_fields=["is_current", "updated_by", "updated_at"])
    return replaced


def record_current(unit: SampledUnit, contact: Contact, *, replaced: Contact | None, by: User | None) -> None:
    """Record in the audit trail that a contact is now the one to ring."""
    audit.record(
        by=by,
        verb="contact.replaced" if replaced else "contact.added",
        subject=contact,
        study=unit.strand.study,
        detail={"unit": unit.pk},
    )
