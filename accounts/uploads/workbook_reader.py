"""Reads a workbook (xlsx, xls, ods) within limits; `workbooks.py` runs this file as a process of its own.

The workbook is the input of the process and the limits, as JSON, its argument. The output is JSON: the sheets, or the
sentence that says why the file is refused. Nothing of the project is imported here, so that the process starts quickly
and everything that reads the file is within the limits of memory and time.
"""

import html
import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterable, Iterator
from functools import cache
from io import BytesIO
from typing import Any, NamedTuple

import xlrd
from python_calamine import CalamineWorkbook

MAX_PARTS = 500
MAX_UNZIPPED_BYTES = 40 * 1024 * 1024
MAX_TEXT = 40 * 1024 * 1024
"""The most characters of all cells together: a file can repeat one long text in every cell."""

XLSX_PLACE = re.compile(rb'<(?:\w+:)?c\s[^<>]*?\br="([A-Z]{1,3})([0-9]{1,7})"')
XLSX_FILLED_PLACE = re.compile(
    rb'<(?:\w+:)?c\s[^<>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^<>/]*>\s*<(?:\w+:)?(?:v|is|f)\b'
)
"""The place of a cell with a value. Cells without one, which only have a format, often reach far."""
XLSX_FORMULA = re.compile(rb'<(?:\w+:)?c\s[^<>]*?\br="([A-Z0-9]{1,10})"[^<>]*>\s*<(?:\w+:)?f\b')
XLSX_ERROR = re.compile(rb'<(?:\w+:)?c\s(?=[^<>]*?\bt="e")[^<>]*?\br="([A-Z0-9]{1,10})"')
XML_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^<>]*>")
XML_LINK = re.compile(rb"<(?:\w+:)?Relationship\s[^<>]*>")
XML_ATTRIBUTE = re.compile(rb'([\w:.-]+)="([^"]*)"')
ODS_TAG = re.compile(rb"<(/?)table:(table-row|table-cell|covered-table-cell|table)\b([^<>]*)>")
ODS_REPEATED = re.compile(rb'table:number-(?:rows|columns)-repeated="([0-9]{1,9})"')

ODS_CONTENT = "content.xml"
FORMULA = "Cell {} holds a formula. Paste its value in its place."
OLD = (
    "This is an old workbook (.xls) or protected by a password. Save it as .xlsx or .ods without a password."
)
ERROR = "Cell {} holds an error, such as #DIV/0!. Put the value in its place, or empty the cell."

OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
"""The first bytes of an xls. An xlsx with a password begins with them too."""

Sheets = list[tuple[str, list[list[str]]]]
Marks = dict[str, list[tuple[int, int]]]
"""By the name of a sheet, row and column (from 1) of cells with a formula."""


class RefusedError(Exception):
    """The workbook is not read; the message is a sentence for the person who sent it."""


def read(content: bytes, *, noun: str, rows: int, columns: int, takes_formulas: bool) -> tuple[Sheets, Marks]:
    """Return the sheets of a workbook by name, each cell as text; a whole number has no decimal point.

    With `takes_formulas` the stored value of a formula is read, an error such as #DIV/0! is an empty cell, and only the
    first cell of merged ones has their text. The places of formulas and errors are returned, except those of an xls,
    which are not known.

    :raises RefusedError: for a workbook that is too large, has a formula or an error, or a cell beyond `rows` and
        `columns`.
    """
    too_large = f"This workbook is larger than a {noun} can be, so it was not read."
    parts = {} if content.startswith(OLD_WORKBOOK) else dict(_worksheets(content, too_large))
    for part, text in parts.items():
        farthest = _ods_places if part == ODS_CONTENT else _xlsx_places
        for row, column in farthest(text, takes_formulas):
            if row > rows or column > columns:
                raise RefusedError(
                    f"There is a cell at {_letters(column)}{row}: a {noun} has {columns:,} columns and {rows:,} "
                    "rows at most."
                )
    if content.startswith(OLD_WORKBOOK):
        if not takes_formulas:
            raise RefusedError(OLD)
        return _old_sheets(content, rows=rows, columns=columns, too_large=too_large), {}
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    marks = _marks(content, parts) if takes_formulas else {}
    found: Sheets = []
    length = 0
    for name in book.sheet_names:
        lines = []
        sheet = book.get_sheet_by_name(name)
        for line in sheet.to_python(skip_empty_area=False, nrows=rows + 1):
            lines.append(
                _until_last([_text(cell) for cell in line]) if takes_formulas else [*map(_text, line)]
            )
            length += sum(map(len, lines[-1]))
            if length > MAX_TEXT or len(lines) > rows:
                raise RefusedError(too_large)
        if not takes_formulas:
            length += _fill_merged(lines, sheet.merged_cell_ranges or ())
        if length > MAX_TEXT:
            raise RefusedError(too_large)
        found.append((name, lines))
    return found, marks


def _old_sheets(content: bytes, *, rows: int, columns: int, too_large: str) -> Sheets:
    """Return the sheets of an xls, with the stored values of formulas; an error is an empty cell."""
    found: Sheets = []
    length = 0
    # Its remarks on odd files would mix with our output.
    book = xlrd.open_workbook(file_contents=content, logfile=sys.stderr, ragged_rows=True)
    for sheet in book.sheets():
        if sheet.ncols > columns or sheet.nrows > rows:
            raise RefusedError(too_large)
        lines = [
            _until_last([_old_text(cell, book.datemode) for cell in sheet.row(number)])
            for number in range(sheet.nrows)
        ]
        length += sum(len(cell) for line in lines for cell in line)
        if length > MAX_TEXT:
            raise RefusedError(too_large)
        found.append((sheet.name, lines))
    return found


def _old_text(cell: Any, date_mode: int) -> str:
    match cell.ctype:
        case xlrd.XL_CELL_ERROR:
            return ""
        case xlrd.XL_CELL_BOOLEAN:
            return _text(bool(cell.value))
        case xlrd.XL_CELL_DATE if cell.value < 1:
            return str(xlrd.xldate_as_datetime(cell.value, date_mode).time())
        case xlrd.XL_CELL_DATE:
            return str(xlrd.xldate_as_datetime(cell.value, date_mode)).removesuffix(" 00:00:00")
    return _text(cell.value)


def _until_last(line: list[str]) -> list[str]:
    """Return the cells of a row without the empty ones at its end."""
    while line and not line[-1]:
        line.pop()
    return line


def _fill_merged(lines: list[list[str]], ranges: Iterable[Any]) -> int:
    """Write the text of cells merged down one column into each of them, and return the length of what is added."""
    length = 0
    for (top, left), (bottom, right) in ranges:
        if left != right or top >= len(lines) or left >= len(lines[top]):
            continue
        text = lines[top][left]
        for line in lines[top + 1 : bottom + 1] if text else ():
            if not line[left]:
                line[left] = text
                length += len(text)
    return length


def _worksheets(content: bytes, too_large: str) -> Iterator[tuple[str, bytes]]:
    """Yield name and XML of each part of the workbook with cells, without opening the workbook itself."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = archive.infolist()
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNZIPPED_BYTES:
            raise RefusedError(too_large)
        for part in parts:
            is_xlsx = part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml")
            if is_xlsx or part.filename == ODS_CONTENT:
                with archive.open(part) as opened:
                    # The lengths in the directory of a zip may be wrong.
                    text = opened.read(MAX_UNZIPPED_BYTES + 1)
                if len(text) > MAX_UNZIPPED_BYTES:
                    raise RefusedError(too_large)
                yield part.filename, text


def _xlsx_places(text: bytes, takes_formulas: bool) -> Iterator[tuple[int, int]]:
    """Yield row and column of the cells of a worksheet.

    :raises RefusedError: for a formula, and for an error such as #DIV/0!, which would be read as an empty cell.
    """
    places = XLSX_FILLED_PLACE if takes_formulas else XLSX_PLACE
    for letters, row in places.findall(text):
        yield int(row), _column(letters)
    if takes_formulas:
        return
    if found := XLSX_FORMULA.search(text):
        raise RefusedError(FORMULA.format(found[1].decode()))
    if found := XLSX_ERROR.search(text):
        raise RefusedError(ERROR.format(found[1].decode()))


def _ods_places(text: bytes, takes_formulas: bool) -> Iterator[tuple[int, int]]:
    """Yield row and column of the cells with content of an OpenDocument file; of repeated ones the last.

    :raises RefusedError: for a formula.
    """
    for cell in _ods_cells(text):
        if cell.has_formula and not takes_formulas:
            raise RefusedError(FORMULA.format(f"{_letters(cell.column)}{cell.row}"))
        if b"value-type=" in cell.about:
            yield cell.last_row, cell.column


class OdsCell(NamedTuple):
    """A cell of an OpenDocument file, with its attributes. Of cells repeated in a row, `column` is that of the last."""

    sheet: str
    row: int
    last_row: int
    column: int
    about: bytes

    @property
    def has_formula(self) -> bool:
        return b"table:formula=" in self.about


def _ods_cells(text: bytes) -> Iterator[OdsCell]:
    """Yield the cells of an OpenDocument file, repeated ones once."""
    sheet, row, column, times = "", 0, 0, 1
    for found in ODS_TAG.finditer(text):
        closes, tag, about = found.groups()
        repeated = ODS_REPEATED.search(about)
        number = int(repeated[1]) if repeated else 1
        if tag == b"table" and not closes:
            sheet, row = html.unescape(_attributes(about).get("table:name", "")), 0
        elif tag == b"table-row":
            column = 0
            if closes:
                row += times
            elif about.endswith(b"/"):
                row += number
            else:
                times = number
        elif not closes:
            column += number
            yield OdsCell(sheet, row + 1, row + times, column, about)


def _marks(content: bytes, parts: dict[str, bytes]) -> Marks:
    """Return the places of formulas and errors by the name of their sheet."""
    found: Marks = {}
    if ODS_CONTENT in parts:
        for cell in _ods_cells(parts[ODS_CONTENT]):
            if cell.has_formula:
                found.setdefault(cell.sheet, []).append((cell.row, cell.column))
        return found
    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = set(archive.namelist())
        book, links = (
            archive.open(name).read(MAX_UNZIPPED_BYTES) if name in names else b""
            for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
        )
    targets = {
        attributes.get("Id", ""): attributes.get("Target", "").lstrip("/").removeprefix("xl/")
        for attributes in map(_attributes, XML_LINK.findall(links))
    }
    for attributes in map(_attributes, XML_SHEET.findall(book)):
        text = parts.get(f"xl/{targets.get(attributes.get('r:id', ''), '')}", b"")
        places = {place for pattern in (XLSX_FORMULA, XLSX_ERROR) for place in pattern.findall(text)}
        found[html.unescape(attributes.get("name", ""))] = sorted(map(_place, places))
    return found


def _attributes(text: bytes) -> dict[str, str]:
    return {name.decode(): value.decode() for name, value in XML_ATTRIBUTE.findall(text)}


def _place(words: bytes) -> tuple[int, int]:
    """Return row and column of a cell such as B12."""
    letters = words.rstrip(b"0123456789")
    return int(words[len(letters) :]), _column(letters)


@cache
def _column(letters: bytes) -> int:
    """Return the number of a column: 1 for A, 28 for AB."""
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return column


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, place = divmod(column - 1, 26)
        letters = chr(65 + place) + letters
    return letters


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def main() -> None:
    """Read the input under the limits, and write the sheets or the refusal to the output."""
    limits = json.loads(sys.argv[1])
    memory, seconds = limits.pop("memory"), limits.pop("seconds")
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    try:
        sheets, marks = read(sys.stdin.buffer.read(), **limits)
        found: dict[str, Any] = {"sheets": sheets, "marks": marks}
    except RefusedError as refusal:
        found = {"refusal": str(refusal)}
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
