"""Numbered pages of a list, on Django's Paginator, with the addresses of the pages beside each."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import QueryDict

from noms.numbers import parse_whole_number

PARAMETER = "page"


class ListPage(Page):
    """One page of a list. `previous` and `next` are query strings, or empty."""

    def __init__(self, object_list: Any, number: int, paginator: Paginator) -> None:
        super().__init__(object_list, number, paginator)
        self.previous = ""
        self.next = ""


class ListPaginator(Paginator):
    """Django's paginator with our page, and with a count that is known already."""

    def __init__(self, rows: QuerySet[Any], size: int, *, count: int | None = None) -> None:
        super().__init__(rows, size)
        if count is not None:
            self.count = count

    def _get_page(self, *args: Any, **kwargs: Any) -> ListPage:
        return ListPage(*args, **kwargs)


def page_of(rows: QuerySet[Any], *, query: QueryDict, size: int, count: int | None = None) -> ListPage:
    """Return the page that the query asks for with `page`, or the nearest that exists.

    `count` is the number of rows, if it is known: it takes a query otherwise.
    """
    paginator = ListPaginator(rows, size, count=count)
    page = paginator.page(min(max(1, parse_whole_number(query.get(PARAMETER, "")) or 1), paginator.num_pages))
    if page.has_previous():
        page.previous = _address(query, page.number - 1)
    if page.has_next():
        page.next = _address(query, page.number + 1)
    return page


def _address(query: QueryDict, number: int) -> str:
    query = query.copy()
    query.pop(PARAMETER, None)
    query[PARAMETER] = str(number)
    return f"?{query.urlencode()}"
