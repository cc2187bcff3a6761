"""`manage.py generate_directory --organisations N --seed S`: an invented directory of any size."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from demo.bulk_load import BATCH, NoFrameError, fill_directory
from survey.demonstration import refuse_real_use

MAX_ORGANISATIONS = 2_000_000


class Command(BaseCommand):
    help = (
        "Fill the directory with invented organisations, to try Gatehouse at any size. The same number and seed give "
        "the same directory; a larger number adds to what is there."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--organisations", type=int, required=True, metavar="N", help="how many there shall be"
        )
        parser.add_argument(
            "--seed", type=int, default=2009, metavar="S", help="another seed, another directory"
        )
        parser.add_argument(
            "--without-assessments",
            action="store_true",
            help="leave the outcomes to a later run without this, or to “manage.py reassess”",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        number, seed = options["organisations"], options["seed"]
        if not (settings.DEBUG or settings.DEMONSTRATION):
            raise CommandError(
                "The organisations are invented, so they are generated only with DEMONSTRATION=true "
                "(or DEBUG=true), never beside a real study."
            )
        if not 1 <= number <= MAX_ORGANISATIONS:
            raise CommandError(f"--organisations must be from 1 to {MAX_ORGANISATIONS:,}.")
        if seed < 0:
            raise CommandError("--seed must be 0 or more.")
        refuse_real_use()
        began = time.monotonic()
        try:
            added = fill_directory(
                organisations=number,
                seed=seed,
                assessed=not options["without_assessments"],
                progress=self._progress(number),
            )
        except NoFrameError:
            raise CommandError("There is no frame yet: run “manage.py load_reference” first.")
        seconds = time.monotonic() - began
        self.stdout.write(
            f"{added:,} invented organisations added in {seconds:.1f} s; there are {number:,} of seed {seed}."
        )

    def _progress(self, number: int) -> Any:
        def report(done: int) -> None:
            if done % (4 * BATCH) == 0 and done < number:
                self.stdout.write(f"{done:,} of {number:,}")

        return report
