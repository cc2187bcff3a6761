"""The statistics that the database's query planner uses."""

from django.db import connection

SAMPLE = 1_000


def update_statistics() -> None:
    """Update the planner's statistics (ANALYZE). It takes seconds for a million rows.

    PostgreSQL does this by itself after a while; SQLite does not.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit = {SAMPLE}")
        cursor.execute("ANALYZE")
