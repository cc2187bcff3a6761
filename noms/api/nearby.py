"""The parameter `near`, a place or a point: rows near it, nearest first."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from noms.coordinates import Point, kilometres, nearby_lookups, squared_distance
from noms.places import EXAMPLES, parse_near
from wording.distances import in_miles

NEAR = "near"
BY_DISTANCE = ("square", "slug")


def point_asked(request: Request) -> Point | None:
    """Return the point of `near=`, or None. At most three queries, six for a name that we do not know.

    :raises ValidationError: (400) if it is not a place in Great Britain that we know.
    """
    written = request.query_params.get(NEAR)
    if written is None:
        return None
    try:
        near = parse_near(written)
    except ValueError as error:
        raise ValidationError({NEAR: [str(error)]})
    if near is None:
        raise ValidationError({NEAR: [EXAMPLES]})
    return near.point


def kilometres_to(row: Any) -> float | None:
    """Return the distance of a row from the place of `near=`, None where none was asked."""
    return kilometres(getattr(row, "square", None))


def miles_to(row: Any) -> float | None:
    """Return the same distance in miles."""
    away = kilometres_to(row)
    return None if away is None else in_miles(away)


def within_reach(rows: QuerySet[Any], point: Point, via: str) -> QuerySet[Any]:
    """Return the rows within about 110 km of the point, annotated with `square`, the squared distance.

    `via` is the lookup prefix from a row to its coordinates.
    """
    is_main = {f"{via}is_main": True} if via else {}
    return rows.filter(**nearby_lookups(point, via), **is_main).annotate(square=squared_distance(point, via))
