"""Workbooks (xlsx, xls, ods) as rows of text, read in a child process with limited memory and time.

A small file can decompress to gigabytes, and one cell far from the others makes the reader allocate all cells before
it. No database access.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

from accounts.uploads.rows import Limits, UnreadableError

SECONDS = 8
MEMORY = 1024 * 1024 * 1024
READER = Path(__file__).with_name("workbook_reader.py")
UNREADABLE = (
    "This is not a workbook that can be read: it is damaged, protected by a password, too large, or of another kind. "
    "Save it as .xlsx or .ods without a password."
)

Lines = list[list[str]]
"""The rows of a sheet from its first, headings included; each cell is text."""


class SheetWithFormulas(NamedTuple):
    """A sheet whose formulas were read as their stored values: its name, rows, and the places of the formulas.

    A place is row and column, from 1. A formula whose value is an error is an empty cell.
    """

    name: str
    lines: Lines
    formulas: frozenset[tuple[int, int]]


def read_workbook(content: bytes, limits: Limits) -> list[tuple[str, Lines]]:
    """Return the sheets of a workbook by name, each cell as text; a whole number has no decimal point.

    It takes eight seconds at most.

    :raises UnreadableError: for a file that is damaged, too large, or holds a formula or a cell too far away.
    """
    found = _read(content, limits, takes_formulas=False)
    return [(name, lines) for name, lines in found["sheets"]]


def read_with_formulas(content: bytes, limits: Limits) -> list[SheetWithFormulas]:
    """Return the sheets of a workbook with the stored values of formulas; otherwise as `read_workbook`."""
    found = _read(content, limits, takes_formulas=True)
    marks = found["marks"]
    return [
        SheetWithFormulas(name, lines, frozenset(map(tuple, marks.get(name, ()))))
        for name, lines in found["sheets"]
    ]


def _read(content: bytes, limits: Limits, *, takes_formulas: bool) -> dict[str, Any]:
    options = {**asdict(limits), "takes_formulas": takes_formulas, "memory": MEMORY, "seconds": SECONDS}
    about = json.dumps(options)
    try:
        done = subprocess.run(  # noqa: S603 - our own program, the file on its input
            [sys.executable, "-I", str(READER), about],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
        found: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        raise UnreadableError(UNREADABLE) from error
    if "refusal" in found:
        raise UnreadableError(found["refusal"])
    return found
