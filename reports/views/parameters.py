"""Parameters of an address that nobody reads: told on a page, refused for a file."""

from collections.abc import Collection, Iterator

from django.core.exceptions import BadRequest
from django.http import HttpRequest

LONGEST = 40
"""So much of a word from an address is shown again."""


def left_out(request: HttpRequest, known: Collection[str]) -> list[str]:
    """A sentence for each parameter that the page does not have."""
    return [
        f"“{name}” is not a parameter of this page, so it was left out." for name in _unknown(request, known)
    ]


def refuse_unknown(request: HttpRequest, known: Collection[str]) -> None:
    """Refuse a parameter that a file does not have: a file cannot say that something was left out.

    :raises BadRequest: (400) naming those that there are.
    """
    listed = ", ".join(known) or "none"
    for name in _unknown(request, known):
        raise BadRequest(f"“{name}” is not a parameter of this address. Known: {listed}.")


def _unknown(request: HttpRequest, known: Collection[str]) -> Iterator[str]:
    return (name[:LONGEST] for name in request.GET if name not in known)
