"""The drawn map: England and Wales in a Mercator view box of whole numbers, for SVG."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from noms import geometry

WEST, EAST, SOUTH, NORTH = -6.55, 1.95, 49.78, 55.92
WIDTH = 1200
CELL = 44  # organisations nearer than this on the drawing are drawn as one circle with their number
LEAST_RADIUS, MOST_RADIUS = 11.0, 40.0


def _mercator(latitude: float) -> float:
    """Mercator's northing, in degrees of longitude at the equator."""
    return math.degrees(math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2)))


_SCALE = WIDTH / (EAST - WEST)
_TOP = _mercator(NORTH)
HEIGHT = round((_TOP - _mercator(SOUTH)) * _SCALE)


@dataclass(frozen=True)
class Outline:
    """A named area as the `d` of one SVG path."""

    name: str
    path: str


@dataclass(frozen=True)
class Circle:
    """Organisations near one another: where to draw them, how large, and how many they are."""

    x: int
    y: int
    radius: float
    count: int


def point(*, longitude: float, latitude: float) -> tuple[int, int]:
    """Where a place stands on the drawing, from its top left corner."""
    return round((longitude - WEST) * _SCALE), round((_TOP - _mercator(latitude)) * _SCALE)


def path_of(rings: Iterable[Sequence[tuple[float, float]]]) -> str:
    """Rings of (longitude, latitude) as the `d` of an SVG path, in relative steps of whole units.

    Steps of nothing are left out, so that a coastline finer than the drawing costs nothing.
    """
    parts = []
    for ring in rings:
        spots = [point(longitude=longitude, latitude=latitude) for longitude, latitude in ring]
        here = spots[0]
        steps = []
        for spot in spots[1:]:
            if spot != here:
                steps.append(f"{spot[0] - here[0]} {spot[1] - here[1]}")
                here = spot
        if len(steps) > 2:
            parts.append(f"M{spots[0][0]} {spots[0][1]}l{' '.join(steps).replace(' -', '-')}z")
    return "".join(parts)


@cache
def outlines(layer: str) -> tuple[Outline, ...]:
    """The outlines of a layer of `noms.geometry`, in its order."""
    return tuple(Outline(name=shape.name, path=path_of(shape.rings)) for shape in geometry.polygons(layer))


def circles(cells: Iterable[tuple[float, float, int]]) -> list[Circle]:
    """Draw (longitude, latitude, number of organisations) as few circles, largest first.

    The area of a circle follows the number.
    """
    gathered: dict[tuple[int, int], list[float]] = {}
    for longitude, latitude, count in cells:
        x, y = point(longitude=longitude, latitude=latitude)
        heap = gathered.setdefault((x // CELL, y // CELL), [0.0, 0.0, 0.0])
        heap[0] += x * count
        heap[1] += y * count
        heap[2] += count
    most = max((heap[2] for heap in gathered.values()), default=0)
    drawn = [
        Circle(x=round(x / count), y=round(y / count), radius=_radius(count, most), count=round(count))
        for x, y, count in gathered.values()
    ]
    return sorted(drawn, key=lambda circle: (-circle.count, circle.y, circle.x))


def _radius(count: float, most: float) -> float:
    if most <= 1:
        return LEAST_RADIUS
    share = (math.sqrt(count) - 1) / (math.sqrt(most) - 1)
    ceiling = min(MOST_RADIUS, LEAST_RADIUS * math.sqrt(most))
    return round(LEAST_RADIUS + share * (ceiling - LEAST_RADIUS), 1)
