"""The call-backs of one person: which are due, which come next, and which are at one minute."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from interviews import contact_faults
from interviews.appointments import for_user, open_appointments
from interviews.models import Call
from interviews.time_entry import in_words
from interviews.worklist import WorklistStatus, ordered_cases
from survey.vocabulary import StudyState

if TYPE_CHECKING:
    from accounts.models import User
    from survey.models import SampledUnit


def due_and_coming(
    call_backs: Iterable[Call], now: dt.datetime, *, within: dt.timedelta
) -> tuple[list[Call], list[Call]]:
    """Return those of a person's upcoming call-backs that are due, and those that become due `within` this time.

    A case that was rung in vain at the arranged time is not due until it has rested. No query if nothing is due,
    otherwise two for each study.
    """
    end = now + within
    listed = [call for call in call_backs if call.call_back_at is not None and call.call_back_at <= end]
    past = [call for call in listed if call.call_back_at is not None and call.call_back_at <= now]
    resting = _resting(past, now)
    return [call for call in past if call.pk not in resting], listed[len(past) :]


def upcoming_call_backs(user: User, now: dt.datetime) -> QuerySet[Call]:
    """Return the person's open appointments in studies in the field, overdue ones included, the earliest first."""
    arranged = for_user(open_appointments(), user).filter(in_running_studies(now))
    return arranged.select_related("unit__strand__study", "unit__service", "unit__organisation").order_by(
        "call_back_at", "pk"
    )


def in_running_studies(now: dt.datetime) -> Q:
    """Return the condition for appointments of open studies whose fieldwork has not ended."""
    today = timezone.localdate(now)
    not_ended = Q(unit__strand__study__closed_on__isnull=True) | Q(unit__strand__study__closed_on__gte=today)
    return Q(unit__strand__study__state=StudyState.OPEN) & not_ended


def with_contacts(arranged: QuerySet[Call]) -> QuerySet[Call]:
    """Add what the calendar shows of each appointment, the earliest first. Two queries for any number."""
    current = Prefetch("unit__contacts", contact_faults.to_ring(), to_attr="current_contacts")
    return (
        arranged.select_related(
            "unit__strand__study", "unit__service", "unit__organisation", "unit__assigned_to", "created_by"
        )
        .prefetch_related(current)
        .order_by("call_back_at", "pk")
    )


def cases_at(moment: dt.datetime, *, unit: SampledUnit, by: User | None) -> list[str]:
    """Return the names of the other cases with a call-back at this minute by whoever calls this case. One query.

    That is the person to whom the case is assigned, or else `by`.
    """
    person = unit.assigned_to or by
    if person is None:
        return []
    minute = moment.replace(second=0, microsecond=0)
    found = for_user(open_appointments(), person).filter(
        call_back_at__gte=minute, call_back_at__lt=minute + dt.timedelta(minutes=1)
    )
    others = found.exclude(unit=unit).select_related("unit__service", "unit__organisation")
    return [str(call.unit) for call in others.order_by("pk")]


def moment_in_words(moment: dt.datetime) -> str:
    """Return the moment in British local time, such as “Friday 4 December 2026 at 14:00”."""
    local = timezone.localtime(moment)
    return f"{in_words(local.date())} at {local:%H:%M}"


def _resting(past: list[Call], now: dt.datetime) -> set[int]:
    """Return the keys of the calls whose case is not to be called now, although its time has come."""
    by_study = defaultdict(list)
    for call in past:
        by_study[call.unit.strand.study].append(call)
    resting: set[int] = set()
    for study, calls in by_study.items():
        due = ordered_cases(study, now=now).filter(
            pk__in=[call.unit_id for call in calls], worklist_status=WorklistStatus.CALL_BACK_DUE
        )
        units = set(due.order_by().values_list("pk", flat=True))
        resting |= {call.pk for call in calls if call.unit_id not in units}
    return resting
