"""Geocoding: the outward code of a postcode, and what is near a point."""

from typing import Any

from django.db.models import QuerySet

from noms.coordinates import Point, kilometres, nearby_lookups, squared_distance
from noms.models import Outcode
from noms.parsing import outward_code


def find_outcode(postcode_or_outcode: str) -> Outcode | None:
    """Return the outward code with its area and region, or None if it is not in England or Wales.

    One query.
    """
    outward = outward_code(postcode_or_outcode)
    if outward is None:
        return None
    return Outcode.objects.select_related("area", "region").filter(outcode=outward).first()


def nearest(
    rows: QuerySet, *, latitude: float, longitude: float, limit: int, via: str = ""
) -> list[tuple[Any, float]]:
    """Return the `limit` rows nearest to a point within about 110 km, each with its kilometres. One query.

    `via` is the lookup prefix from a row to its coordinates, such as `places__`.
    """
    point = Point(latitude, longitude)
    found = rows.filter(**nearby_lookups(point, via)).annotate(square=squared_distance(point, via))
    return [(row, kilometres(row.square) or 0.0) for row in found.order_by("square", "name", "slug")[:limit]]
