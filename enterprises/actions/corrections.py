"""What readers send about entries, and what curators do with it. Nothing here changes an entry or its evidence."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.crypto import get_random_string

from accounts.audit import record
from enterprises.models import Correction
from enterprises.pii_scan import in_words, kinds_in, may_be_published
from enterprises.vocabulary import CorrectionState

if TYPE_CHECKING:
    from accounts.models import User

KEPT = dt.timedelta(days=365)
"""How long a correction is kept after its answer."""
SUSPICIOUS_KEPT = dt.timedelta(days=90)
"""How long one that looks like spam is kept if nobody answers it."""
UNANSWERED_KEPT = dt.timedelta(days=730)
"""How long one is kept that nobody answered."""
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""The signs of a reference number: none that is mistaken for another."""


@transaction.atomic
def send_correction(
    *, send_key: uuid.UUID, is_claim: bool = False, suspicion: str = "", **words: Any
) -> Correction:
    """Store what a reader sent, and return it. The same key again returns what it stored the first time.

    `words` are the fields of `Correction` that the form has. `suspicion` says why it may be spam; it is stored all the
    same.
    """
    found, is_new = Correction.objects.get_or_create(
        send_key=send_key,
        defaults={"reference": _new_reference(), "is_claim": is_claim, "suspicion": suspicion, **words},
    )
    if is_new:
        record(by=None, verb="correction.received", subject=found, detail={"about": found.about_key})
    return found


@transaction.atomic
def confirm_claim(*, reference: str) -> Correction:
    """Record that whoever claims an organisation reads the mail at the address that was given.

    :raises Correction.DoesNotExist: if it was erased since.
    """
    found = Correction.objects.select_for_update().get(reference=reference, is_claim=True)
    if found.email_confirmed_on is None:
        found.email_confirmed_on = timezone.localdate()
        found.save(update_fields=["email_confirmed_on"])
        record(by=None, verb="correction.confirmed", subject=found)
    return found


@transaction.atomic
def take_correction(*, correction: Correction, curator: User, by: User | None) -> Correction:
    """Give a correction to a curator, who looks at it.

    :raises ValidationError: if it is answered already.
    """
    found = _open(correction)
    if found.assigned_to_id == curator.pk:
        return found
    found.assigned_to, found.state = curator, CorrectionState.TAKEN
    found.save(update_fields=["assigned_to", "state"])
    record(by=by, verb="correction.assigned", subject=found, detail={"to": curator.pk})
    return found


@transaction.atomic
def answer_correction(
    *, correction: Correction, is_changed: bool, answer: str, done: str, by: User | None
) -> Correction:
    """Answer a correction in words, and record what was done in the directory. The entry itself is not touched.

    :raises ValidationError: without an answer, without what was done to a changed entry, for an answer with personal
        information, and if it is answered already.
    """
    found = _open(correction)
    problems = {}
    if not answer.strip():
        problems["answer"] = "Write the answer: the sender reads it."
    elif not may_be_published(answer, is_own_entry=True):
        problems["answer"] = f"The answer seems to hold {in_words(kinds_in(answer))}. Remove it."
    if is_changed and not done.strip():
        problems["done"] = "Say what you changed, and where its source is named."
    if problems:
        raise ValidationError(problems)
    found.state = CorrectionState.CHANGED if is_changed else CorrectionState.NOT_CHANGED
    found.answer, found.done = answer.strip(), done.strip()
    found.answered_on, found.answered_by = timezone.localdate(), by
    found.save(update_fields=["state", "answer", "done", "answered_on", "answered_by"])
    record(by=by, verb="correction.answered", subject=found, detail={"changed": is_changed})
    return found


def note_answer_sent(*, correction: Correction) -> None:
    """Record that the answer went out by e-mail."""
    Correction.objects.filter(pk=correction.pk).update(is_answer_sent=True)


@transaction.atomic
def erase_words(*, correction: Correction, by: User | None) -> Correction:
    """Erase what the sender wrote, for instance because it names an offender. The correction stays in the queue."""
    found = Correction.objects.select_for_update().get(pk=correction.pk)
    if found.text or found.how_known or found.post:
        found.text = found.how_known = found.post = ""
        found.save(update_fields=["text", "how_known", "post"])
        record(by=by, verb="correction.erased", subject=found)
    return found


def due_for_erasure(day: dt.date | None = None) -> QuerySet[Correction]:
    """Return the corrections whose time is over on a day, by default today."""
    day = day or timezone.localdate()
    is_suspicious = ~Q(suspicion="") & Q(answered_on__isnull=True, received_on__lte=day - SUSPICIOUS_KEPT)
    is_unanswered = Q(answered_on__isnull=True, received_on__lte=day - UNANSWERED_KEPT)
    return Correction.objects.filter(Q(answered_on__lte=day - KEPT) | is_suspicious | is_unanswered)


def erase_corrections(*, dry_run: bool) -> int:
    """Erase the corrections whose time is over, and return their number; with `dry_run` only count them."""
    due = due_for_erasure()
    number = due.count()
    if number and not dry_run:
        with transaction.atomic():
            due.delete()
            record(by=None, verb="corrections.erased", detail={"number": number})
    return number


def _open(correction: Correction) -> Correction:
    found = Correction.objects.select_for_update().get(pk=correction.pk)
    if not found.is_open:
        raise ValidationError("This is answered already. Reload the page to read the answer.")
    return found


def _new_reference() -> str:
    signs = get_random_string(12, SIGNS)
    return f"C-{signs[:4]}-{signs[4:8]}-{signs[8:]}"
