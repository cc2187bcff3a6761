"""The cache that counts requests for rate limits. It never evicts an entry before it expires."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import connections


class LimitsCache(DatabaseCache):
    """Django's database cache without eviction, because filling the cache would otherwise reset limits.

    Above MAX_ENTRIES, each write removes expired entries; `manage.py housekeeping` removes them every day.
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
