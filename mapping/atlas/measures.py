"""Figures by probation area for the map: coverage, engaged services, organisations."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from enterprises.models import Engagement, Organisation, Place
from mapping.atlas.drawing.shading import Shade, classes, shade_of
from noms.models import ProbationArea, Service
from noms.vocabulary import CountingUnit
from survey.models import SampledUnit, Study
from survey.vocabulary import INTERVIEWED

NONE = "none"
MEASURES = {
    "coverage": "Services interviewed",
    "engaged": "Services known to work with a social enterprise",
    "organisations": "Organisations listed",
    NONE: "No shading",
}
NOT_NONE = (
    "A service that was not interviewed may well work with a social enterprise: not known is never none."
)


@dataclass(frozen=True)
class Figure:
    """What one area shows: the figure in words, its whole number for the classes, and its class."""

    words: str
    value: int | None
    shade: int | None


@dataclass(frozen=True)
class Shading:
    """A measure over the 42 areas, with its legend. `figures` is by the area's name."""

    measure: str
    title: str
    shades: tuple[Shade, ...]
    figures: dict[str, Figure]
    notes: tuple[str, ...] = ()

    @property
    def has_gaps(self) -> bool:
        """Whether some area has no figure."""
        return any(figure.value is None for figure in self.figures.values())


class Area(NamedTuple):
    """One of the 42 areas: its key and name, its region's, and the key of the trust that followed."""

    pk: int
    name: str
    region: int
    region_name: str
    trust: int


Areas = list[Area]


@dataclass(frozen=True)
class FrameUnit:
    """A prison or probation service of a study's frame, with the areas it lies in or serves.

    `weight` is 1, or its sites where sites are counted.
    """

    service: int
    areas: tuple[int, ...]
    region: int
    interviewed: bool
    weight: int


def frame_units(study: Study, areas: Areas | None = None) -> list[FrameUnit]:
    """The frame of a study: what its first strand approaches, with the sites open on its day. Two queries at most."""
    opened = Q(service__sites__opened_on__isnull=True) | Q(service__sites__opened_on__lte=study.frame_on)
    standing = Q(service__sites__closed_on__isnull=True) | Q(service__sites__closed_on__gte=study.frame_on)
    rows = (
        SampledUnit.objects.of_study(study)
        .initial()
        .filter(service__isnull=False)
        .order_by()
        .annotate(sites=Count("service__sites", filter=opened & standing))
        .values_list("service_id", "service__area_id", "service__region_id", "code", "sites")
    )
    served = areas_of_trusts(every_area() if areas is None else areas)
    by_site = study.counting_unit == CountingUnit.SITE
    return [
        FrameUnit(
            service=service,
            areas=grounds(service, area, served),
            region=region,
            interviewed=code in INTERVIEWED,
            weight=max(sites, 1) if by_site else 1,
        )
        for service, area, region, code, sites in rows
    ]


def every_area() -> Areas:
    """The 42 areas, each with its region and the trust that followed. One query."""
    words = ("pk", "name", "region_id", "region__name", "trust_id")
    return [Area(*row) for row in ProbationArea.objects.values_list(*words)]


def areas_of_trusts(areas: Areas) -> dict[int, tuple[int, ...]]:
    """Each trust with the areas that it serves."""
    found: dict[int, tuple[int, ...]] = {}
    for area in areas:
        found[area.trust] = (*found.get(area.trust, ()), area.pk)
    return found


def grounds(service: int, area: int | None, served: dict[int, tuple[int, ...]]) -> tuple[int, ...]:
    """The areas that a service counts in: its own, or each of those that a trust serves."""
    return (area,) if area is not None else served.get(service, ())


def engaged_services(definition: str, study: Study | None = None) -> set[int]:
    """Services in a published working relation with an organisation that the definition counts. One query.

    With a study the relations are those of its time: from its frame to the end of its fieldwork.
    """
    relations = Engagement.objects.published().with_included(definition)
    relations = relations.standing_in(study.frame_on, study.closed_on) if study else relations.working()
    return set(relations.order_by().values_list("service_id", flat=True).distinct())


def shading(
    measure: str,
    *,
    study: Study | None,
    organisations: QuerySet[Organisation],
    services: QuerySet[Service],
    engaged: set[int],
    by_area: bool = False,
) -> Shading:
    """The figures of one measure.

    Coverage is shown by region, and by area only where `by_area` is true: an area has few services, so that a
    figure by area says which of them were not interviewed (decision 13).
    """
    areas = every_area()
    if measure == "coverage" and study is not None:
        return _coverage(study, areas, by_area=by_area)
    if measure == "engaged":
        return _engaged(areas, services, engaged)
    if measure == "organisations":
        return _organisations(areas, organisations)
    return Shading(measure=NONE, title=MEASURES[NONE], shades=(), figures={})


def _coverage(study: Study, areas: Areas, *, by_area: bool) -> Shading:
    units = frame_units(study, areas)
    whole: Counter[int] = Counter()
    part: Counter[int] = Counter()
    for unit in units:
        for place in unit.areas if by_area else (unit.region,):
            whole[place] += unit.weight
            part[place] += unit.weight * unit.interviewed
    values = {place: _percent(part[place], whole[place]) for place in whole}
    shades = classes(list(values.values()), unit="%", step=1 if by_area else 5, none="None interviewed")
    figures = {}
    for area, name, region, region_name, _trust in areas:
        place = area if by_area else region
        about = name if by_area else region_name
        words = f"{about}: {part[place]} of {whole[place]} services interviewed"
        if not whole[place]:
            words = f"{about}: no service in the frame"
        figures[name] = Figure(words, values.get(place), shade_of(values.get(place), shades))
    note = f"Frame of {study.frame_on.day} {study.frame_on:%B %Y}."
    title = f"{MEASURES['coverage']}, by {'area' if by_area else 'region'}"
    return Shading("coverage", title, shades, figures, (note, NOT_NONE))


def _engaged(areas: Areas, services: QuerySet[Service], engaged: set[int]) -> Shading:
    whole: Counter[int] = Counter()
    part: Counter[int] = Counter()
    served = areas_of_trusts(areas)
    for service, area in services.order_by().values_list("pk", "area_id"):
        for place in grounds(service, area, served):
            whole[place] += 1
            part[place] += service in engaged
    values = {area: _percent(part[area], whole[area]) for area in whole}
    shades = classes(list(values.values()), unit="%", step=5, none="None known")
    figures = {}
    for area, name, *_ in areas:
        words = f"{name}: {part[area]} of {whole[area]} services known to work with a social enterprise"
        if not whole[area]:
            words = f"{name}: no service in this result"
        figures[name] = Figure(words, values.get(area), shade_of(values.get(area), shades))
    return Shading("engaged", f"{MEASURES['engaged']}, by area", shades, figures, (NOT_NONE,))


def _organisations(areas: Areas, organisations: QuerySet[Organisation]) -> Shading:
    places = Place.objects.filter(is_main=True, organisation__in=organisations.order_by().values("pk"))
    count = dict(places.order_by().values_list("area_id").annotate(Count("pk")))
    values = {area: count.get(area, 0) for area, *_ in areas}
    shades = classes(list(values.values()))
    figures = {
        name: Figure(
            f"{name}: {values[area]} {'organisation' if values[area] == 1 else 'organisations'} listed",
            values[area],
            shade_of(values[area], shades),
        )
        for area, name, *_ in areas
    }
    note = "By an organisation's main place. Many are placed only to their town or region."
    return Shading("organisations", f"{MEASURES['organisations']}, by area", shades, figures, (note,))


def _percent(part: int, whole: int) -> int:
    """Whole per cent; what is not quite nothing or all is not rounded to it."""
    if part in (0, whole):
        return 100 if part else 0
    return min(99, max(1, round(100 * part / whole)))
