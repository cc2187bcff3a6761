"""`manage.py load_organisations [--from DIR]`: load the organisations shipped with Gatehouse, with their evidence."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from enterprises.importing.reading import read_tables
from enterprises.importing.storing import store
from noms.importing.sheets import ReferenceFileError

SHIPPED = Path(__file__).resolve().parents[2] / "data"


class Command(BaseCommand):
    help = (
        "Load the real organisations and projects with what their sources say; what no source says stays"
        " unknown. Safe to run again: only what differs is touched, and what people changed is left. A table"
        " with a mistake is refused and nothing changes. Run load_reference first."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--from", dest="folder", type=Path, default=SHIPPED, help="a folder with both tables"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder.")
        try:
            stored = store(tables=read_tables(folder), by=None)
        except ReferenceFileError as refusal:
            raise CommandError(f"{refusal}\nNothing was changed.") from refusal
        except ValidationError as error:
            reasons = " ".join(error.messages)
            raise CommandError(f"The directory refuses this: {reasons}\nNothing was changed.") from error
        self.stdout.write(f"{stored}.")
