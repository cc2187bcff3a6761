"""An uploaded XLSForm (xlsx, csv or Markdown) as Markdown, with the place of each of its rows. No database.

A workbook is looked at before anything opens it, and opened in a process of its own with little memory and time.
"""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from io import BytesIO, StringIO
from pathlib import PurePath
from typing import NamedTuple

from survey.xlsform.parser import XLSFormError

LARGEST = 2 * 1024 * 1024
LARGEST_UNZIPPED = 30 * 1024 * 1024
MOST_PARTS = 500
MOST_ROWS, MOST_COLUMNS = 20_000, 100
SECONDS = 10
MEMORY = 1024 * 1024 * 1024
PLACE = re.compile(r"\b(Sheet (\w+), )?row (\d+)\b")
CELL = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*?(?:/>|>(\s*<f\b)?)')

READER = """
import json, resource, sys
resource.setrlimit(resource.RLIMIT_AS, ({memory}, {memory}))
resource.setrlimit(resource.RLIMIT_CPU, ({seconds}, {seconds}))
from io import BytesIO
from python_calamine import CalamineWorkbook
book = CalamineWorkbook.from_filelike(BytesIO(sys.stdin.buffer.read()))
found = []
for name in book.sheet_names:
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows={rows})
    found.append([name, [[("TRUE" if cell else "FALSE") if isinstance(cell, bool) else cell
        if isinstance(cell, (str, int, float)) else str(cell) for cell in row] for row in rows]])
json.dump(found, sys.stdout)
"""

Rows = list[tuple[int, list[str]]]
"""The rows of a sheet that say something, each with its number in the file, headings included."""


class Upload(NamedTuple):
    """A form as Markdown. `rows`: by sheet, the number in the file of each row that the Markdown has."""

    source: str
    rows: dict[str, list[int]]

    def placed(self, message: str) -> str:
        """A message about a row of the Markdown, with the row's number in the file."""

        def number(found: re.Match[str]) -> str:
            place = int(found[3]) - 1
            rows = self.rows.get(found[2] or "survey", [])
            return f"{found[1] or ''}row {rows[place] if place < len(rows) else found[3]}"

        return PLACE.sub(number, message)


def read_upload(content: bytes, name: str) -> Upload:
    """The form in a file.

    :raises XLSFormError: for a file that is too large, of another kind, damaged, or holds a formula.
    """
    if len(content) > LARGEST:
        raise XLSFormError([f"This file is larger than {LARGEST // 1024 // 1024} MB, so it was not read."])
    kind = PurePath(name).suffix.lower()
    if kind == ".xlsx":
        return as_markdown(_workbook(content))
    if kind not in {".csv", ".md", ".txt"}:
        raise XLSFormError(["Choose an XLSForm: a file that ends in .xlsx, .csv or .md."])
    try:
        text = content.decode("utf-8-sig").replace("\0", "")
    except UnicodeDecodeError:
        raise XLSFormError(["This is not a text file in UTF-8. Save it again as UTF-8."]) from None
    return as_markdown(_csv_sheets(text)) if kind == ".csv" else Upload(text, {})


def as_markdown(sheets: Iterable[tuple[str, Rows]]) -> Upload:
    """Sheets as Markdown tables; rows with nothing in them are left out."""
    lines: list[str] = []
    places: dict[str, list[int]] = {}
    for name, rows in sheets:
        rows = [(number, cells) for number, cells in rows if any(cells)]
        if not rows:
            continue
        width = max(index for index, cell in enumerate(rows[0][1], 1) if cell) if any(rows[0][1]) else 0
        for number, cells in rows:
            if any(cells[width:]):
                sentence = f"Sheet {name}, row {number}: a cell stands in a column without a heading."
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
    """The sheets of one CSV file: a name in the first column begins a sheet, its cells stand in the others."""
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


def _workbook(content: bytes) -> list[tuple[str, Rows]]:
    _look_inside(content)
    program = READER.format(memory=MEMORY, seconds=SECONDS, rows=MOST_ROWS)
    try:
        done = subprocess.run(  # noqa: S603 - our own program, the file on its input
            [sys.executable, "-I", "-c", program],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
        found = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        raise XLSFormError(
            ["This workbook cannot be read: it is damaged, protected or too large."]
        ) from error
    return [
        (name, [(number, [_text(cell) for cell in row]) for number, row in enumerate(rows, 1)])
        for name, rows in found
    ]


def _look_inside(content: bytes) -> None:
    """Refuse a workbook that would unfold to more than a form can be, and one with formulas."""
    damaged = XLSFormError(["This is not a workbook that can be read (.xlsx)."])
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNZIPPED:
                raise XLSFormError(["This workbook unfolds to more than a form can be, so it was not read."])
            for part in parts:
                if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                    with archive.open(part) as sheet:
                        _look_at_cells(sheet.read(LARGEST_UNZIPPED + 1))
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError) as error:
        if isinstance(error, XLSFormError):
            raise
        raise damaged from error


def _look_at_cells(sheet: bytes) -> None:
    if len(sheet) > LARGEST_UNZIPPED:
        raise XLSFormError(["This workbook unfolds to more than a form can be, so it was not read."])
    for found in CELL.finditer(sheet):
        column = 0
        for letter in found[1]:
            column = column * 26 + letter - 64
        if column > MOST_COLUMNS or int(found[2]) > MOST_ROWS:
            place = (found[1] + found[2]).decode()
            sentence = (
                f"A cell stands at {place}: a form has {MOST_COLUMNS} columns and {MOST_ROWS:,} rows at most."
            )
            raise XLSFormError([sentence])
        if found[3]:
            place = (found[1] + found[2]).decode()
            raise XLSFormError([f"Cell {place} holds a formula. Paste its value in its place."])


def _text(cell: str | float) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
