"""`manage.py` takes its settings from the environment and guesses none."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

SETTINGS = {"DEBUG", "DEMONSTRATION", "SECRET_KEY", "DATABASE_URL", "DJANGO_SETTINGS_MODULE"}


def run(command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Return the result of a command with these settings alone."""
    plain = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    return subprocess.run(
        [sys.executable, "manage.py", command],
        cwd=settings.BASE_DIR,
        env={**plain, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("command", ["housekeeping", "prepare", "check"])
def test_without_settings_a_command_says_what_to_write_and_does_nothing(command: str) -> None:
    refused = run(command)

    assert refused.returncode == 1
    assert "SECRET_KEY is not set" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert refused.stdout == ""


def test_an_unknown_value_is_refused_with_a_sentence() -> None:
    refused = run("check", DEMONSTRATION="perhaps")

    assert refused.returncode == 1
    assert refused.stderr == "Gatehouse cannot start: DEMONSTRATION is 'perhaps': write true or false.\n"


def test_a_path_with_a_blank_is_a_path(tmp_path) -> None:
    database = tmp_path / "my gate house" / "gatehouse.sqlite3"

    done = run("check", DEMONSTRATION="true", DATABASE_URL=f"sqlite:///{database}")

    assert done.returncode == 0
    assert database.parent.is_dir()
