"""Appointments: the times to ring back that calls arranged, and what became of each.

An appointment is a call with `call_back_at`. Its state is never stored: it follows from the later calls of the case,
from a cancellation, and from the case itself, so that it is right again as soon as a call is corrected.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from interviews.models import AppointmentCancellation, Call, Interview, LateChange
from interviews.vocabulary import (
    EXCLUSIONS,
    FINAL_DISPOSITIONS,
    INTERVIEW_CALLS,
    REACHED_NOBODY,
    AppointmentState,
    Change,
    Disposition,
    InterviewStatus,
)

if TYPE_CHECKING:
    from accounts.models import User

ENDS_AT_ANY_TIME = (
    INTERVIEW_CALLS | FINAL_DISPOSITIONS | {Disposition.NOT_THE_RIGHT_OFFICE, Disposition.CONTACT_LEFT}
)
"""Conversations that end an appointment before its time. Others leave it, unless they arrange another time."""


def open_appointments() -> QuerySet[Call]:
    """Return the calls whose time to ring back is due or ahead, of all studies. A case has at most one.

    No later conversation ended the appointment, nobody cancelled it, and the case can still be called.
    """
    return Call.objects.filter(
        ~Exists(_ending_calls()),
        ~Exists(_cancellations()),
        ~Exists(_interviews().filter(status__in=[InterviewStatus.COMPLETE, InterviewStatus.WITHDRAWN])),
        ~Exists(_current_exclusions()),
        call_back_at__isnull=False,
    )


def with_appointment_state(calls: QuerySet[Call], *, now: dt.datetime) -> QuerySet[Call]:
    """Annotate each call with `appointment_state`, a value of AppointmentState, or None if it arranged no time.

    An open appointment is due from its time on, and ahead before it. A call that reached nobody changes nothing.
    Every other appointment is

    - cancelled by a row of AppointmentCancellation; by a conversation before its time after which nobody rings that
      person again (a refusal, a wrong office, a contact who has left); or while the case is out of the sample or its
      interview withdrawn;
    - kept by an interview, or by a call at its time or later that reached somebody;
    - moved by a conversation before its time that arranged another.

    `ended_at`, `ended_as` and `moved_to` describe the call that ended it: its time, its outcome and the time that it
    arranged instead. `cancelled_because` is the reason of the cancellation.
    """
    ending = _ending_calls()
    return calls.annotate(
        cancelled_because=Subquery(_cancellations().values("reason")[:1]),
        ended_at=Subquery(ending.values("made_at")[:1]),
        ended_as=Subquery(ending.values("disposition")[:1]),
        moved_to=Subquery(ending.values("call_back_at")[:1]),
    ).annotate(
        appointment_state=Case(
            When(call_back_at__isnull=True, then=Value(None)),
            When(Exists(open_appointments().filter(pk=OuterRef("pk"))), then=_due_or_ahead(now)),
            When(cancelled_because__isnull=False, then=Value(AppointmentState.CANCELLED)),
            When(
                Q(ended_as__in=INTERVIEW_CALLS) | Q(ended_at__gte=F("call_back_at")),
                then=Value(AppointmentState.KEPT),
            ),
            When(moved_to__isnull=False, then=Value(AppointmentState.MOVED)),
            When(
                Q(ended_at__isnull=True) & Exists(_interviews().filter(status=InterviewStatus.COMPLETE)),
                then=Value(AppointmentState.KEPT),
            ),
            default=Value(AppointmentState.CANCELLED),
            output_field=CharField(null=True),
        )
    )


def for_user(appointments: QuerySet[Call], user: User) -> QuerySet[Call]:
    """Return the appointments of a person's own cases, and those that they made for a case of nobody."""
    return appointments.filter(Q(unit__assigned_to=user) | Q(unit__assigned_to__isnull=True, created_by=user))


def _due_or_ahead(now: dt.datetime) -> Case:
    return Case(
        When(call_back_at__lte=now, then=Value(AppointmentState.DUE)), default=Value(AppointmentState.AHEAD)
    )


def _ending_calls() -> QuerySet[Call]:
    """Return the later calls that end the appointment of a call in an outer query, the first of them first."""
    is_later = Q(made_at__gt=OuterRef("made_at")) | Q(made_at=OuterRef("made_at"), pk__gt=OuterRef("pk"))
    ends = (
        Q(call_back_at__isnull=False)
        | Q(disposition__in=ENDS_AT_ANY_TIME)
        | Q(made_at__gte=OuterRef("call_back_at"))
    )
    later = Call.objects.filter(is_later, unit=OuterRef("unit"))
    return later.filter(ends).exclude(disposition__in=REACHED_NOBODY).order_by("made_at", "pk")


def _cancellations() -> QuerySet[AppointmentCancellation]:
    return AppointmentCancellation.objects.filter(call=OuterRef("pk"), call_back_at=OuterRef("call_back_at"))


def _interviews() -> QuerySet[Interview]:
    return Interview.objects.filter(unit=OuterRef("unit"))


def _current_exclusions() -> QuerySet[LateChange]:
    """Return the change by which the case of a call in an outer query is out of the sample, unless taken back."""
    changes = LateChange.objects.filter(unit=OuterRef("unit"))
    taken_back = LateChange.objects.filter(
        unit=OuterRef("unit"), change=Change.TAKEN_BACK, pk__gt=OuterRef("pk")
    )
    return changes.filter(~Exists(taken_back), change__in=EXCLUSIONS)
