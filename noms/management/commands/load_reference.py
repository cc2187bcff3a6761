"""`manage.py load_reference [--from DIR]`: fill the frame from the reference files, or bring it up to date."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError

from noms.importing.reading import read_frame
from noms.importing.sheets import ReferenceFileError
from noms.importing.storing import store

SHIPPED = Path(__file__).resolve().parents[2] / "data"


class Command(BaseCommand):
    requires_system_checks: tuple[str, ...] = ()  # so that running it again before each start costs little
    help = (
        "Load prisons, probation services, areas, regions and places. Safe to run again: only rows that differ"
        " are touched. A file with a mistake is refused and nothing changes."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--from", dest="folder", type=Path, default=SHIPPED, help="a folder with all the reference files"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder.")
        try:
            frame = read_frame(folder)
            outcome = store(frame=frame, by=None)
        except ReferenceFileError as refusal:
            raise CommandError(f"{refusal}\nNothing was changed.")
        except IntegrityError as error:
            raise CommandError(f"The files clash with a row changed by hand: {error}\nNothing was changed.")
        self.stdout.write(f"Mid-2009: {frame.summary()}.")
        self.stdout.write(f"June 2025: {frame.summary_today()}.")
        self.stdout.write(f"{outcome}.")
