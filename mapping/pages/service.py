"""The page of a prison or probation service: its facts, the organisations that work there, and those nearby."""

import datetime as dt
from functools import cached_property

from django.db.models import Exists, FilteredRelation, OuterRef, Q
from django.http import QueryDict

from enterprises import outcome_dates
from enterprises.models import Assessment, Engagement, Organisation
from enterprises.vocabulary import EngagementStatus
from mapping.atlas.drawing.locator_map import LocatorMap, locator_map, points_of
from mapping.atlas.filters import AtlasFilters
from mapping.atlas.geographies import REGIONS, REGIONS_2021, division_on
from mapping.comparison.gaps import Gap
from mapping.comparison.providers import Substitute, activities_at
from mapping.comparison.service import ServiceComparison
from mapping.pages.history import (
    NO_PROBATION_BETWEEN,
    SiteStory,
    site_stories,
    sites_of_2009,
    units_of_today,
)
from mapping.pages.relations import FRAME_ON, Relation, outside_frame, relations
from noms.geocoding import nearest
from noms.models import DataSource, ProbationArea, Region, Service, Site
from noms.vocabulary import REFERENCE_FRAME, CountingUnit, ServiceForm
from survey.models import SampledUnit

MAX_NEAR = 8


class ServicePage:
    """The contents of the page, each part fetched once. At most twenty-five queries."""

    def __init__(
        self,
        service: Service,
        *,
        definition: str,
        today: dt.date,
        sees_unpublished: bool,
        sees_outcomes: bool,
    ) -> None:
        self.service = service
        self.definition = definition
        self.today = today
        self.sees_unpublished = sees_unpublished
        self.sees_outcomes = sees_outcomes

    @property
    def name(self) -> str:
        """Its name today; for one that has closed its last name."""
        return self.service.name_in_region(self.region.pk)

    @cached_property
    def locator(self) -> LocatorMap | None:
        """The locator map; None for a service of an own frame without a point in Great Britain."""
        here = points_of([self.service])
        is_own = self.service.frame_id != REFERENCE_FRAME
        if is_own and not here:
            return None
        places = [place for organisation, _distance in self.near for place in organisation.places.all()]
        near = points_of(place for place in places if place.is_main)
        if is_own:
            return locator_map(organisations=near, services=here)
        if self.service.is_prison:
            region = self.region
            return locator_map(
                organisations=near,
                services=here,
                region=region.name,
                division=REGIONS if region == self.service.region else REGIONS_2021,
            )
        if self.service.area is None:
            return locator_map(organisations=near, services=here, trust=self.service.name)
        return locator_map(organisations=near, services=here, area=self.service.area.name)

    @property
    def region(self) -> Region:
        """Its region in the division in force today; that of 2009 for a service that closed before the division."""
        last_day = min(self.service.closed_on or self.today, self.today)
        is_of_2021 = division_on(last_day) == REGIONS_2021
        return (self.service.region_2021 if is_of_2021 else None) or self.service.region

    @property
    def point_in_words(self) -> str:
        """What its square on the map stands for, or why it has none."""
        if self.locator is None:
            unknown = self.service.latitude is None
            return "where it lies is not recorded" if unknown else "it lies outside Great Britain"
        if self.service.frame_id != REFERENCE_FRAME:
            return self.service.kind.singular
        return "the prison" if self.service.is_prison else "the middle of its area"

    @cached_property
    def areas(self) -> list[ProbationArea]:
        """The areas that a probation service serves, or the area that a prison lies in."""
        if self.service.area is not None:
            return [self.service.area]
        return list(self.service.areas_2010.order_by("name"))

    @cached_property
    def facts(self) -> list[tuple[str, str]]:
        """The facts of the service, as pairs of label and value."""
        found = self.service
        rows = [
            ("Kind", found.kind_in_words),
            ("Function", found.function),
            ("Category", found.category),
            ("Holds", found.get_sex_held_display()),
            ("Run by", found.operator),
            ("Code", found.noms_code or ""),
            ("Postcode", found.postcode),
            ("Head office", found.head_office_town),
            ("In law in mid-2009", found.get_status_mid_2009_display()),
            ("Earlier name", found.name if found.name != self.name else ""),
            ("Sites", self.sites),
            ("Local authorities", ", ".join(self.local_authorities)),
        ]
        return [(name, words) for name, words in rows if words]

    @property
    def sites(self) -> str:
        sites = [site for site in self.service.sites.all() if site.was_open_on(self._last_day)]
        return ", ".join(site.name for site in sites) if len(sites) > 1 else ""

    @property
    def _last_day(self) -> dt.date:
        """Today, or the last day of a service that closed."""
        return min(self.today, self.service.closed_on or self.today)

    @property
    def is_delivery_unit(self) -> bool:
        return self.service.form == ServiceForm.DELIVERY_UNIT

    @cached_property
    def local_authorities(self) -> list[str]:
        """The authorities that a delivery unit serves."""
        if not self.is_delivery_unit:
            return []
        return list(self.service.local_authorities.order_by("name").values_list("name", flat=True))

    @cached_property
    def stories(self) -> list[SiteStory]:
        """What became of the codes of a prison, and what is different today."""
        return site_stories(self.service, self._data_sources) if self.service.is_prison else []

    @cached_property
    def sites_of_2009(self) -> list[Site]:
        return sites_of_2009(self.service) if self.service.is_prison else []

    @cached_property
    def units(self) -> list[Service]:
        """The delivery units of today in the areas of an area service or trust."""
        if self.service.is_prison or self.is_delivery_unit:
            return []
        return units_of_today(self.areas, self.today)

    @property
    def units_sentence(self) -> str:
        regions = {unit.region_2021.name for unit in self.units if unit.region_2021}
        number = len(self.units)
        units = "one probation delivery unit" if number == 1 else f"{number} probation delivery units"
        return f"Its area is served today by {units} of the probation region {' and '.join(sorted(regions))}:"

    @cached_property
    def probation_before(self) -> list[Service]:
        """The area service of 2009 and the trust of 2010 of the area that a delivery unit lies in."""
        if not self.is_delivery_unit or self.service.area is None:
            return []
        return [self.service.area.service, self.service.area.trust]

    @property
    def no_probation_between(self) -> str:
        return NO_PROBATION_BETWEEN

    @property
    def has_history(self) -> bool:
        return bool(self.stories or self.sites_of_2009 or self.units or self.probation_before)

    @property
    def history_heading(self) -> str:
        was_in_2009 = self.service.was_open_on(FRAME_ON) or self.units
        return "What became of it" if was_in_2009 else "What was here before"

    @property
    def facts_heading(self) -> str:
        """The heading of the facts, which are not those of today where something is different now."""
        is_different = any(story.changes for story in self.stories)
        if not is_different:
            return "Facts"
        return "Facts of mid-2009" if self.service.was_open_on(FRAME_ON) else "Facts when it opened"

    @property
    def first_recorded(self) -> str:
        """The heading of the column of the facts as first recorded."""
        return "Mid-2009" if self.service.was_open_on(FRAME_ON) else "When it opened"

    @property
    def outside_frame(self) -> str:
        """A note that it opened after the frame of mid-2009, or an empty string."""
        return outside_frame(self.service)

    @property
    def opened(self) -> str:
        return self.service.opened or "Before our records begin"

    @property
    def closed(self) -> str:
        return self.service.closed

    @property
    def is_closed(self) -> bool:
        return self.service.closed_on is not None and self.service.closed_on < self.today

    @cached_property
    def predecessors(self) -> list[Service]:
        return list(self.service.predecessors.order_by("name", "pk"))

    @cached_property
    def sources(self) -> list[DataSource]:
        return [source for key, source in self._data_sources.items() if key in self.service.source_keys]

    @cached_property
    def _data_sources(self) -> dict[str, DataSource]:
        """All sources of the reference data, a few dozen, by their keys in the order of their titles."""
        return {source.key: source for source in DataSource.objects.all()}

    @cached_property
    def relations(self) -> list[Relation]:
        return relations(
            Engagement.objects.filter(service=self.service), sees_unpublished=self.sees_unpublished
        )

    @property
    def working(self) -> list[Relation]:
        return [row for row in self.relations if row.engagement.status == EngagementStatus.WORKS]

    @property
    def others(self) -> list[Relation]:
        return [row for row in self.relations if row.engagement.status != EngagementStatus.WORKS]

    @cached_property
    def included(self) -> set[int]:
        """Primary keys of the organisations here that the definition includes today."""
        organisations = [row.engagement.organisation_id for row in self.relations]
        current = Assessment.objects.shown(self.definition).filter(is_included=True)
        found = list(
            current.filter(organisation__in=organisations)
            .select_related("organisation")
            .only("definition", "version", "outcome", "is_included", "evidence_used", "organisation")
        )
        outcome_dates.mark(found)
        return {one.organisation_id for one in found if one.was_in is None}

    @cached_property
    def near(self) -> list[tuple[Organisation, float]]:
        """The nearest published organisations that do not work here yet, with kilometres from their main place."""
        if self.service.latitude is None or self.service.longitude is None:
            return []
        here = Engagement.objects.filter(service=self.service, organisation=OuterRef("pk"), is_published=True)
        main = FilteredRelation("places", condition=Q(places__is_main=True))
        found = Organisation.objects.published().filter(~Exists(here)).annotate(main=main)
        return nearest(
            found.prefetch_related("places"),
            latitude=self.service.latitude,
            longitude=self.service.longitude,
            limit=MAX_NEAR,
            via="main__",
        )

    @cached_property
    def comparison(self) -> ServiceComparison | None:
        """The service beside its area, its region and services like it; None for one of an own frame or not placed."""
        if self.service.frame_id != REFERENCE_FRAME or not self.areas:
            return None
        return ServiceComparison(self.service, self.areas, AtlasFilters(QueryDict()))

    @cached_property
    def _activities(self) -> tuple[list[Substitute], list[Gap]]:
        return activities_at(self.service, definition=self.definition)

    @property
    def substitutes(self) -> list[Substitute]:
        """For each activity here, who provides it and which social enterprise could step in."""
        return self._activities[0]

    @property
    def gaps(self) -> list[Gap]:
        """The activities that nobody is known to provide here, each with the nearest social enterprise that could."""
        return self._activities[1]

    @cached_property
    def cases(self) -> list[SampledUnit]:
        """Its cases in the studies, newest first, for those who may see outcomes of named services."""
        if not self.sees_outcomes:
            return []
        units = SampledUnit.objects.filter(service=self.service).select_related("strand__study")
        return list(units.order_by("-strand__study__frame_on", "pk")[:10])

    @property
    def counts(self) -> str:
        """A sentence on the number of its sites, if there are several."""
        sites = self.service.counting_unit_count(CountingUnit.SITE, self._last_day)
        return f"One establishment on {sites} sites." if sites > 1 else ""
