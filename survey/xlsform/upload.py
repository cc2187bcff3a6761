"""Uploaded XLSForms (xlsx, xls, ods, csv, Markdown, or a zip of one with its tables) as tables. No database."""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO, StringIO
from pathlib import PurePath, PurePosixPath

from accounts.uploads.files import DAMAGED, DELIMITERS, OLD_WORKBOOK, ZIP, decode, is_workbook
from accounts.uploads.layouts import likely_delimiter
from accounts.uploads.rows import Limits, UnreadableError
from accounts.uploads.workbooks import read_with_formulas
from survey.xlsform.notes import XLSFormError
from survey.xlsform.workbook import CompanionTable, FormFile, SheetRows, Workbook, clean, sheet_rows

MAX_BYTES = 2 * 1024 * 1024
MAX_COMPANION_BYTES = 5 * 1024 * 1024
"""The most bytes of all tables beside a form together."""
MAX_PARTS = 500
LIMITS = Limits(noun="form", rows=20_000, columns=1_000)
NOT_UTF_8 = "This text is not in UTF-8 and was read as Windows-1252. Look whether accents are right."
OLD = "This is an old workbook (.xls). The stored value of a formula is used; which cells hold one cannot be told."
WORKBOOKS = {".xlsx", ".xlsm", ".xls", ".ods"}
ENDINGS = WORKBOOKS | {".csv", ".md", ".txt"}
WRONG_KIND = "Choose an XLSForm: a file that ends in .xlsx, .xls, .ods, .csv or .md."

EMPTY = "This file is empty. Choose another one."

CSV_SURVEY = re.compile(r"^ *\"? *survey *\"? *([,;\t\n]|$)", re.IGNORECASE | re.MULTILINE)
MD_INLINE_REMARK = re.compile(r"^(.*)(#[^|]+)$")
MD_ROW = re.compile(r"\s*\|(.*)\|\s*")
MD_LINE = re.compile(r"[|-]+")
MD_CELL_END = re.compile(r"(?<!\\)\|")


def read_workbook(form: FormFile, companions: Sequence[FormFile] = ()) -> Workbook:
    """Return the tables of a form and of the CSV files beside it. A zip may hold both.

    :raises XLSFormError: if a file is too large, of another kind or damaged, with every reason.
    """
    if is_archive(form):
        form, inside = unpack(form)
        companions = [*inside, *companions]
    kind = PurePath(form.name).suffix.lower()
    if len(form.content) > MAX_BYTES:
        raise XLSFormError([f"This file is larger than {MAX_BYTES // 1024 // 1024} MB, so it was not read."])
    if sum(len(each.content) for each in companions) > MAX_COMPANION_BYTES:
        size = MAX_COMPANION_BYTES // 1024 // 1024
        raise XLSFormError([f"The tables beside the form are larger than {size} MB, so they were not read."])
    if kind not in ENDINGS:
        raise XLSFormError([WRONG_KIND])
    if not form.content.strip():
        raise XLSFormError([EMPTY])
    sheets, remarks = _sheets(form)
    tables = {PurePath(each.name).stem.lower(): _companion(each) for each in companions}
    return Workbook(form.name, tuple(sheets), tables, tuple(remarks))


def is_archive(file: FormFile) -> bool:
    """Return True for a zip that is no workbook."""
    is_named_workbook = PurePath(file.name).suffix.lower() in WORKBOOKS
    return file.content.startswith(ZIP) and not is_named_workbook and not is_workbook(file.content)


def unpack(archive: FormFile) -> tuple[FormFile, list[FormFile]]:
    """Return the form in a zip and the CSV files beside it. Pictures and other files are passed over.

    :raises XLSFormError: if there is no form, more than one, or too much to be read.
    """
    too_large = "What is in this zip is larger than a form can be, so it was not read."
    found: list[FormFile] = []
    try:
        with zipfile.ZipFile(BytesIO(archive.content)) as opened:
            parts = [
                part
                for part in opened.infolist()
                if PurePosixPath(part.filename).suffix.lower() in ENDINGS
                and not PurePosixPath(part.filename).name.startswith((".", "~"))
            ]
            most = MAX_BYTES + MAX_COMPANION_BYTES
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > most:
                raise XLSFormError([too_large])
            for part in parts:
                with opened.open(part) as stream:
                    # The lengths in the directory of a zip may be wrong.
                    content = stream.read(most + 1)
                if len(content) > most:
                    raise XLSFormError([too_large])
                found.append(FormFile(PurePosixPath(part.filename).name, content))
    except XLSFormError:
        raise
    except DAMAGED as error:
        raise XLSFormError(["This zip cannot be opened: it is damaged or locked by a password."]) from error
    forms, companions = forms_and_companions(found)
    if len(forms) != 1:
        words = "there is no XLSForm" if not forms else f"there are {len(forms)} XLSForms"
        raise XLSFormError([f"In this zip {words}. Put one into it, with the CSV files that it needs."])
    return forms[0], companions


def forms_and_companions(files: Sequence[FormFile]) -> tuple[list[FormFile], list[FormFile]]:
    """Return which of these files are forms, and which are CSV files that belong to a form."""
    forms = [each for each in files if not _is_companion(each)]
    return forms, [each for each in files if _is_companion(each)]


def _is_companion(file: FormFile) -> bool:
    """Return True for a CSV without a sheet “survey” in its first column."""
    if PurePath(file.name).suffix.lower() != ".csv":
        return False
    return CSV_SURVEY.search(_decode(file.content)[0]) is None


def _sheets(form: FormFile) -> tuple[list[SheetRows], list[str]]:
    """Return the sheets of a file, by what it is and not by what its name says; with remarks about it."""
    kind = PurePath(form.name).suffix.lower()
    is_old = form.content.startswith(OLD_WORKBOOK)
    if is_old or form.content.startswith(ZIP) or kind in WORKBOOKS:
        try:
            found = read_with_formulas(form.content, LIMITS)
        except UnreadableError as error:
            raise XLSFormError(error.messages) from error
        remarks = [OLD] if is_old else []
        if is_old != (kind == ".xls"):
            remarks.append(
                f"The name ends in {kind}, and the file is of another kind. It was read as what it is."
            )
        return [sheet_rows(each.name, enumerate(each.lines, 1), each.formulas) for each in found], remarks
    text, remark = _decode(form.content)
    remarks = [remark] if remark else []
    is_markdown = text.lstrip().startswith(("|", "#")) or (kind != ".csv" and "|" in text)
    return list(_markdown_sheets(text) if is_markdown else _csv_sheets(text)), remarks


def _decode(content: bytes) -> tuple[str, str]:
    """Return the text of a file, and what is to be said about its encoding."""
    text, remark = decode(content), ""
    if text is None:
        text, remark = content.decode("cp1252", errors="replace"), NOT_UTF_8
    return text.replace("\0", ""), remark


def _markdown_sheets(text: str) -> Iterator[SheetRows]:
    """Yield the sheets of tables in Markdown, as pyxform reads them. The first row below the headings is row 2."""
    found: dict[str, list[list[str]]] = {}
    lines: list[list[str]] = []
    for line in text.split("\n"):
        if line.lstrip().startswith("#"):
            continue
        remark = MD_INLINE_REMARK.match(line)
        row = MD_ROW.match(remark[1] if remark else line)
        if row is None or MD_LINE.fullmatch(row[1]):
            continue
        name, *cells = (cell.strip().replace(r"\|", "|") for cell in MD_CELL_END.split(row[1]))
        if name:
            lines = found.setdefault(name, [])
        if any(cells):
            lines.append(cells)
    for name, lines in found.items():
        yield sheet_rows(name, enumerate(lines, 1))


def _csv_sheets(text: str) -> Iterator[SheetRows]:
    """Yield the sheets of a CSV file: a name in the first column begins a sheet, its cells are in the others."""
    sheets: dict[str, list[tuple[int, list[str]]]] = {}
    current = ""
    try:
        first = CSV_SURVEY.search(text)
        reader = csv.reader(
            StringIO(text, newline=""), delimiter=(first[1].strip("\n") if first else "") or ","
        )
        for number, row in enumerate(reader, 1):
            cells = [cell.strip() for cell in row]
            if cells and cells[0]:
                current = cells[0]
                sheets.setdefault(current, [])
            if any(cells[1:]):
                if not current:
                    sentence = "The first column of a CSV must name the sheet: survey, choices or settings."
                    raise XLSFormError([sentence])
                sheets[current].append((number, cells[1:]))
    except csv.Error as error:
        raise XLSFormError([f"This cannot be read as CSV: {error}."]) from error
    if not sheets:
        raise XLSFormError([EMPTY])
    for name, lines in sheets.items():
        yield sheet_rows(name, lines)


def _companion(file: FormFile) -> CompanionTable:
    """Return the table of a CSV beside a form.

    :raises XLSFormError: if it cannot be read as CSV.
    """
    text = _decode(file.content)[0]
    delimiter = likely_delimiter(text, DELIMITERS, lines=1)
    try:
        lines = [
            [clean(cell) for cell in line]
            for line in csv.reader(StringIO(text, newline=""), delimiter=delimiter)
        ]
    except csv.Error as error:
        raise XLSFormError([f"“{file.name}” cannot be read as CSV: {error}."]) from error
    headings, *rows = [line for line in lines if any(line)] or [[]]
    cells = (dict(zip(headings, row, strict=False)) for row in rows)
    return CompanionTable(file.name, tuple(headings), tuple(cells))
