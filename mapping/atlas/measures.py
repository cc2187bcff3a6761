"""The measures of the map, by area, trust or region: coverage, engaged services, organisations."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial

from django.db.models import Count, Q, QuerySet

from enterprises import cache_version
from enterprises.models import Engagement, Organisation, Place
from mapping.atlas.drawing.shading import Shade, classes, shade_of
from mapping.atlas.geographies import AREAS, REGIONS, REGIONS_2021, Partition, every_area
from noms.models import Service
from noms.vocabulary import CountingUnit
from reports.region_merging import RegionGroups, every_region, public_regions
from survey.models import SampledUnit, Study
from survey.vocabulary import INTERVIEWED_CODES
from wording import counted

NONE = "none"
MEASURES = {
    "coverage": "Services interviewed",
    "engaged": "Services known to work with a social enterprise",
    "organisations": "Organisations listed",
    NONE: "No shading",
}
NOT_KNOWN_NOTE = (
    "A service that was not interviewed may still work with a social enterprise: "
    "“not known” does not mean “none”."
)


@dataclass(frozen=True)
class Figure:
    """The figure of one zone: in words, as the whole number that is classed, and the position of its class."""

    words: str
    value: int | None
    shade: int | None


@dataclass(frozen=True)
class Shading:
    """A measure by zone, with its legend. `figures` has the names of zones as keys."""

    measure: str
    title: str
    shades: tuple[Shade, ...]
    figures: dict[str, Figure]
    notes: tuple[str, ...] = ()

    @property
    def has_gaps(self) -> bool:
        """True if some zone has no figure."""
        return any(figure.value is None for figure in self.figures.values())


@dataclass(frozen=True)
class FrameUnit:
    """A prison or probation service of a study's frame, with the areas it lies in or serves.

    `weight` is 1, or the number of its sites in a study that counts sites.
    """

    service: int
    areas: tuple[int, ...]
    region: int | None
    interviewed: bool
    weight: int


def frame_units(study: Study, partition: Partition | None = None) -> list[FrameUnit]:
    """Return the frame of a study: the initial sample, with the sites open on its day. At most two queries."""
    opened = Q(service__sites__opened_on__isnull=True) | Q(service__sites__opened_on__lte=study.frame_on)
    not_closed = Q(service__sites__closed_on__isnull=True) | Q(service__sites__closed_on__gte=study.frame_on)
    rows = (
        SampledUnit.objects.of_study(study)
        .initial()
        .filter(service__isnull=False)
        .order_by()
        .annotate(sites=Count("service__sites", filter=opened & not_closed))
        .values_list("service_id", "service__area_id", "region_id", "code", "sites")
    )
    partition = partition or Partition(every_area(), AREAS)
    by_site = study.counting_unit == CountingUnit.SITE
    return [
        FrameUnit(
            service=service,
            areas=partition.areas_of_service(service, area),
            region=region,
            interviewed=code in INTERVIEWED_CODES,
            weight=max(sites, 1) if by_site else 1,
        )
        for service, area, region, code, sites in rows
    ]


def engaged_services(definition: str, study: Study | None = None) -> set[int]:
    """Return the primary keys of services that work with an organisation included by the definition. One query.

    Only published relations count; with a study those of its time, from its frame to the end of its fieldwork.
    """
    relations = Engagement.objects.published().with_included(definition, shown=True)
    relations = relations.active_between(study.frame_on, study.closed_on) if study else relations.working()
    return set(relations.order_by().values_list("service_id", flat=True).distinct())


def cached_engaged_services(
    definition: str, study: Study | None, version: cache_version.Version | None = None
) -> set[int]:
    """Return the same from the cache: it is read once for each version of the directory."""
    time = f"{study.pk}-{study.frame_on}-{study.closed_on}" if study else "now"
    return cache_version.cached(
        f"engaged-{definition}-{time}", partial(engaged_services, definition, study), version
    )


def shading(
    measure: str,
    *,
    partition: Partition | None = None,
    study: Study | None,
    organisations: QuerySet[Organisation],
    services: QuerySet[Service],
    engaged: set[int],
    by_area: bool = False,
) -> Shading:
    """Return the figures of one measure for each zone; without a `partition` the zones are the areas of 2009.

    Coverage is shown by area or trust only where `by_area` is true: they have so few services that a figure would
    reveal which of them were not interviewed (decision 13). Otherwise it is shown by region, and regions for which the
    same holds are merged.
    """
    partition = partition or Partition(every_area(), AREAS, study.frame_on if study else None)
    if measure == "coverage" and study is not None:
        if by_area and not partition.is_by_region:
            return _coverage(study, partition, None)
        return _coverage(study, partition, every_region(study) if by_area else public_regions(study))
    if measure == "engaged":
        return _engaged(partition, services, engaged)
    if measure == "organisations":
        return _organisations(partition, organisations)
    return Shading(measure=NONE, title=MEASURES[NONE], shades=(), figures={})


def _coverage(study: Study, partition: Partition, regions: RegionGroups | None) -> Shading:
    """Return the coverage by region, some of them merged, or by zone if `regions` is None."""
    units = frame_units(study, partition)
    totals: Counter[int | None] = Counter()
    parts: Counter[int | None] = Counter()
    for unit in units:
        for place in (
            {regions.group_of[unit.region]} if regions else partition.zone_keys(unit.areas, unit.region)
        ):
            totals[place] += unit.weight
            parts[place] += unit.weight * unit.interviewed
    values = {place: _percent(parts[place], totals[place]) for place in totals}
    shades = classes(list(values.values()), unit="%", step=5 if regions else 1, none="None interviewed")
    figures = {}
    for zone in partition.zones:
        place = regions.group_of.get(zone.region) if regions else zone.key
        about = regions.names[place] if regions and place is not None else zone.name
        words = f"{about}: {parts[place]} of {totals[place]} services interviewed"
        if not totals[place]:
            words = f"{about}: no service in the frame"
        figures[zone.name] = Figure(words, values.get(place), shade_of(values.get(place), shades))
    note = f"Frame of {study.frame_on.day} {study.frame_on:%B %Y}."
    title = f"{MEASURES['coverage']}, by {'region' if regions else partition.geography.singular}"
    notes = (note, NOT_KNOWN_NOTE, *(regions.notes if regions else ()))
    return Shading("coverage", title, shades, figures, notes)


def _engaged(partition: Partition, services: QuerySet[Service], engaged: set[int]) -> Shading:
    totals: Counter[int] = Counter()
    parts: Counter[int] = Counter()
    columns = ("pk", "area_id", f"{partition.region_field}_id")
    for service, area, region in services.order_by().values_list(*columns):
        for place in partition.zone_keys(partition.areas_of_service(service, area), region):
            totals[place] += 1
            parts[place] += service in engaged
    values = {place: _percent(parts[place], totals[place]) for place in totals}
    shades = classes(list(values.values()), unit="%", step=5, none="None known")
    figures = {}
    for zone in partition.zones:
        place = zone.key
        words = (
            f"{zone.name}: {parts[place]} of {totals[place]} services known to work with a social enterprise"
        )
        if not totals[place]:
            words = f"{zone.name}: no service in this result"
        figures[zone.name] = Figure(words, values.get(place), shade_of(values.get(place), shades))
    title = f"{MEASURES['engaged']}, by {partition.geography.singular}"
    return Shading("engaged", title, shades, figures, (NOT_KNOWN_NOTE,))


def _organisations(partition: Partition, organisations: QuerySet[Organisation]) -> Shading:
    places = Place.objects.filter(is_main=True, organisation__in=organisations.order_by().values("pk"))
    column = {REGIONS: "region_id", REGIONS_2021: "area__region_2021_id"}.get(partition.by, "area_id")
    count: Counter[int] = Counter()
    for place, number in places.order_by().values_list(column).annotate(Count("pk")):
        for key in partition.zone_keys([place], place) if place is not None else ():
            count[key] += number
    shades = classes([count[zone.key] for zone in partition.zones])
    figures = {
        zone.name: Figure(
            f"{zone.name}: {counted(count[zone.key], 'organisation', 'organisations')} listed",
            count[zone.key],
            shade_of(count[zone.key], shades),
        )
        for zone in partition.zones
    }
    note = "By an organisation's main place. Many are placed only to their town or region."
    if partition.by != REGIONS:
        note += f" Those placed only to a region of 2009 are in no {partition.geography.singular} here."
    title = f"{MEASURES['organisations']}, by {partition.geography.singular}"
    return Shading("organisations", title, shades, figures, (note,))


def _percent(part: int, total: int) -> int:
    """Return a whole percentage: 0 only for none, 100 only for all."""
    if part in (0, total):
        return 100 if part else 0
    return min(99, max(1, round(100 * part / total)))
