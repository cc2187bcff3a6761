"""`manage.py report`: prints a report of a study as its release has it, or with live exact figures."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports import readers, registry
from reports.comparison.queries import default_other
from reports.formats import csv, json
from reports.formats.files import FORMATS
from survey.models import Study

PRINTED = {"csv": csv.content, "json": json.content}


class Command(BaseCommand):
    help = (
        "Print a report of a study, or write it to a file, as its release has it or with live exact figures."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", help="the report, for instance coverage")
        parser.add_argument("--study", help="the study's short name, for instance demonstration-2009")
        parser.add_argument(
            "--with",
            dest="other",
            metavar="STUDY",
            help="with --exact: the second study of a comparison; by default the last before the first",
        )
        parser.add_argument("--format", choices=sorted(FORMATS), default="csv")
        parser.add_argument("--output", type=Path, help="the file to write; Excel and OpenDocument need one")
        parser.add_argument(
            "--exact",
            action="store_true",
            help="live exact figures, not for publication; written to the audit trail",
        )
        parser.add_argument("--list", action="store_true", help="list the reports there are")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            for report_type in registry.every():
                self.stdout.write(f"{report_type.name}: {report_type.aim}")
            return
        if not options["name"]:
            raise CommandError(f"Name a report. There are: {', '.join(registry.names())}.")
        if not options["study"]:
            raise CommandError(f"Name a study with --study. {self._studies()}")
        try:
            report_type = registry.get(options["name"])
        except registry.UnknownReportError as error:
            raise CommandError(str(error))
        study = Study.objects.select_related("frame").filter(slug=options["study"]).first()
        if study is None:
            raise CommandError(f"There is no study “{options['study']}”. {self._studies()}")
        other = self._other(report_type, study, options["other"], is_exact=options["exact"])
        name, path = options["format"], options["output"]
        if path is None and name not in PRINTED:
            raise CommandError(f"Say with --output which file to write: {name} cannot be printed.")
        try:
            report = readers.report_for(report_type.name, study, is_exact=options["exact"], other=other)
        except readers.NotReleasedError as reason:
            raise CommandError(f"{reason} With --exact it prints live figures, not for publication.")
        readers.record_reading(report, study, by=None, format=name)
        if path is None:
            self.stdout.write(PRINTED[name](report), ending="")
        else:
            self._write(path, FORMATS[name].write(report))

    def _other(
        self, report_type: registry.ReportType, study: Study, wanted: str | None, *, is_exact: bool
    ) -> Study | None:
        """Return the second study of a live comparison; a release has its own."""
        if not report_type.compares:
            if wanted:
                raise CommandError(f"The report “{report_type.name}” is of one study: leave out --with.")
            return None
        if not is_exact:
            if wanted:
                raise CommandError("A release compares with the study that it names: leave out --with.")
            return None
        others = Study.objects.exclude(pk=study.pk)
        if not wanted:
            return default_other(study, list(others.opened()))
        other = others.filter(slug=wanted).first()
        if other is None:
            raise CommandError(f"There is no other study “{wanted}”. {self._studies()}")
        return other

    def _write(self, path: Path, content: bytes) -> None:
        try:
            path.write_bytes(content)
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.")
        self.stdout.write(f"Written: {path} ({len(content):,} bytes).")

    def _studies(self) -> str:
        slugs = list(Study.objects.order_by("slug").values_list("slug", flat=True)[:20])
        return f"There are: {', '.join(slugs)}." if slugs else "There are no studies yet."
