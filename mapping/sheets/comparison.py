"""The comparison of a place with its neighbours, its region and the whole country: services known to work with one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

from mapping.atlas.filters import AtlasFilters
from mapping.atlas.geographies import AREAS, GEOGRAPHIES, Partition, division_of, every_area
from mapping.sheets.sheet import LONGEST_CELL, MOST_ROWS, Comparison, shortened
from noms import geometry
from noms.models import ProbationArea, Region, Service
from wording import percent

HEADS = ("Place", "Known", "Services", "Share")
NOTE = "“Known” is the number known to work with a social enterprise. “Not known” is never counted as “none”."
COUNTRY = "England and Wales"


class ServiceCounts:
    """The services open on a day by area and by region, and those of them known to work with a social enterprise.

    Only services of the `kinds` are counted, if any are given. Two queries.
    """

    def __init__(
        self, filters: AtlasFilters, engaged: Collection[int], *, kinds: Collection[str] = ()
    ) -> None:
        self.areas = every_area()
        self.totals: Counter[str] = Counter()
        self.known: Counter[str] = Counter()
        partition = Partition(self.areas, AREAS, filters.day)
        names = {area.pk: area.name for area in self.areas}
        services = Service.objects.in_frame(filters.frame).open_on(filters.day)
        if kinds:
            services = services.filter(kind__in=kinds)
        columns = ("pk", "area_id", "region__name", "region_2021__name")
        for pk, area, region, region_2021 in services.order_by().values_list(*columns):
            places = {f"area {names[key]}" for key in partition.areas_of_service(pk, area)}
            places |= {f"regions_2009 {region}", f"regions_2021 {region_2021}", COUNTRY}
            self.totals.update(places)
            self.known.update(places if pk in engaged else ())

    def row(self, place: str, words: str) -> tuple[str, ...]:
        """Return the row of a place: its words, services known to work with one, services, and their share."""
        known, total = self.known[place], self.totals[place]
        share = percent(known / total) if total else "none open"
        return (shortened(words, LONGEST_CELL), f"{known:,}", f"{total:,}", share)

    def rows(self, places: Iterable[tuple[str, str]]) -> tuple[tuple[str, ...], ...]:
        """Return the row of the first place, and of each other that has any services."""
        first, *others = places
        return (self.row(*first), *(self.row(*place) for place in others if self.totals[place[0]]))


def compare_area(area: ProbationArea, region: Region, counts: ServiceCounts, *, many: str) -> Comparison:
    """Return the comparison of an area with its neighbours, its region and the country."""
    neighbours = geometry.neighbours(GEOGRAPHIES[AREAS].layer).get(area.name, ())
    layer = _layer_of(region)
    places = [
        (f"area {area.name}", area.name),
        *((f"area {name}", name) for name in neighbours[: MOST_ROWS - 3]),
        (f"{layer} {region.name}", f"Region: {region.name}"),
        (COUNTRY, COUNTRY),
    ]
    return _comparison(many, counts.rows(places))


def compare_region(region: Region, counts: ServiceCounts, *, many: str) -> Comparison:
    """Return the comparison of a region with its neighbours and the country."""
    layer = _layer_of(region)
    neighbours = geometry.neighbours(layer).get(region.name, ())
    places = [
        (f"{layer} {region.name}", region.name),
        *((f"{layer} {name}", name) for name in neighbours[: MOST_ROWS - 2]),
        (COUNTRY, COUNTRY),
    ]
    return _comparison(many, counts.rows(places))


def _layer_of(region: Region) -> str:
    return GEOGRAPHIES[division_of(region.system.key)].layer


def _comparison(many: str, rows: tuple[tuple[str, ...], ...]) -> Comparison:
    title = f"{many[:1].upper()}{many[1:]} known to work with a social enterprise"
    return Comparison(title, HEADS, rows, NOTE)
