"""The refusals of a study, which the study lead reviews."""

from __future__ import annotations

from django.db.models import QuerySet

from interviews.models import Call
from interviews.vocabulary import REFUSALS
from survey.models import Study


def refusals_of(study: Study) -> QuerySet[Call]:
    """Return the calls in which somebody refused, the latest first."""
    return Call.objects.filter(unit__strand__study=study, disposition__in=REFUSALS).order_by(
        "-made_at", "-pk"
    )


def to_review(study: Study) -> QuerySet[Call]:
    """Return the refusals that nobody has reviewed."""
    return refusals_of(study).filter(refusal_review=None)


def with_details(refusals: QuerySet[Call]) -> QuerySet[Call]:
    """Add the related rows that the page shows. One query for any number of refusals."""
    return refusals.select_related(
        "unit__service", "unit__region", "unit__organisation", "created_by", "refusal_review__updated_by"
    )
