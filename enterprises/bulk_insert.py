"""Inserts many rows at once, several times as fast as through model instances."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

ROWS_PER_STATEMENT = 500
PREPARED_FIELDS = (models.DateTimeField, models.JSONField, models.UUIDField)
"""Fields whose values must be prepared for the database; those of all others are passed as they are."""


def insert(
    model: type[models.Model],
    names: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    ignore_conflicts: bool = False,
) -> None:
    """Insert rows that give the values of the attributes in `names`; every other column gets its default.

    A UUID that is not given is generated for each row. Only the constraints of the database are checked, not `clean`.
    With `ignore_conflicts` a row that breaks a unique constraint is skipped.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    defaults = model()
    own = {field.attname: field for field in model._meta.concrete_fields if not field.primary_key}
    missing = [field for name, field in own.items() if name not in names]
    keys = [field for field in missing if isinstance(field, models.UUIDField) and callable(field.default)]
    if keys:
        names = (*names, *(field.attname for field in keys))
        rows = ((*row, *(field.get_default() for field in keys)) for row in rows)
    others = [field for field in missing if field not in keys]
    rest = tuple(field.get_db_prep_save(field.pre_save(defaults, add=True), connection) for field in others)
    given = [own[name] for name in names]
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in (*given, *others))
    table = connection.ops.quote_name(model._meta.db_table)
    prepare = [
        (at, field.get_db_prep_save) for at, field in enumerate(given) if isinstance(field, PREPARED_FIELDS)
    ]
    filled = ((*row, *rest) for row in (_prepared(rows, prepare, connection) if prepare else rows))
    begin = f"INSERT INTO {table} ({columns}) VALUES "  # noqa: S608 (names of our own)
    placeholders = f"({', '.join(['%s'] * len(own))})"
    end = " ON CONFLICT DO NOTHING" if ignore_conflicts else ""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(f"{begin}{placeholders}{end}", list(filled))
            return
        # One statement inserts many rows, because a round trip to the server for each row would be slow.
        while batch := list(islice(filled, ROWS_PER_STATEMENT)):
            cursor.execute(
                f"{begin}{', '.join([placeholders] * len(batch))}{end}", list(chain.from_iterable(batch))
            )


def _prepared(
    rows: Iterable[Sequence[Any]],
    prepare: Sequence[tuple[int, Callable[..., Any]]],
    connection: BaseDatabaseWrapper,
) -> Iterator[Sequence[Any]]:
    """Yield the rows with the values that `prepare` needs converted for the database."""
    for row in rows:
        values = list(row)
        for at, convert in prepare:
            values[at] = convert(values[at], connection)
        yield values
