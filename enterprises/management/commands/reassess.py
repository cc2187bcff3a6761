"""`manage.py reassess [SLUG …] [--changed] [--definition ID] [--check]`: update the stored assessments."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from enterprises import actions
from enterprises.actions.assessments import BATCH, ReassessmentProgress, stored_as
from enterprises.classification import definitions
from enterprises.classification.criteria import Definition
from enterprises.models import Assessment, Organisation


class Command(BaseCommand):
    help = (
        "Assess the whole directory again, or the organisations named, and store what changed. Each batch is"
        " stored by itself: after an interruption run it again with --changed to go on. --check stores"
        " nothing, lists what is stored otherwise than the evidence gives, and then exits with 1."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slugs", nargs="*", metavar="SLUG", help="only these organisations")
        parser.add_argument(
            "--changed",
            action="store_true",
            help="only organisations whose evidence, or a definition, changed since they were assessed",
        )
        parser.add_argument(
            "--definition",
            action="append",
            default=[],
            metavar="ID[@VERSION]",
            help="keep the outcome of this definition too, from now on; may be given several times",
        )
        parser.add_argument("--check", action="store_true", help="compare and store nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        using = self.using(options["definition"])
        selected = self.selected(options["slugs"], using, changed=options["changed"])
        if options["check"]:
            self.check_stored(selected, using)
            return
        done = actions.assess_all(by=None, organisations=selected, using=using, progress=self.progress)
        names = ", ".join(stored_as(definition) for definition in using)
        self.stdout.write(f"{_counted(done)} by {names}.")

    def using(self, wanted: Sequence[str]) -> tuple[Definition, ...]:
        """Return the definitions in use and those named on the command line."""
        try:
            named = [definitions.find(name) for name in wanted]
        except KeyError as error:
            raise CommandError(error.args[0])
        return tuple(dict.fromkeys((*actions.definitions_in_use(), *named)))

    def selected(
        self, slugs: Sequence[str], using: Sequence[Definition], *, changed: bool
    ) -> list[int] | None:
        """Return the keys of the organisations to assess; None for the whole directory."""
        if not slugs and not changed:
            return None
        organisations = Organisation.objects.active()
        if slugs:
            found = dict(organisations.filter(slug__in=slugs).values_list("slug", "pk"))
            if missing := [slug for slug in slugs if slug not in found]:
                raise CommandError(f"There is no organisation {missing[0]}, or it was merged into another.")
            organisations = organisations.filter(pk__in=found.values())
        if changed:
            organisations = organisations.out_of_date(
                {stored_as(definition): definition.hash for definition in using}
            )
        return list(organisations.order_by("pk").values_list("pk", flat=True))

    def check_stored(self, selected: list[int] | None, using: Sequence[Definition]) -> None:
        """Print every difference, and fail if there is one."""
        count = 0
        for stored, new in actions.differences(selected, using=using):
            count += 1
            self.stdout.write(_difference(stored, new))
        if count:
            raise CommandError(f"{count} stored assessments are not what the evidence gives.", returncode=1)
        self.stdout.write("Every stored assessment is what the evidence gives.")

    def progress(self, done: ReassessmentProgress) -> None:
        """Print the progress of a long run."""
        if done.organisations > BATCH:
            self.stdout.write(f"{_counted(done)} so far")


def _counted(done: ReassessmentProgress) -> str:
    return f"{done.organisations} organisations assessed, {done.changed} assessments stored"


def _difference(stored: Assessment | None, new: Assessment) -> str:
    name = f"{new.organisation.slug}, {new.definition}"
    if stored is None:
        return f"{name}: nothing is stored, the evidence gives {new.outcome}"
    if stored.outcome != new.outcome:
        return f"{name}: {stored.outcome} is stored, the evidence gives {new.outcome}"
    fields = [field for field in actions.COMPARED_FIELDS if getattr(stored, field) != getattr(new, field)]
    return f"{name}: {stored.outcome} as stored, but {', '.join(fields)} differ"
