"""Boundaries of areas, trusts and regions: TopoJSON decoded into rings of longitude and latitude."""

from __future__ import annotations

import hashlib
import json
import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise, permutations
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "data" / "geometry"
LAYERS = {"areas_2009": "area", "trusts_2010": "trust", "regions_2009": "region", "regions_2021": "region"}
"""The layers, and the property that names a shape of each."""
NEIGHBOURING_LAND = "neighbouring_land"
"""The file of the coasts around England and Wales (Scotland, Ireland, France and so on), one shape without a name."""
FILES = (*LAYERS, NEIGHBOURING_LAND)

Point = tuple[float, float]
Ring = tuple[Point, ...]


@dataclass(frozen=True)
class Shape:
    """One named area of one or several polygons, each its outer ring and then its holes.

    The rings are closed (first point = last), degrees east then north (WGS84). A point lies inside when it lies
    in an odd number of all rings.
    """

    name: str
    properties: dict[str, str]
    polygons: tuple[tuple[Ring, ...], ...]

    @property
    def rings(self) -> tuple[Ring, ...]:
        """The rings of all polygons."""
        return tuple(ring for polygon in self.polygons for ring in polygon)

    def contains(self, *, latitude: float, longitude: float) -> bool:
        """Return True if the point is inside: a line to the east crosses an odd number of sides."""
        return sum(_crossings(ring, longitude, latitude) for ring in self.rings) % 2 == 1


def topojson_bytes(layer: str) -> bytes:
    """Return the file of a layer or of the neighbouring land, as it is sent to the browser.

    :raises KeyError: for an unknown one.
    """
    return _read(layer)


def content_hash(layer: str) -> str:
    """Return 16 hexadecimal digits that change with the file of a layer or of the neighbouring land.

    They are for addresses and ETags.

    :raises KeyError: for an unknown one.
    """
    return hashlib.sha256(_read(layer)).hexdigest()[:16]


@lru_cache(maxsize=len(LAYERS))
def polygons(layer: str) -> tuple[Shape, ...]:
    """Return the shapes of a layer, ordered by name.

    :raises KeyError: for an unknown layer.
    """
    return decode(json.loads(_read(layer)), named_by=LAYERS[layer])


@lru_cache(maxsize=1)
def neighbouring_land() -> tuple[Ring, ...]:
    """Return the coasts around England and Wales, one ring for each."""
    (land,) = decode(json.loads(_read(NEIGHBOURING_LAND)), named_by="land")
    return land.rings


@lru_cache(maxsize=len(LAYERS))
def middles(layer: str) -> dict[str, Point]:
    """Return by name the centre of gravity of the largest polygon of each shape, where its name is written.

    :raises KeyError: for an unknown layer.
    """
    found = {}
    for shape in polygons(layer):
        parts = [_area_and_middle(polygon[0]) for polygon in shape.polygons]
        found[shape.name] = max(parts)[1]
    return found


@lru_cache(maxsize=len(LAYERS))
def neighbours(layer: str) -> dict[str, tuple[str, ...]]:
    """Return by name the shapes that share a part of their outline, those that share the longest part first.

    :raises KeyError: for an unknown layer.
    """
    shapes_of: dict[tuple[Point, Point], set[str]] = {}
    for shape in polygons(layer):
        for ring in shape.rings:
            for start, end in pairwise(ring):
                shapes_of.setdefault((min(start, end), max(start, end)), set()).add(shape.name)
    shared: dict[str, defaultdict[str, float]] = {shape.name: defaultdict(float) for shape in polygons(layer)}
    for (start, end), names in shapes_of.items():
        for name, other in permutations(names, 2):
            shared[name][other] += math.dist(start, end)
    return {
        name: tuple(sorted(found, key=lambda other: (-found[other], other))) for name, found in shared.items()
    }


def decode(topology: dict[str, Any], *, named_by: str) -> tuple[Shape, ...]:
    """Return the shapes of a quantised topology (TopoJSON 1.0), ordered by the property that names them.

    A position is the sum of the steps so far, times scale, plus translate; arc `~n` is arc `n` backwards;
    arcs of a ring share their end points.
    """
    scale, translate = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = [_positions(arc, scale, translate) for arc in topology["arcs"]]
    shapes = [
        Shape(
            name=geometry["properties"][named_by],
            properties=dict(geometry["properties"]),
            polygons=tuple(
                tuple(_ring(indexes, arcs) for indexes in polygon) for polygon in _polygons_of(geometry)
            ),
        )
        for collection in topology["objects"].values()
        for geometry in collection["geometries"]
    ]
    return tuple(sorted(shapes, key=lambda shape: shape.name))


@lru_cache(maxsize=len(FILES))
def _read(layer: str) -> bytes:
    if layer not in FILES:
        raise KeyError(layer)
    return (FOLDER / f"{layer}.topojson").read_bytes()


def _polygons_of(geometry: dict[str, Any]) -> list[list[list[int]]]:
    return geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]


def _positions(steps: Iterable[list[int]], scale: list[float], translate: list[float]) -> Ring:
    sums = accumulate(steps, lambda here, step: [here[0] + step[0], here[1] + step[1]])
    return tuple((x * scale[0] + translate[0], y * scale[1] + translate[1]) for x, y in sums)


def _ring(indexes: list[int], arcs: list[Ring]) -> Ring:
    points: list[Point] = []
    for index in indexes:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points.extend(arc[1:] if points else arc)
    return tuple(points)


def _area_and_middle(ring: Ring) -> tuple[float, Point]:
    """Return the area of a ring in square degrees and its centre of gravity (the shoelace formula)."""
    twice_the_area = x_sum = y_sum = 0.0
    for (x1, y1), (x2, y2) in pairwise(ring):
        cross = x1 * y2 - x2 * y1
        twice_the_area += cross
        x_sum += (x1 + x2) * cross
        y_sum += (y1 + y2) * cross
    return abs(twice_the_area) / 2, (x_sum / (3 * twice_the_area), y_sum / (3 * twice_the_area))


def _crossings(ring: Ring, x: float, y: float) -> int:
    count = 0
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            count += 1
    return count
