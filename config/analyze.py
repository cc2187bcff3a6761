"""What the database knows of its own tables when it chooses how to answer."""

from django.db import connection

SAMPLE = 1_000


def update_statistics() -> None:
    """Let the planner learn how large the tables are now and how their values lie; seconds at a million rows.

    PostgreSQL does so by itself after a while; SQLite never does unless it is told.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit = {SAMPLE}")
        cursor.execute("ANALYZE")
