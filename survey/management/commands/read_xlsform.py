"""The command read_xlsform: what reading XLSForms finds, file by file. Nothing is stored."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from survey.xlsform import FormFile, Note, Reading, read_form
from survey.xlsform.notes import grouped
from survey.xlsform.upload import forms_and_companions

TITLES = {"understood": "Understood otherwise", "left_out": "Left out", "refused": "Refused"}

NO_FORM = "this is no form: it has no sheet survey. Name the form that uses this table as well."


class Command(BaseCommand):
    help = (
        "Read XLSForms and print for each file whether it is accepted, and what is understood otherwise, left out and "
        "refused. CSV files that a form uses are taken from the command line and from beside the form: its folder, or "
        "the folder with its name and “-media”. Nothing is stored, and no database is needed."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "files",
            nargs="+",
            metavar="file",
            help="XLSForms (.xlsx, .xls, .ods, .csv, .md or .zip) and CSV files",
        )
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        results = list(_results([Path(each) for each in options["files"]]))
        if options["format"] == "json":
            self.stdout.write(json.dumps([_as_json(*each) for each in results], ensure_ascii=False, indent=1))
        else:
            for path, reading in results:
                self.stdout.write("\n".join(_lines(path, reading)))


def _results(paths: Sequence[Path]) -> Iterator[tuple[Path, Reading]]:
    """Yield each form with its reading, in the order of the command line; a file that cannot be read is refused."""
    files: dict[Path, FormFile] = {}
    unread: dict[Path, Reading] = {}
    for path in paths:
        try:
            files[path] = FormFile(path.name, path.read_bytes())
        except OSError as error:
            unread[path] = Reading(None, refused=[Note("", None, _why_unread(path, error))])
    forms, given = forms_and_companions(list(files.values()))
    for path in dict.fromkeys(paths):
        if path in unread:
            yield path, unread[path]
        elif not forms:
            yield path, Reading(None, refused=[Note("", None, NO_FORM)])
        elif files[path] not in given:
            yield path, read_form(files[path], [*_beside(path, given), *given])


def _why_unread(path: Path, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file. Check its name and its folder."
    if path.is_dir():
        return "this is a folder. Name the files in it."
    return f"this file cannot be read: {error.strerror or error}."


def _beside(form: Path, given: Sequence[FormFile]) -> Iterator[FormFile]:
    """Yield the CSV files beside a form that were not given."""
    names = {each.name for each in given}
    for folder in (form.parent, form.parent / f"{form.stem}-media"):
        for path in sorted(folder.glob("*.csv")) if folder.is_dir() else ():
            if path.name in names or path.name == form.name:
                continue
            try:
                found = FormFile(path.name, path.read_bytes())
            except OSError:
                # A form that needs the file says that it is missing.
                continue
            if forms_and_companions([found])[1]:
                names.add(path.name)
                yield found


def _as_json(path: Path, reading: Reading) -> dict[str, Any]:
    notes = {
        kind: [{"sheet": note.sheet, "row": note.row, "words": note.words} for note in found]
        for kind, found in reading.groups
    }
    return {"file": str(path), "accepted": reading.accepted, **notes}


def _lines(path: Path, reading: Reading) -> Iterator[str]:
    yield f"{path}: {'accepted' if reading.accepted else 'refused'}"
    for kind, notes in reading.groups:
        if notes:
            yield f"  {TITLES[kind]}:"
        for sentence, found in grouped(notes):
            more = f" ({len(found)} times: {', '.join(note.name or note.place for note in found)})"
            yield f"    {found[0]}" if len(found) == 1 else f"    {sentence}{more}"
