"""A workbook and its sheets, whatever the format. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

HEAD_ROW = 2
"""The row of the heads, counted from 0, under the title and a line about the sheet."""
MOST_ROWS = 1_048_576 - HEAD_ROW - 1
"""What a spreadsheet program opens, below the heads."""
WIDEST, NARROWEST = 60, 12
UNDATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)

Value = str | int | float | dt.date | None
"""A cell; None is an empty one."""


class TooManyRowsError(ValueError):
    """More rows than a spreadsheet program opens."""


@dataclass(frozen=True)
class Sheet:
    """One sheet: a title, a line under it, and one table. `kinds` are those of the columns; widths in characters.

    The kinds are text, count, percent, decimal (two of them), date and number (a figure as it is). A cell that is words
    in a column of figures (a mark for what is hidden or not available) is a text. Rows that come one at a time are
    written as they come, and with nothing laid over the table (`is_long`).
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
        """The rows with their places from 0.

        :raises TooManyRowsError: where no program could open them all.
        """
        for place, row in enumerate(self.rows):
            if place >= MOST_ROWS:
                raise TooManyRowsError(f"A sheet holds {MOST_ROWS:,} rows; there are more.")
            yield place, row


@dataclass(frozen=True)
class Book:
    """A workbook: its sheets in their order, what it is called, and of which day its contents are."""

    title: str
    sheets: Sequence[Sheet]
    made_on: dt.date | None = None

    @property
    def made_at(self) -> dt.datetime:
        """A moment that is the same whenever the same contents are written."""
        return dt.datetime.combine(self.made_on, dt.time(), dt.UTC) if self.made_on else UNDATED


def apart(labels: Iterable[str]) -> tuple[str, ...]:
    """The labels, told apart: a spreadsheet's table takes no name twice."""
    found: list[str] = []
    for label in labels:
        number, name = 1, label
        while name.casefold() in {known.casefold() for known in found}:
            number += 1
            name = f"{label} ({number})"
        found.append(name)
    return tuple(found)
