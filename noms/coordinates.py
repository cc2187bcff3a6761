"""A point and a box as an address writes them, and distances as the crow flies."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from django.db.models import ExpressionWrapper, F, FloatField

KILOMETRES_IN_A_DEGREE = 111.2
NORTH, SOUTH, EAST, WEST = 90.0, -90.0, 180.0, -180.0
LONGEST = 100
REACH = 1.0
"""How far a search for what is near reaches, in degrees of latitude: some 110 km."""


@dataclass(frozen=True)
class Point:
    """Degrees north and east (WGS84)."""

    latitude: float
    longitude: float

    def __str__(self) -> str:
        return f"{self.latitude:.5g},{self.longitude:.5g}"


@dataclass(frozen=True)
class Box:
    """A box from west to east and from south to north, its edges included."""

    west: float
    south: float
    east: float
    north: float

    def __str__(self) -> str:
        return ",".join(f"{edge:g}" for edge in (self.west, self.south, self.east, self.north))

    def holds(self, point: Point) -> bool:
        """Whether a point lies in it."""
        return self.west <= point.longitude <= self.east and self.south <= point.latitude <= self.north

    def touches(self, other: Box) -> bool:
        """Whether the two have a point in common."""
        return (
            self.west <= other.east
            and other.west <= self.east
            and self.south <= other.north
            and other.south <= self.north
        )

    @property
    def lookups(self) -> dict[str, tuple[float, float]]:
        """What a row with a latitude and a longitude inside the box fulfils."""
        return {"latitude__range": (self.south, self.north), "longitude__range": (self.west, self.east)}


BRITAIN = Box(west=-8.7, south=49.8, east=1.9, north=61.0)
"""The box round Great Britain, Scilly to Shetland."""

EXTENT = (
    f"latitudes from {BRITAIN.south} to {BRITAIN.north}, longitudes from {BRITAIN.west} to {BRITAIN.east}"
)


def point_of(text: str) -> Point:
    """The point of Great Britain written as `latitude,longitude`.

    :raises ValueError: in words, for anything else.

    >>> point_of("53.8,-1.5")
    Point(latitude=53.8, longitude=-1.5)
    """
    numbers = _numbers(text)
    if len(numbers) != 2:
        raise ValueError("Write a point as latitude,longitude, such as 53.8,-1.55.")
    latitude, longitude = numbers
    _check(latitude, longitude)
    point = Point(latitude, longitude)
    if not BRITAIN.holds(point):
        raise ValueError(f"This point is not in Great Britain: {EXTENT}.")
    return point


def box_of(text: str) -> Box:
    """The box written as `west,south,east,north`, at least in part in Great Britain.

    :raises ValueError: in words, for anything else, and for a box that is upside down.

    >>> str(box_of("-2, 53.5, -1, 54"))
    '-2,53.5,-1,54'
    """
    numbers = _numbers(text)
    if len(numbers) != 4:
        raise ValueError("Write a box as west,south,east,north, such as -2,53.5,-1,54.")
    west, south, east, north = numbers
    _check(south, west)
    _check(north, east)
    if south >= north or west >= east:
        raise ValueError("A box runs from west to east and from south to north: west,south,east,north.")
    box = Box(west, south, east, north)
    if not BRITAIN.touches(box):
        raise ValueError(f"This box lies outside Great Britain: {EXTENT}.")
    return box


def reach(point: Point, via: str = "") -> dict[str, tuple[float, float]]:
    """What a row within some 110 km of a point fulfils. `via` leads from a row to what has the coordinates."""
    wide = REACH / math.cos(math.radians(point.latitude))
    return {
        f"{via}latitude__range": (point.latitude - REACH, point.latitude + REACH),
        f"{via}longitude__range": (point.longitude - wide, point.longitude + wide),
    }


def squared(point: Point, via: str = "") -> ExpressionWrapper:
    """The square of the distance from a point in degrees of latitude, for the database to order by.

    `via` leads from a row to what has the coordinates. The earth is taken as a plane whose degrees of longitude
    narrow evenly northwards: right to one in a hundred within Great Britain, in plain arithmetic.
    """
    here = math.radians(point.latitude)
    north = F(f"{via}latitude") - point.latitude
    east = F(f"{via}longitude") - point.longitude
    narrowing = math.cos(here) - north * (math.sin(here) * math.pi / 360)
    return ExpressionWrapper(
        north * north + east * narrowing * east * narrowing, output_field=FloatField(null=True)
    )


def kilometres(square: float | None) -> int | None:
    """Whole kilometres of a `squared` distance; None where there is none."""
    return None if square is None else round(math.sqrt(square) * KILOMETRES_IN_A_DEGREE)


def _numbers(text: str) -> list[float]:
    try:
        return [float(part) for part in text.split(",")] if len(text) <= LONGEST else []
    except ValueError:
        return []


def _check(latitude: Any, longitude: Any) -> None:
    # The comparisons are false for what is not a number (nan) too.
    if not (SOUTH <= latitude <= NORTH and WEST <= longitude <= EAST):
        raise ValueError("Latitudes run from -90 to 90 and longitudes from -180 to 180.")
