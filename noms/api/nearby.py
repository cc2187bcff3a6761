"""The parameters `near`, a place or a point, and `within`, a number of miles: rows near it, nearest first."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from noms.coordinates import Circle, Point, kilometres, nearby_lookups, squared_distance
from noms.parsing import parse_whole_number
from noms.places import EXAMPLES, MOST_MILES, parse_near
from wording.distances import KILOMETRES_IN_A_MILE, in_miles

NEAR, WITHIN = "near", "within"
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


def miles_asked(request: Request, point: Point | None) -> int | None:
    """Return the miles of `within=`, or None.

    :raises ValidationError: (400) if it is no distance, or without `near=`.
    """
    written = request.query_params.get(WITHIN)
    if written is None:
        return None
    number = parse_whole_number(written)
    if number is None or not 1 <= number <= MOST_MILES:
        raise ValidationError({WITHIN: [f"Write whole miles from 1 to {MOST_MILES}."]})
    if point is None:
        raise ValidationError({WITHIN: ["To choose a distance, say from where: give near= too."]})
    return number


def kilometres_to(row: Any) -> float | None:
    """Return the distance of a row from the place of `near=`, None where none was asked."""
    return kilometres(getattr(row, "square", None))


def miles_to(row: Any) -> float | None:
    """Return the same distance in miles."""
    away = kilometres_to(row)
    return None if away is None else in_miles(away)


def within_reach(rows: QuerySet[Any], point: Point, via: str, miles: int | None = None) -> QuerySet[Any]:
    """Return the rows within some miles of the point, annotated with `square`, the squared distance.

    Without `miles` those within about 70. `via` is the lookup prefix from a row to its coordinates.
    """
    is_main = {f"{via}is_main": True} if via else {}
    circle = Circle(point, miles * KILOMETRES_IN_A_MILE) if miles else None
    lookups = circle.lookups(via) if circle else nearby_lookups(point, via)
    near = rows.filter(**lookups, **is_main).annotate(square=squared_distance(point, via))
    return near.filter(square__lte=circle.square) if circle else near
