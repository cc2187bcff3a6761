"""The kinds of documents, and the functions that build them. Other apps add kinds of their own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from noms.coordinates import Point


@dataclass(frozen=True)
class Document:
    """What a document is to say of one entry, before it is stored (see `SearchDocument`).

    `also` are other names; pairs of words of the title as one word are added when it is stored.
    """

    slug: str
    title: str
    is_public: bool = True
    also: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    body: str = ""
    place: str = ""
    point: Point | None = None


Build = Callable[[Collection[str] | None], Iterator[Document]]
"""Yields the documents of the entries with these slugs; of all entries, in bounded memory, for None.

A slug without an entry is left out: its document is deleted.
"""

_builders: dict[str, Build] = {}


def register_documents(kind: str, build: Build) -> None:
    """Have the search hold documents of a kind; call it in `AppConfig.ready`.

    Actions tell of changed entries with `accounts.changes.tell(kind, slugs)`.

    :raises ValueError: for a kind that is registered already.
    """
    if kind in _builders:
        raise ValueError(f"There are documents of the kind {kind!r} already.")
    _builders[kind] = build


def kinds() -> tuple[str, ...]:
    """Return the kinds of documents, in the order in which they were registered."""
    return tuple(_builders)


def build(kind: str, slugs: Collection[str] | None = None) -> Iterator[Document]:
    """Yield the documents of a kind, of these slugs or of all entries."""
    return _builders[kind](slugs)
