"""What the gaps report counts: services with what is known of each, areas, and the places of organisations."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from django.db.models import Count, Exists, Min, OuterRef, Q

from enterprises.models import Engagement, EngagementTerm, Organisation, Place
from enterprises.querysets import EngagementQuerySet
from enterprises.vocabulary import Vocabulary
from interviews.vocabulary import HELD, MatchState
from noms.models import ProbationArea
from reports.gaps.nearest import Point
from survey.models import SampledUnit, Study
from survey.vocabulary import INTERVIEWED


@dataclass(frozen=True)
class FrameService:
    """One service of the frame.

    `is_known` says that it works with an included organisation in any relation; `is_cleared` that it does so
    in one that everybody may see. `provided` and `cleared` are the activities of those relations.
    """

    key: int
    name: str
    kind: str
    form: str
    region: int | None
    area: int | None
    latitude: float
    longitude: float
    code: str
    is_known: bool
    is_cleared: bool
    provided: frozenset[str] = frozenset()
    cleared: frozenset[str] = frozenset()

    @property
    def is_interviewed(self) -> bool:
        return self.code in INTERVIEWED

    @property
    def is_kept_back(self) -> bool:
        """Whether all its relations with included organisations may not be named."""
        return self.is_known and not self.is_cleared

    def works_with_included(self, *, sees_all: bool) -> bool:
        """Whether it is known to work with an included organisation, by what this reader may see of a service."""
        return self.is_known if sees_all else self.is_cleared

    def activities(self, *, sees_all: bool) -> frozenset[str]:
        """What included organisations provide to it, by what this reader may see of a service."""
        return self.provided if sees_all else self.cleared


@dataclass(frozen=True)
class Area:
    """A probation area, and the trust that served it from April 2010."""

    key: int
    name: str
    region: int
    trust: int


@dataclass(frozen=True)
class Places:
    """Where published included organisations have their main place: the points, and how many are in each area."""

    points: tuple[Point, ...]
    by_area: Mapping[int | None, int] = field(default_factory=dict)


def relations(study: Study) -> EngagementQuerySet:
    """Working relations with included organisations: told in the study's interviews, or found outside any.

    What another study's respondents told is left out, so that a later study never changes an older result.
    """
    told = Q(
        mention__interview__unit__strand__study=study,
        mention__interview__status__in=HELD,
        mention__match_state=MatchState.MATCHED,
    )
    found: EngagementQuerySet = Engagement.objects.working().with_included(study.definition)
    return found.filter(told | Q(mention__isnull=True))


def services(study: Study) -> list[FrameService]:
    """The services of the frame with what is known of each, by region and name. Two queries."""
    units = SampledUnit.objects.of_study(study).initial().filter(service__isnull=False)
    here = relations(study).filter(service=OuterRef("service"))
    rows = (
        units.annotate(is_known=Exists(here), is_cleared=Exists(here.published()))
        .order_by("service__region__position", "service__name", "service")
        .values_list(
            "service",
            "service__name",
            "service__kind",
            "service__form",
            "service__region",
            "service__area",
            "service__latitude",
            "service__longitude",
            "code",
            "is_known",
            "is_cleared",
        )
    )
    provided, cleared = _activities(study)
    return [
        replace(service, provided=provided[service.key], cleared=cleared[service.key])
        for service in (FrameService(*row) for row in rows)
    ]


Activities = defaultdict[int, frozenset[str]]


def _activities(study: Study) -> tuple[Activities, Activities]:
    """The activities of each service's relations: of all, and of those that everybody may see."""
    every, cleared = Activities(frozenset), Activities(frozenset)
    rows = (
        EngagementTerm.objects.filter(
            vocabulary=Vocabulary.ACTIVITY, engagement__in=relations(study).order_by().values("pk")
        )
        .order_by()
        .values_list(
            "engagement__service",
            "term",
            "engagement__is_published",
            "engagement__organisation__is_published",
        )
        .distinct()
    )
    for service, term, *is_published in rows:
        every[service] |= {term}
        if all(is_published):
            cleared[service] |= {term}
    return every, cleared


def areas() -> list[Area]:
    """Every probation area. One query."""
    return [
        Area(*row)
        for row in ProbationArea.objects.order_by("name").values_list("pk", "name", "region", "trust")
    ]


def by_area(found: Iterable[FrameService], known: Iterable[Area]) -> dict[int | None, list[FrameService]]:
    """The services of each area; a trust is one of every area that it serves. None holds what has no area."""
    served: defaultdict[int, list[int]] = defaultdict(list)
    for area in known:
        served[area.trust].append(area.key)
    grouped: defaultdict[int | None, list[FrameService]] = defaultdict(list)
    for service in found:
        own: list[int | None] = [service.area] if service.area is not None else [*served[service.key]]
        for key in own or [None]:
            grouped[key].append(service)
    return dict(grouped)


def places(study: Study) -> Places:
    """The main places of published included organisations, with what is done there and by whom. Three queries.

    Organisations at one point are one point, so that the number of points is that of places and not of entries.
    """
    included = Organisation.objects.published().included(study.definition)
    mains = Place.objects.filter(is_main=True, organisation__in=included.order_by().values("pk")).order_by()
    located = mains.filter(latitude__isnull=False)
    own = located.filter(organisation__terms__vocabulary=Vocabulary.ACTIVITY)
    engaged = located.filter(
        organisation__engagements__is_published=True,
        organisation__engagements__terms__vocabulary=Vocabulary.ACTIVITY,
    )
    terms: defaultdict[tuple[float | None, float | None], dict[str, str]] = defaultdict(dict)
    for found, term_of in (
        (own, "organisation__terms__term"),
        (engaged, "organisation__engagements__terms__term"),
    ):
        done = found.values_list("latitude", "longitude", term_of).annotate(name=Min("organisation__name"))
        for latitude, longitude, term, name in done:
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
    return Places(points, areas)
