"""Gaps: the activities that nobody is known to provide in a place, with the nearest social enterprise that could."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from enterprises.models import Assessment, Engagement, EngagementTerm, OrganisationTerm
from enterprises.vocabulary import Activity, Vocabulary
from noms.coordinates import Point, kilometres, nearby_lookups, squared_distance
from noms.places import Place


@dataclass(frozen=True)
class Gap:
    """A missing activity, and the nearest social enterprise that does it elsewhere, if there is one nearby."""

    activity: str
    name: str
    address: str
    kilometres: float | None
    map_address: str
    case_studies: str
    """The address of the case studies that show it done."""


def gaps(*, services: Collection[int], near: Place | None, definition: str) -> list[Gap]:
    """Return the activities that no published working relation of the services has, with who is nearest.

    That is a social enterprise by the definition that is not known to work in any of the services: one that does
    knows of the gap. Distances are from its main place, within about 110 km. Without a point there are none. Three
    queries.
    """
    if near is None:
        return []
    working = Engagement.objects.published().working().filter(service__in=services)
    done = EngagementTerm.objects.published().filter(vocabulary=Vocabulary.ACTIVITY, engagement__in=working)
    provided = set(done.order_by().values_list("term", flat=True).distinct())
    missing = [activity for activity in Activity if activity.value not in provided]
    words = [activity.value for activity in missing]
    found = nearest_doing(words, near.point, services=services, definition=definition) if missing else {}
    return [gap_of(activity, found.get(activity.value), near) for activity in missing]


def gap_of(activity: Activity, found: tuple[float, str, str] | None, near: Place) -> Gap:
    """Return the gap of an activity with who is nearest, as `nearest_doing` found it."""
    square, name, slug = found or (None, "", "")
    return Gap(
        activity=str(activity.label),
        name=name,
        address=reverse("organisation-detail", args=[slug]) if slug else "",
        kilometres=kilometres(square),
        map_address=f"{reverse('atlas')}?activity={activity.value}&near={near.text}",
        case_studies=f"{reverse('case-study-list')}?activity={activity.value}",
    )


def nearest_doing(
    activities: Collection[str], near: Point, *, services: Collection[int], definition: str
) -> dict[str, tuple[float, str, str]]:
    """Return {activity: (squared distance, name, slug)} of the nearest social enterprise that does it.

    Only published ones count that are not known to work in any of the services. Two queries.
    """
    own = OrganisationTerm.objects.public().filter(vocabulary=Vocabulary.ACTIVITY, term__in=activities)
    theirs = EngagementTerm.objects.published().filter(
        vocabulary=Vocabulary.ACTIVITY, term__in=activities, engagement__status="works"
    )
    found: dict[str, tuple[float, str, str]] = {}
    for rows, via in ((own, "organisation"), (theirs, "engagement__organisation")):
        for term, square, name, slug in _first_of_each(
            _elsewhere(rows, via, services, definition), near, via
        ):
            if term not in found or (square, name) < found[term][:2]:
                found[term] = (square, name, slug)
    return found


def _elsewhere(rows: QuerySet[Any], via: str, services: Collection[int], definition: str) -> QuerySet[Any]:
    """Return the rows of social enterprises that are not known to work in these services."""
    key = OuterRef(f"{via}_id")
    counted = Assessment.objects.shown(definition).filter(organisation=key, is_included=True)
    here = Engagement.objects.published().working().filter(organisation=key, service__in=services)
    return rows.filter(Exists(counted), ~Exists(here))


def _first_of_each(rows: QuerySet[Any], near: Point, via: str) -> Iterable[tuple[str, float, str, str]]:
    places = f"{via}__places__"
    nearby = nearby_lookups(near, places)
    published = {f"{via}__is_published": True, f"{via}__merged_into__isnull": True, f"{places}is_main": True}
    ranked = rows.filter(**published, **nearby).annotate(
        square=squared_distance(near, places),
        rank=Window(
            RowNumber(), partition_by=F("term"), order_by=[F("square").asc(), F(f"{via}__name").asc()]
        ),
    )
    return ranked.filter(rank=1).values_list("term", "square", f"{via}__name", f"{via}__slug")
