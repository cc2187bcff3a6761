"""The measures of the map by area, trust or region, and the classes in which each is shaded."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from enterprises.models import EngagementTerm, Organisation, Place
from enterprises.vocabulary import Activity, Vocabulary
from mapping.atlas.drawing.shading import Limits, Shade, shade_of, shades_of
from mapping.atlas.engaged import relations_in_time_of
from mapping.atlas.geographies import AREAS, REGIONS, REGIONS_2021, Partition, every_area
from mapping.fieldwork import Fieldwork, RegionCount, frame_units
from noms.models import Service
from reports.readers import NOT_RELEASED
from survey.models import Study
from wording import counted

NONE = "none"
MEASURES = {
    "interviewed": "Services interviewed",
    "engaged": "Services known to work with a social enterprise",
    "organisations": "Organisations listed",
    "per_service": "Organisations listed for each service",
    "gap": "Activities that nobody is known to provide",
    NONE: "No shading",
}
OF_ORGANISATIONS = frozenset({"organisations", "per_service"})
"""The measures that count organisations, and so change with every filter of organisations."""
LIMITS: dict[str, Limits] = {
    "interviewed": (
        (0, "Under 50%"), (50, "50% to 74%"), (75, "75% to 89%"), (90, "90% to 99%"), (100, "100%"),
    ),
    "engaged": (
        (0, "None known"), (1, "1% to 24%"), (25, "25% to 49%"), (50, "50% to 74%"), (75, "75% to 100%"),
    ),
    "organisations": ((0, "None"), (1, "1 or 2"), (3, "3 to 5"), (6, "6 to 10"), (11, "11 and more")),
    "per_service": (
        (0, "None"), (0.001, "Fewer than 0.25"), (0.25, "0.25 to 0.49"), (0.5, "0.5 to 0.99"), (1, "1 and more"),
    ),
    "gap": ((0, "None"), (1, "1 or 2"), (3, "3 or 4"), (5, "5 or 6"), (7, "7 or 8")),
}  # fmt: skip
"""The classes of each measure. They do not depend on what is on the screen, so that two maps can be compared."""
LIMITS_OF_REGIONS: Limits = (
    (0, "None"), (1, "1 to 9"), (10, "10 to 19"), (20, "20 to 39"), (40, "40 and more"),
)  # fmt: skip
"""The classes of organisations by region, which has four areas or so."""
FIXED_NOTE = (
    "The colours have the same limits for every filter, and a figure is that of the whole {zone}, also where a part of "
    "the map is chosen."
)
NOT_KNOWN_NOTE = (
    "A service that was not interviewed may still work with a social enterprise: "
    "“not known” does not mean “none”."
)
GAP_NOTE = "Of the activities of the vocabulary, by working links that may be named. Nobody known does not mean nobody."
NO_SERVICE = "no service in this result"


@dataclass(frozen=True)
class Figure:
    """The figure of one zone: in words, as the number that is classed, and the position of its class.

    `part` and `whole` are the counts that a share or a quotient is made of; None where the measure is a count.
    """

    words: str
    value: float | None
    shade: int | None
    part: int | None = None
    whole: int | None = None


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
    services: Iterable[Service],
    engaged: set[int],
    fieldwork: Fieldwork | None = None,
    as_of: Study | None = None,
) -> Shading:
    """Return the figures of one measure for each zone; without a `partition` the zones are the areas of 2009.

    Organisations and services are those of the result without the part of the map that is chosen: a zone is whole.
    Interviews are shown by area or trust only with live figures: areas have so few services that a figure would reveal
    which of them were not interviewed (decision 13). Otherwise they are shown by region, as the release of the study
    merges them. Without `fieldwork` nothing is released yet. `as_of` is the study whose time is shown.
    """
    partition = partition or Partition(every_area(), AREAS, study.frame_on if study else None)
    if measure == "interviewed" and study is not None:
        return _interviewed(study, partition, fieldwork)
    if measure == "engaged":
        return _engaged(partition, services, engaged)
    if measure == "organisations":
        return _organisations(partition, organisations)
    if measure == "per_service":
        return _per_service(partition, organisations, services)
    if measure == "gap":
        return _gap(partition, services, as_of)
    return Shading(measure=NONE, title=MEASURES[NONE], shades=(), figures={})


def _interviewed(study: Study, partition: Partition, fieldwork: Fieldwork | None) -> Shading:
    """Return the services interviewed by the regions of released figures, or by zone if they are live."""
    if fieldwork is None:
        title = f"{MEASURES['interviewed']}: {NOT_RELEASED.lower()}"
        return Shading("interviewed", title, (), {}, (f"{study.title}: {NOT_RELEASED.lower()}.",))
    by_region = partition.is_by_region or not fieldwork.is_live
    counts = _of_regions(partition, fieldwork) if by_region else _of_zones(study, partition)
    shades = shades_of(LIMITS["interviewed"])
    figures = {}
    for name, count in counts.items():
        words = f"{count.name}: {count.interviewed} of {count.frame} services interviewed"
        if not count.frame:
            words = f"{count.name}: no service in the list"
        figures[name] = _share(words, count.interviewed, count.frame, shades)
    note = f"Services of {study.frame_on.day} {study.frame_on:%B %Y}."
    title = f"{MEASURES['interviewed']}, by {'region' if by_region else partition.geography.singular}"
    if fieldwork.is_live:
        # The title is in every file of the map; the notes are not.
        title = f"{title} (live, not released)"
    notes = (note, NOT_KNOWN_NOTE, *fieldwork.notes, _fixed_note(partition))
    return Shading("interviewed", title, shades, figures, notes)


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


def _engaged(partition: Partition, services: Iterable[Service], engaged: set[int]) -> Shading:
    of_zone = _services_of_zones(partition, services)
    shades = shades_of(LIMITS["engaged"])
    figures = {}
    for zone in partition.zones:
        found = of_zone.get(zone.key, set())
        known = len(found & engaged)
        words = f"{zone.name}: {known} of {len(found)} services known to work with a social enterprise"
        if not found:
            words = f"{zone.name}: {NO_SERVICE}"
        figures[zone.name] = _share(words, known, len(found), shades)
    return _shaded("engaged", partition, shades, figures, NOT_KNOWN_NOTE)


def _organisations(partition: Partition, organisations: QuerySet[Organisation]) -> Shading:
    count = _organisations_of_zones(partition, organisations)
    shades = shades_of(LIMITS_OF_REGIONS if partition.is_by_region else LIMITS["organisations"])
    figures = {
        zone.name: Figure(
            f"{zone.name}: {counted(count[zone.key], 'organisation', 'organisations')} listed",
            count[zone.key],
            shade_of(count[zone.key], shades),
        )
        for zone in partition.zones
    }
    return _shaded("organisations", partition, shades, figures, _main_place_note(partition))


def _per_service(
    partition: Partition, organisations: QuerySet[Organisation], services: Iterable[Service]
) -> Shading:
    """Return the organisations based in each zone for each of its services, with two decimals."""
    count, of_zone = (
        _organisations_of_zones(partition, organisations),
        _services_of_zones(partition, services),
    )
    shades = shades_of(LIMITS["per_service"])
    figures = {}
    for zone in partition.zones:
        part, whole = count[zone.key], len(of_zone.get(zone.key, ()))
        value = part / whole if whole else None
        words = f"{zone.name}: {NO_SERVICE}"
        if value is not None:
            organisation = counted(part, "organisation", "organisations")
            words = (
                f"{zone.name}: {value:.2f} ({organisation} listed, {counted(whole, 'service', 'services')})"
            )
        figures[zone.name] = Figure(
            words, None if value is None else round(value, 2), shade_of(value, shades), part, whole
        )
    return _shaded("per_service", partition, shades, figures, _main_place_note(partition))


def _gap(partition: Partition, services: Iterable[Service], as_of: Study | None) -> Shading:
    """Return the number of activities that no public working relation of the services of a zone has."""
    relations = relations_in_time_of(as_of)
    done = EngagementTerm.objects.published().filter(vocabulary=Vocabulary.ACTIVITY, engagement__in=relations)
    activities: defaultdict[int, set[str]] = defaultdict(set)
    for service, term in done.order_by().values_list("engagement__service", "term").distinct():
        activities[service].add(term)
    of_zone = _services_of_zones(partition, services)
    shades = shades_of(LIMITS["gap"])
    figures = {}
    for zone in partition.zones:
        found = of_zone.get(zone.key, set())
        provided = set().union(*(activities[service] for service in found))
        missing = len(set(Activity.values) - provided) if found else None
        words = f"{zone.name}: {NO_SERVICE}"
        if missing is not None:
            words = f"{zone.name}: {missing} of {len(Activity)} activities that nobody is known to provide"
        figures[zone.name] = Figure(words, missing, shade_of(missing, shades), missing, len(Activity))
    return _shaded("gap", partition, shades, figures, GAP_NOTE)


def _services_of_zones(partition: Partition, services: Iterable[Service]) -> dict[int, set[int]]:
    """Return the primary keys of the services of each zone, by the key of the zone."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for service in services:
        areas = partition.areas_of_service(service.pk, service.area_id)
        for zone in partition.zone_keys(areas, getattr(service, f"{partition.region_field}_id")):
            found[zone].add(service.pk)
    return found


def _organisations_of_zones(partition: Partition, organisations: QuerySet[Organisation]) -> Counter[int]:
    """Return the number of organisations whose main place lies in each zone, by its key. One query."""
    places = Place.objects.filter(is_main=True, organisation__in=organisations.order_by().values("pk"))
    column = {REGIONS: "region_id", REGIONS_2021: "area__region_2021_id"}.get(partition.by, "area_id")
    count: Counter[int] = Counter()
    for place, number in places.order_by().values_list(column).annotate(Count("pk")):
        for key in partition.zone_keys([place], place) if place is not None else ():
            count[key] += number
    return count


def _main_place_note(partition: Partition) -> str:
    note = "By an organisation's main place. Many are placed only to their town or region."
    if partition.by != REGIONS:
        note += f" Those placed only to a region of 2009 are in no {partition.geography.singular} here."
    return note


def _shaded(
    measure: str, partition: Partition, shades: tuple[Shade, ...], figures: dict[str, Figure], note: str
) -> Shading:
    """Return the figures of a measure with its title, its own note and the one on fixed classes."""
    notes = (note, _fixed_note(partition))
    return Shading(measure, _title(measure, partition), shades, figures, notes)


def _title(measure: str, partition: Partition) -> str:
    return f"{MEASURES[measure]}, by {partition.geography.singular}"


def _fixed_note(partition: Partition) -> str:
    return FIXED_NOTE.format(zone=partition.geography.singular)


def _share(words: str, part: int, whole: int, shades: tuple[Shade, ...]) -> Figure:
    value = _percent(part, whole) if whole else None
    return Figure(words, value, shade_of(value, shades), part, whole)


def _percent(part: int, total: int) -> int:
    """Return a whole percentage: 0 only for none, 100 only for all."""
    if part in (0, total):
        return 100 if part else 0
    return min(99, max(1, round(100 * part / total)))
