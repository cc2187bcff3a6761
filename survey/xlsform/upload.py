"""An uploaded XLSForm (xlsx, ods, csv or Markdown) as Markdown, with the place of each of its rows. No database."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from io import StringIO
from pathlib import PurePath
from typing import NamedTuple

from accounts.uploads.rows import Limits, UnreadableError
from accounts.uploads.workbooks import read_workbook
from survey.xlsform.notes import XLSFormError

MAX_BYTES = 2 * 1024 * 1024
LIMITS = Limits(noun="form", rows=20_000, columns=100)
Rows = list[tuple[int, list[str]]]
"""The rows of a sheet, each with its number in the file, headings included."""
ROW_REFERENCE = re.compile(r"\b(Sheet (\w+), )?row (\d+)\b")


class Upload(NamedTuple):
    """A form as Markdown. `rows` are, by sheet, the row numbers in the uploaded file."""

    source: str
    rows: dict[str, list[int]]

    def locate(self, message: str) -> str:
        """Return a message with row numbers of the Markdown replaced by those of the file."""

        def number(found: re.Match[str]) -> str:
            place = int(found[3]) - 1
            rows = self.rows.get(found[2] or "survey", [])
            return f"{found[1] or ''}row {rows[place] if place < len(rows) else found[3]}"

        return ROW_REFERENCE.sub(number, message)


def read_upload(content: bytes, name: str) -> Upload:
    """Return the form in an uploaded file.

    :raises XLSFormError: if the file is too large, of another type, damaged, or contains a formula.
    """
    if len(content) > MAX_BYTES:
        raise XLSFormError([f"This file is larger than {MAX_BYTES // 1024 // 1024} MB, so it was not read."])
    kind = PurePath(name).suffix.lower()
    if kind in {".xlsx", ".ods"}:
        try:
            sheets = read_workbook(content, LIMITS)
            return as_markdown((name, list(enumerate(lines, start=1))) for name, lines in sheets)
        except UnreadableError as error:
            raise XLSFormError(error.messages) from error
    if kind not in {".csv", ".md", ".txt"}:
        raise XLSFormError(["Choose an XLSForm: a file that ends in .xlsx, .ods, .csv or .md."])
    try:
        text = content.decode("utf-8-sig").replace("\0", "")
    except UnicodeDecodeError:
        raise XLSFormError(["This is not a text file in UTF-8. Save it again as UTF-8."]) from None
    return as_markdown(_csv_sheets(text)) if kind == ".csv" else Upload(text, {})


def as_markdown(sheets: Iterable[tuple[str, Rows]]) -> Upload:
    """Return sheets as Markdown tables, without empty rows."""
    lines: list[str] = []
    places: dict[str, list[int]] = {}
    for name, rows in sheets:
        rows = [(number, cells) for number, cells in rows if any(cells)]
        if not rows:
            continue
        width = max(index for index, cell in enumerate(rows[0][1], 1) if cell) if any(rows[0][1]) else 0
        for number, cells in rows:
            if any(cells[width:]):
                sentence = f"Sheet {name}, row {number}: a cell is in a column without a heading."
                raise XLSFormError([sentence])
        lines.append(f"| {_cell(name)} |")
        for _, cells in rows:
            filled = [*cells[:width], *[""] * (width - len(cells))]
            lines.append("| | " + " | ".join(_cell(cell) for cell in filled) + " |")
        places[name.lower()] = [number for number, _ in rows]
    return Upload("\n".join(lines) + "\n", places)


def _cell(text: str) -> str:
    return re.sub(r"(?<!\\)\|", r"\\|", " ".join(text.split()))


def _csv_sheets(text: str) -> Iterator[tuple[str, Rows]]:
    """Yield the sheets of a CSV file: a name in the first column begins a sheet, its cells are in the others."""
    sheets: dict[str, Rows] = {}
    current = ""
    try:
        reader = csv.reader(StringIO(text))
        for row in reader:
            cells = [cell.strip() for cell in row]
            if cells and cells[0]:
                current = cells[0]
                sheets.setdefault(current, [])
            if any(cells[1:]):
                if not current:
                    sentence = "The first column of a CSV must name the sheet: survey, choices or settings."
                    raise XLSFormError([sentence])
                sheets[current].append((reader.line_num, cells[1:]))
    except csv.Error as error:
        raise XLSFormError([f"This cannot be read as CSV: {error}."]) from error
    if not sheets:
        raise XLSFormError(["This file is empty."])
    yield from sheets.items()
