"""Finds the nearest point to a place, and the nearest for each activity. No Django here."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import asin, cos, floor, radians, sin, sqrt
from typing import NamedTuple

RADIUS = 6371.0088
"""The earth's mean radius in kilometres (IUGG)."""

CELL = 0.5
"""The width of a cell of the grid, in degrees of latitude and longitude."""

SMALLEST_WIDTH = CELL * 53
"""The smallest width of a cell in kilometres: no place lies above 61° north, where a degree of longitude is 53.9."""


@dataclass(frozen=True, slots=True)
class Point:
    """A place in degrees, with the alphabetically first name there, in all and for each activity."""

    latitude: float
    longitude: float
    name: str
    activities: Mapping[str, str] = field(default_factory=dict)


class Neighbour(NamedTuple):
    """A distance and the name of what is there. Sorted by distance, then by name."""

    kilometres: float
    name: str


@dataclass(frozen=True)
class Nearest:
    """The nearest point with the kilometres to it (None if there are no points), and the nearest for each activity."""

    point: Point | None = None
    kilometres: float | None = None
    by_activity: dict[str, Neighbour] = field(default_factory=dict)


def distance(latitude: float, longitude: float, point: Point) -> float:
    """Return the kilometres to a point as the crow flies (haversine formula)."""
    north = sin(radians(point.latitude - latitude) / 2)
    east = sin(radians(point.longitude - longitude) / 2)
    square = north * north + cos(radians(latitude)) * cos(radians(point.latitude)) * east * east
    return 2 * RADIUS * asin(sqrt(min(square, 1.0)))


class Grid:
    """Points in the cells of a grid, so that the nearest are found without measuring all of them."""

    def __init__(self, points: Iterable[Point]) -> None:
        self.cells: defaultdict[tuple[int, int], list[Point]] = defaultdict(list)
        self.activities: frozenset[str] = frozenset()
        for point in points:
            self.cells[_cell(point.latitude, point.longitude)].append(point)
            self.activities |= point.activities.keys()

    def nearest(self, latitude: float, longitude: float) -> Nearest:
        """Return the nearest point, and the nearest for each activity that any point has.

        Of points equally near it is the first by name. Cells are searched in rings: after ring r, every other point is
        at least r cells away.
        """
        best: Point | None = None
        shortest = float("inf")
        by_activity: dict[str, Neighbour] = {}
        for ring, points in self._rings(latitude, longitude):
            for point in points:
                away = distance(latitude, longitude, point)
                if best is None or (away, point.name) < (shortest, best.name):
                    best, shortest = point, away
                for activity, name in point.activities.items():
                    there = Neighbour(away, name)
                    by_activity[activity] = min(there, by_activity.get(activity, there))
            reach = ring * SMALLEST_WIDTH
            if shortest <= reach and self._all_within(reach, by_activity):
                break
        return Nearest(best, shortest if best else None, by_activity)

    def _all_within(self, reach: float, found: Mapping[str, Neighbour]) -> bool:
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
