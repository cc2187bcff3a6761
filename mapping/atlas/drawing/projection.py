"""The projection of the drawn maps: a part of the country in Mercator, in whole SVG units from the top left corner."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from noms import geometry

WIDTH = 1200
UNIT = WIDTH / 640
"""One pixel of a screen on a drawing, which is 640 pixels wide on a page."""
SMALL_UNIT = WIDTH / 330
"""The same for a small picture."""
ROOM = 0.06
"""The room around what a drawing is fitted to, as a share of its width and height."""
FLATTEST, TALLEST = 0.6, 1.25
"""The height of a fitted drawing, as a share of its width."""
MARGIN = 20
"""What lies farther than this outside a drawing is cut off."""
CELL = 44
"""Organisations in the same square of this side are drawn as one circle with their number."""
MIN_RADIUS, MAX_RADIUS = 11.0, 40.0
TILE = 256
"""The width in pixels of the whole world at zoom 0."""


def _mercator(latitude: float) -> float:
    """The Mercator northing, in degrees of longitude at the equator."""
    return math.degrees(math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2)))


def _latitude(northing: float) -> float:
    return math.degrees(2 * math.atan(math.exp(math.radians(northing))) - math.pi / 2)


@dataclass(frozen=True)
class Frame:
    """The part of the country that a drawing shows: its edges in degrees, and its width in units."""

    west: float
    south: float
    east: float
    north: float
    width: int = WIDTH

    @cached_property
    def scale(self) -> float:
        """Units for a degree of longitude."""
        return self.width / (self.east - self.west)

    @cached_property
    def _top(self) -> float:
        return _mercator(self.north)

    @cached_property
    def height(self) -> int:
        return round((self._top - _mercator(self.south)) * self.scale)

    def zoom_at(self, unit: float) -> float:
        """Return the zoom of the live map that has the scale of this drawing, where a pixel has so many units."""
        return math.log2(self.scale / unit * 360 / TILE)

    def project(self, *, longitude: float, latitude: float) -> tuple[int, int]:
        """Return the (x, y) of a place on the drawing."""
        x, y = self.exact(longitude, latitude)
        return round(x), round(y)

    def exact(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return the (x, y) of a place on the drawing, not rounded."""
        return (longitude - self.west) * self.scale, (self._top - _mercator(latitude)) * self.scale

    def holds(self, x: float, y: float) -> bool:
        """Return True for a point on the drawing."""
        return 0 <= x <= self.width and 0 <= y <= self.height


COUNTRY = Frame(-6.55, 49.78, 1.95, 55.92)
HEIGHT = COUNTRY.height


def frame_around(
    *,
    west: float,
    south: float,
    east: float,
    north: float,
    narrowest: float = 0.0,
    width: int = WIDTH,
    flattest: float = FLATTEST,
) -> Frame:
    """Return the frame that shows these edges with a little room, no flatter or taller than a drawing may be.

    `narrowest` are the degrees of longitude that it shows at least, room left out.
    """
    bottom, top = _mercator(south), _mercator(north)
    across, up = max(east - west, narrowest) * (1 + 2 * ROOM), (top - bottom) * (1 + 2 * ROOM)
    across = max(across, up / TALLEST)
    up = max(up, across * flattest)
    x, y = (west + east) / 2, (bottom + top) / 2
    return Frame(x - across / 2, _latitude(y - up / 2), x + across / 2, _latitude(y + up / 2), width)


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


def path_of(rings: Iterable[Sequence[tuple[float, float]]], frame: Frame = COUNTRY) -> str:
    """Return rings of (longitude, latitude) as the `d` of an SVG path, in relative steps of whole units.

    What is outside the frame is cut off. Steps shorter than a unit are left out, so that a coastline finer than the
    drawing adds nothing to the file.
    """
    parts = []
    for ring in rings:
        points = [(round(x), round(y)) for x, y in _clip([frame.exact(*point) for point in ring], frame)]
        if not points:
            continue
        last = points[0]
        steps = []
        for point in points[1:]:
            if point != last:
                steps.append(f"{point[0] - last[0]} {point[1] - last[1]}")
                last = point
        if len(steps) > 2:
            parts.append(f"M{points[0][0]} {points[0][1]}l{' '.join(steps).replace(' -', '-')}z")
    return "".join(parts)


def _clip(ring: list[tuple[float, float]], frame: Frame) -> list[tuple[float, float]]:
    """Cut a closed ring at four sides a little outside the frame (Sutherland and Hodgman)."""
    edges = ((0, -MARGIN, 1), (1, -MARGIN, 1), (0, frame.width + MARGIN, -1), (1, frame.height + MARGIN, -1))
    for axis, limit, sign in edges:
        if all(sign * (point[axis] - limit) >= 0 for point in ring):
            continue
        kept: list[tuple[float, float]] = []
        for before, point in zip([ring[-1], *ring[:-1]], ring, strict=True):
            is_in, was_in = sign * (point[axis] - limit) >= 0, sign * (before[axis] - limit) >= 0
            if is_in != was_in:
                share = (limit - before[axis]) / (point[axis] - before[axis])
                kept.append(
                    (
                        before[0] + share * (point[0] - before[0]),
                        before[1] + share * (point[1] - before[1]),
                    )
                )
            if is_in:
                kept.append(point)
        ring = kept
        if not ring:
            break
    return ring


@lru_cache(maxsize=32)
def outlines(layer: str, frame: Frame = COUNTRY) -> tuple[Outline, ...]:
    """The outlines of a layer of `noms.geometry`, in the layer's order; with no path if not on the map."""
    return tuple(
        Outline(name=shape.name, path=path_of(shape.rings, frame)) for shape in geometry.polygons(layer)
    )


@lru_cache(maxsize=32)
def land(frame: Frame) -> str:
    """The land around England and Wales, as the `d` of one path."""
    return path_of(geometry.neighbouring_land(), frame)


def circles(cells: Iterable[tuple[float, float, int]], frame: Frame = COUNTRY) -> list[Circle]:
    """Return the circles for cells of (longitude, latitude, number of organisations), the largest first.

    Cells near one another share a circle, whose area grows with the number. Those outside the frame have none.
    """
    sums: dict[tuple[int, int], list[float]] = {}
    for longitude, latitude, count in cells:
        x, y = frame.project(longitude=longitude, latitude=latitude)
        if not frame.holds(x, y):
            continue
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
