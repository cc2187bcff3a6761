"""The cases of a study in the order to ring them: call-backs due, interviews begun, fresh, then those to try again."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, ExtractHour
from django.utils import timezone

from interviews.models import Call, Contact, LateChange
from interviews.planning import rules
from interviews.vocabulary import FINAL, OUT, Change, InterviewStatus
from survey.models import SampledUnit

if TYPE_CHECKING:
    from accounts.models import User
    from survey.models import Study


class Turn(models.IntegerChoices):
    """When a case's turn comes. The numbers are the order of the list."""

    DUE = 1, "Call-back due"
    BEGUN = 2, "Interview begun"
    FRESH = 3, "Not rung yet"
    AGAIN = 4, "Ring again"
    RESTING = 5, "Rung lately"
    LATER = 6, "Call-back later"
    ENOUGH = 7, "Rung often enough"
    DONE = 8, "Finished"


ListedCase = Any
"""A sampled unit as `cases_of` and `with_everything_shown` annotate it: type checkers know no annotations."""

OPEN = (Turn.DUE, Turn.BEGUN, Turn.FRESH, Turn.AGAIN)
"""The turns in which somebody may ring now."""

MORNING, AFTERNOON = "morning", "afternoon"
NOON = 12


def part_of_day(moment: dt.datetime) -> str:
    """Morning or afternoon, by British local time."""
    return MORNING if timezone.localtime(moment).hour < NOON else AFTERNOON


def cases_of(study: Study, *, now: dt.datetime) -> QuerySet[ListedCase]:
    """Every case of the study with its last call, its number of calls and its turn, in the order to ring.

    `call_back_at` is the time that the last call arranged; an earlier call's has passed with it. A case to ring again
    waits as its strand's rules say (interviews.planning.rules); `attempts` counts the calls that were not to a contact
    replaced since. `is_same_part` says that it was last rung in the part of the day that it is now.
    """
    every = rules.rules_by_strand(study).values()
    calls = Call.objects.filter(unit=OuterRef("pk")).order_by("-made_at", "-pk")
    number = calls.order_by().values("unit").annotate(number=Count("pk")).values("number")
    to_this_contact = number.filter(~Q(contact__is_current=False))
    changes = LateChange.objects.filter(unit=OuterRef("pk"))
    reopened = changes.filter(change=Change.REOPENED, created_at__gte=OuterRef("last_call_at"))
    hour = calls.annotate(hour=ExtractHour("made_at", tzinfo=timezone.get_default_timezone())).values("hour")
    is_same_part = Q(last_hour__lt=NOON) if part_of_day(now) == MORNING else Q(last_hour__gte=NOON)
    return (
        SampledUnit.objects.of_study(study)
        .annotate(
            last_disposition=Subquery(calls.values("disposition")[:1]),
            last_call_at=Subquery(calls.values("made_at")[:1]),
            last_hour=Subquery(hour[:1]),
            call_back_at=Subquery(calls.values("call_back_at")[:1]),
            call_number=Coalesce(Subquery(number), 0),
            attempts=Coalesce(Subquery(to_this_contact), 0),
            name=Coalesce("service__name", "organisation__name"),
            last_change=Subquery(
                changes.exclude(change=Change.REOPENED).order_by("-pk").values("change")[:1]
            ),
        )
        .annotate(is_reopened=Exists(reopened))
        .annotate(
            is_same_part=Case(
                When(is_same_part & rules.wants_another_part_of_day(every), then=True), default=False
            ),
            turn=Case(
                When(
                    Q(last_disposition__in=FINAL, is_reopened=False)
                    | Q(last_change__in=OUT)
                    | Q(interview__status__in=[InterviewStatus.COMPLETE, InterviewStatus.WITHDRAWN]),
                    then=Value(Turn.DONE),
                ),
                When(call_back_at__lte=now, then=Value(Turn.DUE)),
                When(call_back_at__gt=now, then=Value(Turn.LATER)),
                When(interview__isnull=False, then=Value(Turn.BEGUN)),
                When(last_disposition__isnull=True, then=Value(Turn.FRESH)),
                When(rules.rung_often_enough(every), then=Value(Turn.ENOUGH)),
                When(rules.rung_lately(every, now), then=Value(Turn.RESTING)),
                default=Value(Turn.AGAIN),
                output_field=models.PositiveSmallIntegerField(),
            ),
        )
        .order_by(
            "turn",
            F("call_back_at").asc(nulls_last=True),
            "is_same_part",
            F("last_call_at").asc(nulls_first=True),
            "name",
            "pk",
        )
    )


def with_everything_shown(cases: QuerySet[ListedCase]) -> QuerySet[ListedCase]:
    """Fetch what a row shows beside the case itself: two queries for any number of rows."""
    current = models.Prefetch("contacts", Contact.objects.filter(is_current=True), to_attr="current_contacts")
    return cases.select_related(
        "service__region", "organisation", "strand__study", "interview", "assigned_to", "case_lock__by"
    ).prefetch_related(current)


def turns_of(cases: QuerySet[ListedCase]) -> dict[int, int]:
    """How many of the cases stand at each turn; one query."""
    counted = cases.order_by().values("turn").annotate(number=Count("pk"))
    return {row["turn"]: row["number"] for row in counted}


def next_case(
    study: Study, *, now: dt.datetime, after: SampledUnit, user: User | None = None
) -> ListedCase | None:
    """The case to ring next that is neither the one just dealt with nor being rung by somebody else.

    With `user`, cases assigned to other people are passed over.
    """
    found = cases_of(study, now=now).filter(turn__in=OPEN).exclude(pk=after.pk)
    if user is not None:
        found = found.exclude(Q(case_lock__until__gt=now) & ~Q(case_lock__by=user))
        found = found.filter(Q(assigned_to=user) | Q(assigned_to=None))
    return found.first()
