"""What the search box finds: organisations, services, regions, areas and places by postcode."""

from dataclasses import dataclass

from django.db.models import QuerySet

from enterprises.matching import candidates
from enterprises.models import Organisation
from mapping.atlas.asked import REFERENCE_DAY
from mapping.atlas.near import nearest
from noms.models import Outcode, ProbationArea, Region, Service
from noms.places import outward_of, place_of

MOST = 20
LONGEST = 100
NEAREST = 5
ALIKE = 5
LIKELY = 55
"""How like its name an organisation's name must be, of 100, to be offered."""


@dataclass(frozen=True)
class Found:
    """One kind of result: what was found, at most twenty, and whether there are more."""

    rows: list
    has_more: bool = False


class Search:
    """The results of one text, in any case. Names are matched anywhere; a postcode also gives its place."""

    def __init__(self, text: str) -> None:
        self.text = " ".join(text.replace("\0", " ").split())[:LONGEST]
        self.organisations = self._named(Organisation.objects.published().named(self.text))
        self.services = self._named(
            Service.objects.filter(name__icontains=self.text).select_related("region")
        )
        self.regions = self._named(Region.objects.filter(name__icontains=self.text))
        self.areas = self._named(
            ProbationArea.objects.filter(name__icontains=self.text).select_related("region")
        )
        self.alike = spelt_nearly(self.text) if self.text and not self.organisations.rows else []
        self.place = place_of(self.text) if self.text else None
        self.nearest = nearest_services(self.place) if self.place else []

    @property
    def is_unknown_postcode(self) -> bool:
        """The text is written like a postcode, and there is none of it in England and Wales."""
        return self.place is None and outward_of(self.text) is not None

    @property
    def is_empty(self) -> bool:
        groups = (self.organisations, self.services, self.regions, self.areas)
        return self.place is None and not any(group.rows for group in groups)

    def _named(self, found: QuerySet) -> Found:
        if not self.text:
            return Found([])
        rows = list(found[: MOST + 1])
        return Found(rows[:MOST], has_more=len(rows) > MOST)


def spelt_nearly(text: str) -> list[tuple[str, str]]:
    """The name and page of published organisations whose names are nearly the text, best first. Four queries."""
    found = candidates(text, ALIKE, published_only=True)
    likely = {one.organisation_id: one for one in found if one.score >= LIKELY}
    rows = {row.pk: row for row in Organisation.objects.published().filter(pk__in=likely)}
    return [(rows[pk].name, rows[pk].get_absolute_url()) for pk in likely if pk in rows]


def nearest_services(place: Outcode) -> list[tuple[Service, int]]:
    """The five services of the reference frame nearest to a place, each with whole kilometres. One query."""
    services = Service.objects.open_on(REFERENCE_DAY).select_related("region")
    return nearest(services, latitude=place.latitude, longitude=place.longitude, most=NEAREST)
