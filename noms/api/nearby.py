"""`near=latitude,longitude` or `near=LS9`: what lies near a point of Great Britain, the nearest first."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from noms.coordinates import Point, reach, squared
from noms.geocoding import near_of

NEAR = "near"
A_POINT_TOO = "A point will do too, as latitude,longitude."
A_POSTCODE_TOO = "A postcode will do too, such as LS9."
BY_DISTANCE = ("square", "pk")


def point_asked(request: Request) -> Point | None:
    """The point that the address names, or None. One query for a postcode, which names its middle.

    :raises ValidationError: (400) for what is no place of Great Britain.
    """
    written = request.query_params.get(NEAR)
    if written is None:
        return None
    try:
        near = near_of(written)
    except ValueError as error:
        raise ValidationError({NEAR: [f"{error} {A_POSTCODE_TOO if ',' in written else A_POINT_TOO}"]})
    if near is None:
        raise ValidationError({NEAR: [f"Write a postcode, or its first half, such as LS9. {A_POINT_TOO}"]})
    return near.point


def within_reach(rows: QuerySet[Any], point: Point, via: str) -> QuerySet[Any]:
    """The rows within some 110 km of the point, each with `square`, its squared distance.

    `via` leads from a row to what has the coordinates.
    """
    is_main = {f"{via}is_main": True} if via else {}
    return rows.filter(**reach(point, via), **is_main).annotate(square=squared(point, via))
