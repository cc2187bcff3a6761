"""The call log of a study as a table: one row for each call that was made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import IO

from django.utils import timezone

from interviews.exports.tables import write_table
from interviews.models import Call
from survey.models import Study
from survey.sheets import MAX_WIDTH, Value

HEADS = (
    "case",
    "way of asking",
    "region",
    "kind",
    "call",
    "began",
    "ended",
    "minutes",
    "outcome",
    "rung by",
    "ring back",
)
NUMBERS = frozenset({"case", "call", "minutes"})
FULL_HEADS = ("service", "contact", "note")
LEAD = "One row for each call, by case and time. Times are British. Calls that were undone are left out."


def write_call_log(
    study: Study, *, format: str, is_full: bool, on_record: Callable[[int], None]
) -> tuple[IO[bytes], str, str, int]:
    """Return the open file of the call log, its name, its media type and its number of rows. The caller closes it.

    With `is_full` each row also has the service, the contact and the note. Rows are read and written one at a time.
    """
    heads = HEADS + (FULL_HEADS if is_full else ())
    count = 0

    def rows() -> Iterator[list[Value]]:
        nonlocal count
        for row in _rows(study, is_full=is_full):
            count += 1
            on_record(count)
            yield row

    file, media_type = write_table(
        format=format,
        name="calls",
        title=f"Call log: {study.title}",
        lead=LEAD,
        heads=heads,
        rows=rows(),
        widths=[MAX_WIDTH if head == "note" else 22 for head in heads],
        numbers=NUMBERS,
    )
    return file, f"{study.slug}-calls{'-in-full' if is_full else ''}.{format}", media_type, count


def _rows(study: Study, *, is_full: bool) -> Iterator[list[Value]]:
    calls = (
        Call.objects.filter(unit__strand__study=study)
        .select_related(
            "unit__strand",
            "unit__service__kind",
            "unit__region",
            "unit__organisation",
            "contact",
            "created_by",
        )
        .order_by("unit", "made_at", "pk")
    )
    case, number = None, 0
    for call in calls.iterator(chunk_size=2000):
        number = number + 1 if call.unit_id == case else 1
        case = call.unit_id
        service = call.unit.service
        row: list[Value] = [
            call.unit_id,
            call.unit.strand.get_kind_display(),
            str(call.unit.region or ""),
            str(service.kind) if service else "",
            number,
            _moment(call.began_at),
            _moment(call.made_at),
            call.minutes,
            call.get_disposition_display(),
            str(call.created_by) if call.created_by else "",
            _moment(call.call_back_at),
        ]
        if is_full:
            row += [str(call.unit), str(call.contact) if call.contact else "", call.note]
        yield row


def _moment(moment: dt.datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""
