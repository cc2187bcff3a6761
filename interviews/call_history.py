"""The history of the calls to a case: every call with its corrections, and what the reader may do with it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.formats import date_format

from interviews.actions.call_corrections import UNDO_PERIOD, correction_problem, undo_problem
from interviews.appointments import with_appointment_state
from interviews.models import Call, CallCorrection
from survey.models import SampledUnit

if TYPE_CHECKING:
    from accounts.models import User


class ChangedValue(NamedTuple):
    """One thing that a correction changed, in words; empty where a call did not say it."""

    label: str
    before: str
    after: str


class CorrectionEntry(NamedTuple):
    """A correction, which holds what the call said before, with what it changed."""

    correction: Call | CallCorrection
    changes: tuple[ChangedValue, ...]


@dataclass(frozen=True, slots=True)
class CallEntry:
    """A call with its corrections, the latest first, and what the reader may do.

    `undo_until` is None unless the reader may undo the call.
    """

    call: Call
    corrections: tuple[CorrectionEntry, ...]
    undo_until: dt.datetime | None
    may_correct: bool


def history_of(unit: SampledUnit, *, reader: User, now: dt.datetime) -> list[CallEntry]:
    """Return every call to the case, the latest first, also those that were undone. At most five queries."""
    corrections = CallCorrection.objects.select_related("created_by", "contact").order_by("number")
    calls = list(
        with_appointment_state(Call.with_undone.filter(unit=unit), now=now)
        .select_related("contact", "new_contact", "created_by", "undone_by")
        .prefetch_related(Prefetch("corrections", corrections))
    )
    newest = max((call.pk for call in calls if call.undone_at is None), default=None)
    entries = []
    for call in calls:
        call.unit = unit
        may_undo = call.pk == newest and not undo_problem(call, by=reader, now=now)
        entries.append(
            CallEntry(
                call=call,
                corrections=_corrections_of(call),
                undo_until=call.created_at + UNDO_PERIOD if may_undo else None,
                may_correct=not correction_problem(call, by=reader, now=now),
            )
        )
    return entries


def _corrections_of(call: Call) -> tuple[CorrectionEntry, ...]:
    said: list[Call | CallCorrection] = [*call.corrections.all(), call]
    entries = [CorrectionEntry(before, _changes(before, after)) for before, after in pairwise(said)]
    return tuple(reversed(entries))


def _changes(before: Call | CallCorrection, after: Call | CallCorrection) -> tuple[ChangedValue, ...]:
    pairs = (
        ("Outcome", before.get_disposition_display(), after.get_disposition_display()),
        ("Time", in_words(before.made_at), in_words(after.made_at)),
        ("Ring back", in_words(before.call_back_at), in_words(after.call_back_at)),
        ("Person", str(before.contact or ""), str(after.contact or "")),
        ("Note", before.note, after.note),
    )
    return tuple(ChangedValue(*pair) for pair in pairs if pair[1] != pair[2])


def in_words(moment: dt.datetime | None) -> str:
    """Return a moment such as “Friday 4 December 2026, 14:00”, or an empty string for None."""
    return date_format(timezone.localtime(moment), "l j F Y, H:i") if moment else ""
