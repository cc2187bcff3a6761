"""A region's page: its figures, areas, services and organisations."""

from functools import cached_property

from django.db.models import Count
from django.urls import reverse

from enterprises.models import Organisation
from enterprises.vocabulary import Vocabulary, label_of
from mapping.atlas import DEFINITION, REFERENCE_DAY
from mapping.atlas.drawing.locating import Locator, locate
from mapping.atlas.figures import Statistic
from mapping.atlas.measures import engaged_services, frame_units
from noms.models import ProbationArea, Region, Service
from survey.models import Study

MOST_LISTED = 25


class RegionProfile:
    """All that the page shows, each part fetched once. At most nine queries, however large the directory."""

    def __init__(self, region: Region) -> None:
        self.region = region

    @cached_property
    def study(self) -> Study | None:
        """The newest published study."""
        return Study.objects.published().first()

    @cached_property
    def services(self) -> list[Service]:
        """The services of mid-2009, or of the newest study's day."""
        day = self.study.frame_on if self.study else REFERENCE_DAY
        return list(Service.objects.open_on(day).in_region(self.region).select_related("area"))

    @property
    def prisons(self) -> list[Service]:
        return [service for service in self.services if service.is_prison]

    @property
    def probation(self) -> list[Service]:
        return [service for service in self.services if not service.is_prison]

    @cached_property
    def engaged(self) -> set[int]:
        """Services known to work with a social enterprise."""
        return engaged_services(self.study.definition if self.study else DEFINITION)

    @cached_property
    def areas(self) -> list[ProbationArea]:
        return list(self.region.areas.order_by("name"))

    @cached_property
    def organisation_count(self) -> int:
        return Organisation.objects.published().in_region(self.region).count()

    @cached_property
    def organisations(self) -> list[Organisation]:
        """The first organisations by name; the atlas lists them all."""
        found = Organisation.objects.published().in_region(self.region)
        return list(found[:MOST_LISTED])

    @property
    def has_more(self) -> bool:
        return self.organisation_count > MOST_LISTED

    @property
    def atlas_address(self) -> str:
        return f"{reverse('atlas')}?region={self.region.slug}"

    @cached_property
    def figures(self) -> list[Statistic]:
        """The region's figures: coverage, engaged services, organisations. Counts of class A only."""
        known = sum(service.pk in self.engaged for service in self.services)
        found = [
            Statistic(
                f"{known} of {len(self.services)}",
                "services known to work with a social enterprise",
                "Not known is never counted as none.",
            ),
            Statistic(f"{self.organisation_count:,}", "organisations listed", "by their main place."),
        ]
        if self.study is None:
            return found
        units = [unit for unit in frame_units(self.study) if unit.region == self.region.pk]
        part = sum(unit.weight for unit in units if unit.interviewed)
        whole = sum(unit.weight for unit in units)
        return [Statistic(f"{part} of {whole}", "services interviewed", self.study.title), *found]

    @cached_property
    def sectors(self) -> list[tuple[str, int, str]]:
        """The sectors of the region's organisations: words, how many, and the map of them; the commonest first."""
        organisations = Organisation.objects.published().in_region(self.region)
        rows = (
            organisations.filter(terms__vocabulary=Vocabulary.SECTOR)
            .order_by()
            .values_list("terms__term")
            .annotate(number=Count("pk", distinct=True))
            .order_by("-number", "terms__term")
        )
        return [
            (label_of(Vocabulary.SECTOR, term), number, f"{self.atlas_address}&sector={term}")
            for term, number in rows
        ]

    @cached_property
    def locator(self) -> Locator:
        services = [(service.longitude, service.latitude) for service in self.services]
        return locate(organisations=[], services=services, region=self.region.name)
