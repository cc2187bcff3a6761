"""Which point is nearest, and which is for each activity. Pure: no database, no Django."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import asin, cos, floor, radians, sin, sqrt

RADIUS = 6371.0088
"""The earth's mean radius in kilometres (IUGG)."""

CELL = 0.5
"""Degrees of latitude and longitude that one cell of the grid is wide."""

CELL_AT_LEAST = CELL * 53
"""Kilometres that a cell is wide at least: at 61° north, above which no place lies, a degree of longitude has 53.9."""


@dataclass(frozen=True, slots=True)
class Point:
    """A place in degrees, the name of (the first of) what is there, and what is done there."""

    latitude: float
    longitude: float
    name: str
    activities: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Found:
    """The nearest point, None where there are none, and the kilometres to it and to the nearest of each activity."""

    point: Point | None = None
    kilometres: float | None = None
    by_activity: dict[str, float] = field(default_factory=dict)


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
            self.activities |= point.activities

    def nearest(self, latitude: float, longitude: float) -> Found:
        """The nearest point, and the nearest for each activity that any point has.

        Of points equally near, the first by name. Cells are searched in rings; after ring r every point left is
        at least r cells away.
        """
        best: Point | None = None
        least = float("inf")
        by_activity: dict[str, float] = {}
        for ring, points in self._rings(latitude, longitude):
            for point in points:
                away = distance(latitude, longitude, point)
                if best is None or (away, point.name) < (least, best.name):
                    best, least = point, away
                for activity in point.activities:
                    by_activity[activity] = min(away, by_activity.get(activity, away))
            reach = ring * CELL_AT_LEAST
            if least <= reach and all(by_activity.get(word, reach + 1) <= reach for word in self.activities):
                break
        return Found(best, least if best else None, by_activity)

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
