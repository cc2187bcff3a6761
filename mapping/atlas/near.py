"""What is near a point, with distances as the crow flies."""

import math
from typing import Any

from django.db.models import QuerySet

from noms.whereabouts import Point, kilometres, squared

WIDEST = 1.0
"""How far a search reaches, in degrees of latitude: some 110 km."""


def nearest(
    rows: QuerySet, *, latitude: float, longitude: float, most: int, via: str = ""
) -> list[tuple[Any, int]]:
    """The rows nearest to a point within some 110 km, each with whole kilometres, the nearest first. One query.

    `via` leads from a row to what has the coordinates: `places__`.
    """
    east = WIDEST / math.cos(math.radians(latitude))
    within = {
        f"{via}latitude__range": (latitude - WIDEST, latitude + WIDEST),
        f"{via}longitude__range": (longitude - east, longitude + east),
    }
    found = rows.filter(**within).annotate(square=squared(Point(latitude, longitude), via))
    return [(row, kilometres(row.square) or 0) for row in found.order_by("square", "name", "pk")[:most]]
