"""The cache in which limits are counted: a table that gives up nothing before its time."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import connections


class LimitsCache(DatabaseCache):
    """Django's cache in a table of the database, without eviction: whoever filled it would lift the limits of others.

    Above MAX_ENTRIES each write removes what has expired. `manage.py housekeeping` does so every day.
    """

    def __init__(self, table: str, params: dict[str, Any]) -> None:
        super().__init__(table, params)
        self.table = table

    def _cull(self, db: str, cursor: Any, now: dt.datetime, num: int) -> None:
        connection = connections[db]
        cursor.execute(
            f"DELETE FROM {connection.ops.quote_name(self.table)} WHERE expires < %s",  # noqa: S608  (our own name)
            [connection.ops.adapt_datetimefield_value(now)],
        )
