"""`manage.py load_demo`: the demonstration study, generated on the real frame."""

import time
from argparse import ArgumentParser
from collections.abc import Callable
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from accounts.management.commands.demonstration_accounts import address_of
from accounts.models import User
from accounts.roles import Role
from demo import build, followup, running
from noms.models import Service
from survey.demonstration import refuse_real_use
from survey.models import Study


class Command(BaseCommand):
    help = (
        "Generate the demonstration: a whole study on the real frame of 2009, and a small one in the middle of its "
        "fieldwork on that of today. Interviews and organisations are invented."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--follow-up",
            action="store_true",
            help="also generate a small second study a year later, so that two studies can be compared",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEBUG or settings.DEMONSTRATION):
            raise CommandError(
                "The demonstration study is invented, so it is loaded only with DEMONSTRATION=true "
                "(or DEBUG=true), never beside a real study."
            )
        wanted: list[tuple[str, Callable[[build.Staff], Study], str]] = [
            (build.SLUG, build.build, "Generating the demonstration study: about a minute."),
            (
                running.SLUG,
                running.build_running,
                "Generating the demonstration study of today: some seconds.",
            ),
        ]
        if options["follow_up"]:
            words = "Generating the follow-up of the demonstration study: some seconds."
            wanted.append((followup.SLUG, followup.build_followup, words))
        existing = set(
            Study.objects.filter(slug__in=[slug for slug, _, _ in wanted]).values_list("slug", flat=True)
        )
        for slug, generate, words in wanted:
            if slug in existing:
                self.stdout.write(f"The demonstration study “{slug}” is there already.")
            else:
                self._generate(generate, words)

    def _generate(self, generate: Callable[[build.Staff], Study], words: str) -> None:
        refuse_real_use()
        if not Service.objects.open_on(build.FRAME_ON).exists():
            raise CommandError("There is no frame yet: run “manage.py load_reference” first.")
        self.stdout.write(words)
        self.stdout.flush()
        started = time.monotonic()
        call_command("demonstration_accounts", stdout=StringIO())
        study = generate(
            build.Staff(
                lead=_account(Role.STUDY_LEAD),
                researcher=_account(Role.RESEARCHER),
                curator=_account(Role.CURATOR),
                administrator=_account(Role.ADMINISTRATOR),
            )
        )
        seconds = time.monotonic() - started
        self.stdout.write(f"Demonstration study “{study.slug}” generated in {seconds:.1f} s.")


def _account(role: str) -> User:
    user: User = User.objects.get(email=address_of(role))
    return user
