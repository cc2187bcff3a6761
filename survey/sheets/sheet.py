"""A workbook and its sheets, independent of the file format. No Django here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

HEAD_ROW = 2
"""The index of the row of column headings, under the title and the lead."""
MAX_ROWS = 1_048_576 - HEAD_ROW - 1
"""Maximum number of rows below the headings."""
MAX_WIDTH, MIN_WIDTH = 60, 12
UNDATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)

Value = str | int | float | dt.date | None
"""A cell; None is an empty one."""


class TooManyRowsError(ValueError):
    """More rows than a spreadsheet program opens."""


@dataclass(frozen=True)
class Sheet:
    """One sheet: a title, a lead under it, and one table. `kinds` are the kinds of columns; widths in characters.

    The kinds are text, count, percent, decimal (two decimal places), date and number (not formatted). A text
    in a column of numbers (a mark for hidden or not available) stays a text. The rows of a long sheet (`is_long`) are
    written one at a time, without an Excel table.
    """

    name: str
    title: str
    lead: str
    heads: tuple[str, ...]
    kinds: tuple[str, ...]
    rows: Iterable[Sequence[Value]]
    widths: tuple[int, ...]
    totals: frozenset[int] = frozenset()
    is_long: bool = False

    def numbered(self) -> Iterator[tuple[int, Sequence[Value]]]:
        """Yield the rows with their indexes from 0.

        :raises TooManyRowsError: if there are more than a spreadsheet program opens.
        """
        for place, row in enumerate(self.rows):
            if place >= MAX_ROWS:
                raise TooManyRowsError(f"A sheet holds {MAX_ROWS:,} rows; there are more.")
            yield place, row


@dataclass(frozen=True)
class Book:
    """A workbook: its title, its sheets, and the date of its contents."""

    title: str
    sheets: Sequence[Sheet]
    made_on: dt.date | None = None

    @property
    def made_at(self) -> dt.datetime:
        """A creation time that is the same whenever the same contents are written."""
        return dt.datetime.combine(self.made_on, dt.time(), dt.UTC) if self.made_on else UNDATED


def unique_names(labels: Iterable[str]) -> tuple[str, ...]:
    """Return the labels with a number added to duplicates, because a table takes no heading twice."""
    found: list[str] = []
    for label in labels:
        number, name = 1, label
        while name.casefold() in {known.casefold() for known in found}:
            number += 1
            name = f"{label} ({number})"
        found.append(name)
    return tuple(found)
