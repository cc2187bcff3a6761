"""The parameter `near=latitude,longitude` or `near=LS9`: rows near a point of Great Britain, nearest first."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from noms.coordinates import Point, nearby_lookups, squared_distance
from noms.geocoding import parse_near

NEAR = "near"
A_POINT_TOO = "A point will do too, as latitude,longitude."
A_POSTCODE_TOO = "A postcode will do too, such as LS9."
BY_DISTANCE = ("square", "slug")


def point_asked(request: Request) -> Point | None:
    """Return the point of `near=`, or None. A postcode means its centre and costs one query.

    :raises ValidationError: (400) if it is not a place in Great Britain.
    """
    written = request.query_params.get(NEAR)
    if written is None:
        return None
    try:
        near = parse_near(written)
    except ValueError as error:
        raise ValidationError({NEAR: [f"{error} {A_POSTCODE_TOO if ',' in written else A_POINT_TOO}"]})
    if near is None:
        raise ValidationError({NEAR: [f"Write a postcode, or its first half, such as LS9. {A_POINT_TOO}"]})
    return near.point


def within_reach(rows: QuerySet[Any], point: Point, via: str) -> QuerySet[Any]:
    """Return the rows within about 110 km of the point, annotated with `square`, the squared distance.

    `via` is the lookup prefix from a row to its coordinates.
    """
    is_main = {f"{via}is_main": True} if via else {}
    return rows.filter(**nearby_lookups(point, via), **is_main).annotate(square=squared_distance(point, via))
