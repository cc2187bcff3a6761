"""Pagination of lists, and URLs that keep the query."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from noms.numbers import parse_whole_number


@dataclass(frozen=True)
class ListPage:
    """One page of a list. `previous` and `next` are URLs or empty."""

    total: int
    number: int
    size: int
    previous: str
    next: str

    @property
    def slice(self) -> slice:
        return slice((self.number - 1) * self.size, self.number * self.size)

    @property
    def first(self) -> int:
        return (self.number - 1) * self.size + 1

    @property
    def last(self) -> int:
        return min(self.number * self.size, self.total)


def page_of(given: QueryDict, *, total: int, size: int, **kept: object) -> ListPage:
    """Return the requested page, or the nearest that exists. `changes` go into the URLs of the other pages."""
    pages = max(1, -(-total // size))
    number = min(max(1, parse_whole_number(given.get("page", "")) or 1), pages)
    return ListPage(
        total=total,
        number=number,
        size=size,
        previous=address_with(given, **kept, page=number - 1) if number > 1 else "",
        next=address_with(given, **kept, page=number + 1) if number < pages else "",
    )


def address_with(given: QueryDict, **changes: object) -> str:
    """Return the query string with these changes. It leads to the first page unless `page` is given."""
    query = given.copy()
    query.pop("page", None)
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = str(value)
    for name in [name for name in query if not query[name]]:
        del query[name]
    return f"?{query.urlencode()}"
