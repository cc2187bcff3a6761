"""Numbered pages of a list (Django's Paginator), and query strings that keep the other parameters of an address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import QueryDict

from noms.parsing import parse_whole_number

PARAMETER = "page"


class ListPage(Page):
    """One page of a list, whose links keep the other parameters of the query."""

    def __init__(self, page: Page, query: QueryDict) -> None:
        super().__init__(page.object_list, page.number, page.paginator)
        self.query = query

    @property
    def previous(self) -> str:
        """The query string of the previous page, or an empty string."""
        return self._query_string(self.number - 1) if self.has_previous() else ""

    @property
    def next(self) -> str:
        """The query string of the next page, or an empty string."""
        return self._query_string(self.number + 1) if self.has_next() else ""

    @property
    def numbers(self) -> list[tuple[int | None, str]]:
        """The pages to link to, each with its query string; None for pages between two that are left out."""
        return [
            (number, self._query_string(number)) if isinstance(number, int) else (None, "")
            for number in self.paginator.get_elided_page_range(self.number, on_each_side=1, on_ends=1)
        ]

    def _query_string(self, number: int) -> str:
        query = self.query.copy()
        query.pop(PARAMETER, None)
        query[PARAMETER] = str(number)
        return f"?{query.urlencode()}"


def page_of(
    rows: QuerySet[Any] | Sequence[Any], *, query: QueryDict, size: int, count: int | None = None
) -> ListPage:
    """Return the page that the query asks for with `page`, or the nearest that exists.

    `count` is the number of rows, if it is known: it takes a query otherwise.
    """
    paginator = Paginator(rows, size)
    if count is not None:
        paginator.count = count
    number = min(max(1, parse_whole_number(query.get(PARAMETER, "")) or 1), paginator.num_pages)
    return ListPage(paginator.page(number), query)


def query_with(query: QueryDict, **changes: object) -> QueryDict:
    """Return the query with these changes and without empty values. A changed value that is empty is removed."""
    changed = query.copy()
    for name, value in changes.items():
        changed.pop(name, None)
        if value:
            changed[name] = str(value)
    for name in [name for name in changed if not changed[name]]:
        del changed[name]
    return changed


def address_with(query: QueryDict, **changes: object) -> str:
    """Return the query string of the list with these changes, on its first page."""
    return f"?{query_with(query, page='', **changes).urlencode()}"
