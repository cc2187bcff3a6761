"""The services of areas and regions: how many are known to work with a social enterprise, and were interviewed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count

from enterprises import cache_version
from enterprises.models import EngagementTerm, Place
from enterprises.vocabulary import Activity, Vocabulary
from mapping.atlas.engaged import cached_engaged_services, relations_in_time_of, time_key
from mapping.atlas.filters import AtlasFilters
from mapping.atlas.geographies import AREAS, GEOGRAPHIES, REGIONS, REGIONS_2021, Partition, every_area
from mapping.fieldwork import Fieldwork, fieldwork_of, frame_units
from noms.models import Service
from noms.vocabulary import CountingUnit

PlaceKey = tuple[str, str]
"""A place of the comparison: the layer of its outline and its name there."""
COUNTRY: PlaceKey = ("country", "England and Wales")
LAYER_OF_AREAS = GEOGRAPHIES[AREAS].layer


@dataclass(frozen=True)
class Counts:
    """The figures of one place.

    `not_interviewed` is the number of its services that the study did not interview, and `most` the number that could
    be known to work with a social enterprise if all of them did. Both are None where this reader may not see them.
    """

    services: int
    known: int
    not_interviewed: int | None = None
    most: int | None = None


class PlaceCounts:
    """The figures of every area, of every region of 2009 and 2021, and of the whole country, on the day of `filters`.

    Only services of the `kinds` are counted, if any are given. Research roles (`is_live`) see live figures; everybody
    else what the study has released, which has no figure on fieldwork by area (decision 13). Three queries, two more
    where the study has been released, and two for each measure of organisations and activities.
    """

    def __init__(self, filters: AtlasFilters, *, kinds: Collection[str] = (), is_live: bool = False) -> None:
        self.filters = filters
        self.is_live = is_live
        self.kinds = kinds
        self.areas = every_area()
        self.engaged = cached_engaged_services(
            filters.definition, filters.as_of, filters.organisation_filter.version
        )
        self.partition = Partition(self.areas, AREAS, filters.day)
        self.places_of: dict[int, frozenset[PlaceKey]] = {}
        names = {area.pk: area.name for area in self.areas}
        services = Service.objects.in_frame(filters.frame).open_on(filters.day)
        if kinds:
            services = services.filter(kind__in=kinds)
        columns = ("pk", "area_id", "region__name", "region_2021__name")
        for pk, area, region, region_2021 in services.order_by().values_list(*columns):
            places = {(LAYER_OF_AREAS, names[key]) for key in self.partition.areas_of_service(pk, area)}
            places |= {(GEOGRAPHIES[REGIONS].layer, region), COUNTRY}
            if region_2021:
                places.add((GEOGRAPHIES[REGIONS_2021].layer, region_2021))
            self.places_of[pk] = frozenset(places)
        self.services = self._number(self.places_of)
        self.known = self._number(self.engaged)

    def of(self, place: PlaceKey, slug: str = "") -> Counts:
        """Return the figures of a place; `slug` is that of a region."""
        services, known = self.services[place], self.known[place]
        if self._live_left is not None:
            not_interviewed, unknown = self._live_left
            return Counts(services, known, not_interviewed[place], known + unknown[place])
        interviewed = self._released(place, slug)
        if interviewed is None:
            return Counts(services, known)
        left = max(0, services - interviewed)
        return Counts(services, known, left, min(services, known + left))

    @cached_property
    def _live_left(self) -> tuple[Counter[PlaceKey], Counter[PlaceKey]] | None:
        """The services not interviewed, and those of them that are not known to work with one; live, else None."""
        study = self.filters.as_of
        if study is None or not self.is_live:
            return None
        interviewed = {unit.service for unit in frame_units(study, self.partition) if unit.interviewed}
        left = self.places_of.keys() - interviewed
        return self._number(left), self._number(left - self.engaged)

    @cached_property
    def released_fieldwork(self) -> Fieldwork | None:
        """The released figures of the fieldwork of the study whose time is shown."""
        study = self.filters.as_of
        return None if study is None or self.kinds else fieldwork_of(study, is_live=False)

    @cached_property
    def organisations(self) -> Counter[PlaceKey]:
        """The published organisations by their main place. One query for each version of the directory."""
        filters = self.filters
        name = f"organisations-by-place-{time_key(filters.as_of)}"
        return cache_version.cached(name, self._read_organisations, filters.organisation_filter.version)

    def _read_organisations(self) -> Counter[PlaceKey]:
        known = self.filters.known.order_by().values("pk")
        places = Place.objects.filter(is_main=True, organisation__in=known)
        columns = ("area__name", "region__name", "area__region_2021__name")
        found: Counter[PlaceKey] = Counter()
        for area, region, region_2021, number in (
            places.order_by().values_list(*columns).annotate(Count("organisation"))
        ):
            for layer, name in (
                (LAYER_OF_AREAS, area),
                (GEOGRAPHIES[REGIONS].layer, region),
                (GEOGRAPHIES[REGIONS_2021].layer, region_2021),
            ):
                if name:
                    found[(layer, name)] += number
            found[COUNTRY] += number
        return found

    @cached_property
    def missing_activities(self) -> dict[PlaceKey, int]:
        """The number of activities that nobody is known to provide in the services of each place. One query."""
        done = EngagementTerm.objects.published().filter(
            vocabulary=Vocabulary.ACTIVITY, engagement__in=relations_in_time_of(self.filters.as_of)
        )
        provided: defaultdict[PlaceKey, set[str]] = defaultdict(set)
        for service, term in done.order_by().values_list("engagement__service", "term").distinct():
            for place in self.places_of.get(service, ()):
                provided[place].add(term)
        return {place: len(Activity) - len(provided[place]) for place in self.services}

    def _number(self, services: Collection[int]) -> Counter[PlaceKey]:
        return Counter(place for pk in services for place in self.places_of.get(pk, ()))

    def _released(self, place: PlaceKey, slug: str) -> int | None:
        """Return the number interviewed that is published for a place alone, else None."""
        figures, study = self.released_fieldwork, self.filters.as_of
        if figures is None or study is None:
            return None
        if place == COUNTRY:
            return sum(count.interviewed for count in figures.kinds)
        count = figures.of_region.get(slug)
        is_alone = count is not None and len(count.regions) == 1
        if count is None or not is_alone or study.counting_unit == CountingUnit.SITE:
            return None
        return count.interviewed
