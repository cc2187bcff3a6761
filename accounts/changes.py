"""What actions tell the apps above: which entries changed, within the transaction of the change."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Listener = Callable[[str, Collection[str]], None]
"""Is called with a kind of entry, such as organisation, and the slugs of those that were changed, added or deleted."""
_listeners: list[Listener] = []
_collected: ContextVar[dict[str, set[str]] | None] = ContextVar("collected", default=None)


def register_listener(listener: Listener) -> None:
    """Have a function called with each change, in the same transaction; an app calls this in `AppConfig.ready`."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell(kind: str, slugs: Collection[str]) -> None:
    """Tell every app above that entries of a kind changed. The rows must be written already."""
    waiting = _collected.get()
    if waiting is not None:
        waiting.setdefault(kind, set()).update(slugs)
        return
    for listener in _listeners:
        listener(kind, slugs)


@contextmanager
def told_once() -> Iterator[None]:
    """Tell of all changes inside the block once, at its end: an entry that changes several times is read once.

    Open it inside the transaction. If the block fails nothing is told. A block inside another leaves it to that one.
    """
    if _collected.get() is not None:
        yield
        return
    waiting: dict[str, set[str]] = {}
    token = _collected.set(waiting)
    try:
        yield
    finally:
        _collected.reset(token)
    for kind, slugs in waiting.items():
        tell(kind, sorted(slugs))
