"""From what people type for a place (a postcode, its first half, a point) to coordinates, and what is near them."""

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from noms.coordinates import Point, kilometres, point_of, reach, squared
from noms.models import Outcode

LONGEST = 40

_OUTWARD = r"[A-Z]{1,2}[0-9][0-9A-Z]?"
_OUTWARD_ONLY = re.compile(_OUTWARD)
_WHOLE = re.compile(rf"({_OUTWARD})([0-9][A-Z]{{2}})")


def outward_of(text: str) -> str | None:
    """The outward code of a postcode or of its first half, in any case and spacing; None for anything else.

    A text that can be a whole postcode is read as one: its last three characters are the inward code, so that
    `LS97TL` is LS9 7TL.

    >>> outward_of(" sw1a 1aa")
    'SW1A'
    """
    written = text.strip().upper()
    together = re.sub(r"\s+", "", written)
    if whole := _WHOLE.fullmatch(together):
        return whole[1]
    return written if _OUTWARD_ONLY.fullmatch(written) else None


def postcode_of(text: str) -> str | None:
    """A whole postcode as it is written on a letter; None for anything else, half a postcode too.

    >>> postcode_of("ls97tl")
    'LS9 7TL'
    """
    whole = _WHOLE.fullmatch(re.sub(r"\s+", "", text.upper()))
    return f"{whole[1]} {whole[2]}" if whole else None


def place_of(postcode_or_outcode: str) -> Outcode | None:
    """The outward code's row, with its area and region; None where it is not one of England and Wales.

    One query.
    """
    outward = outward_of(postcode_or_outcode)
    if outward is None:
        return None
    return Outcode.objects.select_related("area", "region").filter(outcode=outward).first()


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
