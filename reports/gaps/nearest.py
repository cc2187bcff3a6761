"""Which point is nearest, and which is for each activity. Pure: no database, no Django."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import asin, cos, floor, radians, sin, sqrt
from typing import NamedTuple

RADIUS = 6371.0088
"""The earth's mean radius in kilometres (IUGG)."""

CELL = 0.5
"""Degrees of latitude and longitude that one cell of the grid is wide."""

CELL_AT_LEAST = CELL * 53
"""Kilometres that a cell is wide at least: at 61° north, above which no place lies, a degree of longitude has 53.9."""


@dataclass(frozen=True, slots=True)
class Point:
    """A place in degrees, the (first) name there, and what is done there with the (first) name that does it."""

    latitude: float
    longitude: float
    name: str
    activities: Mapping[str, str] = field(default_factory=dict)


class Away(NamedTuple):
    """How far something is, and the name of what is there. Of two equally far, the first by name comes first."""

    kilometres: float
    name: str


@dataclass(frozen=True)
class Found:
    """The nearest point, None where there are none, the kilometres to it, and the nearest of each activity."""

    point: Point | None = None
    kilometres: float | None = None
    by_activity: dict[str, Away] = field(default_factory=dict)


def distance(latitude: float, longitude: float, point: Point) -> float:
    """Kilometres to a point as the crow flies (haversine)."""
    north = sin(radians(point.latitude - latitude) / 2)
    east = sin(radians(point.longitude - longitude) / 2)
    square = north * north + cos(radians(latitude)) * cos(radians(point.latitude)) * east * east
    return 2 * RADIUS * asin(sqrt(min(square, 1.0)))


class Grid:
    """Points in cells, so that the nearest are found without measuring all of them."""

    def __init__(self, points: Iterable[Point]) -> None:
        self.cells: defaultdict[tuple[int, int], list[Point]] = defaultdict(list)
        self.activities: frozenset[str] = frozenset()
        for point in points:
            self.cells[_cell(point.latitude, point.longitude)].append(point)
            self.activities |= point.activities.keys()

    def nearest(self, latitude: float, longitude: float) -> Found:
        """The nearest point, and the nearest for each activity that any point has.

        Of points equally near, the first by name. Cells are searched in rings; after ring r every point left is
        at least r cells away.
        """
        best: Point | None = None
        least = float("inf")
        by_activity: dict[str, Away] = {}
        for ring, points in self._rings(latitude, longitude):
            for point in points:
                away = distance(latitude, longitude, point)
                if best is None or (away, point.name) < (least, best.name):
                    best, least = point, away
                for activity, name in point.activities.items():
                    there = Away(away, name)
                    by_activity[activity] = min(there, by_activity.get(activity, there))
            reach = ring * CELL_AT_LEAST
            if least <= reach and self._all_within(reach, by_activity):
                break
        return Found(best, least if best else None, by_activity)

    def _all_within(self, reach: float, found: Mapping[str, Away]) -> bool:
        return all(word in found and found[word].kilometres <= reach for word in self.activities)

    def _rings(self, latitude: float, longitude: float) -> Iterator[tuple[int, list[Point]]]:
        row, column = _cell(latitude, longitude)
        last = max((max(abs(r - row), abs(c - column)) for r, c in self.cells), default=-1)
        for ring in range(last + 1):
            yield ring, [point for cell in _ring(row, column, ring) for point in self.cells.get(cell, ())]


def _cell(latitude: float, longitude: float) -> tuple[int, int]:
    return floor(latitude / CELL), floor(longitude / CELL)


def _ring(row: int, column: int, ring: int) -> Iterator[tuple[int, int]]:
    for r in range(row - ring, row + ring + 1):
        step = 1 if abs(r - row) == ring else 2 * ring
        yield from ((r, c) for c in range(column - ring, column + ring + 1, step))
