"""Pages as HSDS has them: by number, in an envelope that counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from noms.numbers import parse_whole_number

PAGE, PER_PAGE = "page", "per_page"
USUAL, MOST = 50, 100
LAST = 1_000_000


class Asked(NamedTuple):
    """Which page, and of how many."""

    number: int
    size: int

    @property
    def start(self) -> int:
        return (self.number - 1) * self.size


def asked(request: Request) -> Asked:
    """The page that the address names, the first where it names none.

    :raises ValidationError: (400) for what is no number of a page.
    """
    return Asked(_number(request, PAGE, 1, LAST), _number(request, PER_PAGE, USUAL, MOST))


def envelope(page: Asked, total: int, contents: Sequence[Any]) -> dict[str, Any]:
    """The contents of a page with the counts round them."""
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


def _number(request: Request, name: str, usual: int, most: int) -> int:
    written = request.query_params.get(name)
    if written is None:
        return usual
    number = parse_whole_number(written) or 0
    if not 1 <= number <= most:
        raise ValidationError({name: [f"“{written[:20]}” is not a number from 1 to {most:,}."]})
    return number
