"""Pages of HSDS: by number, in the envelope that the specification prescribes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from rest_framework.request import Request

from noms.api.pagination import number_param

PAGE, PER_PAGE = "page", "per_page"
DEFAULT_SIZE, MAX_SIZE = 50, 100
MAX_NUMBER = 1_000_000


class PageParams(NamedTuple):
    """The number of a page, from 1, and its size."""

    number: int
    size: int

    @property
    def start(self) -> int:
        return (self.number - 1) * self.size

    @property
    def end(self) -> int:
        return self.number * self.size


def page_params(request: Request) -> PageParams:
    """Return the page that the request asks for, by default the first.

    :raises ValidationError: (400) for anything but a number of a page and a size up to 100.
    """
    return PageParams(
        number_param(request, PAGE, default=1, maximum=MAX_NUMBER),
        number_param(request, PER_PAGE, default=DEFAULT_SIZE, maximum=MAX_SIZE),
    )


def envelope(page: PageParams, total: int, contents: Sequence[Any]) -> dict[str, Any]:
    """Return the contents of a page with the counts around them. A page after the last one is empty."""
    pages = -(-total // page.size)
    return {
        "total_items": total,
        "total_pages": pages,
        "page_number": page.number,
        "size": len(contents),
        "first_page": page.number == 1,
        "last_page": page.number >= pages,
        "empty": not contents,
        "contents": list(contents),
    }


def single_page(contents: Sequence[Any]) -> dict[str, Any]:
    """Return the envelope of a list that is always on one page."""
    return envelope(PageParams(1, len(contents)), len(contents), contents)
