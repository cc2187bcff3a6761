"""The door to the full text, which an app above holds: organisations that a text typed into a filter finds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet


@dataclass(frozen=True)
class TextQuery:
    """What a typed text finds: a query of slugs of organisations, and a sentence for each word read as another."""

    slugs: QuerySet[Any, str]
    notices: tuple[str, ...] = ()


Find = Callable[[str, bool], TextQuery]
"""Returns what a text finds; True also lets it find words that only unpublished organisations have."""
_find: list[Find] = []


def register(find: Find) -> None:
    """Have this function answer; the app that holds the full text calls it once, in `AppConfig.ready`."""
    _find[:] = [find]


def find(text: str, *, sees_unpublished: bool = False) -> TextQuery:
    """Return what a text finds in the names, descriptions, terms and places of organisations."""
    return _find[0](text, sees_unpublished)
