"""The search of the site: organisations, services, regions, areas, and places by postcode."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from enterprises.matching import candidates, likeness
from enterprises.models import Organisation
from enterprises.name_search import build_name_query
from noms.geocoding import find_outcode, nearest
from noms.models import Outcode, ProbationArea, Region, Service
from noms.parsing import outward_code
from noms.vocabulary import REFERENCE_FRAME

MAX_RESULTS = 20
MAX_LENGTH = 100
MAX_NEAREST = 5
MAX_SIMILAR = 5
MIN_LIKENESS = 55
"""The likeness, of 100, from which an organisation's name is suggested."""


@dataclass(frozen=True)
class ResultGroup:
    """The results of one kind, at most twenty; `has_more` says that there are others."""

    rows: list
    has_more: bool = False


class Search:
    """The results of one text, in upper or lower case, the most similar names first; a postcode also gives its place.

    An organisation is found if its names contain every word of the text. A word that is in no name is replaced by
    those with a similar spelling; `notices` reports it.
    """

    def __init__(self, text: str) -> None:
        self.text = " ".join(text.replace("\0", " ").split())[:MAX_LENGTH]
        self.notices: list[str] = []
        self.organisations = self._organisations()
        self.today = timezone.localdate()
        self.services = self._named(
            self._every_service().filter(Q(name__icontains=self.text) | Q(name_today__icontains=self.text))
        )
        self.regions = self._named(
            Region.objects.filter(system__frame=REFERENCE_FRAME, name__icontains=self.text)
            .select_related("system")
            .order_by("name", "-system__begins_on")
        )
        self.areas = self._named(
            ProbationArea.objects.filter(name__icontains=self.text).select_related("region")
        )
        self.similar = similar_names(self.text) if self.text and not self.organisations.rows else []
        self.place = find_outcode(self.text) if self.text else None
        self.nearest = nearest_services(self.place) if self.place else []

    @property
    def is_unknown_postcode(self) -> bool:
        """True if the text has the form of a postcode that is not one of England or Wales."""
        return self.place is None and outward_code(self.text) is not None

    @property
    def is_empty(self) -> bool:
        groups = (self.organisations, self.services, self.regions, self.areas)
        return self.place is None and not any(group.rows for group in groups)

    def _organisations(self) -> ResultGroup:
        if not self.text:
            return ResultGroup([])
        sought = build_name_query(self.text, published_only=True)
        named = Organisation.objects.published().named(sought.keys)
        rows = list(named[: MAX_RESULTS + 1])
        if rows:
            self.notices = sought.notices
        if len(rows) <= MAX_RESULTS:
            return ResultGroup(sorted(rows, key=self._likeness_order))
        found = candidates(self.text, MAX_RESULTS, published_only=True)
        best = list(named.filter(pk__in=[one.organisation_id for one in found]))
        others = [row for row in rows if row not in best]
        return ResultGroup([*sorted(best, key=self._likeness_order), *others][:MAX_RESULTS], has_more=True)

    def _likeness_order(self, row: Organisation) -> tuple[float, str, str]:
        return -likeness(self.text, row.name).score, row.name, row.slug

    def _every_service(self) -> QuerySet[Service]:
        """The services of every date, those that are open today before those of the past."""
        is_past = Q(closed_on__isnull=False, closed_on__lt=self.today)
        return (
            Service.objects.in_frame(REFERENCE_FRAME)
            .select_related("region", "region_2021", "successor")
            .annotate(is_past=is_past)
            .order_by("is_past", "name", "pk")
        )

    def _named(self, found: QuerySet) -> ResultGroup:
        if not self.text:
            return ResultGroup([])
        rows = list(found[: MAX_RESULTS + 1])
        return ResultGroup(rows[:MAX_RESULTS], has_more=len(rows) > MAX_RESULTS)


def similar_names(text: str) -> list[tuple[str, str]]:
    """Return name and address of published organisations with names similar to the text, best first. Four queries."""
    found = candidates(text, MAX_SIMILAR, published_only=True)
    likely = {one.organisation_id: one for one in found if one.score >= MIN_LIKENESS}
    rows = {row.pk: row for row in Organisation.objects.published().filter(pk__in=likely)}
    return [(rows[pk].name, rows[pk].get_absolute_url()) for pk in likely if pk in rows]


def nearest_services(place: Outcode) -> list[tuple[Service, float]]:
    """Return the five services open today that are nearest to a place, with kilometres. One query."""
    services = Service.objects.in_frame(REFERENCE_FRAME).open_on().select_related("region")
    return nearest(services, latitude=place.latitude, longitude=place.longitude, limit=MAX_NEAREST)
