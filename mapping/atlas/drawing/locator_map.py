"""The map in small on a page about one thing: the regions, one of them marked, and points."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from enterprises.models import Place
from mapping.atlas.drawing import projection
from noms import geometry

REGIONS, AREAS, TRUSTS = "regions_2009", "areas_2009", "trusts_2010"
LEAST_SPAN = 500
ROOM = 1.25
"""How much larger the drawing is than what it shows."""

Spot = tuple[int, int]


@dataclass(frozen=True)
class Locator:
    """Outlines of regions, areas and trusts (path, is it marked), points to draw over them, and the part that is shown.

    `unit` is one pixel of a drawing 300 pixels wide, so that points keep their size.
    """

    regions: tuple[tuple[str, bool], ...]
    organisations: tuple[tuple[float, float], ...]
    services: tuple[tuple[float, float], ...]
    view_box: str
    unit: float
    side: float
    radius: float


def points_of(places: Iterable[Place]) -> list[tuple[float, float]]:
    """The (longitude, latitude) of the places that have one."""
    return [
        (place.longitude, place.latitude)
        for place in places
        if place.longitude is not None and place.latitude is not None
    ]


def locate(
    *,
    organisations: Iterable[tuple[float, float]],
    services: Iterable[tuple[float, float]],
    region: str = "",
    area: str = "",
    trust: str = "",
) -> Locator:
    """Draw points given as (longitude, latitude) over the regions; the named region, area or trust is marked.

    The drawing lies round all of them.
    """
    marks = [projection.point(longitude=east, latitude=north) for east, north in organisations]
    spots = [projection.point(longitude=east, latitude=north) for east, north in services]
    finer = [(layer, name) for layer, name in ((AREAS, area), (TRUSTS, trust)) if name]
    corners = [spot for layer, name in [(REGIONS, region), *finer] for spot in _corners(layer, name)]
    left, top, width, height = _frame([*marks, *spots, *corners])
    unit = width / 300
    side = 11 * unit
    return Locator(
        regions=(
            *((outline.path, outline.name == region) for outline in projection.outlines(REGIONS)),
            *(
                (outline.path, True)
                for layer, name in finer
                for outline in projection.outlines(layer)
                if outline.name == name
            ),
        ),
        organisations=tuple(marks),
        services=tuple((round(x - side / 2, 1), round(y - side / 2, 1)) for x, y in spots),
        view_box=f"{left} {top} {width} {height}",
        unit=round(unit, 2),
        side=round(side, 1),
        radius=round(6 * unit, 1),
    )


def _frame(spots: Sequence[Spot]) -> tuple[int, int, int, int]:
    """The part of the drawing round these spots, in the whole drawing's proportions and never beyond it."""
    if not spots:
        return 0, 0, projection.WIDTH, projection.HEIGHT
    left, right = min(x for x, _ in spots), max(x for x, _ in spots)
    top, bottom = min(y for _, y in spots), max(y for _, y in spots)
    tall = projection.HEIGHT / projection.WIDTH
    width = round(min(projection.WIDTH, max(LEAST_SPAN, (right - left) * ROOM, (bottom - top) * ROOM / tall)))
    height = round(width * tall)
    west = min(max(0, (left + right - width) // 2), projection.WIDTH - width)
    north = min(max(0, (top + bottom - height) // 2), projection.HEIGHT - height)
    return west, north, width, height


@cache
def _corners(layer: str, name: str) -> tuple[Spot, ...]:
    """Two corners of the box round a shape of a layer; nothing for a name that none has."""
    spots = [
        projection.point(longitude=east, latitude=north)
        for shape in geometry.polygons(layer)
        if shape.name == name
        for ring in shape.rings
        for east, north in ring
    ]
    if not spots:
        return ()
    return (
        (min(x for x, _ in spots), min(y for _, y in spots)),
        (max(x for x, _ in spots), max(y for _, y in spots)),
    )
