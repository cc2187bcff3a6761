"""The table of actions, and how actions are added to it."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Model

M = TypeVar("M", bound=Model)
Act = Callable[[], Any]
CASES: dict[str, Callable[[], Act]] = {}


def case(make: Callable[[], Act]) -> Callable[[], Act]:
    """Add an action to the table under the name of the function, `app__action`, which returns a call of the action."""
    CASES[make.__name__.replace("__", ".")] = make
    return make


def fresh(row: M) -> M:
    """Return the row fetched again from the database."""
    return type(row)._default_manager.get(pk=row.pk)
