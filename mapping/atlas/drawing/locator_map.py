"""The locator map: the small map on a page about one organisation, service, area or region."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from enterprises.models import Place
from mapping.atlas.drawing import projection
from mapping.atlas.drawing.label_placement import Box, PlacedName, place
from mapping.atlas.drawing.projection import COUNTRY, Frame, frame_around
from mapping.atlas.geographies import GEOGRAPHIES, REGIONS
from mapping.atlas.place_names import towns
from noms import geometry
from noms.coordinates import BRITAIN, Point
from noms.models import Service

AREAS, TRUSTS = "areas_2009", "trusts_2010"
WIDTH = 600
PIXELS = 300
"""The width of the map on most pages."""
NARROWEST = 2.4
"""The degrees of longitude that are shown at least, so that the country around a point is recognised."""
FLATTEST = 0.8
MAX_NAMES = 10
GAPS = {"city": (4.0, 16.0)}
EARLIER = 1.0
"""Towns are named from a smaller scale than on the large map, which has more marks."""
SIDE, RADIUS = 22, 12
"""The side of a service's square and the radius of an organisation's circle."""


@dataclass(frozen=True)
class LocatorMap:
    """Outlines of regions, areas and trusts as (path, is marked), over them points and the names of towns.

    `services` are the left and top of squares, `organisations` the middles of circles.
    """

    regions: tuple[tuple[str, bool], ...]
    organisations: tuple[tuple[float, float], ...]
    services: tuple[tuple[float, float], ...]
    land: str
    names: tuple[PlacedName, ...]
    height: int
    width: int = WIDTH
    side: int = SIDE
    radius: int = RADIUS


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
    pixels: int = PIXELS,
) -> LocatorMap:
    """Draw points given as (longitude, latitude) over the regions, and mark the named region, area or trust.

    `division` says which regions: REGIONS of 2009 or REGIONS_2021. The part shown holds all of them. `pixels` is the
    width of the map on its page, on which the size of names depends.
    """
    unit = WIDTH / pixels
    layer_of_regions = GEOGRAPHIES[division].layer
    finer = [(layer, name) for layer, name in ((AREAS, area), (TRUSTS, trust)) if name]
    based, at_work = list(organisations), list(services)
    frame = _frame(
        [*based, *at_work, *(c for p in [(layer_of_regions, region), *finer] for c in _corners(*p))]
    )
    circles = [frame.exact(east, north) for east, north in based]
    squares = [frame.exact(east, north) for east, north in at_work]
    return LocatorMap(
        regions=(
            *(
                (outline.path, outline.name == region)
                for outline in projection.outlines(layer_of_regions, frame)
            ),
            *(
                (outline.path, True)
                for layer, name in finer
                for outline in projection.outlines(layer, frame)
                if outline.name == name
            ),
        ),
        organisations=tuple((round(x), round(y)) for x, y in circles),
        services=tuple((round(x - SIDE / 2), round(y - SIDE / 2)) for x, y in squares),
        land=projection.land(frame),
        names=tuple(
            _names(
                frame, unit, [*((x, y, SIDE / 2) for x, y in squares), *((x, y, RADIUS) for x, y in circles)]
            )
        ),
        height=frame.height,
    )


def _frame(points: Sequence[tuple[float, float]]) -> Frame:
    """Return the part of the country around these points; all of it without any."""
    if not points:
        return Frame(COUNTRY.west, COUNTRY.south, COUNTRY.east, COUNTRY.north, WIDTH)
    return frame_around(
        west=min(x for x, _ in points),
        south=min(y for _, y in points),
        east=max(x for x, _ in points),
        north=max(y for _, y in points),
        narrowest=NARROWEST,
        width=WIDTH,
        flattest=FLATTEST,
    )


def _names(frame: Frame, unit: float, marks: Iterable[tuple[float, float, float]]) -> list[PlacedName]:
    occupied: list[Box] = [(x - radius, y - radius, x + radius, y + radius) for x, y, radius in marks]
    return place(
        ((town, *frame.exact(town.longitude, town.latitude), 0.0) for town in towns()),
        zoom=frame.zoom_at(unit) + EARLIER,
        width=frame.width,
        height=frame.height,
        unit=unit,
        occupied=occupied,
        most=MAX_NAMES,
        gaps=GAPS,
    )


@cache
def _corners(layer: str, name: str) -> tuple[tuple[float, float], ...]:
    """Return two corners, in degrees, of the box around a named shape of a layer; nothing for an unknown name."""
    points = [
        point
        for shape in geometry.polygons(layer)
        if shape.name == name
        for ring in shape.rings
        for point in ring
    ]
    if not points:
        return ()
    return (
        (min(x for x, _ in points), min(y for _, y in points)),
        (max(x for x, _ in points), max(y for _, y in points)),
    )
