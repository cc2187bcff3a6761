"""`near=latitude,longitude` or `near=LS9`: what lies near a point of Great Britain, the nearest first."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from noms.places import place_of
from noms.postcodes import outward_of
from noms.whereabouts import Point, point_of, reach, squared

NEAR = "near"
BY_DISTANCE = ("square", "pk")
LONGEST = 20


def point_asked(request: Request) -> Point | None:
    """The point that the address names, or None.

    A postcode, whole or its first half, names its middle. One query for a postcode.

    :raises ValidationError: (400) for what is no point of Great Britain.
    """
    written = request.query_params.get(NEAR)
    if written is None:
        return None
    if outward_of(written[:LONGEST]):
        place = place_of(written[:LONGEST])
        if place is None:
            reason = f"“{written[:LONGEST]}” is not a postcode of England or Wales that we know."
            raise ValidationError({NEAR: [reason]})
        return Point(place.latitude, place.longitude)
    try:
        return point_of(written)
    except ValueError as error:
        raise ValidationError({NEAR: [f"{error} A postcode will do too, such as LS9."]})


def within_reach(rows: QuerySet[Any], point: Point, via: str) -> QuerySet[Any]:
    """The rows within some 110 km of the point, each with `square`, its squared distance.

    `via` leads from a row to what has the coordinates.
    """
    is_main = {f"{via}is_main": True} if via else {}
    return rows.filter(**reach(point, via), **is_main).annotate(square=squared(point, via))
