"""Gaps: the activities that no organisation is known to provide in a place, with the nearest that does."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from enterprises.models import Engagement, EngagementTerm, OrganisationTerm
from enterprises.vocabulary import Activity, Vocabulary
from noms.coordinates import Point, kilometres, nearby_lookups, squared_distance


@dataclass(frozen=True)
class Gap:
    """A missing activity, and the nearest organisation that does it, if there is one nearby."""

    activity: str
    name: str
    address: str
    kilometres: float | None
    map_address: str


def gaps(*, services: Collection[int], near: Point) -> list[Gap]:
    """Return the activities that no published working relation of the services has, with the nearest organisation.

    Distances are from the organisation's main place, within about 110 km. Three queries.
    """
    working = Engagement.objects.published().working().filter(service__in=services)
    done = EngagementTerm.objects.published().filter(vocabulary=Vocabulary.ACTIVITY, engagement__in=working)
    provided = set(done.order_by().values_list("term", flat=True).distinct())
    missing = [activity for activity in Activity if activity.value not in provided]
    found = _nearest([activity.value for activity in missing], near) if missing else {}
    return [_gap(activity, found.get(activity.value), near) for activity in missing]


def _gap(activity: Activity, found: tuple[float, str, str] | None, near: Point) -> Gap:
    square, name, slug = found or (None, "", "")
    return Gap(
        activity=str(activity.label),
        name=name,
        address=reverse("organisation-detail", args=[slug]) if slug else "",
        kilometres=kilometres(square),
        map_address=f"{reverse('atlas')}?activity={activity.value}&near={near}",
    )


def _nearest(activities: Collection[str], near: Point) -> dict[str, tuple[float, str, str]]:
    """Return {activity: (squared distance, name, slug)} of the nearest published organisation that does it."""
    own = OrganisationTerm.objects.public().filter(vocabulary=Vocabulary.ACTIVITY, term__in=activities)
    theirs = EngagementTerm.objects.published().filter(
        vocabulary=Vocabulary.ACTIVITY, term__in=activities, engagement__status="works"
    )
    found: dict[str, tuple[float, str, str]] = {}
    for rows, via in ((own, "organisation"), (theirs, "engagement__organisation")):
        for term, square, name, slug in _first_of_each(rows, near, via):
            if term not in found or (square, name) < found[term][:2]:
                found[term] = (square, name, slug)
    return found


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
