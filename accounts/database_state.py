"""Checks that the database fits this version of Gatehouse."""

from __future__ import annotations

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

NO_ANSWER = "The database does not answer."
NOT_PREPARED = "The database is not prepared for this version of Gatehouse: run “manage.py prepare”."
OF_ANOTHER_VERSION = (
    "This database was made by another version of Gatehouse (it has {name}, which this one lacks).\n"
    "Run that version or a later one, or name an empty database in DATABASE_URL. "
    "The demonstration is made anew by deleting var/gatehouse.sqlite3*."
)
NOT_UTF8 = (
    "The database keeps texts as {encoding}, which cannot hold every name; Gatehouse needs UTF8.\n"
    "Make another one: CREATE DATABASE gatehouse ENCODING 'UTF8' TEMPLATE template0"
)


def problem() -> str:
    """Return why this version cannot use the database, and what to do; empty if it can."""
    try:
        loader = MigrationLoader(connection)
        encoding = text_encoding()
    except DatabaseError:
        return NO_ANSWER
    if encoding != "UTF8":
        return NOT_UTF8.format(encoding=encoding)
    unknown = unknown_migrations(loader)
    if unknown:
        return OF_ANOTHER_VERSION.format(name=unknown[0])
    if set(loader.graph.nodes) - set(loader.applied_migrations or ()):
        return NOT_PREPARED
    return ""


def text_encoding() -> str:
    """Return the encoding of the database, such as UTF8 or SQL_ASCII."""
    if connection.vendor != "postgresql":
        return "UTF8"
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_encoding")
        return str(cursor.fetchone()[0])


def unknown_migrations(loader: MigrationLoader) -> list[str]:
    """Return the migrations of our own apps that the database has and the code does not."""
    ours = {app.label for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR}
    known = set(loader.disk_migrations or ())
    return sorted(
        f"{app}.{name}"
        for app, name in loader.applied_migrations or ()
        if app in ours and (app, name) not in known
    )
