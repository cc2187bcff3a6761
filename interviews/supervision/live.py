"""The fieldwork of one day as it goes: who is ringing, calls and interviews by person and hour, what is overdue."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractHour
from django.utils import timezone

from accounts.models import User
from interviews.models import Call, CaseLock
from interviews.vocabulary import FINISHED, INTERVIEW_CALLS
from interviews.worklist import ListedCase, WorklistStatus, midnight
from survey.models import SampledUnit, Study
from wording import counted


class Slot(NamedTuple):
    """The calls of one hour, and the interviews among them."""

    calls: int = 0
    interviews: int = 0


class PersonDay(NamedTuple):
    """The calls of one person on one day. `hours` are in the order of `Day.hours`."""

    name: str
    hours: tuple[Slot, ...]
    all_day: Slot


class Day(NamedTuple):
    """The calls of one day by person and by hour of British local time. Hours without calls are left out."""

    date: dt.date
    hours: tuple[int, ...]
    people: tuple[PersonDay, ...]
    total: Slot


class OverdueCase(NamedTuple):
    """A case whose call-back is past due, and by how long."""

    case: SampledUnit
    call_back_at: dt.datetime
    late_by: str


def ringing_now(study: Study, *, now: dt.datetime) -> list[CaseLock]:
    """Return the locks in force on cases of the study, the longest first. One query."""
    return list(
        CaseLock.objects.filter(unit__strand__study=study, until__gt=now)
        .select_related("by", "unit__service", "unit__region", "unit__organisation")
        .order_by("since", "pk")
    )


def day_of_calls(study: Study, date: dt.date) -> Day:
    """Count the calls of the study on a day by person and hour. Two queries.

    A call counts as an interview if it says that one was held and the interview of its case is finished.
    """
    zone = timezone.get_default_timezone()
    start, end = midnight(date), midnight(date + dt.timedelta(days=1))
    held = Q(disposition__in=INTERVIEW_CALLS, unit__interview__status__in=FINISHED)
    rows = (
        Call.objects.filter(unit__strand__study=study, made_at__gte=start, made_at__lt=end)
        .order_by()
        .annotate(hour=ExtractHour("made_at", tzinfo=zone))
        .values_list("created_by", "hour")
        .annotate(calls=Count("pk"), interviews=Count("pk", filter=held))
    )
    by_person: defaultdict[int | None, dict[int, Slot]] = defaultdict(dict)
    for person, hour, calls, interviews in rows:
        by_person[person][hour] = Slot(calls, interviews)
    known = [person for person in by_person if person is not None]
    names: dict[int | None, str] = {user.pk: str(user) for user in User.objects.filter(pk__in=known)}
    hours = tuple(sorted({hour for slots in by_person.values() for hour in slots}))
    people = [
        PersonDay(
            names.get(person, "Nobody named"),
            tuple(slots.get(hour, Slot()) for hour in hours),
            _sum(slots.values()),
        )
        for person, slots in by_person.items()
    ]
    people.sort(key=lambda person: person.name)
    return Day(date, hours, tuple(people), _sum(person.all_day for person in people))


def _sum(slots: Iterable[Slot]) -> Slot:
    calls = interviews = 0
    for slot in slots:
        calls, interviews = calls + slot.calls, interviews + slot.interviews
    return Slot(calls, interviews)


def overdue_cases(
    cases: QuerySet[ListedCase], *, now: dt.datetime, limit: int
) -> tuple[int, list[OverdueCase]]:
    """Return the number of cases with a call-back past due, and the first `limit`, the longest overdue first.

    `cases` are those of interviews.worklist.ordered_cases. Two queries.
    """
    # The keys alone: to read and sort whole rows of a long work list takes several times as long.
    due = list(
        cases.filter(worklist_status=WorklistStatus.CALL_BACK_DUE)
        .order_by("call_back_at", "pk")
        .values_list("pk", "call_back_at")
    )
    units = SampledUnit.objects.select_related("service", "organisation", "assigned_to").in_bulk(
        [pk for pk, _ in due[:limit]]
    )
    return len(due), [OverdueCase(units[pk], at, duration(now - at)) for pk, at in due[:limit]]


def duration(length: dt.timedelta) -> str:
    """Return a length of time in its largest unit, rounded down: “20 minutes”, “3 hours”, “2 days”."""
    minutes = max(0, int(length.total_seconds() // 60))
    for size, unit in ((24 * 60, "day"), (60, "hour")):
        if minutes >= size:
            return counted(minutes // size, unit, f"{unit}s")
    return counted(minutes, "minute", "minutes")
