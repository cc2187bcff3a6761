"""The command survey_integrity: concurrent writers of the same answers, and what was lost or duplicated."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from survey.integrity import run_scenarios
from survey.models import Study

HEADINGS = ("", "requests", "told 409", "lost", "doubled", "errors")


class Command(BaseCommand):
    help = (
        "Let many writers begin, type and send the same survey answers at once, and count what is lost or doubled. "
        "Run it on a database of its own: what it writes stays there."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--keys", type=int, default=100, help="answers that are met (default: 100)")
        parser.add_argument("--writers", type=int, default=8, help="writers at each of them (default: 8)")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["keys"] < 1 or not 1 <= options["writers"] <= 64:
            raise CommandError("Give at least one answer, and 1 to 64 writers.")
        if Study.objects.filter(is_demonstration=False).exists():
            raise CommandError(
                "This database holds a study. Name an empty one: DATABASE_URL=sqlite:////tmp/writers.sqlite3, "
                "`manage.py migrate`, and then this."
            )
        began = time.monotonic()
        self.stdout.write(_line(HEADINGS))
        counts = []
        for count in run_scenarios(keys=options["keys"], writers=options["writers"]):
            counts.append(count)
            figures = (count.requests, count.conflicts, count.lost, count.duplicated, count.errors)
            self.stdout.write(_line((count.scenario, *map(str, figures))))
        self.stdout.write(
            f"{options['keys']} answers, {options['writers']} writers, {time.monotonic() - began:.0f} seconds"
        )
        if not all(count.is_sound for count in counts):
            raise CommandError("Something was lost, doubled or went wrong.")


def _line(cells: tuple[str, ...]) -> str:
    first, *others = cells
    return f"{first:<24}" + "".join(f"{cell:>10}" for cell in others)
