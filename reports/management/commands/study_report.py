"""`manage.py study_report`: writes the report of a study, of a release or of the live figures as a draft."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from reports.documents.formats import FORMATS, draft_report, report_of_release
from reports.documents.typesetting import TypesettingError
from reports.models import Release
from reports.releases.public import opened, release_numbered, released
from reports.releases.taken_back import taken_back
from survey.models import Study


class Command(BaseCommand):
    help = "Write the report of a study as a document. By default it is that of the current release."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", help="the study's short name, for instance demonstration-2009")
        parser.add_argument("--release", type=int, metavar="N", help="the number of the release")
        parser.add_argument(
            "--draft", action="store_true", help="of the figures as they are now, marked as a draft"
        )
        parser.add_argument("--format", choices=sorted(FORMATS), required=True)
        parser.add_argument("--output", type=Path, required=True, help="the file to write")

    def handle(self, *args: Any, **options: Any) -> None:
        study = Study.objects.select_related("frame").filter(slug=options["study"]).first()
        if study is None:
            slugs = list(Study.objects.order_by("slug").values_list("slug", flat=True)[:20])
            listed = f"There are: {', '.join(slugs)}." if slugs else "There are no studies yet."
            raise CommandError(f"There is no study “{options['study']}”. {listed}")
        if options["draft"] and options["release"]:
            raise CommandError("Give --release or --draft, not both.")
        try:
            content = self._content(study, options)
        except (ValueError, TypesettingError) as error:
            raise CommandError(str(error))
        path = options["output"]
        try:
            path.write_bytes(content)
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.")
        self.stdout.write(f"Written: {path} ({len(content):,} bytes).")

    def _content(self, study: Study, options: dict[str, Any]) -> bytes:
        format = FORMATS[options["format"]]
        if options["draft"]:
            return format.write(draft_report(study))
        release = self._release(study, options["release"])
        stored = release.documents.filter(kind=format.name).first()
        if stored is None:
            return format.write(report_of_release(opened(release)))
        if why := taken_back(opened(release)).why(format.name):
            page = reverse("release-study-report", args=[study.slug, release.number])
            raise CommandError(f"{why} The page has everything else: {page}")
        return bytes(stored.content)

    def _release(self, study: Study, number: int | None) -> Release:
        if number is None:
            current = released(study)
            if current is None:
                raise CommandError(
                    f"“{study}” has no release yet. --draft writes the report of the figures as they are now."
                )
            return current.release
        release = release_numbered(study, number)
        if release is None:
            raise CommandError(f"“{study}” has no release {number}.")
        if release.is_withdrawn:
            raise CommandError(f"Release {number} of “{study}” is withdrawn: {release.withdrawn_note}")
        return release
