"""Geocoding: postcodes, outward codes and coordinates as people type them, and what is near a place."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from noms.coordinates import Point, kilometres, nearby_lookups, parse_point, squared_distance
from noms.models import Outcode
from noms.parsing import outward_code

LONGEST = 40


def find_outcode(postcode_or_outcode: str) -> Outcode | None:
    """Return the outward code with its area and region, or None if it is not in England or Wales.

    One query.
    """
    outward = outward_code(postcode_or_outcode)
    if outward is None:
        return None
    return Outcode.objects.select_related("area", "region").filter(outcode=outward).first()


@dataclass(frozen=True)
class Near:
    """A place to measure distances from: the text that was given, the point, and its name."""

    text: str
    point: Point
    name: str


def parse_near(text: str) -> Near | None:
    """Parse a postcode, its first half, or `latitude,longitude`; None for an empty text. One query.

    :raises ValueError: with a sentence for the user.
    """
    written = " ".join(text.replace("\0", " ").split())
    if not written:
        return None
    shown = written[:LONGEST]
    if "," in written:
        point = parse_point(written)
        return Near(str(point), point, str(point))
    place = find_outcode(written) if len(written) <= LONGEST else None
    if place is not None:
        return Near(place.outcode, Point(place.latitude, place.longitude), place.outcode)
    if outward_code(written):
        raise ValueError(
            f"“{shown}” is not a postcode of England or Wales that we know. Try another near it."
        )
    raise ValueError(f"“{shown}” is not a postcode. Write one, or its first half, such as LS9.")


def cleaned_text(text: str) -> str:
    """Return the given text, cleaned and shortened, to show it again in the search box."""
    return " ".join(text.replace("\0", " ").split())[:LONGEST]


def nearest(
    rows: QuerySet, *, latitude: float, longitude: float, limit: int, via: str = ""
) -> list[tuple[Any, int]]:
    """Return the `limit` rows nearest to a point within about 110 km, each with whole kilometres. One query.

    `via` is the lookup prefix from a row to its coordinates, such as `places__`.
    """
    point = Point(latitude, longitude)
    found = rows.filter(**nearby_lookups(point, via)).annotate(square=squared_distance(point, via))
    return [(row, kilometres(row.square) or 0) for row in found.order_by("square", "name", "slug")[:limit]]
