"""The atlas as one drawing, for pages without JavaScript and for the file to keep."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from django.db.models import Avg, Count, F, QuerySet
from django.db.models.functions import Floor
from django.urls import reverse
from django.utils import timezone

from enterprises.models import Organisation, Place
from mapping.atlas.drawing import projection
from mapping.atlas.drawing.projection import Circle
from mapping.atlas.drawing.shading import NOT_AVAILABLE_FILL, UNSHADED_FILL, Shade
from mapping.atlas.query import Atlas
from noms.models import Service

CELLS_IN_A_DEGREE = 10
APART = 15


@dataclass(frozen=True)
class DrawnArea:
    """An area, a trust or a region: its outline, its figure in words, its colour, and where a click leads."""

    name: str
    words: str
    path: str
    fill: str
    address: str
    is_chosen: bool


@dataclass(frozen=True)
class DrawnService:
    """A prison or probation service at its point."""

    name: str
    x: int
    y: int
    is_prison: bool
    is_engaged: bool
    is_closed: bool


@dataclass(frozen=True)
class DrawnNear:
    """The place that distances are from."""

    name: str
    x: int
    y: int


@dataclass(frozen=True)
class DrawnMap:
    """All that the drawing shows, back to front."""

    title: str
    areas: tuple[DrawnArea, ...]
    borders: tuple[str, ...]
    circles: tuple[Circle, ...]
    services: tuple[DrawnService, ...]
    shades: tuple[Shade, ...]
    near: DrawnNear | None = None
    box: tuple[int, int, int, int] | None = None
    width: int = projection.WIDTH
    height: int = projection.HEIGHT


def draw(atlas: Atlas) -> DrawnMap:
    """The drawing of an address: each area, trust or region leads to the same address with only that one chosen."""
    page = reverse("atlas")
    grounds = {ground.name: ground for ground in atlas.parted.grounds}
    shading = atlas.shading
    plain = NOT_AVAILABLE_FILL if shading.shades else UNSHADED_FILL
    areas = []
    for outline in projection.outlines(atlas.parted.way.layer):
        figure = shading.figures.get(outline.name)
        shade = None if figure is None or figure.shade is None else shading.shades[figure.shade]
        ground = grounds.get(outline.name)
        areas.append(
            DrawnArea(
                name=outline.name,
                words=figure.words if figure else outline.name,
                path=outline.path,
                fill=shade.fill if shade else plain,
                address=f"{page}{atlas.only(ground)}" if ground else "",
                is_chosen=outline.name in atlas.chosen_grounds,
            )
        )
    areas.sort(key=lambda area: area.is_chosen)
    cells = atlas.filter.of_edition("cells", partial(organisation_cells, atlas.organisations))
    return DrawnMap(
        title="Map of England and Wales: prisons, probation services and the organisations that work with them",
        areas=tuple(areas),
        borders=tuple(outline.path for outline in projection.outlines(atlas.parted.borders)),
        circles=tuple(projection.circles(cells)),
        services=tuple(drawn_services(atlas.services, atlas.engaged, timezone.localdate())),
        shades=shading.shades,
        near=_drawn_near(atlas),
        box=_drawn_box(atlas),
    )


def organisation_cells(organisations: QuerySet[Organisation]) -> list[tuple[float, float, int]]:
    """Organisations with a place, gathered in cells of a tenth of a degree: (longitude, latitude, number).

    One query; its rows are bounded by the country's size, not by the directory's.
    """
    rows = (
        Place.objects.filter(
            is_main=True, latitude__isnull=False, organisation__in=organisations.order_by().values("pk")
        )
        .order_by()
        .annotate(
            east=Floor(F("longitude") * CELLS_IN_A_DEGREE), north=Floor(F("latitude") * CELLS_IN_A_DEGREE)
        )
        .values("east", "north")
        .annotate(number=Count("pk"), longitude_mean=Avg("longitude"), latitude_mean=Avg("latitude"))
        .values_list("longitude_mean", "latitude_mean", "number")
    )
    return list(rows)


def _drawn_near(atlas: Atlas) -> DrawnNear | None:
    if atlas.near is None:
        return None
    place = atlas.near.point
    x, y = projection.point(longitude=place.longitude, latitude=place.latitude)
    return (
        DrawnNear(atlas.near.name, x, y)
        if 0 <= x <= projection.WIDTH and 0 <= y <= projection.HEIGHT
        else None
    )


def _drawn_box(atlas: Atlas) -> tuple[int, int, int, int] | None:
    """Left, top, width and height of the part of the map chosen."""
    box = atlas.filter.box
    if box is None:
        return None
    west, east = max(box.west, projection.WEST), min(box.east, projection.EAST)
    south, north = max(box.south, projection.SOUTH), min(box.north, projection.NORTH)
    if west >= east or south >= north:
        return None
    left, top = projection.point(longitude=west, latitude=north)
    right, bottom = projection.point(longitude=east, latitude=south)
    return left, top, right - left, bottom - top


def drawn_services(services: QuerySet[Service], engaged: set[int], today: dt.date) -> Iterable[DrawnService]:
    """Each service at its point, those that share one beside each other. One query."""
    taken: dict[tuple[int, int], int] = {}
    rows = services.order_by("kind", "-latitude", "pk").values_list(
        "pk", "name", "kind", "latitude", "longitude", "closed_on"
    )
    for pk, name, kind, latitude, longitude, closed_on in rows:
        x, y = projection.point(longitude=longitude, latitude=latitude)
        spot = (x // APART, y // APART)
        beside = taken.get(spot, 0)
        taken[spot] = beside + 1
        yield DrawnService(
            name=name,
            x=x + beside * APART,
            y=y,
            is_prison=kind == "prison",
            is_engaged=pk in engaged,
            is_closed=closed_on is not None and closed_on < today,
        )
