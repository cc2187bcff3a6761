"""`manage.py load_learning [--from DIR]`: load the shipped case studies and lessons."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from learning.loading import store
from learning.reading import read_tables
from noms.importing.sheets import ReferenceFileError

SHIPPED = Path(__file__).resolve().parents[2] / "data"


class Command(BaseCommand):
    help = (
        "Load the case studies and lessons that publications describe, in our own words and with their sources. "
        "Safe to run again. A table with a mistake is refused and nothing changes. Run load_organisations first."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--from", dest="folder", type=Path, default=SHIPPED, help="a folder with all the tables"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder.")
        try:
            loaded = store(read_tables(folder))
        except ReferenceFileError as refusal:
            raise CommandError(f"{refusal}\nNothing was changed.") from refusal
        self.stdout.write(f"{loaded}.")
