"""The projection of the drawn maps: England and Wales in Mercator, in whole SVG units from the top left corner."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from noms import geometry

WEST, EAST, SOUTH, NORTH = -6.55, 1.95, 49.78, 55.92
WIDTH = 1200
CELL = 44
"""Organisations in the same square of this side are drawn as one circle with their number."""
MIN_RADIUS, MAX_RADIUS = 11.0, 40.0


def _mercator(latitude: float) -> float:
    """The Mercator northing, in degrees of longitude at the equator."""
    return math.degrees(math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2)))


_SCALE = WIDTH / (EAST - WEST)
_TOP = _mercator(NORTH)
HEIGHT = round((_TOP - _mercator(SOUTH)) * _SCALE)


@dataclass(frozen=True)
class Outline:
    """A named shape: `path` is the `d` of an SVG path."""

    name: str
    path: str


@dataclass(frozen=True)
class Circle:
    """Organisations near one another: the centre and radius of their circle, and their number."""

    x: int
    y: int
    radius: float
    count: int


def project(*, longitude: float, latitude: float) -> tuple[int, int]:
    """Return the (x, y) of a place on the drawing."""
    return round((longitude - WEST) * _SCALE), round((_TOP - _mercator(latitude)) * _SCALE)


def path_of(rings: Iterable[Sequence[tuple[float, float]]]) -> str:
    """Return rings of (longitude, latitude) as the `d` of an SVG path, in relative steps of whole units.

    Steps shorter than a unit are left out, so that a coastline finer than the drawing adds nothing to the file.
    """
    parts = []
    for ring in rings:
        points = [project(longitude=longitude, latitude=latitude) for longitude, latitude in ring]
        last = points[0]
        steps = []
        for point in points[1:]:
            if point != last:
                steps.append(f"{point[0] - last[0]} {point[1] - last[1]}")
                last = point
        if len(steps) > 2:
            parts.append(f"M{points[0][0]} {points[0][1]}l{' '.join(steps).replace(' -', '-')}z")
    return "".join(parts)


@cache
def outlines(layer: str) -> tuple[Outline, ...]:
    """The outlines of a layer of `noms.geometry`, in the layer's order."""
    return tuple(Outline(name=shape.name, path=path_of(shape.rings)) for shape in geometry.polygons(layer))


def circles(cells: Iterable[tuple[float, float, int]]) -> list[Circle]:
    """Return the circles for cells of (longitude, latitude, number of organisations), the largest first.

    Cells near one another share a circle, whose area grows with the number.
    """
    sums: dict[tuple[int, int], list[float]] = {}
    for longitude, latitude, count in cells:
        x, y = project(longitude=longitude, latitude=latitude)
        total = sums.setdefault((x // CELL, y // CELL), [0.0, 0.0, 0.0])
        total[0] += x * count
        total[1] += y * count
        total[2] += count
    largest = max((count for _x, _y, count in sums.values()), default=0)
    found = [
        Circle(x=round(x / count), y=round(y / count), radius=_radius(count, largest), count=round(count))
        for x, y, count in sums.values()
    ]
    return sorted(found, key=lambda circle: (-circle.count, circle.y, circle.x))


def _radius(count: float, largest: float) -> float:
    if largest <= 1:
        return MIN_RADIUS
    share = (math.sqrt(count) - 1) / (math.sqrt(largest) - 1)
    ceiling = min(MAX_RADIUS, MIN_RADIUS * math.sqrt(largest))
    return round(MIN_RADIUS + share * (ceiling - MIN_RADIUS), 1)
