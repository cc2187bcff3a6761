"""The command load_submissions: what files of answers made elsewhere give for a form, row by row."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from accounts.uploads import actions as uploads
from accounts.uploads.preview import RowStatus
from accounts.uploads.rows import Finding
from survey import actions
from survey.actions.deliveries import AnswersUpload, undecided_columns
from survey.actions.instruments import new_instrument
from survey.form_state import MOMENT_KEY
from survey.imports.comparison import AnswersPreview
from survey.imports.file_groups import File, grouped
from survey.imports.submissions import Export, Submission
from survey.models import Delivery, Instrument, Strand, Study
from survey.vocabulary import StrandKind, StudyState
from survey.xlsform import FormFile, Reading, XLSFormError, read_form

STATES = {
    RowStatus.NEW: "new",
    RowStatus.CHANGED: "new",
    RowStatus.UNCHANGED: "known",
    RowStatus.CONFLICT: "conflict",
    RowStatus.REJECTED: "refused",
}
"""The states in the output. An edit of a submission that is there is new too, and `is_edit` says so."""
UNKNOWN = "Nobody knows this column: {reason}. It is passed over."
NOT_APPLIED = (
    "Nothing of this file was loaded: nobody knows the column “{column}”. Name it with --pass-over to load the "
    "others."
)


class _Capturing(AnswersUpload):
    """The upload of answers that keeps the last preview with its submissions."""

    last: AnswersPreview

    def preview(self, upload: Delivery, parsed: Export) -> AnswersPreview:
        self.last = super().preview(upload, parsed)
        return self.last


class Command(BaseCommand):
    help = (
        "Read answers to an XLSForm that were collected with ODK Central, KoboToolbox, Ona or SurveyCTO, and print for "
        "each row what loading it does. The files are loaded one after the other, and nothing of it stays, unless "
        "--study and --apply are given. Files of one export, such as the tables of repeated groups, go together."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("form", help="the XLSForm that was answered: .xlsx, .xls, .ods, .csv or .md")
        parser.add_argument(
            "files", nargs="+", metavar="file", help="the exported files: .xlsx, .ods, .csv or .zip"
        )
        parser.add_argument("--format", choices=["text", "json"], default="text")
        parser.add_argument("--study", help="load into the online survey of the study with this word")
        parser.add_argument("--apply", action="store_true", help="let stay what is loaded into the study")
        parser.add_argument(
            "--pass-over",
            action="append",
            default=[],
            metavar="COLUMN",
            help="with --apply: a column that nobody knows and that is not to be loaded; may be given several times",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["apply"] and not options["study"]:
            raise CommandError("Say with --study into which study to load.")
        form, files = _content(options["form"]), [_content(path) for path in options["files"]]
        with transaction.atomic():
            strand, instrument = _survey(form, _tables_of(Path(options["form"]), form), options["study"])
            results: list[dict[str, Any]] = []
            named = _with_own_names(files)
            for group in grouped(named):
                passed_over = options["pass_over"] if options["apply"] else None
                results += _load(strand, instrument, group, passed_over)
            paths = {name: path for (name, _), path in zip(named, options["files"], strict=True)}
            for result in results:
                result["file"] = paths[result["file"]]
            if not options["apply"]:
                transaction.set_rollback(True)
        if options["format"] == "json":
            self.stdout.write(json.dumps(results, ensure_ascii=False, indent=1))
        else:
            for line in _lines(results):
                self.stdout.write(line)


def _content(path: str) -> File:
    try:
        return Path(path).name, Path(path).read_bytes()
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror or error}.") from error


def _with_own_names(files: Sequence[File]) -> list[File]:
    """Return the files with a number before a name that is there twice."""
    names = [name for name, _ in files]
    return [
        (name if names.index(name) == place else f"{place + 1}-{name}", content)
        for place, (name, content) in enumerate(files)
    ]


def _tables_of(path: Path, form: File) -> list[FormFile]:
    """Return the CSV files beside a form that it misses without them."""
    notes = [note.words for _, found in read_form(FormFile(*form)).groups for note in found]
    beside = sorted(path.parent.glob("*.csv"))
    missing = [each for each in beside if each != path and any(each.name in words for words in notes)]
    return [FormFile(each.name, each.read_bytes()) for each in missing]


def _survey(form: File, tables: Sequence[FormFile], study: str | None) -> tuple[Strand, Instrument]:
    """Return the survey to load into, and the questionnaire. Without a study both are made, to be rolled back."""
    try:
        if study is None:
            instrument = _instrument(read_form(FormFile(*form), tables))
        else:
            instrument = actions.publish_form(form=FormFile(*form), companions=tables, by=None)
    except (XLSFormError, ValidationError) as error:
        raise CommandError("\n".join([f"{form[0]} is not taken.", *error.messages])) from error
    if study is None:
        today = timezone.localdate()
        made = Study(
            slug="answers-to-be-read", title="Answers", frame_on=today, opened_on=today, state=StudyState.OPEN
        )
        while Study.objects.filter(slug=made.slug).exists():
            made.slug += "-"
        made.save()
        return Strand.objects.create(
            study=made, kind=StrandKind.ONLINE_SURVEY, instrument=instrument
        ), instrument
    strand = (
        Strand.objects.filter(study__slug=study, kind=StrandKind.ONLINE_SURVEY)
        .select_related("study")
        .first()
    )
    if strand is None:
        raise CommandError(f"There is no study “{study}” with an online survey.")
    return strand, instrument


def _instrument(reading: Reading) -> Instrument:
    """Publish a form under a name of its own, because another form may have its name and version here."""
    made = new_instrument(reading=reading)
    made.name, made.published_at = f"read-{made.content_hash[:40]}", timezone.now()
    made.save()
    return made


def _load(
    strand: Strand, instrument: Instrument, group: Sequence[File], passed_over: Sequence[str] | None
) -> list[dict[str, Any]]:
    """Load the files of one export, and return for each its findings and rows.

    `passed_over` are the unknown columns that may be left out; None for all of them.
    """
    kind = _Capturing()
    results: list[dict[str, Any]] = [{"file": name, "findings": [], "rows": []} for name, _ in group]
    findings: list[dict[str, Any]] = results[0]["findings"]
    try:
        with transaction.atomic():
            delivery = actions.deliver(strand=strand, instrument=instrument, uploads=group, by=None)
        delivery = uploads.preview(kind=kind, upload=delivery, by=None)
    except ValidationError as error:
        findings += [_finding("", None, "", words) for words in error.messages]
        return results
    seen = kind.last
    findings += [_finding("", None, "", words) for words in seen.notices]
    unknown = seen.unknown if passed_over is None else passed_over
    delivery = actions.decide_delivery(delivery=delivery, passed_over=unknown, taken=(), by=None)
    if left := undecided_columns(delivery):
        findings += [_finding("", None, column, NOT_APPLIED.format(column=column)) for column in left]
    else:
        uploads.apply(kind=kind, upload=delivery, by=None)
        seen = kind.last
    for column, reason in seen.unknown.items():
        if column in unknown:
            findings.append(_finding("", None, column, UNKNOWN.format(reason=reason)))
    names = [name for name, _ in group]
    for row in seen.rows:
        own = next((place for place, name in enumerate(names) if row.file.startswith(name)), 0)
        results[own]["rows"].append(
            {
                "sheet": _sheet(row.file, names),
                "row": row.row,
                "state": STATES[row.status],
                "is_edit": row.status is RowStatus.CHANGED,
                "answers": _readable(row.content),
                "findings": [_of_row(found, names) for found in row.findings],
            }
        )
    return results


def _of_row(found: Finding, names: Sequence[str]) -> dict[str, Any]:
    return _finding(_sheet(found.file, names), found.row, found.column, found.problem)


def _finding(sheet: str, row: int | None, column: str, words: str) -> dict[str, Any]:
    return {"sheet": sheet, "row": row, "column": column, "words": words}


def _sheet(table: str, names: Sequence[str]) -> str:
    """Return the name of a sheet of a workbook, or of the file that is a table."""
    return next((table.removeprefix(f"{name}, sheet ") for name in names if table.startswith(name)), table)


def _readable(submission: Submission) -> dict[str, Any]:
    return {name: _value(stored) for name, stored in submission.answers.items() if name != MOMENT_KEY}


def _value(stored: Any) -> Any:
    """Return a stored answer as plain JSON: its value, the rows of a repeated group as a list, or its state."""
    if "value" not in stored:
        return dict(stored)
    value = stored["value"]
    if isinstance(value, list) and all(isinstance(row, dict) for row in value):
        return [{name: _value(inner) for name, inner in row.items()} for row in value]
    return value


def _lines(results: Sequence[dict[str, Any]]) -> Iterator[str]:
    for result in results:
        yield result["file"]
        for found in result["findings"]:
            yield "  " + ": ".join(filter(None, (found["column"], found["words"])))
        for row in result["rows"]:
            edit = ", an edit" if row["is_edit"] else ""
            yield f"  {row['sheet']}, row {row['row']}: {row['state']}{edit}"
            for found in row["findings"]:
                yield "    " + ": ".join(filter(None, (found["column"], found["words"])))
            yield "    " + json.dumps(row["answers"], ensure_ascii=False)
