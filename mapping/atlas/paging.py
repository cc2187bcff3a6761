"""Pages of a list by cursor: as fast deep in the list as at its start."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

SIZE = 25


@dataclass(frozen=True)
class Page:
    """One page in the order of names: its rows, and the cursors of its neighbours where there are any."""

    rows: list[Any]
    after: int | None = None
    before: int | None = None
    is_lost: bool = False


def page_of(queryset: QuerySet, *, after: str = "", before: str = "", size: int = SIZE) -> Page:
    """The page that follows the row with the key `after`, or ends before the row `before`; else the first.

    A cursor that names no row gives the first page, marked `is_lost`. At most two queries.
    """
    cursor = after or before
    anchor = _anchor(queryset, cursor)
    is_lost = bool(cursor) and anchor is None
    if anchor is None:
        rows = list(queryset.order_by("name", "pk")[: size + 1])
        more = len(rows) > size
        rows = rows[:size]
        return Page(rows=rows, after=rows[-1].pk if more else None, is_lost=is_lost)
    name, key = anchor
    if after:
        later = queryset.filter(Q(name__gt=name) | Q(name=name, pk__gt=key))
        rows = list(later.order_by("name", "pk")[: size + 1])
        more = len(rows) > size
        rows = rows[:size]
        return Page(rows=rows, after=rows[-1].pk if more else None, before=rows[0].pk if rows else None)
    earlier = queryset.filter(Q(name__lt=name) | Q(name=name, pk__lt=key))
    rows = list(earlier.order_by("-name", "-pk")[: size + 1])
    more = len(rows) > size
    rows = rows[:size][::-1]
    return Page(rows=rows, after=rows[-1].pk if rows else None, before=rows[0].pk if more else None)


def _anchor(queryset: QuerySet, cursor: str) -> tuple[str, int] | None:
    """The name and key of the row that a cursor names; it need not be in the result any more."""
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 19):
        return None
    return queryset.model.objects.filter(pk=int(cursor)).values_list("name", "pk").first()
