"""Keyset pagination: a page begins after, or ends before, a given row, so that every page takes the same time."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from noms.numbers import parse_whole_number

SIZE = 25


@dataclass(frozen=True)
class Order:
    """The order of a list: by a value that is never null, then by primary key.

    `annotate` adds the value to the rows where it is no column of the model.
    """

    value: str
    annotate: Callable[[QuerySet], QuerySet] = lambda rows: rows
    is_descending: bool = False

    def sorted(self, rows: QuerySet, *, backwards: bool = False) -> QuerySet:
        """Return the rows in this order, or in the reverse order."""
        signs = ("-" if self.is_descending != backwards else "", "-" if backwards else "")
        return rows.order_by(f"{signs[0]}{self.value}", f"{signs[1]}pk")

    def beyond(self, value: Any, key: int, *, backwards: bool = False) -> Q:
        """Return the condition for rows after the row with this value and key, or before it."""
        further = "lt" if self.is_descending != backwards else "gt"
        # The first condition is redundant: it lets the database start here in the index.
        return Q(**{f"{self.value}__{further}e": value}) & (
            Q(**{f"{self.value}__{further}": value})
            | Q(**{self.value: value, f"pk__{'lt' if backwards else 'gt'}": key})
        )


BY_NAME = Order("name")


@dataclass(frozen=True)
class Page:
    """One page of a list: its rows, and the keys with which the next and the previous page are found."""

    rows: list[Any]
    after: int | None = None
    before: int | None = None
    is_lost: bool = False


def page_of(
    queryset: QuerySet, *, order: Order = BY_NAME, after: str = "", before: str = "", size: int = SIZE
) -> Page:
    """Return the page after the row with the key `after`, or before the row with the key `before`; else the first.

    A key of no row gives the first page, with `is_lost`. At most two queries.
    """
    rows = order.annotate(queryset)
    cursor = after or before
    anchor = _anchor(queryset, order, cursor)
    if anchor is None:
        found, more = _first(order.sorted(rows), size)
        return Page(rows=found, after=found[-1].pk if more else None, is_lost=bool(cursor))
    value, key = anchor
    if after:
        found, more = _first(order.sorted(rows.filter(order.beyond(value, key))), size)
        return Page(rows=found, after=found[-1].pk if more else None, before=found[0].pk if found else None)
    earlier = rows.filter(order.beyond(value, key, backwards=True))
    found, more = _first(order.sorted(earlier, backwards=True), size)
    found.reverse()
    return Page(rows=found, after=found[-1].pk if found else None, before=found[0].pk if more else None)


def _first(rows: QuerySet, size: int) -> tuple[list[Any], bool]:
    found = list(rows[: size + 1])
    return found[:size], len(found) > size


def _anchor(queryset: QuerySet, order: Order, cursor: str) -> tuple[Any, int] | None:
    """Return value and key of the row that a cursor names. It may have left the result meanwhile."""
    number = parse_whole_number(cursor)
    if number is None:
        return None
    rows = order.annotate(queryset.model.objects.filter(pk=number))
    return rows.order_by().values_list(order.value, "pk").first()
