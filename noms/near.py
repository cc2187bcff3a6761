"""What is near a point, with distances as the crow flies."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from noms.places import place_of
from noms.postcodes import outward_of
from noms.whereabouts import Point, kilometres, point_of, reach, squared

LONGEST = 40


@dataclass(frozen=True)
class Near:
    """The place that distances are from: the words of the address, the point, and its name."""

    text: str
    point: Point
    name: str


def near_of(text: str) -> Near | None:
    """The place written as a postcode, its first half, or latitude,longitude; None for nothing. One query.

    :raises ValueError: in words, for anything else.
    """
    written = " ".join(text.replace("\0", " ").split())
    if not written:
        return None
    shown = written[:LONGEST]
    if "," in written:
        point = point_of(written)
        return Near(str(point), point, str(point))
    place = place_of(written) if len(written) <= LONGEST else None
    if place is not None:
        return Near(place.outcode, Point(place.latitude, place.longitude), place.outcode)
    if outward_of(written):
        raise ValueError(
            f"“{shown}” is not a postcode of England or Wales that we know. Try another near it."
        )
    raise ValueError(f"“{shown}” is not a postcode. Write one, or its first half, such as LS9.")


def as_written(text: str) -> str:
    """What somebody wrote for a place, to give it back where it names none."""
    return " ".join(text.replace("\0", " ").split())[:LONGEST]


def nearest(
    rows: QuerySet, *, latitude: float, longitude: float, most: int, via: str = ""
) -> list[tuple[Any, int]]:
    """The rows nearest to a point within some 110 km, each with whole kilometres, the nearest first. One query.

    `via` leads from a row to what has the coordinates: `places__`.
    """
    point = Point(latitude, longitude)
    found = rows.filter(**reach(point, via)).annotate(square=squared(point, via))
    return [(row, kilometres(row.square) or 0) for row in found.order_by("square", "name", "pk")[:most]]
