"""What the search box finds: organisations, services, regions, areas and places by postcode."""

from dataclasses import dataclass

from django.db.models import QuerySet

from enterprises.matching import candidates, likeness
from enterprises.models import Organisation
from enterprises.name_search import seek
from mapping.atlas.query import REFERENCE_DAY
from noms.geocoding import find_outcode, nearest
from noms.models import Outcode, ProbationArea, Region, Service
from noms.postcodes import outward_code

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
    """The results of one text, in any case, the likest names first; a postcode also gives its place.

    An organisation has every word of the text, or a part of it, in its names; a word that no name has stands for
    those spelt nearly so, and `notices` says it.
    """

    def __init__(self, text: str) -> None:
        self.text = " ".join(text.replace("\0", " ").split())[:LONGEST]
        self.notices: list[str] = []
        self.organisations = self._organisations()
        self.services = self._named(
            Service.objects.filter(name__icontains=self.text).select_related("region")
        )
        self.regions = self._named(Region.objects.filter(name__icontains=self.text))
        self.areas = self._named(
            ProbationArea.objects.filter(name__icontains=self.text).select_related("region")
        )
        self.alike = spelt_nearly(self.text) if self.text and not self.organisations.rows else []
        self.place = find_outcode(self.text) if self.text else None
        self.nearest = nearest_services(self.place) if self.place else []

    @property
    def is_unknown_postcode(self) -> bool:
        """The text is written like a postcode, and there is none of it in England and Wales."""
        return self.place is None and outward_code(self.text) is not None

    @property
    def is_empty(self) -> bool:
        groups = (self.organisations, self.services, self.regions, self.areas)
        return self.place is None and not any(group.rows for group in groups)

    def _organisations(self) -> Found:
        if not self.text:
            return Found([])
        sought = seek(self.text, published_only=True)
        named = Organisation.objects.published().named(sought.keys)
        rows = list(named[: MOST + 1])
        if rows:
            self.notices = sought.notices
        if len(rows) <= MOST:
            return Found(sorted(rows, key=self._likest_first))
        found = candidates(self.text, MOST, published_only=True)
        best = list(named.filter(pk__in=[one.organisation_id for one in found]))
        others = [row for row in rows if row not in best]
        return Found([*sorted(best, key=self._likest_first), *others][:MOST], has_more=True)

    def _likest_first(self, row: Organisation) -> tuple[float, str, int]:
        return -likeness(self.text, row.name).score, row.name, row.pk

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
    return nearest(services, latitude=place.latitude, longitude=place.longitude, limit=NEAREST)
