"""The cases of a study in the order to ring them: call-backs due, interviews begun, fresh, then those to try again."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from interviews.models import Call, Contact
from interviews.vocabulary import FINAL, InterviewStatus
from survey.models import SampledUnit

if TYPE_CHECKING:
    from survey.models import Study


class Turn(models.IntegerChoices):
    """When a case's turn comes. The numbers are the order of the list."""

    DUE = 1, "Call-back due"
    BEGUN = 2, "Interview begun"
    FRESH = 3, "Not rung yet"
    AGAIN = 4, "Ring again"
    LATER = 5, "Call-back later"
    DONE = 6, "Finished"


ListedCase = Any
"""A sampled unit as `cases_of` and `with_everything_shown` annotate it: type checkers know no annotations."""

OPEN = (Turn.DUE, Turn.BEGUN, Turn.FRESH, Turn.AGAIN)
"""The turns in which somebody may ring now."""


def cases_of(study: Study, *, now: dt.datetime) -> QuerySet[ListedCase]:
    """Every case of the study with its last call, its number of calls and its turn, in the order to ring.

    `call_back_at` is the time that the last call arranged; an earlier call's has passed with it.
    """
    calls = Call.objects.filter(unit=OuterRef("pk")).order_by("-made_at", "-pk")
    number = calls.order_by().values("unit").annotate(number=Count("pk")).values("number")
    return (
        SampledUnit.objects.of_study(study)
        .annotate(
            last_disposition=Subquery(calls.values("disposition")[:1]),
            last_call_at=Subquery(calls.values("made_at")[:1]),
            call_back_at=Subquery(calls.values("call_back_at")[:1]),
            call_number=Coalesce(Subquery(number), 0),
            name=Coalesce("service__name", "organisation__name"),
        )
        .annotate(
            turn=Case(
                When(
                    Q(last_disposition__in=FINAL) | Q(interview__status=InterviewStatus.COMPLETE),
                    then=Value(Turn.DONE),
                ),
                When(call_back_at__lte=now, then=Value(Turn.DUE)),
                When(call_back_at__gt=now, then=Value(Turn.LATER)),
                When(interview__isnull=False, then=Value(Turn.BEGUN)),
                When(last_disposition__isnull=True, then=Value(Turn.FRESH)),
                default=Value(Turn.AGAIN),
                output_field=models.PositiveSmallIntegerField(),
            )
        )
        .order_by(
            "turn",
            F("call_back_at").asc(nulls_last=True),
            F("last_call_at").asc(nulls_first=True),
            "name",
            "pk",
        )
    )


def with_everything_shown(cases: QuerySet[ListedCase]) -> QuerySet[ListedCase]:
    """Fetch what a row shows beside the case itself: two queries for any number of rows."""
    current = models.Prefetch("contacts", Contact.objects.filter(is_current=True), to_attr="current_contacts")
    return cases.select_related(
        "service__region", "organisation", "strand", "interview", "assigned_to"
    ).prefetch_related(current)


def turns_of(cases: QuerySet[ListedCase]) -> dict[int, int]:
    """How many of the cases stand at each turn; one query."""
    counted = cases.order_by().values("turn").annotate(number=Count("pk"))
    return {row["turn"]: row["number"] for row in counted}


def next_case(study: Study, *, now: dt.datetime, after: SampledUnit) -> ListedCase | None:
    """The case to ring next that is not the one just dealt with."""
    return cases_of(study, now=now).filter(turn__in=OPEN).exclude(pk=after.pk).first()
