"""The full text of the documents in the database: what the migration creates beside their table."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

from search.backend import postgresql, sqlite

STATEMENTS = {
    "sqlite": (sqlite.CREATE, sqlite.DROP),
    "postgresql": (postgresql.CREATE, postgresql.DROP),
}
"""Vendor of the database → the statements that create the full text, and those that drop it."""


def create(connection: BaseDatabaseWrapper) -> None:
    """Create the full text. A later migration that rebuilds the table on SQLite must create its triggers again."""
    _execute(connection, STATEMENTS[connection.vendor][0])


def drop(connection: BaseDatabaseWrapper) -> None:
    _execute(connection, STATEMENTS[connection.vendor][1])


def _execute(connection: BaseDatabaseWrapper, statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
