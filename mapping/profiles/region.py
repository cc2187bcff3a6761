"""A region's page: its figures, areas, services and organisations."""

from functools import cached_property

from enterprises.models import Organisation
from enterprises.querysets import OrganisationQuerySet
from mapping.atlas.drawing.locating import Locator, locate
from mapping.atlas.measures import FrameUnit
from mapping.profiles.gaps import Gap, gaps
from mapping.profiles.ground import GroundProfile
from noms.models import ProbationArea, Region
from noms.querysets import ServiceQuerySet
from noms.whereabouts import Point


class RegionProfile(GroundProfile):
    """All that the page shows. At most twelve queries, however large the directory."""

    word = "region"

    def __init__(self, region: Region) -> None:
        self.region = region
        self.slug = region.slug

    def own_services(self, services: ServiceQuerySet) -> ServiceQuerySet:
        return services.in_region(self.region)

    def own_organisations(self) -> OrganisationQuerySet:
        return Organisation.objects.published().in_region(self.region)

    def is_own(self, unit: FrameUnit) -> bool:
        return unit.region == self.region.pk

    @cached_property
    def areas(self) -> list[ProbationArea]:
        return list(self.region.areas.order_by("name"))

    @cached_property
    def gaps(self) -> list[Gap]:
        """What no organisation is known to provide in any of its services."""
        middle = Point(self.region.latitude, self.region.longitude)
        return gaps(services=[service.pk for service in self.services], near=middle)

    @cached_property
    def locator(self) -> Locator:
        services = [(service.longitude, service.latitude) for service in self.services]
        return locate(organisations=[], services=services, region=self.region.name)
