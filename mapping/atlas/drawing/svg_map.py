"""The map of the atlas as an SVG drawing, for pages without JavaScript and for the file."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from django.db.models import Avg, Count, F, QuerySet
from django.db.models.functions import Floor
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from enterprises.models import Organisation, Place
from mapping.atlas.bounds import bounds_of
from mapping.atlas.drawing import projection
from mapping.atlas.drawing.label_placement import Box, PlacedName, place
from mapping.atlas.drawing.projection import COUNTRY, SMALL_UNIT, UNIT, Circle, Frame, frame_around
from mapping.atlas.drawing.shading import NOT_AVAILABLE_FILL, UNSHADED_FILL
from mapping.atlas.place_names import OFFICES, PRISONS, SINGLE_MARKS, PlaceName, short_name, towns, zone_names
from mapping.atlas.query import AtlasQuery
from noms.coordinates import BRITAIN
from noms.models import Service
from wording import listed

CELLS_PER_DEGREE = 10
NARROWEST = 0.4
"""The degrees of longitude that a drawing shows at least."""
MARK, RING = 10, 24
"""Half the width of the marker of a service and of that of the place that distances are from."""
SPACING = 15
"""The distance between the markers of services at the same point."""


@dataclass(frozen=True)
class ZoneShape:
    """The shape of a zone: its outline, its figure in words, its colour, and the address that a click opens."""

    name: str
    words: str
    path: str
    fill: str
    address: str
    is_chosen: bool
    is_outside: bool = False
    """True for what lies beside the areas or regions chosen: it is drawn pale."""

    @property
    def paint(self) -> SafeString:
        """The attributes of its colours."""
        pale = ' opacity="0.4"' if self.is_outside else ""
        line = ' stroke="#0b0c0c" stroke-width="5"' if self.is_chosen else ""
        return mark_safe(f'fill="{self.fill}"{pale}{line}')  # noqa: S308  (constants only)


@dataclass(frozen=True)
class ServiceMarker:
    """The marker of a service; `shape` is the number of the shape of its kind (`AtlasQuery.shapes`)."""

    name: str
    x: int
    y: int
    shape: int
    is_engaged: bool
    is_closed: bool

    @property
    def paint(self) -> SafeString:
        """The attributes of its colours: filled if engaged, a broken outline if closed."""
        fill = "#ffffff" if not self.is_engaged else "#505a5f" if self.is_closed else "#0b0c0c"
        stroke = "" if self.is_engaged and not self.is_closed else ' stroke="#0b0c0c"'
        dashes = ' stroke-dasharray="4 3"' if self.is_closed else ""
        return mark_safe(f'fill="{fill}"{stroke}{dashes}')  # noqa: S308  (constants only)


@dataclass(frozen=True)
class NearMarker:
    """The marker of the place that distances are measured from."""

    name: str
    x: int
    y: int


@dataclass(frozen=True)
class MapDrawing:
    """Everything that the drawing shows, from back to front."""

    title: str
    areas: tuple[ZoneShape, ...]
    borders: tuple[str, ...]
    circles: tuple[Circle, ...]
    services: tuple[ServiceMarker, ...]
    land: str = ""
    names: tuple[PlacedName, ...] = ()
    near: NearMarker | None = None
    box: tuple[int, int, int, int] | None = None
    width: int = projection.WIDTH
    height: int = projection.HEIGHT


def draw(atlas: AtlasQuery, *, has_marks: bool = True) -> MapDrawing:
    """Draw the result of an address, fitted to the region, area, place or part of the map that it asks for.

    Each zone links to the same address with only that zone chosen. Without marks it has the zones and cities only,
    for a small picture.
    """
    frame = frame_of(atlas)
    page = reverse("atlas")
    zones = {zone.name: zone for zone in atlas.partition.zones}
    shading = atlas.shading
    unshaded = NOT_AVAILABLE_FILL if shading.shades else UNSHADED_FILL
    shapes = []
    inside = _zones_inside(atlas)
    for outline in projection.outlines(atlas.partition.geography.layer, frame):
        if not outline.path:
            continue
        figure = shading.figures.get(outline.name)
        shade = None if figure is None or figure.shade is None else shading.shades[figure.shade]
        zone = zones.get(outline.name)
        shapes.append(
            ZoneShape(
                name=outline.name,
                words=figure.words if figure else outline.name,
                path=outline.path,
                fill=shade.fill if shade else unshaded,
                address=f"{page}{atlas.zone_query(zone)}" if zone else "",
                is_chosen=outline.name in atlas.chosen_zones,
                is_outside=inside is not None and outline.name not in inside,
            )
        )
    shapes.sort(key=lambda shape: shape.is_chosen)
    cells: list[tuple[float, float, int]] = []
    markers: tuple[ServiceMarker, ...] = ()
    if has_marks:
        cells = atlas.filters.organisation_filter.cached(
            "cells", partial(organisation_cells, atlas.organisations)
        )
    if has_marks and frame.zoom_at(UNIT) >= SINGLE_MARKS:
        markers = tuple(
            service_markers(
                atlas.services,
                atlas.engaged,
                timezone.localdate(),
                atlas.shapes,
                frame=frame,
                named_today=atlas.filters.named_today,
            )
        )
    found = projection.circles(cells, frame)
    unit = UNIT if has_marks else SMALL_UNIT
    near = _near_marker(atlas, frame)
    kinds = [noun.plural for noun in atlas.words.kinds.values()]
    subject = listed([*kinds, "the organisations that work with them"]) if has_marks else shading.title
    return MapDrawing(
        title=f"{atlas.map_title}: {subject}",
        areas=tuple(shapes),
        borders=tuple(outline.path for outline in projection.outlines(atlas.partition.border_layer, frame)),
        circles=tuple(found),
        services=markers,
        land=projection.land(frame),
        names=tuple(_names(atlas, frame, unit, markers, found, near)),
        near=near,
        box=_chosen_box(atlas, frame),
        width=frame.width,
        height=frame.height,
    )


def frame_of(atlas: AtlasQuery) -> Frame:
    """Return the part of the country that a drawing of this address shows."""
    bounds = bounds_of(atlas)
    if bounds is None:
        return COUNTRY
    west, east = max(bounds.west, COUNTRY.west), min(bounds.east, COUNTRY.east)
    south, north = max(bounds.south, COUNTRY.south), min(bounds.north, COUNTRY.north)
    if west > east or south > north:
        return COUNTRY
    return frame_around(west=west, south=south, east=east, north=north, narrowest=NARROWEST)


def _zones_inside(atlas: AtlasQuery) -> set[str] | None:
    """Return the names of the zones that hold an area of those or of the regions chosen; None if none is chosen."""
    slugs = {place.slug for place in (atlas.areas or atlas.regions)}
    if not slugs:
        return None
    return atlas.partition.zone_names(
        area for area in atlas.partition.areas if slugs & {area.slug, area.region_slug, area.region_2021_slug}
    )


def _names(
    atlas: AtlasQuery,
    frame: Frame,
    unit: float,
    markers: Iterable[ServiceMarker],
    circles: Iterable[Circle],
    near: NearMarker | None,
) -> list[PlacedName]:
    """Place the names of towns, zones and services, in this order, where no marker is."""
    occupied: list[Box] = [
        *((one.x - MARK, one.y - MARK, one.x + MARK, one.y + MARK) for one in markers),
        *(
            (one.x - one.radius, one.y - one.radius, one.x + one.radius, one.y + one.radius)
            for one in circles
        ),
    ]
    wanted: list[tuple[PlaceName, float, float, float]] = []
    if near:
        occupied.append((near.x - RING, near.y - RING, near.x + RING, near.y + RING))
        wanted.append((PlaceName(near.name, 0, 0, "chosen", 0), near.x, near.y, RING))
    cities = [town for town in towns() if town.face == "city"]
    smaller = [town for town in towns() if town.face != "city"]
    zones = zone_names(atlas.partition.geography.layer)
    services = [
        (
            PlaceName(short_name(one.name), 0, 0, "service", OFFICES if one.shape else PRISONS),
            float(one.x),
            float(one.y),
            float(MARK),
        )
        for one in sorted(markers, key=lambda one: one.shape)
        if near is None or one.name != near.name
    ]
    for names, then in ((cities, []), (zones, services), (smaller, [])):
        wanted += [(name, *frame.exact(name.longitude, name.latitude), 0.0) for name in names]
        wanted += then
    return place(
        wanted,
        zoom=frame.zoom_at(unit),
        width=frame.width,
        height=frame.height,
        unit=unit,
        occupied=occupied,
    )


def organisation_cells(organisations: QuerySet[Organisation]) -> list[tuple[float, float, int]]:
    """Return the organisations with a place in cells of a tenth of a degree: (mean longitude, mean latitude, number).

    One query, whose rows are limited by the size of the country, not of the directory.
    """
    rows = (
        Place.objects.filter(
            is_main=True, latitude__isnull=False, organisation__in=organisations.order_by().values("pk")
        )
        .order_by()
        .annotate(
            east=Floor(F("longitude") * CELLS_PER_DEGREE), north=Floor(F("latitude") * CELLS_PER_DEGREE)
        )
        .values("east", "north")
        .annotate(number=Count("pk"), longitude_mean=Avg("longitude"), latitude_mean=Avg("latitude"))
        .values_list("longitude_mean", "latitude_mean", "number")
    )
    return list(rows)


def _near_marker(atlas: AtlasQuery, frame: Frame) -> NearMarker | None:
    if atlas.filters.near is None:
        return None
    point = atlas.filters.near.point
    x, y = frame.project(longitude=point.longitude, latitude=point.latitude)
    return NearMarker(atlas.filters.near.label, x, y) if frame.holds(x, y) else None


def _chosen_box(atlas: AtlasQuery, frame: Frame) -> tuple[int, int, int, int] | None:
    """Return left, top, width and height of the part of the map chosen."""
    box = atlas.filters.box
    if box is None:
        return None
    west, east = max(box.west, frame.west), min(box.east, frame.east)
    south, north = max(box.south, frame.south), min(box.north, frame.north)
    if west >= east or south >= north:
        return None
    left, top = frame.project(longitude=west, latitude=north)
    right, bottom = frame.project(longitude=east, latitude=south)
    return left, top, right - left, bottom - top


def service_markers(
    services: QuerySet[Service],
    engaged: set[int],
    today: dt.date,
    shapes: Mapping[str, int],
    *,
    frame: Frame = COUNTRY,
    named_today: bool = False,
) -> Iterable[ServiceMarker]:
    """Yield a marker for each service with a point in the frame. One query.

    Those at the same point are drawn side by side. `named_today` says that they have their present names.
    """
    used: dict[tuple[int, int], int] = {}
    located = services.filter(**BRITAIN.lookups)
    rows = located.order_by("kind", "-latitude", "slug").values_list(
        "pk", "name", "name_today", "kind", "latitude", "longitude", "closed_on"
    )
    for pk, name, name_today, kind, latitude, longitude, closed_on in rows:
        assert latitude is not None
        assert longitude is not None
        x, y = frame.project(longitude=longitude, latitude=latitude)
        if not frame.holds(x, y):
            continue
        point = (x // SPACING, y // SPACING)
        beside = used.get(point, 0)
        used[point] = beside + 1
        yield ServiceMarker(
            name=name_today if named_today and name_today else name,
            x=x + beside * SPACING,
            y=y,
            shape=shapes.get(kind, 0),
            is_engaged=pk in engaged,
            is_closed=closed_on is not None and closed_on < today,
        )
