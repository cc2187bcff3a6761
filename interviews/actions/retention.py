"""Erases contact details on the day that is set for it, and interviews that a respondent withdraws."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from accounts import audit
from accounts.models import User
from enterprises import actions as directory
from enterprises.models import Engagement
from interviews.actions.cases import lock_unit, update_code
from interviews.actions.checking import erase_checks
from interviews.history import save_with_history
from interviews.models import (
    AppointmentCancellation,
    Call,
    CallCorrection,
    Contact,
    Interview,
    LateChange,
    Mention,
)
from interviews.vocabulary import InterviewStatus
from survey.erasure import erase_words_of
from survey.models import SampledUnit

WITHDRAWN = "The respondent has withdrawn the interview that said so."
WITHDRAWN_WORDS = "Erased, because the respondent has withdrawn the interview."
ERASED_WORDS = "Erased with the details of the contact."


@transaction.atomic
def erase_contact(*, contact: Contact, by: User | None) -> Contact:
    """Erase the details of a contact. Calls and interviews then show a number within the study, “respondent 07”.

    The notes of their calls are erased too, also of undone calls and from before a correction, with the reasons why
    their appointments were cancelled and the words of checks of their interviews, because these are usually about a
    person. Erasing twice changes nothing.
    """
    unit = lock_unit(contact.unit)
    contact = Contact.objects.get(pk=contact.pk)
    if contact.erased_at is not None:
        return contact
    study = unit.strand.study
    highest = Contact.objects.filter(unit__strand__study=study).aggregate(highest=Max("number"))["highest"]
    contact.name = contact.job_title = contact.telephone = contact.email = contact.note = ""
    contact.number, contact.erased_at = (highest or 0) + 1, timezone.now()
    contact.stamp(by=by)
    contact.save()
    about = Q(contact=contact) | Q(contact=None)
    Call.with_undone.filter(about, unit=unit).exclude(note="").update(note="")
    before = CallCorrection.objects.filter(about | Q(call__contact=contact), call__unit=unit)
    before.exclude(note="").update(note="")
    cancelled = AppointmentCancellation.objects.filter(Q(call__contact=contact) | Q(call__contact=None))
    cancelled.filter(call__unit=unit).update(reason=ERASED_WORDS)
    erase_checks(Interview.objects.filter(Q(contact=contact) | Q(contact=None), unit=unit))
    audit.record(
        by=by, verb="contact.erased", subject=contact, study=study, detail={"number": contact.number}
    )
    return contact


def erase_due_contacts(*, on: dt.date | None = None, by: User | None = None) -> int:
    """Erase every contact that is due on the day `on`, today by default, and return their number.

    Each contact is erased in its own transaction.
    """
    due = due_contacts(on=on)
    for contact in due:
        erase_contact(contact=contact, by=by)
    return len(due)


def erase_contacts(*, dry_run: bool) -> int:
    """Erase the contacts that are due today and return their number; with `dry_run` only count them.

    `manage.py housekeeping` runs this.
    """
    return len(due_contacts()) if dry_run else erase_due_contacts()


def due_contacts(*, on: dt.date | None = None) -> list[Contact]:
    """Return the contacts that are due for erasure on a day, today by default. NULL in `erase_on` means never."""
    day = on or timezone.localdate()
    found = Contact.objects.filter(erase_on__lte=day, erased_at=None)
    return list(found.select_related("unit__strand__study").order_by("pk"))


@transaction.atomic
def withdraw_interview(*, interview: Interview, reason: str, by: User | None) -> Interview:
    """Erase an interview that the respondent has withdrawn, from the study, its history and the published pages.

    Answers, notes and mentions are erased, the engagements that followed are withdrawn, and the case counts as a
    refusal. The notes of all calls to the case are erased too, with the reasons of their corrections, and the words
    with which a respondent asked to be called again. Only the facts of the interview and its calls are kept.

    :raises ValidationError: without a reason.
    """
    if not reason.strip():
        raise ValidationError({"reason": "Say how and when the respondent withdrew, without a name."})
    unit = lock_unit(interview.unit)
    interview = Interview.objects.select_related("unit__strand__study").get(pk=interview.pk)
    if interview.status == InterviewStatus.WITHDRAWN:
        return interview
    relations = list(Engagement.objects.filter(mention__interview=interview))
    keys = [relation.pk for relation in relations]
    Mention.objects.filter(interview=interview).update(engagement=None)
    for relation in relations:
        directory.withdraw_engagement(engagement=relation, reason=WITHDRAWN, by=by)
    Engagement.history.filter(id__in=keys).update(evaluation="")
    Mention.objects.filter(interview=interview).delete()
    Mention.history.filter(interview_id=interview.pk).delete()
    Interview.history.filter(id=interview.pk).delete()
    interview.saves.filter(document__isnull=False).update(document={}, settled_at=timezone.now())
    _erase_words_of_calls(unit)
    interview.answers, interview.notes, interview.consents = {}, {}, {}
    interview.began_at = interview.ended_at = None
    interview.status = InterviewStatus.WITHDRAWN
    erase_checks(Interview.objects.filter(pk=interview.pk))
    interview.version += 1
    save_with_history(interview, by=by)
    erase_words_of(interview)
    update_code(unit=unit, by=by)
    if unit.organisation is not None:
        directory.apply_listing_answers(organisation=unit.organisation, by=by)
    audit.record(
        by=by,
        verb="interview.withdrawn",
        subject=interview,
        study=unit.strand.study,
        detail={"reason": reason.strip(), "relations": len(keys)},
    )
    return interview


def _erase_words_of_calls(unit: SampledUnit) -> None:
    Call.with_undone.filter(unit=unit).update(note="", undo_reason="")
    CallCorrection.objects.filter(call__unit=unit).update(note="", reason="")
    AppointmentCancellation.objects.filter(call__unit=unit).update(reason=WITHDRAWN_WORDS)
    LateChange.objects.filter(unit=unit, is_requested=True).update(reason=WITHDRAWN_WORDS)
