"""The page of a probation area: its figures, services and organisations, and the activities missing there."""

from functools import cached_property

from enterprises.models import Organisation
from enterprises.querysets import OrganisationQuerySet
from mapping.atlas.drawing.locator_map import LocatorMap, locator_map
from mapping.atlas.measures import FrameUnit
from mapping.pages.gaps import Gap, gaps
from mapping.pages.place import PlacePage
from noms.coordinates import Point
from noms.models import ProbationArea
from noms.querysets import ServiceQuerySet


class AreaPage(PlacePage):
    """The contents of the page. At most twelve queries at any size of the directory.

    The number of services interviewed is only for those who may see outcomes of named services: an area has so few
    services that the number would tell them (decision 13).
    """

    parameter = "area"

    def __init__(self, area: ProbationArea, *, sees_outcomes: bool) -> None:
        self.area = area
        self.slug = area.slug
        self.shows_coverage = sees_outcomes

    def own_services(self, services: ServiceQuerySet) -> ServiceQuerySet:
        return services.in_area(self.area)

    def own_organisations(self) -> OrganisationQuerySet:
        return Organisation.objects.published().in_area(self.area)

    def contains(self, unit: FrameUnit) -> bool:
        return self.area.pk in unit.areas

    @cached_property
    def gaps(self) -> list[Gap]:
        """The activities that no organisation is known to provide in its services."""
        middle = Point(self.area.latitude, self.area.longitude)
        return gaps(services=[service.pk for service in self.services], near=middle)

    @cached_property
    def locator(self) -> LocatorMap:
        services = [(service.longitude, service.latitude) for service in self.services]
        return locator_map(organisations=[], services=services, area=self.area.name)
