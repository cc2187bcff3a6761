"""The page of a region: its figures, areas, services and organisations."""

from functools import cached_property

from enterprises.models import Organisation
from enterprises.querysets import OrganisationQuerySet
from mapping.atlas.drawing.locator_map import LocatorMap, locator_map
from mapping.atlas.measures import FrameUnit
from mapping.pages.gaps import Gap, gaps
from mapping.pages.place import PlacePage
from noms.coordinates import Point
from noms.models import ProbationArea, Region
from noms.querysets import ServiceQuerySet
from reports.region_merging import RegionGroups, public_regions


class RegionPage(PlacePage):
    """The contents of the page. At most fourteen queries at any size of the directory."""

    parameter = "region"

    def __init__(self, region: Region) -> None:
        self.region = region
        self.slug = region.slug

    def own_services(self, services: ServiceQuerySet) -> ServiceQuerySet:
        return services.in_region(self.region)

    def own_organisations(self) -> OrganisationQuerySet:
        return Organisation.objects.published().in_region(self.region)

    @cached_property
    def regions(self) -> RegionGroups | None:
        """The regions for which the public may see coverage, some of them merged; None without a study."""
        return public_regions(self.study) if self.study else None

    @property
    def coverage_scope(self) -> str:
        if self.regions is None or len(self._merged) < 2:
            return ""
        return f" in {self.regions.names[self.regions.group_of[self.region.pk]]} together"

    @property
    def _merged(self) -> tuple[int | None, ...]:
        if self.regions is None:
            return (self.region.pk,)
        return self.regions.members[self.regions.group_of[self.region.pk]]

    def contains(self, unit: FrameUnit) -> bool:
        return unit.region in self._merged

    @cached_property
    def areas(self) -> list[ProbationArea]:
        return list(self.region.areas.order_by("name"))

    @cached_property
    def gaps(self) -> list[Gap]:
        """The activities that no organisation is known to provide in its services."""
        middle = Point(self.region.latitude, self.region.longitude)
        return gaps(services=[service.pk for service in self.services], near=middle)

    @cached_property
    def locator(self) -> LocatorMap:
        services = [(service.longitude, service.latitude) for service in self.services]
        return locator_map(organisations=[], services=services, region=self.region.name)
