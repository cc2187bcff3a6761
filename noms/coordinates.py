"""Points and bounding boxes in WGS84, read from query parameters, and straight-line distances."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from django.db.models import ExpressionWrapper, F, FloatField

KILOMETRES_IN_A_DEGREE = 111.2
NORTH, SOUTH, EAST, WEST = 90.0, -90.0, 180.0, -180.0
LONGEST = 100
REACH = 1.0
"""The radius of a nearby search in degrees of latitude, about 110 km."""


@dataclass(frozen=True)
class Point:
    """A point in degrees north and east (WGS84)."""

    latitude: float
    longitude: float

    def __str__(self) -> str:
        return f"{self.latitude:.5g},{self.longitude:.5g}"


@dataclass(frozen=True)
class Box:
    """A bounding box in degrees (WGS84), edges included."""

    west: float
    south: float
    east: float
    north: float

    def __str__(self) -> str:
        return ",".join(f"{edge:g}" for edge in (self.west, self.south, self.east, self.north))

    def holds(self, point: Point) -> bool:
        """Return True if the point is in the box."""
        return self.west <= point.longitude <= self.east and self.south <= point.latitude <= self.north

    def touches(self, other: Box) -> bool:
        """Return True if the boxes intersect."""
        return (
            self.west <= other.east
            and other.west <= self.east
            and self.south <= other.north
            and other.south <= self.north
        )

    @property
    def lookups(self) -> dict[str, tuple[float, float]]:
        """Return the lookups that select rows with coordinates in the box."""
        return {"latitude__range": (self.south, self.north), "longitude__range": (self.west, self.east)}


@dataclass(frozen=True)
class Circle:
    """What lies within some kilometres of a point, edge included."""

    middle: Point
    kilometres: float

    @property
    def square(self) -> float:
        """The largest squared distance in the circle, as `squared_distance` gives it."""
        return (self.kilometres / KILOMETRES_IN_A_DEGREE) ** 2

    def lookups(self, via: str = "") -> dict[str, tuple[float, float]]:
        """Return the lookups for rows in the square around the circle. `via` is the prefix to the coordinates."""
        return _square_around(self.middle, self.kilometres / KILOMETRES_IN_A_DEGREE, via)

    def of(self, rows: Any) -> Any:
        """Return the rows of a queryset whose coordinates lie in the circle. It is accurate to 1%."""
        near = rows.filter(**self.lookups()).alias(square=squared_distance(self.middle))
        return near.filter(square__lte=self.square)


BRITAIN = Box(west=-8.7, south=49.8, east=1.9, north=61.0)
"""The bounding box of Great Britain, Scilly to Shetland."""

EXTENT = (
    f"latitudes from {BRITAIN.south} to {BRITAIN.north}, longitudes from {BRITAIN.west} to {BRITAIN.east}"
)


def parse_point(text: str) -> Point:
    """Parse `latitude,longitude` as a point in Great Britain.

    :raises ValueError: with a sentence for the user.

    >>> parse_point("53.8,-1.5")
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


def parse_box(text: str) -> Box:
    """Parse `west,south,east,north` as a bounding box that intersects Great Britain.

    :raises ValueError: with a sentence for the user, also for a box that is upside down.

    >>> str(parse_box("-2, 53.5, -1, 54"))
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


def nearby_lookups(point: Point, via: str = "") -> dict[str, tuple[float, float]]:
    """Return the lookups for rows within about 110 km. `via` is the lookup prefix to the coordinates."""
    return _square_around(point, REACH, via)


def _square_around(point: Point, reach: float, via: str = "") -> dict[str, tuple[float, float]]:
    """Return the lookups for rows in the square whose sides lie `reach` degrees of latitude from a point."""
    # As wide as at its northern edge, where a degree of longitude is shortest.
    wide = reach / math.cos(math.radians(point.latitude + reach))
    return {
        f"{via}latitude__range": (point.latitude - reach, point.latitude + reach),
        f"{via}longitude__range": (point.longitude - wide, point.longitude + wide),
    }


def squared_distance(point: Point, via: str = "") -> ExpressionWrapper:
    """Return an expression for the squared distance from a point, in squared degrees of latitude.

    `via` is the lookup prefix from a row to its coordinates. Plain arithmetic on a plane on which degrees of
    longitude shrink evenly northwards; within Great Britain it is accurate to 1%.
    """
    here = math.radians(point.latitude)
    north = F(f"{via}latitude") - point.latitude
    east = F(f"{via}longitude") - point.longitude
    longitude_scale = math.cos(here) - north * (math.sin(here) * math.pi / 360)
    return ExpressionWrapper(
        north * north + east * longitude_scale * east * longitude_scale, output_field=FloatField(null=True)
    )


def kilometres(square: float | None) -> float | None:
    """Convert a `squared` distance to kilometres with one decimal; None stays None."""
    return None if square is None else round(math.sqrt(square) * KILOMETRES_IN_A_DEGREE, 1)


def _numbers(text: str) -> list[float]:
    try:
        return [float(part) for part in text.split(",")] if len(text) <= LONGEST else []
    except ValueError:
        return []


def _check(latitude: Any, longitude: Any) -> None:
    # The comparisons are also false for NaN.
    if not (SOUTH <= latitude <= NORTH and WEST <= longitude <= EAST):
        raise ValueError("Latitudes run from -90 to 90 and longitudes from -180 to 180.")
