"""`manage.py classify FILE.csv`: print the outcome of each organisation in a table of facts, with its reasons."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from enterprises.classification import Assessment, assess, csv_table, definitions
from enterprises.classification.criteria import Definition

FORMATS = {"csv": csv_table.as_csv, "json": csv_table.as_json}


class Command(BaseCommand):
    requires_system_checks = []
    help = (
        "Classify the organisations of a CSV file by a definition. Columns: name, and any facts of the definition "
        "(see docs/definition.md), written yes or no, as per cent such as 52.5, as an interval such as 26..50, or "
        "blank where it is not known. A cell that cannot be read is reported and its row left out."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE.csv", type=Path)
        parser.add_argument(
            "--definition",
            default=definitions.DEFAULT,
            metavar="ID[@VERSION]",
            help="the newest version unless one is given, such as inclusive-2009@1; "
            f"one of {', '.join(each.id for each in definitions.all())} (default: {definitions.DEFAULT})",
        )
        parser.add_argument("--format", choices=sorted(FORMATS), default="csv")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            definition = definitions.find(options["definition"])
        except KeyError as error:
            raise CommandError(error.args[0])
        self.problems = 0
        try:
            lines = StringIO(path.read_bytes().decode("utf-8-sig"), newline="")
            assessed = self.assessed(csv_table.read(lines), definition)
        except csv_table.TableError as error:
            raise CommandError(f"{path}: {error}")
        except UnicodeDecodeError:
            raise CommandError(f"{path} is not text in UTF-8: save it as “CSV UTF-8”.")
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.")
        for text in FORMATS[options["format"]](assessed):
            self.stdout.write(text, ending="")
        if self.problems:
            raise CommandError(f"{path}: {self.problems} to correct; all other rows are printed.")

    def assessed(
        self, rows: Iterable[csv_table.Row | csv_table.Problem], definition: Definition
    ) -> Iterator[tuple[str, Assessment]]:
        """Yield the name and assessment of each row; write problems to stderr as they are found."""
        for row in rows:
            if isinstance(row, csv_table.Problem):
                self.problems += 1
                self.stderr.write(str(row))
            else:
                yield row.name, assess(row.facts, definition)
