"""What the pages of a region and of a probation area have in common: its services, organisations and figures."""

from functools import cached_property

from django.db.models import Count
from django.urls import reverse

from enterprises.models import Organisation
from enterprises.querysets import OrganisationQuerySet
from enterprises.vocabulary import Vocabulary, label_of
from mapping.atlas import DEFINITION, REFERENCE_DAY
from mapping.atlas.headline_figures import Statistic
from mapping.atlas.measures import FrameUnit, cached_engaged_services, frame_units
from noms.models import Service
from noms.querysets import ServiceQuerySet
from survey.models import Study

MOST_LISTED = 25


class GroundProfile:
    """A piece of ground with what stands on it, each part fetched once.

    Each kind of ground says which services and organisations are its own, its word in addresses, and whether the
    reader may see how many of its services were interviewed.
    """

    word: str
    slug: str
    shows_coverage = True
    coverage_of = ""
    """Whose services are counted as interviewed, where these are more than its own."""

    def own_services(self, services: ServiceQuerySet) -> ServiceQuerySet:
        """Those of the services that belong to this ground."""
        raise NotImplementedError

    def own_organisations(self) -> OrganisationQuerySet:
        """The published organisations based on this ground."""
        raise NotImplementedError

    def is_own(self, unit: FrameUnit) -> bool:
        """Whether a unit of a study's frame belongs to this ground."""
        raise NotImplementedError

    @cached_property
    def study(self) -> Study | None:
        """The newest published study."""
        return Study.objects.published().first()

    @cached_property
    def services(self) -> list[Service]:
        """The services of mid-2009, or of the newest study's day."""
        day = self.study.frame_on if self.study else REFERENCE_DAY
        return list(self.own_services(Service.objects.open_on(day)).select_related("area"))

    @property
    def prisons(self) -> list[Service]:
        return [service for service in self.services if service.is_prison]

    @property
    def probation(self) -> list[Service]:
        return [service for service in self.services if not service.is_prison]

    @cached_property
    def engaged(self) -> set[int]:
        """Services known to work with a social enterprise."""
        return cached_engaged_services(self.study.definition if self.study else DEFINITION, self.study)

    @cached_property
    def organisation_count(self) -> int:
        return self.own_organisations().count()

    @cached_property
    def organisations(self) -> list[Organisation]:
        """The first organisations by name; the atlas lists them all."""
        return list(self.own_organisations()[:MOST_LISTED])

    @property
    def has_more(self) -> bool:
        return self.organisation_count > MOST_LISTED

    @property
    def atlas_address(self) -> str:
        return f"{reverse('atlas')}?{self.word}={self.slug}"

    @cached_property
    def figures(self) -> list[Statistic]:
        """Coverage, engaged services, organisations. Counts of class A only."""
        known = sum(service.pk in self.engaged for service in self.services)
        found = [
            Statistic(
                f"{known} of {len(self.services)}",
                "services known to work with a social enterprise",
                "Not known is never counted as none.",
            ),
            Statistic(f"{self.organisation_count:,}", "organisations listed", "by their main place."),
        ]
        if self.study is None or not self.shows_coverage:
            return found
        units = [unit for unit in frame_units(self.study) if self.is_own(unit)]
        part = sum(unit.weight for unit in units if unit.interviewed)
        whole = sum(unit.weight for unit in units)
        return [
            Statistic(f"{part} of {whole}", f"services interviewed{self.coverage_of}", self.study.title),
            *found,
        ]

    @cached_property
    def sectors(self) -> list[tuple[str, int, str]]:
        """The sectors of its organisations: words, how many, and the map of them; the commonest first."""
        rows = (
            self.own_organisations()
            .filter(terms__vocabulary=Vocabulary.SECTOR)
            .order_by()
            .values_list("terms__term")
            .annotate(number=Count("pk", distinct=True))
            .order_by("-number", "terms__term")
        )
        return [
            (label_of(Vocabulary.SECTOR, term), number, f"{self.atlas_address}&sector={term}")
            for term, number in rows
        ]
