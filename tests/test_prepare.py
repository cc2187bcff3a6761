"""What `manage.py prepare` refuses, and its messages, before it writes anything."""

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from config.management.commands import prepare


def prepare_database(url: str) -> subprocess.CompletedProcess[str]:
    """The result of `manage.py prepare` on the database of this address."""
    return subprocess.run(
        [sys.executable, "manage.py", "prepare", "--without-static"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": url, "DEMONSTRATION": "true"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.skipif(connection.vendor != "sqlite", reason="an address that is tried once")
@pytest.mark.parametrize(
    ("url", "reason"),
    [
        pytest.param("postgresql://nobody:wrong@127.0.0.1:1/none", "failed", id="no server"),
        pytest.param("sqlite:////proc/gatehouse.sqlite3", "unable to open database file", id="not writable"),
    ],
)
def test_a_database_that_does_not_answer_gives_two_lines(url, reason):
    refused = prepare_database(url)

    assert refused.returncode == 1
    assert reason in refused.stderr
    assert "DATABASE_URL" in refused.stderr
    assert len(refused.stderr.splitlines()) == 2


@pytest.mark.django_db
def test_a_database_of_another_version_is_refused():
    MigrationRecorder(connection).record_applied("accounts", "0999_of_a_later_version")

    with pytest.raises(
        CommandError, match=r"another version of Gatehouse .*accounts\.0999_of_a_later_version"
    ):
        call_command("prepare", stdout=StringIO())


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps all texts as UTF-8")
@pytest.mark.django_db(transaction=True)
def test_a_database_that_does_not_keep_utf8_is_refused():
    name = "gatehouse_without_encoding"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0")
    try:
        refused = prepare_database(address_beside(name))
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name}")

    assert refused.returncode == 1
    assert "SQL_ASCII" in refused.stderr
    assert "ENCODING 'UTF8'" in refused.stderr


def address_beside(name: str) -> str:
    """DATABASE_URL of another database on the server of the tests."""
    before, _, after = os.environ["DATABASE_URL"].rpartition("/postgres?")
    return f"{before}/{name}?{after}"


@pytest.mark.parametrize("mode", [0o755, 0o700, 0o750])
def test_the_folder_of_the_database_is_closed_to_other_accounts(mode, tmp_path):
    folder = tmp_path / "var"
    folder.mkdir(mode=mode)

    prepare.Command().make_private(folder)

    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_new_folder_is_closed_to_other_accounts_too(tmp_path: Path):
    prepare.Command().make_private(tmp_path / "var")

    assert (tmp_path / "var").stat().st_mode & 0o777 == 0o700
