"""The services, areas and main places of organisations that the gaps report counts."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace

from django.db.models import Count, Exists, Min, OuterRef, Q

from enterprises.models import Engagement, EngagementTerm, Organisation, Place
from enterprises.querysets import EngagementQuerySet
from enterprises.vocabulary import Vocabulary
from interviews.vocabulary import FINISHED, MatchState
from noms import coordinates
from noms.coordinates import BRITAIN
from noms.models import ProbationArea
from reports.gaps.nearest import Point
from survey.models import SampledUnit, Study
from survey.querysets import unit_name
from survey.vocabulary import INTERVIEWED_CODES


@dataclass(frozen=True)
class FrameService:
    """One service of the frame.

    `is_known` is True if it works with an included organisation, `is_nameable` if it does so in a relation that the
    public may see. `activities` are those of all these relations, `nameable_activities` those of the public ones.
    """

    key: int
    name: str
    kind: str
    form: str
    region: int | None
    area: int | None
    latitude: float | None
    longitude: float | None
    code: str
    is_known: bool
    is_nameable: bool
    activities: frozenset[str] = frozenset()
    nameable_activities: frozenset[str] = frozenset()

    @property
    def position(self) -> tuple[float, float] | None:
        """Its latitude and longitude; None unless it is known to lie in Great Britain, as all organisations do."""
        if self.latitude is None or self.longitude is None:
            return None
        is_near = BRITAIN.holds(coordinates.Point(self.latitude, self.longitude))
        return (self.latitude, self.longitude) if is_near else None

    @property
    def is_interviewed(self) -> bool:
        return self.code in INTERVIEWED_CODES

    @property
    def is_unnameable(self) -> bool:
        """True if it has relations with included organisations and none of them may be named."""
        return self.is_known and not self.is_nameable

    def has_known_relation(self, *, sees_all: bool) -> bool:
        """Return True if a reader who sees all relations, or only the public ones, knows of one."""
        return self.is_known if sees_all else self.is_nameable

    def activities_for(self, *, sees_all: bool) -> frozenset[str]:
        """Return the activities known to a reader who sees all relations, or only the public ones."""
        return self.activities if sees_all else self.nameable_activities


@dataclass(frozen=True)
class Area:
    """A probation area, and the trust that served it from April 2010."""

    key: int
    name: str
    region: int
    trust: int


@dataclass(frozen=True)
class MainPlaces:
    """The main places of published included organisations: the points, and the number in each area."""

    points: tuple[Point, ...]
    by_area: Mapping[int | None, int] = field(default_factory=dict)


def relations(study: Study) -> EngagementQuerySet:
    """Return the working relations with included organisations that no other study's interviews reported.

    They come from this study's interviews or from other sources, so that a later study never changes an older result.
    """
    reported = Q(
        mention__interview__unit__strand__study=study,
        mention__interview__status__in=FINISHED,
        mention__match_state=MatchState.MATCHED,
    )
    found: EngagementQuerySet = Engagement.objects.working().with_included(study.definition_reference)
    return found.filter(reported | Q(mention__isnull=True))


def services(study: Study) -> list[FrameService]:
    """Return the services of the frame with their relations and activities, by region and name. Two queries."""
    units = SampledUnit.objects.of_study(study).initial().filter(service__isnull=False)
    here = relations(study).filter(service=OuterRef("service"))
    rows = (
        units.annotate(
            name=unit_name(), is_known=Exists(here), is_nameable=Exists(here.to_be_public(study.slug))
        )
        .order_by("region__position", "name", "service")
        .values_list(
            "service",
            "name",
            "service__kind",
            "service__form",
            "region",
            "service__area",
            "service__latitude",
            "service__longitude",
            "code",
            "is_known",
            "is_nameable",
        )
    )
    every, nameable = _activities(study)
    return [
        replace(service, activities=every[service.key], nameable_activities=nameable[service.key])
        for service in (FrameService(*row) for row in rows)
    ]


Activities = defaultdict[int, frozenset[str]]


def _activities(study: Study) -> tuple[Activities, Activities]:
    """Return the activities of each service's relations: of all, and of those that the public may see."""
    every, nameable = Activities(frozenset), Activities(frozenset)
    found = relations(study).order_by()
    public = found.to_be_public(study.slug).filter(shows_details=True, pk=OuterRef("engagement"))
    rows = (
        EngagementTerm.objects.filter(vocabulary=Vocabulary.ACTIVITY, engagement__in=found.values("pk"))
        .order_by()
        .values_list("engagement__service", "term", Exists(public))
        .distinct()
    )
    for service, term, is_nameable in rows:
        every[service] |= {term}
        if is_nameable:
            nameable[service] |= {term}
    return every, nameable


def areas(regions: Container[int | None]) -> list[Area]:
    """Return every probation area with the one of its two regions that is among these. One query."""
    rows = ProbationArea.objects.order_by("name").values_list("pk", "name", "region", "region_2021", "trust")
    return [
        Area(key, name, of_2009 if of_2009 in regions or of_2021 is None else of_2021, trust)
        for key, name, of_2009, of_2021, trust in rows
    ]


def by_area(found: Iterable[FrameService], known: Iterable[Area]) -> dict[int | None, list[FrameService]]:
    """Return the services of each area; a trust counts in every area that it serves.

    The key None has the services without an area.
    """
    served: defaultdict[int, list[int]] = defaultdict(list)
    for area in known:
        served[area.trust].append(area.key)
    grouped: defaultdict[int | None, list[FrameService]] = defaultdict(list)
    for service in found:
        own: list[int | None] = [service.area] if service.area is not None else [*served[service.key]]
        for key in own or [None]:
            grouped[key].append(service)
    return dict(grouped)


def main_places(study: Study) -> MainPlaces:
    """Return the main places of published included organisations, with the activities there. Three queries.

    Organisations at the same place share one point, so that the number of points is limited by the number of places.
    """
    included = Organisation.objects.published().included(study.definition_reference)
    mains = Place.objects.filter(is_main=True, organisation__in=included.order_by().values("pk")).order_by()
    located = mains.filter(latitude__isnull=False)
    own = located.filter(
        organisation__terms__vocabulary=Vocabulary.ACTIVITY, organisation__terms__is_public=True
    )
    engaged = located.filter(
        organisation__engagements__in=Engagement.objects.to_be_public(study.slug)
        .filter(shows_details=True)
        .values("pk"),
        organisation__engagements__terms__vocabulary=Vocabulary.ACTIVITY,
    )
    terms: defaultdict[tuple[float | None, float | None], dict[str, str]] = defaultdict(dict)
    for found, term_of in (
        (own, "organisation__terms__term"),
        (engaged, "organisation__engagements__terms__term"),
    ):
        rows_of_terms = found.values_list("latitude", "longitude", term_of).annotate(
            name=Min("organisation__name")
        )
        for latitude, longitude, term, name in rows_of_terms:
            there = terms[latitude, longitude]
            there[term] = min(name, there.get(term, name))
    names: dict[tuple[float, float], str] = {}
    areas: Counter[int | None] = Counter()
    rows = mains.values_list("latitude", "longitude", "area").annotate(
        name=Min("organisation__name"), number=Count("pk")
    )
    for latitude, longitude, area, name, number in rows:
        areas[area] += number
        if latitude is not None:
            at = (latitude, longitude)
            names[at] = min(name, names.get(at, name))
    points = tuple(Point(*at, name, terms[at]) for at, name in sorted(names.items()))
    return MainPlaces(points, areas)
