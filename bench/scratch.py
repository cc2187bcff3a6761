"""The database of the benchmarks, with the frame, the demonstration study and a generated directory."""

import os
import tempfile
from io import StringIO
from pathlib import Path

SEED = 2009


def prepare() -> None:
    """Set Django up on a new temporary SQLite database, or on BENCH_DATABASE_URL, whose data are kept.

    DATABASE_URL is not used, because the benchmarks fill their database with generated organisations.
    """
    folder = Path(tempfile.mkdtemp(prefix="gatehouse-bench-"))
    os.environ["DATABASE_URL"] = (
        os.environ.get("BENCH_DATABASE_URL") or f"sqlite:///{folder / 'bench.sqlite3'}"
    )
    os.environ.update(DEMONSTRATION="true", DEBUG="false", LOG_LEVEL="ERROR")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.conf import settings

    settings.API_RATE = None
    from django.core.management import call_command

    call_command("prepare", "--without-static", stdout=StringIO())


def fill(number: int) -> None:
    """Generate organisations up to this number."""
    from django.core.management import call_command

    call_command("generate_directory", organisations=number, seed=SEED, stdout=StringIO())
