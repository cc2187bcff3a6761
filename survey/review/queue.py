"""The lists of the review: answers that wait, that were put off, and those that are decided."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Case, Count, F, Q, QuerySet, Value, When
from django.db.models.fields.json import KT

from survey.models import Response, Study
from survey.vocabulary import ResponseStatus

PUT_OFF = "put_off"
WAITING_FIRST = (ResponseStatus.SUBMITTED, PUT_OFF, ResponseStatus.QUARANTINED)
"""The lists of answers that are not decided. They begin with the oldest, the others with the newest."""

LABELS = dict(ResponseStatus.choices) | {PUT_OFF: "Put off"}
"""The lists of the review in their order, without drafts."""


def answers_of(study: Study) -> QuerySet[Any]:
    """Return the answers that were sent, each with its `queue` (a key of LABELS) and the name given as `named`."""
    return (
        Response.objects.of_study(study)
        .exclude(status=ResponseStatus.DRAFT)
        .annotate(
            queue=Case(
                When(status=ResponseStatus.SUBMITTED, postponed_at__isnull=False, then=Value(PUT_OFF)),
                default=F("status"),
                output_field=models.CharField(),
            ),
            named=KT("answers__organisation_name__value"),
        )
    )


def searched(answers: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Return the answers with this reference, or whose name or entry has every word."""
    found = answers
    for word in text.split():
        found = found.filter(
            Q(reference__iexact=word) | Q(named__icontains=word) | Q(organisation__name__icontains=word)
        )
    return found


def counts_by_queue(answers: QuerySet[Any]) -> dict[str, int]:
    """Return the number of answers in each list. One query."""
    return dict(answers.order_by().values_list("queue").annotate(number=Count("pk")))


def rows_of(answers: QuerySet[Any], queue: str) -> QuerySet[Any]:
    """Return one list with what its rows show. One query."""
    order = ("submitted_at", "pk") if queue in WAITING_FIRST else ("-submitted_at", "-pk")
    return (
        answers.filter(queue=queue)
        .select_related("organisation", "invitation", "delivery")
        .defer("answers", "outcome")
        .order_by(*order)
    )


def next_waiting(study: Study, *, but: Response) -> Response | None:
    """Return the oldest other answer that waits for review, None if there is none. One query."""
    waiting = Response.objects.of_study(study).waiting()
    return waiting.exclude(pk=but.pk).order_by("submitted_at", "pk").first()
