"""What rests on one organisation: services and activities that would be left with nobody known if it closed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.urls import reverse

from enterprises.models import Engagement, EngagementTerm, Organisation
from enterprises.querysets import EngagementQuerySet
from enterprises.vocabulary import Activity, Vocabulary
from mapping.comparison.gaps import Gap, gap_of, nearest_doing
from noms.coordinates import kilometres
from noms.models import Service
from noms.places import SERVICE, Place
from wording import counted, listed

MOST_PROVIDERS = 8


@dataclass(frozen=True)
class Provider:
    """An organisation in a place: the number of services it works in, and of those in which no other is known."""

    name: str
    address: str
    services: int
    alone: int


@dataclass(frozen=True)
class Reliance:
    """How much of a place rests on one organisation.

    `workers` is the number of organisations known in each service that has any, by its primary key.
    """

    workers: dict[int, int]
    providers: tuple[Provider, ...]

    @property
    def alone(self) -> int:
        """The number of services in which one organisation only is known."""
        return sum(number == 1 for number in self.workers.values())

    @property
    def finding(self) -> str:
        """What rests on one organisation, in a sentence or two; empty where nobody is known anywhere."""
        if not self.workers:
            return ""
        known = counted(len(self.workers), "service", "services")
        if not self.alone:
            return f"In each of the {known} where somebody is known to work, others would be left."
        start = (
            f"In {self.alone:,} of the {known} where somebody is known to work, it is one organisation only."
            if len(self.workers) > 1
            else "In the one service where somebody is known to work, it is one organisation only."
        )
        first = max(self.providers, key=lambda one: one.alone)
        if first.alone < 2:
            return start
        return f"{start} Without {first.name} nobody would be known in {first.alone:,}."


@dataclass(frozen=True)
class Closure:
    """What would be left without one organisation, in the services that it works in.

    `services` are those with nobody else known; `activities` are label and services in which nobody else is known to
    provide it, those of most services first. `works_in` is the number of its services.
    """

    works_in: int
    services: tuple[Service, ...]
    activities: tuple[tuple[str, tuple[Service, ...]], ...]

    @property
    def answer(self) -> str:
        """The answer in two sentences."""
        if not self.works_in:
            return (
                "No prison or probation service is known to work with it, so none would be left without it."
            )
        if not self.services:
            start = (
                f"In each of its {counted(self.works_in, 'service', 'services')} others are known to work."
            )
        elif self.works_in == 1:
            start = "Nobody else is known to work in the one service that it works in."
        else:
            start = (
                f"In {len(self.services):,} of its {self.works_in:,} services nobody else is known to work."
            )
        if not self.activities:
            return start
        names = listed([label.lower() for label, _ in self.activities])
        return f"{start} Nobody else is known to provide there: {names}."


@dataclass(frozen=True)
class Substitute:
    """An activity at a service, who provides it, and the nearest other social enterprise that does it elsewhere."""

    activity: str
    providers: tuple[str, ...]
    name: str
    address: str
    kilometres: float | None


def reliance(services: Collection[int], relations: EngagementQuerySet) -> Reliance:
    """Return how much of these services rests on one organisation, by these relations. One query."""
    found = relations.filter(service__in=services).order_by()
    columns = ("service", "organisation", "organisation__name", "organisation__slug")
    rows = found.values_list(*columns).distinct()
    organisations: defaultdict[int, set[int]] = defaultdict(set)
    names: dict[int, tuple[str, str]] = {}
    for service, organisation, name, slug in rows:
        organisations[service].add(organisation)
        names[organisation] = (name, slug)
    works_in = Counter(one for found in organisations.values() for one in found)
    alone = Counter(next(iter(found)) for found in organisations.values() if len(found) == 1)
    providers = [
        Provider(name, reverse("organisation-detail", args=[slug]), works_in[key], alone[key])
        for key, (name, slug) in names.items()
    ]
    providers.sort(key=lambda one: (-one.alone, -one.services, one.name))
    return Reliance(
        {service: len(found) for service, found in organisations.items()},
        tuple(providers[:MOST_PROVIDERS]),
    )


def closure(organisation: Organisation) -> Closure:
    """Return what would be left without an organisation, by published working relations. Four queries."""
    working = Engagement.objects.published().working()
    services = {
        service.pk: service
        for service in Service.objects.filter(
            pk__in=working.filter(organisation=organisation).order_by().values("service")
        ).order_by("name")
    }
    others = working.filter(service__in=services).exclude(organisation=organisation)
    with_others = set(others.order_by().values_list("service", flat=True).distinct())
    terms = EngagementTerm.objects.published().filter(
        vocabulary=Vocabulary.ACTIVITY, engagement__in=working.filter(service__in=services)
    )
    own: defaultdict[str, set[int]] = defaultdict(set)
    theirs: defaultdict[str, set[int]] = defaultdict(set)
    rows = terms.order_by().values_list("term", "engagement__service", "engagement__organisation").distinct()
    for term, service, one in rows:
        (own if one == organisation.pk else theirs)[term].add(service)
    left = [
        (str(activity.label), tuple(services[pk] for pk in services if pk in missing))
        for activity in Activity
        if (missing := own[activity.value] - theirs[activity.value])
    ]
    return Closure(
        works_in=len(services),
        services=tuple(service for pk, service in services.items() if pk not in with_others),
        activities=tuple(sorted(left, key=lambda one: -len(one[1]))),
    )


def activities_at(service: Service, *, definition: str) -> tuple[list[Substitute], list[Gap]]:
    """Return for each activity at a service who could step in, and the activities that nobody provides there.

    Each has the nearest social enterprise that does it and is not known to work there. An activity whose providers may
    not be told is a gap. Without a point there are neither. Three queries.
    """
    near = Place.of(SERVICE, service)
    if near is None:
        return [], []
    working = Engagement.objects.published().working().filter(service=service)
    terms = EngagementTerm.objects.published().filter(vocabulary=Vocabulary.ACTIVITY, engagement__in=working)
    providers: defaultdict[str, set[str]] = defaultdict(set)
    for term, name in terms.order_by().values_list("term", "engagement__organisation__name"):
        providers[term].add(name)
    found = nearest_doing(Activity.values, near.point, services=[service.pk], definition=definition)
    substitutes = [
        _substitute(activity, providers[activity.value], found.get(activity.value))
        for activity in Activity
        if activity.value in providers
    ]
    gaps = [
        gap_of(activity, found.get(activity.value), near)
        for activity in Activity
        if activity.value not in providers
    ]
    return substitutes, gaps


def _substitute(
    activity: Activity, providers: Iterable[str], found: tuple[float, str, str] | None
) -> Substitute:
    square, name, slug = found or (None, "", "")
    return Substitute(
        activity=str(activity.label),
        providers=tuple(sorted(providers)),
        name=name,
        address=reverse("organisation-detail", args=[slug]) if slug else "",
        kilometres=kilometres(square),
    )
