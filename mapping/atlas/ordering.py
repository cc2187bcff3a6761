"""The orders of the lists of the atlas."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Case, F, FilteredRelation, Q, QuerySet, Value, When
from django.db.models.expressions import OuterRef, Subquery
from django.db.models.functions import Coalesce

from enterprises.models import Evidence
from enterprises.vocabulary import PUBLIC_SOURCES
from noms.coordinates import Point, squared_distance


@dataclass(frozen=True)
class Order:
    """The order of a list: by a value that is never null, then by slug.

    `annotate` adds the value to the rows if it is not a column of the model.
    """

    value: str
    annotate: Callable[[QuerySet], QuerySet] = lambda rows: rows
    is_descending: bool = False

    def sorted(self, rows: QuerySet) -> QuerySet:
        """Return the rows in this order, each with the value."""
        return self.annotate(rows).order_by(f"{'-' if self.is_descending else ''}{self.value}", "slug")


BY_NAME = Order("name")
BY_NAME_OF_TODAY = Order(
    "shown_name",
    lambda rows: rows.annotate(shown_name=Case(When(name_today="", then=F("name")), default=F("name_today"))),
)
FIGURE_SORTS = ("share", "-share", "known", "-known")
"""The orders of areas by their figures, which the headings of their table offer."""
SORTS = {
    "name": "Name",
    "distance": "Distance",
    "evidence": "Newest source",
    **{key: f"Figure, {'largest' if key.startswith('-') else 'smallest'} first" for key in FIGURE_SORTS},
}
SORTS_OF = {
    "organisations": ("name", "distance", "evidence"),
    "services": ("name", "distance"),
    "areas": ("name", "distance", *FIGURE_SORTS),
}
FAR = 1e6
"""The squared distance of an organisation without a place, so that it comes last."""
NEVER = dt.date(1, 1, 1)
"""The day of the newest evidence of an organisation without any, so that it comes last."""


def order_of(
    sort: str, *, list_of: str, point: Point | None, sees_all: bool, named_today: bool = False
) -> Order:
    """Return the order of a list.

    `sees_all` says that confidential evidence counts too, `named_today` that services have the names of today.
    """
    if sort == "distance" and point is not None:
        return by_distance(point, of_organisations=list_of == "organisations")
    if sort == "evidence" and list_of == "organisations":
        return by_evidence(sees_all=sees_all)
    return BY_NAME_OF_TODAY if list_of == "services" and named_today else BY_NAME


def by_distance(point: Point, *, of_organisations: bool) -> Order:
    """The nearest first, by an organisation's main place; those without a place come last."""
    if not of_organisations:
        return Order("square", lambda rows: rows.annotate(square=squared_distance(point)))

    def annotate(rows: QuerySet) -> QuerySet:
        main = FilteredRelation("places", condition=Q(places__is_main=True))
        return rows.annotate(main=main).annotate(
            square=Coalesce(squared_distance(point, "main__"), Value(FAR))
        )

    return Order("square", annotate)


def by_evidence(*, sees_all: bool) -> Order:
    """The organisation with the newest evidence first. Only public sources count, unless `sees_all` is true."""

    def annotate(rows: QuerySet) -> QuerySet:
        found = Evidence.objects.active().filter(organisation=OuterRef("pk"))
        if not sees_all:
            found = found.filter(source_kind__in=PUBLIC_SOURCES)
        newest = Subquery(found.order_by(F("observed_on").desc()).values("observed_on")[:1])
        return rows.annotate(evidence_on=Coalesce(newest, Value(NEVER)))

    return Order("evidence_on", annotate, is_descending=True)
