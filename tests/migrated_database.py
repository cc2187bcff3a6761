"""A file that holds a migrated, empty SQLite database: migrated once, then copied for each run of the tests.

Migrating takes eight seconds of a processor. The name of the file is a hash of the migrations, so a changed migration
is a new file.
"""

import hashlib
import os
import shutil
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.db import connection

from accounts import triggers


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


def _file() -> Path:
    """Where the database of the present migrations is kept."""
    files = [Path(triggers.__file__)]
    for app in apps.get_app_configs():
        files += sorted((Path(app.path) / "migrations").glob("*.py"))
    content = hashlib.sha256(django.__version__.encode())
    for file in files:
        content.update(f"{file.parent.parent.name}/{file.name}\0".encode() + file.read_bytes())
    return settings.VAR_DIR / f"migrated-{content.hexdigest()[:16]}.sqlite3"
