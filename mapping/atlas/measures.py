"""Figures by area, trust or region for the map: coverage, engaged services, organisations."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial

from django.db.models import Count, Q, QuerySet

from enterprises import cache_version
from enterprises.models import Engagement, Organisation, Place
from mapping.atlas.drawing.shading import Shade, classes, shade_of
from mapping.atlas.geographies import AREAS, REGIONS, Parted, every_area
from noms.models import Service
from noms.vocabulary import CountingUnit
from reports.region_merging import RegionGroups, every_region, public_regions
from survey.models import SampledUnit, Study
from survey.vocabulary import INTERVIEWED
from wording import counted

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
    """What one ground shows: the figure in words, its whole number for the classes, and its class."""

    words: str
    value: int | None
    shade: int | None


@dataclass(frozen=True)
class Shading:
    """A measure over the areas, trusts or regions, with its legend. `figures` is by their names."""

    measure: str
    title: str
    shades: tuple[Shade, ...]
    figures: dict[str, Figure]
    notes: tuple[str, ...] = ()

    @property
    def has_gaps(self) -> bool:
        """Whether some ground has no figure."""
        return any(figure.value is None for figure in self.figures.values())


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


def frame_units(study: Study, parted: Parted | None = None) -> list[FrameUnit]:
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
    ground = parted or Parted(every_area(), AREAS)
    by_site = study.counting_unit == CountingUnit.SITE
    return [
        FrameUnit(
            service=service,
            areas=ground.served(service, area),
            region=region,
            interviewed=code in INTERVIEWED,
            weight=max(sites, 1) if by_site else 1,
        )
        for service, area, region, code, sites in rows
    ]


def engaged_services(definition: str, study: Study | None = None) -> set[int]:
    """Services in a published working relation with an organisation that the definition counts. One query.

    With a study the relations are those of its time: from its frame to the end of its fieldwork.
    """
    relations = Engagement.objects.published().with_included(definition)
    relations = relations.standing_in(study.frame_on, study.closed_on) if study else relations.working()
    return set(relations.order_by().values_list("service_id", flat=True).distinct())


def engaged_of_edition(
    definition: str, study: Study | None, stands: cache_version.Version | None = None
) -> set[int]:
    """The same, found once for an edition of the directory, for it reads every relation."""
    time = f"{study.pk}-{study.frame_on}-{study.closed_on}" if study else "now"
    return cache_version.cached(
        f"engaged-{definition}-{time}", partial(engaged_services, definition, study), stands
    )


def shading(
    measure: str,
    *,
    parted: Parted | None = None,
    study: Study | None,
    organisations: QuerySet[Organisation],
    services: QuerySet[Service],
    engaged: set[int],
    by_area: bool = False,
) -> Shading:
    """The figures of one measure for each ground: the areas of 2009 where `parted` does not say.

    Coverage is shown by region, and more finely only where `by_area` is true: an area or a trust has few services, so
    that a figure says which of them were not interviewed (decision 13). Regions stand together where it would as well.
    """
    parted = parted or Parted(every_area(), AREAS)
    if measure == "coverage" and study is not None:
        if by_area and parted.by != REGIONS:
            return _coverage(study, parted, None)
        return _coverage(study, parted, every_region() if by_area else public_regions(study))
    if measure == "engaged":
        return _engaged(parted, services, engaged)
    if measure == "organisations":
        return _organisations(parted, organisations)
    return Shading(measure=NONE, title=MEASURES[NONE], shades=(), figures={})


def _coverage(study: Study, parted: Parted, regions: RegionGroups | None) -> Shading:
    """By the regions, some of which may stand together, or where there are none by each ground."""
    units = frame_units(study, parted)
    whole: Counter[int | None] = Counter()
    part: Counter[int | None] = Counter()
    for unit in units:
        for place in {regions.group_of[unit.region]} if regions else parted.of(unit.areas, unit.region):
            whole[place] += unit.weight
            part[place] += unit.weight * unit.interviewed
    values = {place: _percent(part[place], whole[place]) for place in whole}
    shades = classes(list(values.values()), unit="%", step=5 if regions else 1, none="None interviewed")
    figures = {}
    for ground in parted.grounds:
        place = regions.group_of[ground.region] if regions else ground.key
        about = regions.names[place] if regions else ground.name
        words = f"{about}: {part[place]} of {whole[place]} services interviewed"
        if not whole[place]:
            words = f"{about}: no service in the frame"
        figures[ground.name] = Figure(words, values.get(place), shade_of(values.get(place), shades))
    note = f"Frame of {study.frame_on.day} {study.frame_on:%B %Y}."
    title = f"{MEASURES['coverage']}, by {'region' if regions else parted.way.one}"
    notes = (note, NOT_NONE, *(regions.notes if regions else ()))
    return Shading("coverage", title, shades, figures, notes)


def _engaged(parted: Parted, services: QuerySet[Service], engaged: set[int]) -> Shading:
    whole: Counter[int] = Counter()
    part: Counter[int] = Counter()
    for service, area, region in services.order_by().values_list("pk", "area_id", "region_id"):
        for place in parted.of(parted.served(service, area), region):
            whole[place] += 1
            part[place] += service in engaged
    values = {place: _percent(part[place], whole[place]) for place in whole}
    shades = classes(list(values.values()), unit="%", step=5, none="None known")
    figures = {}
    for ground in parted.grounds:
        place = ground.key
        words = (
            f"{ground.name}: {part[place]} of {whole[place]} services known to work with a social enterprise"
        )
        if not whole[place]:
            words = f"{ground.name}: no service in this result"
        figures[ground.name] = Figure(words, values.get(place), shade_of(values.get(place), shades))
    title = f"{MEASURES['engaged']}, by {parted.way.one}"
    return Shading("engaged", title, shades, figures, (NOT_NONE,))


def _organisations(parted: Parted, organisations: QuerySet[Organisation]) -> Shading:
    places = Place.objects.filter(is_main=True, organisation__in=organisations.order_by().values("pk"))
    by_region = parted.by == REGIONS
    count: Counter[int] = Counter()
    for place, number in (
        places.order_by().values_list("region_id" if by_region else "area_id").annotate(Count("pk"))
    ):
        for key in parted.of([place], place) if place is not None else ():
            count[key] += number
    shades = classes([count[ground.key] for ground in parted.grounds])
    figures = {
        ground.name: Figure(
            f"{ground.name}: {counted(count[ground.key], 'organisation', 'organisations')} listed",
            count[ground.key],
            shade_of(count[ground.key], shades),
        )
        for ground in parted.grounds
    }
    note = "By an organisation's main place. Many are placed only to their town or region."
    title = f"{MEASURES['organisations']}, by {parted.way.one}"
    return Shading("organisations", title, shades, figures, (note,))


def _percent(part: int, whole: int) -> int:
    """Whole per cent; what is not quite nothing or all is not rounded to it."""
    if part in (0, whole):
        return 100 if part else 0
    return min(99, max(1, round(100 * part / whole)))
