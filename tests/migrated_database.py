"""The migrated, empty database: on SQLite kept in a file for the next runs, and put back after each test that commits.

Migrating takes eight seconds of a processor. The name of the file is a hash of the migrations, so a changed migration
is a new file. Emptying the tables as Django does, and filling again what `migrate` fills, takes half a second a test.
"""

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.test import TransactionTestCase

from accounts import triggers as audit_triggers
from reports.releases import triggers as release_triggers
from tests.table_copies import copies_of, put_back


def put_in_place() -> bool:
    """Copy the migrated database to where the tests look for theirs; return False where there is none to copy."""
    migrated = _file()
    if connection.vendor != "sqlite" or not migrated.exists():
        return False
    target = connection.settings_dict["TEST"]["NAME"]
    for leftover in ("-wal", "-shm"):
        Path(f"{target}{leftover}").unlink(missing_ok=True)
    shutil.copyfile(migrated, target)
    return True


def keep() -> None:
    """Keep a copy of the database that was just migrated, in place of those of earlier migrations."""
    migrated = _file()
    if connection.vendor != "sqlite" or migrated.exists():
        return
    # Other processes may be writing the same file now: theirs, and the part that it is made from, stay.
    for earlier in set(migrated.parent.glob("migrated-*.sqlite3")) - {migrated}:
        earlier.unlink(missing_ok=True)
    part = migrated.with_suffix(f".{os.getpid()}")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(part)])
    part.replace(migrated)


def put_back_after_commits() -> None:
    """Have each test that commits leave the database behind as it is now."""
    put_back_all = _from_memory() if connection.vendor == "sqlite" else _by_deleting()
    TransactionTestCase._fixture_teardown = lambda self: put_back_all()


def _from_memory() -> Callable[[], None]:
    """Return a function that copies SQLite's pages back, all at once."""
    pages = sqlite3.connect(":memory:", check_same_thread=False)
    connection.ensure_connection()
    connection.connection.backup(pages)

    def put_back_all() -> None:
        connection.ensure_connection()
        pages.backup(connection.connection)

    return put_back_all


def _by_deleting() -> Callable[[], None]:
    """Return a function that deletes all rows on PostgreSQL, without triggers, and inserts those of the migrations."""
    migrated = [copy for copy in copies_of(apps.get_models(include_auto_created=True)) if copy.rows]
    names = connection.introspection.table_names()
    tables = [connection.ops.quote_name(name) for name in names if name != "django_migrations"]
    deletions = "; ".join(f"DELETE FROM {table}" for table in tables)

    def put_back_all() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL session_replication_role = replica; {deletions}")
            put_back(migrated)

    return put_back_all


def _file() -> Path:
    """Where the database of the present migrations is kept."""
    files = [Path(audit_triggers.__file__), Path(release_triggers.__file__)]
    for app in apps.get_app_configs():
        files += sorted((Path(app.path) / "migrations").glob("*.py"))
    content = hashlib.sha256(django.__version__.encode())
    for file in files:
        content.update(f"{file.parent.parent.name}/{file.name}\0".encode() + file.read_bytes())
    return settings.VAR_DIR / f"migrated-{content.hexdigest()[:16]}.sqlite3"
