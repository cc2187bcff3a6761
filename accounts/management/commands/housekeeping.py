"""`manage.py housekeeping`: remove expired data. Run it every day."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

import structlog
from django.core.management.base import BaseCommand, CommandError

from accounts import housekeeping

log = structlog.get_logger("gatehouse.housekeeping")


class Command(BaseCommand):
    help = (
        "Remove expired data: contacts on their day of erasure, sessions, rate limits, jobs. Run it every day. "
        "It ends with an error if a task failed; the other tasks are run all the same."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say how many there are")

    def handle(self, *args: Any, **options: Any) -> None:
        failed = []
        for name, task in housekeeping.tasks().items():
            try:
                number = task(dry_run=options["dry_run"])
            except Exception:
                log.exception("housekeeping failed", task=name)
                failed.append(name)
            else:
                self.stdout.write(
                    f"{name}: {number:,} {'to be removed' if options['dry_run'] else 'removed'}"
                )
        if failed:
            raise CommandError(f"Not removed, for the reason logged: {', '.join(failed)}.")
