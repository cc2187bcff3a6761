"""`manage.py erase_contacts`: erase the contacts whose day has come; to be run every day."""

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from interviews import actions
from interviews.actions.retention import due_contacts


class Command(BaseCommand):
    help = (
        "Erase the names, numbers and addresses of respondents whose day of erasure has come. Calls and interviews "
        "then say “respondent 07”. Run it every day."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", metavar="DAY", help="as if today were this day, such as 2010-02-24")
        parser.add_argument("--dry-run", action="store_true", help="only say how many there are")

    def handle(self, *args: Any, **options: Any) -> None:
        day = None
        if options["on"]:
            try:
                day = dt.date.fromisoformat(options["on"])
            except ValueError:
                raise CommandError(f"“{options['on']}” is not a day. Write it like 2010-02-24.") from None
        if options["dry_run"]:
            self.stdout.write(f"{len(due_contacts(on=day))} to be erased.")
            return
        self.stdout.write(f"{actions.erase_due_contacts(on=day)} erased.")
