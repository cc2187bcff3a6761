"""Erasing what says who a respondent is on its day, and a respondent's words when they are withdrawn."""

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
from interviews.actions.cases import lock, settle_code
from interviews.history import keep
from interviews.models import Contact, Interview, Mention
from interviews.vocabulary import InterviewStatus

WITHDRAWN = "The respondent has withdrawn the interview that said so."


@transaction.atomic
def erase_contact(*, contact: Contact, by: User | None) -> Contact:
    """Erase who somebody is; calls and interviews then say “respondent 07”, a number within the study.

    The notes of the calls with them go as well: they are about a person as a rule. Erasing twice changes nothing.
    """
    unit = lock(contact.unit)
    contact = Contact.objects.get(pk=contact.pk)
    if contact.erased_at is not None:
        return contact
    study = unit.strand.study
    highest = Contact.objects.filter(unit__strand__study=study).aggregate(highest=Max("number"))["highest"]
    contact.name = contact.job_title = contact.telephone = contact.email = contact.note = ""
    contact.number, contact.erased_at = (highest or 0) + 1, timezone.now()
    contact.stamp(by=by)
    contact.save()
    unit.calls.filter(Q(contact=contact) | Q(contact=None)).exclude(note="").update(note="")
    audit.record(
        by=by, verb="contact.erased", subject=contact, study=study, detail={"number": contact.number}
    )
    return contact


def erase_due_contacts(*, on: dt.date | None = None, by: User | None = None) -> int:
    """Erase every contact whose day has come by `on`, today by default; how many. Each is a transaction of its own."""
    due = due_contacts(on=on)
    for contact in due:
        erase_contact(contact=contact, by=by)
    return len(due)


def erase_contacts(*, dry_run: bool) -> int:
    """Erase, or only count, the contacts that are due today: the task of `manage.py housekeeping`."""
    return len(due_contacts()) if dry_run else erase_due_contacts()


def due_contacts(*, on: dt.date | None = None) -> list[Contact]:
    """The contacts to be erased by a day, today by default; without a day of their own (NULL) they stay."""
    day = on or timezone.localdate()
    found = Contact.objects.filter(erase_on__lte=day, erased_at=None)
    return list(found.select_related("unit__strand__study").order_by("pk"))


@transaction.atomic
def withdraw_interview(*, interview: Interview, reason: str, by: User | None) -> Interview:
    """Take a respondent's words back: out of the study, its history and everything that is published of it.

    What was answered, noted and named is erased, the relations that followed are taken back, and the case counts as a
    refusal. That the interview was held stays. Raises ValidationError without a reason.
    """
    if not reason.strip():
        raise ValidationError({"reason": "Say how and when the respondent withdrew, without a name."})
    unit = lock(interview.unit)
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
    interview.answers, interview.notes, interview.consents = {}, {}, {}
    interview.status = InterviewStatus.WITHDRAWN
    interview.version += 1
    keep(interview, by=by)
    settle_code(unit=unit, by=by)
    audit.record(
        by=by,
        verb="interview.withdrawn",
        subject=interview,
        study=unit.strand.study,
        detail={"reason": reason.strip(), "relations": len(keys)},
    )
    return interview
