"""The one writer of CSV: texts are escaped so that no spreadsheet runs one as a formula. No Django here."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from io import StringIO

BYTE_ORDER_MARK = "\ufeff"
"""The start of a CSV file, by which Excel knows that it is UTF-8."""

FORMULA_STARTS = "=+-@\t\r\n＝＋－＠"
INVISIBLE = (
    " \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
    "\x0b\x0c\x1c\x1d\x1e\x1f\x85\u200b\u200c\u200d\u2060\ufeff"
)
_FORMULA_STARTS = tuple(FORMULA_STARTS)
Value = str | int
Cell = Value | float | Decimal | dt.date | None
CsvValue = Value | float | Decimal
"""A cell as the csv module takes it."""


def csv_rows(rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Yield rows as lines of CSV, one at a time, so that long files are never held in memory."""
    return csv_lines([csv_value(cell) for cell in row] for row in rows)


def csv_lines(rows: Iterable[Sequence[CsvValue]]) -> Iterator[str]:
    """Yield rows of values that `csv_value` has converted as lines of CSV, one at a time."""
    line = StringIO(newline="")
    writer = csv.writer(line, quoting=csv.QUOTE_NONNUMERIC)
    for row in rows:
        writer.writerow(row)
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def csv_value(cell: Cell) -> CsvValue:
    """Return a cell for a CSV: text with formulas escaped, None as an empty text, a date in ISO format."""
    if isinstance(cell, str):
        return escape_formula(cell)
    if cell is None:
        return ""
    return cell.isoformat() if isinstance(cell, dt.date) else cell


def escape_formula(text: str) -> str:
    """Return the text with an apostrophe in front if it begins with = + - @, tab, CR, LF, ＝ ＋ － or ＠.

    Blanks and invisible characters before the first character are ignored.
    """
    # Nearly every text begins with a letter or a digit; this test takes a tenth of the time.
    if not text[:1].isalnum() and text.lstrip(INVISIBLE).startswith(_FORMULA_STARTS):
        return f"'{text}"
    return text
