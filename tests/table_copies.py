"""Copies of whole tables in memory, to build slow data once and restore them in each test."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.core.management.color import no_style
from django.db import connection, models, transaction

MAX_VALUES = 10_000
"""Values in one INSERT statement: SQLite allows 32,766."""


class TableCopy(NamedTuple):
    """All rows of a model's table, as the database driver gives them."""

    model: type[models.Model]
    columns: list[str]
    rows: list[tuple[Any, ...]]


def copies_of(tables: Iterable[type[models.Model]]) -> list[TableCopy]:
    """Read the tables of these models."""
    copies = []
    with connection.cursor() as cursor:
        for model in tables:
            columns = [field.column for field in model._meta.concrete_fields]
            cursor.execute(f"SELECT {_names(columns)} FROM {_names([model._meta.db_table])}")
            copies.append(TableCopy(model, columns, cursor.fetchall()))
    return copies


def put_back(copies: Iterable[TableCopy]) -> None:
    """Insert the copied rows with their primary keys; foreign keys are checked at the end."""
    copies = list(copies)
    with transaction.atomic(), connection.cursor() as cursor:
        for model, columns, rows in copies:
            row = f"({', '.join(['%s'] * len(columns))})"
            into = f"INSERT INTO {_names([model._meta.db_table])} ({_names(columns)}) VALUES "
            size = MAX_VALUES // len(columns)
            for start in range(0, len(rows), size):
                batch = rows[start : start + size]
                cursor.execute(
                    into + ", ".join([row] * len(batch)), [value for each in batch for value in each]
                )
        for statement in connection.ops.sequence_reset_sql(no_style(), [copy.model for copy in copies]):
            cursor.execute(statement)


def _names(names: list[str]) -> str:
    return ", ".join(connection.ops.quote_name(name) for name in names)
