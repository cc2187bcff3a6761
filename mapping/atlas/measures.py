"""The measures of the map, by area, trust or region: coverage, engaged services, organisations."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from enterprises.models import Organisation, Place
from mapping.atlas.drawing.shading import Shade, classes, shade_of
from mapping.atlas.geographies import AREAS, REGIONS, REGIONS_2021, Partition, every_area
from mapping.fieldwork import Fieldwork, RegionCount, frame_units
from noms.models import Service
from reports.readers import NOT_RELEASED
from survey.models import Study
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


def shading(
    measure: str,
    *,
    partition: Partition | None = None,
    study: Study | None,
    organisations: QuerySet[Organisation],
    services: QuerySet[Service],
    engaged: set[int],
    fieldwork: Fieldwork | None = None,
) -> Shading:
    """Return the figures of one measure for each zone; without a `partition` the zones are the areas of 2009.

    Coverage is shown by area or trust only with live figures: areas have so few services that a figure would reveal
    which of them were not interviewed (decision 13). Otherwise it is shown by region, as the release of the study
    merges them. Without `fieldwork` nothing is released yet.
    """
    partition = partition or Partition(every_area(), AREAS, study.frame_on if study else None)
    if measure == "coverage" and study is not None:
        return _coverage(study, partition, fieldwork)
    if measure == "engaged":
        return _engaged(partition, services, engaged)
    if measure == "organisations":
        return _organisations(partition, organisations)
    return Shading(measure=NONE, title=MEASURES[NONE], shades=(), figures={})


def _coverage(study: Study, partition: Partition, fieldwork: Fieldwork | None) -> Shading:
    """Return the coverage by the regions of released figures, or by zone if they are live."""
    if fieldwork is None:
        title = f"{MEASURES['coverage']}: {NOT_RELEASED.lower()}"
        return Shading("coverage", title, (), {}, (f"{study.title}: {NOT_RELEASED.lower()}.",))
    by_region = partition.is_by_region or not fieldwork.is_live
    counts = _of_regions(partition, fieldwork) if by_region else _of_zones(study, partition)
    values = {
        name: _percent(count.interviewed, count.frame) if count.frame else None
        for name, count in counts.items()
    }
    known = {counts[name]: value for name, value in values.items() if value is not None}
    shades = classes(
        list(known.values()),
        unit="%",
        step=5 if fieldwork.regions and by_region else 1,
        none="None interviewed",
    )
    figures = {}
    for name, count in counts.items():
        words = f"{count.name}: {count.interviewed} of {count.frame} services interviewed"
        if not count.frame:
            words = f"{count.name}: no service in the frame"
        figures[name] = Figure(words, values[name], shade_of(values[name], shades))
    note = f"Frame of {study.frame_on.day} {study.frame_on:%B %Y}."
    title = f"{MEASURES['coverage']}, by {'region' if by_region else partition.geography.singular}"
    if fieldwork.is_live:
        # The title is in every file of the map; the notes are not.
        title = f"{title} (live, not released)"
    return Shading("coverage", title, shades, figures, (note, NOT_KNOWN_NOTE, *fieldwork.notes))


def _of_regions(partition: Partition, fieldwork: Fieldwork) -> dict[str, RegionCount]:
    """Return for each zone, by name, the count in which its region is."""
    of_region = fieldwork.of_region
    return {
        zone.name: of_region.get(zone.region_slug) or RegionCount(zone.name, (), 0, 0)
        for zone in partition.zones
    }


def _of_zones(study: Study, partition: Partition) -> dict[str, RegionCount]:
    """Return the live count of each zone, by name."""
    totals: Counter[int] = Counter()
    parts: Counter[int] = Counter()
    for unit in frame_units(study, partition):
        for zone in partition.zone_keys(unit.areas, unit.region):
            totals[zone] += unit.weight
            parts[zone] += unit.weight * unit.interviewed
    return {
        zone.name: RegionCount(zone.name, (), totals[zone.key], parts[zone.key]) for zone in partition.zones
    }


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
