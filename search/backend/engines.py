"""The engine of the database in use."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Protocol

from django.db import connection

from search.backend.postgresql import PostgreSQLEngine
from search.backend.sqlite import SQLiteEngine
from search.query import Concept

Statement = tuple[str, list[Any]]
"""A statement, or a condition in one, and its parameters."""


class Engine(Protocol):
    """What a database must offer: what a document must match, the keys of the best, and which words are known."""

    def condition(self, query: Sequence[Concept], in_names: bool) -> Statement:
        """Return the condition on a row of the documents that it matches, with `in_names` by its names only."""

    def ranked(
        self,
        query: Sequence[Concept],
        kinds: Collection[str],
        sees_unpublished: bool,
        ranked: int,
        limit: int,
        offset: int,
    ) -> Statement:
        """Return the statement that selects the keys of the best documents, of at most `ranked` that it ranks."""

    def known(self, words: Sequence[str], sees_unpublished: bool, are_prefixes: bool) -> Statement:
        """Return the statement that selects those of the words that the texts of a document have."""


ENGINES: dict[str, Engine] = {"sqlite": SQLiteEngine(), "postgresql": PostgreSQLEngine()}


def engine() -> Engine:
    """Return the engine of the default database."""
    return ENGINES[connection.vendor]
