"""How an action is put into the table."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Model

M = TypeVar("M", bound=Model)
Act = Callable[[], Any]
CASES: dict[str, Callable[[], Act]] = {}


def case(make: Callable[[], Act]) -> Callable[[], Act]:
    """Put an action into the table under the name of the function, `app__action`; it returns the action to be done."""
    CASES[make.__name__.replace("__", ".")] = make
    return make


def fresh(row: M) -> M:
    """The row as a request would fetch it."""
    return type(row)._default_manager.get(pk=row.pk)
