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
from mapping.atlas.drawing import projection
from mapping.atlas.drawing.projection import Circle
from mapping.atlas.drawing.shading import NOT_AVAILABLE_FILL, UNSHADED_FILL, Shade
from mapping.atlas.query import AtlasQuery
from noms.coordinates import BRITAIN
from noms.models import Service
from wording import listed

CELLS_PER_DEGREE = 10
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
    shades: tuple[Shade, ...]
    near: NearMarker | None = None
    box: tuple[int, int, int, int] | None = None
    width: int = projection.WIDTH
    height: int = projection.HEIGHT


def draw(atlas: AtlasQuery, *, has_marks: bool = True) -> MapDrawing:
    """Draw the result of an address. Each zone links to the same address with only that zone chosen.

    Without marks it has the zones only, for a small picture.
    """
    page = reverse("atlas")
    zones = {zone.name: zone for zone in atlas.partition.zones}
    shading = atlas.shading
    unshaded = NOT_AVAILABLE_FILL if shading.shades else UNSHADED_FILL
    shapes = []
    for outline in projection.outlines(atlas.partition.geography.layer):
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
            )
        )
    shapes.sort(key=lambda shape: shape.is_chosen)
    cells: list[tuple[float, float, int]] = []
    markers: tuple[ServiceMarker, ...] = ()
    if has_marks:
        cells = atlas.filters.organisation_filter.cached(
            "cells", partial(organisation_cells, atlas.organisations)
        )
        markers = tuple(
            service_markers(
                atlas.services,
                atlas.engaged,
                timezone.localdate(),
                atlas.shapes,
                named_today=atlas.filters.named_today,
            )
        )
    kinds = [noun.plural for noun in atlas.words.kinds.values()]
    subject = listed([*kinds, "the organisations that work with them"]) if has_marks else shading.title
    return MapDrawing(
        title=f"{atlas.map_title}: {subject}",
        areas=tuple(shapes),
        borders=tuple(outline.path for outline in projection.outlines(atlas.partition.border_layer)),
        circles=tuple(projection.circles(cells)),
        services=markers,
        shades=shading.shades,
        near=_near_marker(atlas),
        box=_chosen_box(atlas),
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


def _near_marker(atlas: AtlasQuery) -> NearMarker | None:
    if atlas.filters.near is None:
        return None
    place = atlas.filters.near.point
    x, y = projection.project(longitude=place.longitude, latitude=place.latitude)
    return (
        NearMarker(atlas.filters.near.label, x, y)
        if 0 <= x <= projection.WIDTH and 0 <= y <= projection.HEIGHT
        else None
    )


def _chosen_box(atlas: AtlasQuery) -> tuple[int, int, int, int] | None:
    """Return left, top, width and height of the part of the map chosen."""
    box = atlas.filters.box
    if box is None:
        return None
    west, east = max(box.west, projection.WEST), min(box.east, projection.EAST)
    south, north = max(box.south, projection.SOUTH), min(box.north, projection.NORTH)
    if west >= east or south >= north:
        return None
    left, top = projection.project(longitude=west, latitude=north)
    right, bottom = projection.project(longitude=east, latitude=south)
    return left, top, right - left, bottom - top


def service_markers(
    services: QuerySet[Service],
    engaged: set[int],
    today: dt.date,
    shapes: Mapping[str, int],
    *,
    named_today: bool = False,
) -> Iterable[ServiceMarker]:
    """Yield a marker for each service with a point in Great Britain. One query.

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
        x, y = projection.project(longitude=longitude, latitude=latitude)
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
