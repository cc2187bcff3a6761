"""Pages of places: areas and regions."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from enterprises.cache_version import Version
from enterprises.models import Organisation, OrganisationTerm
from enterprises.querysets import OrganisationQuerySet
from enterprises.vocabulary import Activity, Vocabulary, label_of
from mapping.atlas import AtlasFilters
from mapping.atlas.drawing.locator_map import LocatorMap, locator_map, points_of
from mapping.atlas.engaged import cached_engaged_services, relations_in_time_of
from mapping.atlas.geographies import division_of
from mapping.atlas.headline_figures import Statistic
from mapping.comparison.changes import Changes
from mapping.comparison.gaps import Gap, gaps
from mapping.comparison.places import PlaceComparison, compare_area, compare_region
from mapping.comparison.providers import Reliance, reliance
from mapping.fieldwork import LIVE, RegionCount, fieldwork_of, frame_units
from mapping.pages.history import units_of_today
from noms.models import Frame, ProbationArea, Region, Service
from noms.nouns import FrameWords, Noun
from noms.places import AREA, REGION, Place
from noms.querysets import ServiceQuerySet
from noms.reference_rows import REFERENCE_WORDS
from reports.readers import NOT_RELEASED
from survey.models import Study
from wording import counted, day, listed

MAX_LISTED = 25
MAX_NAMED = 12
"""So many services at most are named in a sentence."""
LOCATOR = 170
"""The width in pixels of the locator map in the side menu."""


@dataclass(frozen=True)
class ServiceRow:
    """A service in the table of a place: its name on the day, and what is known of social enterprises there."""

    service: Service
    name: str
    words: str


@dataclass(frozen=True)
class KindRows:
    """The services of one kind in a place, and a sentence on those at which no social enterprise is known."""

    kind: str
    noun: Noun
    rows: tuple[ServiceRow, ...]
    finding: str


class PlacePage:
    """The contents of the page of a place, each part fetched once.

    Its services are those open on the day of `filters`: today, a day asked for, or the frame day of a study. A
    subclass says which services and organisations lie in the place, by which query `parameter` the map is filtered to
    it, and of which regions the number of services interviewed is shown. Research roles see live figures.
    """

    parameter: str
    slug: str
    filters: AtlasFilters
    sees_outcomes: bool

    @cached_property
    def gaps(self) -> list[Gap]:
        """The activities that nobody is known to provide in its services."""
        raise NotImplementedError

    @cached_property
    def comparison(self) -> PlaceComparison | None:
        """The place beside others; None where there is nothing to compare with."""
        raise NotImplementedError

    @cached_property
    def coverage(self) -> Statistic | None:
        """The number of services interviewed as this reader may see it; None if no study counts them here."""
        raise NotImplementedError

    def own_services(self, services: ServiceQuerySet) -> ServiceQuerySet:
        """Return those of the services that lie in this place."""
        raise NotImplementedError

    def own_organisations(self) -> OrganisationQuerySet:
        """Return the published organisations whose main place lies in this place."""
        raise NotImplementedError

    @property
    def study(self) -> Study | None:
        """The study of the address, else the newest published one."""
        return self.filters.study

    @cached_property
    def every_service(self) -> list[Service]:
        """The services of every date, by name."""
        found = self.own_services(Service.objects.in_frame(self.frame))
        return list(found.select_related("area", "successor", "kind"))

    @cached_property
    def services(self) -> list[Service]:
        """The services open on the day."""
        return [service for service in self.every_service if service.was_open_on(self.filters.day)]

    @property
    def past(self) -> list[Service]:
        """The services that had closed by the day, the last to close first."""
        closed = [
            service
            for service in self.every_service
            if service.closed_on is not None and service.closed_on < self.filters.day
        ]
        return sorted(closed, key=lambda service: service.closed_on or dt.date.min, reverse=True)

    @property
    def frame(self) -> Frame | str:
        """The frame whose services are shown."""
        return self.filters.frame

    @property
    def words(self) -> FrameWords:
        """The words for that frame."""
        return self.filters.words

    @property
    def off_map(self) -> int:
        """The number of its services that the drawing does not show, because they have no point in Great Britain."""
        return len(self.services) - len(points_of(self.services))

    @property
    def by_kind(self) -> list[KindRows]:
        """The services of each kind of the frame."""
        return [
            self._kind_rows(kind, noun, [service for service in self.services if service.kind_id == kind])
            for kind, noun in self.words.kinds.items()
        ]

    def _kind_rows(self, kind: str, noun: Noun, services: list[Service]) -> KindRows:
        rows = [ServiceRow(one, self.filters.name_of(one), self._known_words(one)) for one in services]
        none = [row.name for row in rows if row.service.pk not in self.engaged]
        finding = ""
        if none and len(rows) == 1:
            finding = "No social enterprise is known at the only one."
        elif none:
            number = "any" if len(none) == len(rows) else f"{len(none):,}"
            start = f"No social enterprise is known at {number} of these {len(rows):,}"
            finding = (
                f"{start}: {listed(none)}." if len(none) <= MAX_NAMED and number != "any" else f"{start}."
            )
        return KindRows(kind, noun, tuple(rows), finding)

    def _known_words(self, service: Service) -> str:
        number = self.reliance.workers.get(service.pk, 0)
        if service.pk in self.engaged:
            return "Known to work here"
        if not number:
            return "Not known"
        others = counted(number, "other organisation works", "other organisations work")
        return f"Not known; {others} here"

    @cached_property
    def reliance(self) -> Reliance:
        """How much of the place rests on one organisation, social enterprises or not. One query."""
        return reliance([service.pk for service in self.services], relations_in_time_of(self.filters.as_of))

    @cached_property
    def changes(self) -> Changes | None:
        """What changed from the day of the study to today; None before its release, or where the study is of today."""
        comparison, today = self.comparison, timezone.localdate()
        study = comparison.counts.filters.as_of if comparison else None
        if comparison is None or study is None or comparison.counts.released_fieldwork is None:
            return None
        then, now = (
            tuple(service for service in self.every_service if service.was_open_on(date))
            for date in (study.frame_on, today)
        )
        if study.frame_on >= today or not then:
            return None
        known_now = cached_engaged_services(self.filters.definition, None, self._version)
        return Changes(
            study.frame_on, today, then, now, frozenset(comparison.counts.engaged), frozenset(known_now)
        )

    @property
    def has_areas(self) -> bool:
        """True if the table of services names the area of each: on the page of a region."""
        return self.parameter != "area" and any(service.area_in_words for service in self.services)

    @property
    def of_place(self) -> str:
        """The end of the title of a table of its services."""
        return f" of the {self.parameter}"

    @property
    def services_csv(self) -> str:
        """The address of the same services as a file."""
        query = {"list": "services", self.parameter: self.slug}
        if self.filters.as_of:
            query["study"] = self.filters.as_of.slug
        elif self.filters.on:
            query["on"] = self.filters.on.isoformat()
        return f"{reverse('atlas-csv')}?{urlencode(query)}"

    @property
    def bases(self) -> str:
        """What the figures of the page are of, where they are not all of the same services; else nothing."""
        comparison, found = self.comparison, []
        if comparison and comparison.counts.filters.day != self.filters.day:
            known = sum(service.pk in self.engaged for service in self.services)
            found.append(
                f"Of the {counted(len(self.services), 'service', 'services')} open on {day(self.filters.day)}, "
                f"listed below, {known:,} {'is' if known == 1 else 'are'} known to work with one: services that opened "
                "since were never asked."
            )
        if self.coverage is not None:
            found.append(f"{self.coverage.figure} {self.coverage.label}: {self.coverage.note}")
        return " ".join(f"{sentence.rstrip('.')}." for sentence in found)

    @property
    def services_finding(self) -> str:
        """A sentence for each kind that has services, on those at which no social enterprise is known."""
        found = [one for one in self.by_kind if one.rows]
        if not found:
            return "None was open on that day."
        return " ".join(
            f"{one.noun.heading}: {one.finding[:1].lower()}{one.finding[1:]}"
            if one.finding
            else f"{one.noun.heading}: one is known at {'each' if len(one.rows) > 1 else 'the only one'}."
            for one in found
        )

    @property
    def organisations_finding(self) -> str:
        return f"{counted(self.organisation_count, 'organisation is', 'organisations are')} listed by their main place."

    @property
    def gaps_finding(self) -> str:
        """A sentence on how many activities are missing, and which."""
        missing = [gap.activity for gap in self.gaps]
        return f"{len(missing)} of {len(Activity)} activities: {listed(missing).lower()}."

    @cached_property
    def engaged(self) -> set[int]:
        """Primary keys of the services known to work with a social enterprise."""
        return cached_engaged_services(self.filters.definition, self.filters.as_of, self._version)

    @property
    def _version(self) -> Version:
        """The version of the directory. One query."""
        return self.filters.organisation_filter.version

    @cached_property
    def organisation_count(self) -> int:
        return self.own_organisations().count()

    @cached_property
    def organisations(self) -> list[Organisation]:
        """The first organisations by name; the atlas lists them all."""
        return list(self.own_organisations()[:MAX_LISTED])

    @property
    def has_more(self) -> bool:
        return self.organisation_count > MAX_LISTED

    @property
    def atlas_address(self) -> str:
        return f"{reverse('atlas')}?{self.parameter}={self.slug}"

    @cached_property
    def figures(self) -> list[Statistic]:
        """Coverage, engaged services, organisations. The first is released, or live for research roles."""
        known = sum(service.pk in self.engaged for service in self.services)
        found = [
            Statistic(
                f"{known} of {len(self.services)}",
                "services known to work with a social enterprise",
                f"Of those open on {day(self.filters.day)}. Not known is never counted as none.",
            ),
            Statistic(f"{self.organisation_count:,}", "organisations listed", "by their main place."),
        ]
        return found if self.coverage is None else [self.coverage, *found]

    @cached_property
    def sectors(self) -> list[tuple[str, int, str]]:
        """The sectors of its organisations, commonest first: label, number, and address of the map."""
        own = self.own_organisations().order_by().values("pk")
        rows = (
            OrganisationTerm.objects.public()
            .filter(vocabulary=Vocabulary.SECTOR, organisation__in=own)
            .order_by()
            .values_list("term")
            .annotate(number=Count("organisation", distinct=True))
            .order_by("-number", "term")
        )
        return [
            (label_of(Vocabulary.SECTOR, term), number, f"{self.atlas_address}&sector={term}")
            for term, number in rows
        ]


def _coverage(study: Study, interviewed: int, frame: int, *, scope: str = "", is_live: bool) -> Statistic:
    note = f"{study.title}, services of {day(study.frame_on)}"
    return Statistic(
        f"{interviewed} of {frame}", f"services interviewed{scope}", f"{note}. {LIVE}" if is_live else note
    )


class AreaPage(PlacePage):
    """The contents of the page. At most nineteen queries at any size of the directory.

    The number of services interviewed is only for those who may see outcomes of named services: an area has so few
    services that the number would reveal which they are (decision 13).
    """

    parameter = "area"

    def __init__(
        self,
        area: ProbationArea,
        *,
        sees_outcomes: bool,
        filters: AtlasFilters,
        params: QueryDict | None = None,
    ) -> None:
        self.area = area
        self.params = params or QueryDict()
        self.filters = filters
        self.slug = area.slug
        self.sees_outcomes = sees_outcomes

    @cached_property
    def comparison(self) -> PlaceComparison:
        """The area beside its neighbours, its region and the country."""
        return compare_area(self.area, self.filters, self.params, is_live=self.sees_outcomes)

    @property
    def region(self) -> Region:
        """Its region in the division in force on the day."""
        return self.filters.region_of(self.area)

    def own_services(self, services: ServiceQuerySet) -> ServiceQuerySet:
        return services.in_area(self.area)

    def own_organisations(self) -> OrganisationQuerySet:
        return Organisation.objects.published().in_area(self.area)

    @cached_property
    def coverage(self) -> Statistic | None:
        if self.study is None or not self.sees_outcomes:
            return None
        units = [unit for unit in frame_units(self.study) if self.area.pk in unit.areas]
        interviewed = sum(unit.weight for unit in units if unit.interviewed)
        return _coverage(self.study, interviewed, sum(unit.weight for unit in units), is_live=True)

    @property
    def name(self) -> str:
        return self.area.name

    @cached_property
    def gaps(self) -> list[Gap]:
        """The activities that no organisation is known to provide in its services."""
        return gaps(
            services=[service.pk for service in self.services],
            near=Place.of(AREA, self.area),
            definition=self.filters.definition,
        )

    @cached_property
    def units(self) -> list[Service]:
        """The delivery units of today."""
        return units_of_today([self.area], timezone.localdate())

    @cached_property
    def locator(self) -> LocatorMap:
        return locator_map(
            organisations=[], services=points_of(self.services), area=self.area.name, pixels=LOCATOR
        )


class RegionPage(PlacePage):
    """The contents of the page. At most nineteen queries at any size of the directory."""

    parameter = "region"

    def __init__(
        self, region: Region, *, sees_outcomes: bool, filters: AtlasFilters, params: QueryDict | None = None
    ) -> None:
        self.region = region
        self.params = params or QueryDict()
        self.slug = region.slug
        self.sees_outcomes = sees_outcomes
        self.filters = filters

    @cached_property
    def comparison(self) -> PlaceComparison | None:
        """The region beside its neighbours and the country; None for a region of an own frame."""
        if not self.region.system.frame.is_reference:
            return None
        return compare_region(self.region, self.filters, self.params, is_live=self.sees_outcomes)

    @property
    def frame(self) -> Frame | str:
        """The frame of the region's own division."""
        return self.region.system.frame

    @cached_property
    def words(self) -> FrameWords:
        """The words for that frame."""
        frame = self.region.system.frame
        return REFERENCE_WORDS if frame.is_reference else frame.words()

    def own_services(self, services: ServiceQuerySet) -> ServiceQuerySet:
        return services.in_region(self.region)

    def own_organisations(self) -> OrganisationQuerySet:
        return Organisation.objects.published().in_region(self.region)

    @cached_property
    def coverage(self) -> Statistic | None:
        """The figure of the region, or of those with which the release merges it.

        There is none for a region of another division than the study's: its interviews are counted by no other.
        """
        if self.study is None:
            return None
        figures = fieldwork_of(self.study, is_live=self.sees_outcomes)
        if figures is None:
            return Statistic(NOT_RELEASED, "services interviewed", f"{self.study.title}.")
        count: RegionCount | None = figures.of_region.get(self.region.slug)
        if count is None:
            return None
        scope = (
            f" in {count.name} together, because the study publishes these regions as one"
            if len(count.regions) > 1
            else ""
        )
        return _coverage(self.study, count.interviewed, count.frame, scope=scope, is_live=figures.is_live)

    @property
    def name(self) -> str:
        return self.region.name

    @cached_property
    def areas(self) -> list[ProbationArea]:
        """The areas of 2009 that lie in the region."""
        lies = Q(region=self.region) | Q(region_2021=self.region)
        return list(ProbationArea.objects.filter(lies).order_by("name"))

    @cached_property
    def gaps(self) -> list[Gap]:
        """The activities that no organisation is known to provide in its services."""
        return gaps(
            services=[service.pk for service in self.services],
            near=Place.of(REGION, self.region),
            definition=self.filters.definition,
        )

    @cached_property
    def locator(self) -> LocatorMap:
        return locator_map(
            organisations=[],
            services=points_of(self.services),
            region=self.region.name,
            division=division_of(self.region.system.key),
            pixels=LOCATOR,
        )
