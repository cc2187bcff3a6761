"""Workbooks (xlsx) as rows of text, checked first and then read in a child process with limited memory and time.

A small file can decompress to gigabytes, and one cell far from the others makes the reader allocate all cells before
it. No database access.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from io import BytesIO

from accounts.uploads.rows import UnreadableError

MAX_UNZIPPED_BYTES = 30 * 1024 * 1024
MAX_PARTS = 500
SECONDS = 10
MEMORY = 1024 * 1024 * 1024
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
"""The rows of a sheet, each with its number in the file, headings included."""


@dataclass(frozen=True)
class Limits:
    """The largest size of a workbook, and the noun for it in error messages, such as "form"."""

    noun: str
    rows: int
    columns: int


def read_workbook(content: bytes, limits: Limits) -> list[tuple[str, Rows]]:
    """Return the sheets of a workbook by name, each cell as text; a whole number has no decimal point.

    :raises UnreadableError: for a file that is damaged, too large, or holds a formula or a cell too far away.
    """
    _check(content, limits)
    program = READER.format(memory=MEMORY, seconds=SECONDS, rows=limits.rows)
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
        raise UnreadableError(
            "This workbook cannot be read: it is damaged, protected or too large."
        ) from error
    return [
        (name, [(number, [_text(cell) for cell in row]) for number, row in enumerate(rows, 1)])
        for name, rows in found
    ]


def _check(content: bytes, limits: Limits) -> None:
    """Refuse a workbook that would decompress to too much, and one with formulas."""
    too_large = f"This workbook is larger than a {limits.noun} can be, so it was not read."
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNZIPPED_BYTES:
                raise UnreadableError(too_large)
            for part in parts:
                if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                    with archive.open(part) as opened:
                        sheet = opened.read(MAX_UNZIPPED_BYTES + 1)
                    if len(sheet) > MAX_UNZIPPED_BYTES:
                        raise UnreadableError(too_large)
                    _check_cells(sheet, limits)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError) as error:
        raise UnreadableError("This is not a workbook that can be read (.xlsx).") from error


def _check_cells(sheet: bytes, limits: Limits) -> None:
    for found in CELL.finditer(sheet):
        column = 0
        for letter in found[1]:
            column = column * 26 + letter - 64
        place = (found[1] + found[2]).decode()
        if column > limits.columns or int(found[2]) > limits.rows:
            raise UnreadableError(
                f"There is a cell at {place}: a {limits.noun} has {limits.columns} columns and {limits.rows:,} rows at "
                "most."
            )
        if found[3]:
            raise UnreadableError(f"Cell {place} holds a formula. Paste its value in its place.")


def _text(cell: str | float) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
