"""Pages of a list of the atlas by position in its order, and the orders that there are."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet, Value
from django.db.models.expressions import OuterRef, Subquery
from django.db.models.functions import Coalesce

from enterprises.models import Evidence
from enterprises.vocabulary import PUBLIC_SOURCES
from noms.coordinates import Point, squared_distance

SIZE = 25
SLUG = re.compile(r"[-a-z0-9_]{1,220}", re.IGNORECASE)


@dataclass(frozen=True)
class Order:
    """The order of a list: by a value that is never null, then by slug.

    `annotate` adds the value to the rows where it is no column of the model.
    """

    value: str
    annotate: Callable[[QuerySet], QuerySet] = lambda rows: rows
    is_descending: bool = False

    def sorted(self, rows: QuerySet, *, backwards: bool = False) -> QuerySet:
        """Return the rows in this order, or in the reverse order."""
        signs = ("-" if self.is_descending != backwards else "", "-" if backwards else "")
        return rows.order_by(f"{signs[0]}{self.value}", f"{signs[1]}slug")

    def beyond(self, value: Any, slug: str, *, backwards: bool = False) -> Q:
        """Return the condition for rows after the row with this value and slug, or before it."""
        further = "lt" if self.is_descending != backwards else "gt"
        # The first condition is redundant: it lets the database start here in the index.
        return Q(**{f"{self.value}__{further}e": value}) & (
            Q(**{f"{self.value}__{further}": value})
            | Q(**{self.value: value, f"slug__{'lt' if backwards else 'gt'}": slug})
        )


BY_NAME = Order("name")


@dataclass(frozen=True)
class Page:
    """One page of a list: its rows, and the slugs with which the next and the previous page are found."""

    rows: list[Any]
    after: str | None = None
    before: str | None = None
    is_lost: bool = False


def page_of(
    queryset: QuerySet,
    *,
    order: Order = BY_NAME,
    after: str = "",
    before: str = "",
    size: int = SIZE,
    among: QuerySet | None = None,
) -> Page:
    """Return the page after the row with the slug `after`, or before the row with the slug `before`; else the first.

    A row of the address may have left the result meanwhile: `among` holds all rows that the reader may know of. The
    slug of any other row gives the first page, with `is_lost`. At most two queries.
    """
    rows = order.annotate(queryset)
    cursor = after or before
    anchor = _anchor(queryset if among is None else among, order, cursor)
    if anchor is None:
        found, more = _first(order.sorted(rows), size)
        return Page(rows=found, after=found[-1].slug if more else None, is_lost=bool(cursor))
    value, slug = anchor
    if after:
        found, more = _first(order.sorted(rows.filter(order.beyond(value, slug))), size)
        return Page(
            rows=found, after=found[-1].slug if more else None, before=found[0].slug if found else None
        )
    earlier = rows.filter(order.beyond(value, slug, backwards=True))
    found, more = _first(order.sorted(earlier, backwards=True), size)
    found.reverse()
    return Page(rows=found, after=found[-1].slug if found else None, before=found[0].slug if more else None)


def _first(rows: QuerySet, size: int) -> tuple[list[Any], bool]:
    found = list(rows[: size + 1])
    return found[:size], len(found) > size


def _anchor(rows: QuerySet, order: Order, cursor: str) -> tuple[Any, str] | None:
    """Return value and slug of the row that a cursor names, or None."""
    if not SLUG.fullmatch(cursor):
        return None
    return order.annotate(rows.filter(slug=cursor)).order_by().values_list(order.value, "slug").first()


SORTS = {"name": "Name", "distance": "Distance", "evidence": "Newest evidence"}
SORTS_OF = {
    "organisations": ("name", "distance", "evidence"),
    "services": ("name", "distance"),
    "areas": ("name", "distance"),
}
FAR = 1e6
"""The squared distance of an organisation without a place, so that it comes last."""
NEVER = dt.date(1, 1, 1)
"""The day of the newest evidence of an organisation without any, so that it comes last."""


def order_of(sort: str, *, list_of: str, point: Point | None, sees_all: bool) -> Order:
    """Return the order of a list. `sees_all` says that confidential evidence counts too."""
    if sort == "distance" and point is not None:
        return by_distance(point, of_organisations=list_of == "organisations")
    if sort == "evidence" and list_of == "organisations":
        return by_evidence(sees_all=sees_all)
    return BY_NAME


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
