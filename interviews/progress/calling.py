"""Calls by weekday and hour, workloads of interviewers, overdue call-backs."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay
from django.utils import timezone

from accounts.models import User
from interviews.models import Call, Interview
from interviews.vocabulary import FINISHED, Disposition
from interviews.worklist import ListedCase, WorklistStatus
from survey.models import SampledUnit, Strand
from survey.vocabulary import CaseCode

SUCCESSFUL = (Disposition.COMPLETED, Disposition.PART_COMPLETED, Disposition.APPOINTMENT)
"""Calls that ended with an interview or an appointment."""

OPEN_CODES = (CaseCode.UNKNOWN_UNIT, CaseCode.UNKNOWN_OTHER, CaseCode.NON_CONTACT)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
RECENT_PERIOD = dt.timedelta(days=7)


class Slot(NamedTuple):
    """The numbers of calls and successful calls in one hour of one weekday."""

    calls: int = 0
    successes: int = 0

    @property
    def share(self) -> float | None:
        """The share of successful calls, between 0 and 1; None without calls."""
        return self.successes / self.calls if self.calls else None


class WeekdayRow(NamedTuple):
    """One weekday. `slots` are in the order of CallTimes.hours."""

    name: str
    slots: tuple[Slot, ...]
    all_day: Slot


class CallTimes(NamedTuple):
    """Calls by weekday and hour in British local time. Hours and days without calls are left out."""

    hours: tuple[int, ...]
    rows: tuple[WeekdayRow, ...]


class Load(NamedTuple):
    """The workload of one person, in numbers. `recent_calls` are those of the last 7 days."""

    name: str
    assigned: int
    open: int
    calls: int
    recent_calls: int
    interviews: int
    overdue: int


def call_times(strand: Strand) -> CallTimes:
    """Count the calls of a strand by weekday and hour. One query."""
    zone = timezone.get_default_timezone()
    counted = (
        Call.objects.filter(unit__strand=strand)
        .order_by()
        .annotate(weekday=ExtractIsoWeekDay("made_at", tzinfo=zone), hour=ExtractHour("made_at", tzinfo=zone))
        .values_list("weekday", "hour")
        .annotate(calls=Count("pk"), successes=Count("pk", filter=Q(disposition__in=SUCCESSFUL)))
    )
    found = {(weekday, hour): Slot(calls, successes) for weekday, hour, calls, successes in counted}
    hours = tuple(sorted({hour for _, hour in found}))
    rows = []
    for number, name in enumerate(WEEKDAYS, 1):
        slots = tuple(found.get((number, hour), Slot()) for hour in hours)
        all_day = Slot(sum(slot.calls for slot in slots), sum(slot.successes for slot in slots))
        if all_day.calls:
            rows.append(WeekdayRow(name, slots, all_day))
    return CallTimes(hours, tuple(rows))


def loads(strand: Strand, *, overdue: list[ListedCase], now: dt.datetime) -> list[Load]:
    """Return everybody's workload by name; unassigned cases come last. Four queries."""
    cases = {
        key: (assigned, open_cases)
        for key, assigned, open_cases in SampledUnit.objects.filter(strand=strand)
        .order_by()
        .values_list("assigned_to")
        .annotate(assigned=Count("pk"), open_cases=Count("pk", filter=Q(code__in=OPEN_CODES)))
    }
    calls = {
        key: (all_calls, recent_calls)
        for key, all_calls, recent_calls in Call.objects.filter(unit__strand=strand)
        .order_by()
        .values_list("created_by")
        .annotate(all_calls=Count("pk"), recent_calls=Count("pk", filter=Q(made_at__gt=now - RECENT_PERIOD)))
    }
    interviews = dict(
        Interview.objects.filter(unit__strand=strand, status__in=FINISHED)
        .order_by()
        .values_list("interviewer")
        .annotate(number=Count("pk"))
    )
    overdue_by_person: dict[int | None, int] = defaultdict(int)
    for case in overdue:
        overdue_by_person[case.assigned_to_id] += 1
    names = {
        user.pk: str(user) for user in User.objects.filter(pk__in={*cases, *calls, *interviews} - {None})
    }
    found = []
    for key, name in sorted(names.items(), key=lambda person: person[1]):
        assigned, open_cases = cases.get(key, (0, 0))
        all_calls, recent_calls = calls.get(key, (0, 0))
        numbers = (
            assigned,
            open_cases,
            all_calls,
            recent_calls,
            interviews.get(key, 0),
            overdue_by_person[key],
        )
        found.append(Load(name, *numbers))
    if None in cases:
        assigned, open_cases = cases[None]
        found.append(Load("Nobody yet", assigned, open_cases, 0, 0, 0, overdue_by_person[None]))
    return found


def overdue_cases(cases: QuerySet[ListedCase]) -> list[ListedCase]:
    """Return those of the cases whose call-back is due, the longest overdue first. One query.

    `cases` are those of interviews.worklist.ordered_cases.
    """
    due = cases.filter(worklist_status=WorklistStatus.CALL_BACK_DUE)
    return list(due.select_related("service", "organisation", "assigned_to"))
