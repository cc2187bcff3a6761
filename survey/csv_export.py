"""Rows as CSV, with no cell that a spreadsheet would run as a formula. Pure."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from io import StringIO

LEADERS = "=+-@\t\r\n＝＋－＠"
INVISIBLE = " \u00a0\u2007\u202f\u3000\u200b\u200c\u200d\u2060\ufeff"
_LEADERS = tuple(LEADERS)
Value = str | int
Cell = Value | float | Decimal | dt.date | None
Plain = Value | float | Decimal
"""A cell as it stands in a CSV."""


def written(rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Rows as lines of CSV, one at a time, for files too long to hold: texts made safe, nothing as nothing."""
    return lines([plain(cell) for cell in row] for row in rows)


def lines(rows: Iterable[Sequence[Plain]]) -> Iterator[str]:
    """Rows that are plain already as lines of CSV, one at a time."""
    line = StringIO(newline="")
    writer = csv.writer(line, quoting=csv.QUOTE_NONNUMERIC)
    for row in rows:
        writer.writerow(row)
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def plain(cell: Cell) -> Plain:
    """A cell for a CSV: a text made safe, nothing as nothing, a day as ISO has it."""
    if isinstance(cell, str):
        return safe(cell)
    if cell is None:
        return ""
    return cell.isoformat() if isinstance(cell, dt.date) else cell


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe before = + - @, tab, CR, LF, ＝ ＋ － ＠.

    Blanks and invisible characters before the leader do not hide it.
    """
    # Nearly every text begins with a letter or a figure, which is seen in a tenth of the time.
    if not text[:1].isalnum() and text.lstrip(INVISIBLE).startswith(_LEADERS):
        return f"'{text}"
    return text
