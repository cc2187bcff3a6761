"""The locator map: the small map on a page about one organisation, service, area or region."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from enterprises.models import Place
from mapping.atlas.drawing import projection
from mapping.atlas.geographies import GEOGRAPHIES, REGIONS
from noms import geometry
from noms.coordinates import BRITAIN, Point
from noms.models import Service

AREAS, TRUSTS = "areas_2009", "trusts_2010"
MIN_WIDTH = 500
MARGIN = 1.25
"""The part shown is this many times as wide as what is marked on it."""

XY = tuple[int, int]
"""A point of the drawing."""


@dataclass(frozen=True)
class LocatorMap:
    """Outlines of regions, areas and trusts as (path, is marked), points over them, and the part that is shown.

    `unit` is one pixel of a drawing 300 pixels wide, so that points have the same size on every map. `side` is that
    of a service's square, `radius` that of an organisation's circle.
    """

    regions: tuple[tuple[str, bool], ...]
    organisations: tuple[tuple[float, float], ...]
    services: tuple[tuple[float, float], ...]
    view_box: str
    unit: float
    side: float
    radius: float


def points_of(places: Iterable[Place | Service]) -> list[tuple[float, float]]:
    """Return the (longitude, latitude) of each place or service that is known to lie in Great Britain."""
    return [
        (place.longitude, place.latitude)
        for place in places
        if place.longitude is not None
        and place.latitude is not None
        and BRITAIN.holds(Point(place.latitude, place.longitude))
    ]


def locator_map(
    *,
    organisations: Iterable[tuple[float, float]],
    services: Iterable[tuple[float, float]],
    region: str = "",
    area: str = "",
    trust: str = "",
    division: str = REGIONS,
) -> LocatorMap:
    """Draw points given as (longitude, latitude) over the regions, and mark the named region, area or trust.

    `division` says which regions: REGIONS of 2009 or REGIONS_2021. The part shown holds all of them.
    """
    layer_of_regions = GEOGRAPHIES[division].layer
    circles = [projection.project(longitude=east, latitude=north) for east, north in organisations]
    squares = [projection.project(longitude=east, latitude=north) for east, north in services]
    finer = [(layer, name) for layer, name in ((AREAS, area), (TRUSTS, trust)) if name]
    corners = [
        corner for layer, name in [(layer_of_regions, region), *finer] for corner in _corners(layer, name)
    ]
    left, top, width, height = _view_box([*circles, *squares, *corners])
    unit = width / 300
    side = 11 * unit
    return LocatorMap(
        regions=(
            *((outline.path, outline.name == region) for outline in projection.outlines(layer_of_regions)),
            *(
                (outline.path, True)
                for layer, name in finer
                for outline in projection.outlines(layer)
                if outline.name == name
            ),
        ),
        organisations=tuple(circles),
        services=tuple((round(x - side / 2, 1), round(y - side / 2, 1)) for x, y in squares),
        view_box=f"{left} {top} {width} {height}",
        unit=round(unit, 2),
        side=round(side, 1),
        radius=round(6 * unit, 1),
    )


def _view_box(points: Sequence[XY]) -> tuple[int, int, int, int]:
    """Return left, top, width and height of the part around these points, in the proportions of the whole drawing."""
    if not points:
        return 0, 0, projection.WIDTH, projection.HEIGHT
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    proportion = projection.HEIGHT / projection.WIDTH
    needed = max(MIN_WIDTH, (right - left) * MARGIN, (bottom - top) * MARGIN / proportion)
    width = round(min(projection.WIDTH, needed))
    height = round(width * proportion)
    west = min(max(0, (left + right - width) // 2), projection.WIDTH - width)
    north = min(max(0, (top + bottom - height) // 2), projection.HEIGHT - height)
    return west, north, width, height


@cache
def _corners(layer: str, name: str) -> tuple[XY, ...]:
    """Return two opposite corners of the box around a named shape of a layer; nothing for an unknown name."""
    points = [
        projection.project(longitude=east, latitude=north)
        for shape in geometry.polygons(layer)
        if shape.name == name
        for ring in shape.rings
        for east, north in ring
    ]
    if not points:
        return ()
    return (
        (min(x for x, _ in points), min(y for _, y in points)),
        (max(x for x, _ in points), max(y for _, y in points)),
    )
