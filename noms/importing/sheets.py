"""Reference files as rows of cells that check themselves. Pure.

A cell that cannot be read adds a problem and gives a harmless value, so that one run finds every problem.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from noms.importing.problems import Problem
from noms.models.source import SEPARATOR
from noms.vocabulary import DatePrecision

Word = TypeVar("Word")

ENGLAND_AND_WALES = {"latitude": (49.8, 55.9), "longitude": (-6.6, 1.9)}
"""The box that every coordinate must lie in: Scilly to Berwick, Pembrokeshire to Lowestoft, in degrees."""

CODE = re.compile(r"[A-Z]{3}")
OUTWARD = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?")
POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][A-Z]{2}")
NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9})?")
PARTIAL_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
LONGEST_SOURCES = 150
FIRST_YEAR, LAST_YEAR = 1000, 2100


class Line:
    """One row of a file, read cell by cell."""

    def __init__(self, file: str, row: int, cells: dict[str, str], problems: list[Problem]) -> None:
        self.file, self.row = file, row
        self._cells, self._problems = cells, problems

    def cell(self, column: str) -> str:
        """What stands in the cell, unchecked."""
        return self._cells.get(column, "")

    def refuse(self, column: str, reason: str) -> None:
        """Report the cell."""
        self._problems.append(Problem(self.file, reason, self.row, column, self.cell(column)))

    def text(self, column: str, *, longest: int, may_be_empty: bool = False) -> str:
        value = self.cell(column)
        if not value and not may_be_empty:
            self.refuse(column, "this must be filled in.")
        elif len(value) > longest:
            self.refuse(column, f"this is longer than {longest} characters.")
        elif not value.isprintable():
            self.refuse(column, "this has a line break or another character that cannot be printed.")
        return value

    def matching(
        self, column: str, pattern: re.Pattern[str], what: str, *, may_be_empty: bool = False
    ) -> str:
        """A code of a fixed shape; `what` says the shape in words."""
        value = self.cell(column)
        if not (may_be_empty and not value) and not pattern.fullmatch(value):
            self.refuse(column, f"this is not {what}.")
            return ""
        return value

    def number(self, column: str, low: float, high: float) -> float:
        value = self.cell(column)
        if not NUMBER.fullmatch(value):
            self.refuse(column, "this is not a number.")
        elif not low <= float(value) <= high:
            self.refuse(column, f"this is not between {low} and {high}.")
        else:
            return float(value)
        return low

    def coordinate(self, column: str) -> float:
        """Degrees inside England and Wales; the column's name ends in latitude or longitude."""
        return self.number(column, *ENGLAND_AND_WALES[column.rpartition("_")[2]])

    def bounds(self) -> dict[str, float]:
        """The four columns of a box."""
        (south, north), (west, east) = ENGLAND_AND_WALES.values()
        box = {side: self.number(side, south, north) for side in ("south", "north")}
        box |= {side: self.number(side, west, east) for side in ("west", "east")}
        if box["south"] >= box["north"] or box["west"] >= box["east"]:
            self.refuse("south", "the box does not run from south to north and from west to east.")
        return box

    def whole(self, column: str, low: int, high: int) -> int:
        value = self.cell(column)
        if not re.fullmatch(r"[0-9]{1,9}", value):
            self.refuse(column, "this is not a whole number.")
        elif not low <= int(value) <= high:
            self.refuse(column, f"this is not between {low} and {high}.")
        else:
            return int(value)
        return low

    def word(self, column: str, words: Mapping[str, Word]) -> Word:
        """One of a list of words, as what the list says it means."""
        value = self.cell(column)
        if value not in words:
            self.refuse(column, f"this is not one of: {', '.join(word or 'empty' for word in words)}.")
            return next(iter(words.values()))
        return words[value]

    def known(self, column: str, names: Collection[str], what: str, *, may_be_empty: bool = False) -> str:
        """A name or code that another row or file defines; empty where it does not."""
        value = self.cell(column)
        if not (may_be_empty and not value) and value not in names:
            self.refuse(column, f"there is no {what} of this name.")
            return ""
        return value

    def several(self, column: str) -> tuple[str, ...]:
        """The parts of a list written with semicolons."""
        return tuple(part.strip() for part in self.cell(column).split(";") if part.strip())

    def sources(self, keys: Collection[str]) -> str:
        """The row's data sources, each of them known."""
        unknown = [key for key in self.several("source") if key not in keys]
        if unknown:
            self.refuse("source", f"sources.csv has no {', '.join(unknown)}.")
        elif not self.several("source"):
            self.refuse("source", "every row names its source.")
        elif len(self.cell("source")) > LONGEST_SOURCES:
            self.refuse("source", f"this is longer than {LONGEST_SOURCES} characters.")
        return SEPARATOR.join(self.several("source"))

    def day(self, column: str) -> dt.date:
        """A whole date."""
        found = self.partial_day(column)
        if found and found[1] != DatePrecision.DAY:
            self.refuse(column, "this is not a whole date such as 2010-04-01.")
        if not found and not self.cell(column):
            self.refuse(column, "this must be filled in.")
        return found[0] if found else dt.date.min

    def partial_day(self, column: str) -> tuple[dt.date, DatePrecision] | None:
        """The first day of a year, a month or a day, and which of them it is; None where the cell is empty."""
        value = self.cell(column)
        if not value:
            return None
        match = PARTIAL_DAY.fullmatch(value)
        try:
            if not match or not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
                raise ValueError
            first = dt.date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
        except ValueError:
            self.refuse(column, "this is not a date: write 2009, 2009-11 or 2009-11-30.")
            return None
        if match[3]:
            return first, DatePrecision.DAY
        return first, DatePrecision.MONTH if match[2] else DatePrecision.YEAR

    def year(self, column: str) -> int | None:
        """A year alone; None where the cell is empty."""
        found = self.partial_day(column)
        if found and found[1] != DatePrecision.YEAR:
            self.refuse(column, "this is not a year alone.")
        return found[0].year if found else None


def read_sheet(
    folder: Path,
    file: str,
    columns: tuple[str, ...],
    problems: list[Problem],
    *,
    unique: tuple[str, ...] = (),
) -> list[Line]:
    """The rows of a file with exactly these columns; each `unique` column holds no value twice, but empty."""
    lines = []
    for row, cells in enumerate(_cells(folder, file, columns, problems), start=2):
        if cells:
            lines.append(Line(file, row, cells, problems))
    for column in unique:
        rows: dict[str, int] = {}
        for line in lines:
            value = line.cell(column)
            if value and value in rows:
                line.refuse(column, f"row {rows[value]} has this already.")
            rows.setdefault(value, line.row)
    return lines


def _cells(
    folder: Path, file: str, columns: tuple[str, ...], problems: list[Problem]
) -> Iterator[dict[str, str] | None]:
    """The cells of each row by column; None for an empty or ragged row."""
    try:
        with (folder / file).open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.reader(stream, strict=True))
    except FileNotFoundError:
        problems.append(Problem(file, f"this file is missing from {folder}."))
        return
    except UnicodeDecodeError:
        problems.append(Problem(file, "this file is not text in UTF-8."))
        return
    except (csv.Error, OSError) as error:
        problems.append(Problem(file, f"this file cannot be read: {error}."))
        return
    heading = tuple(cell.strip() for cell in rows[0]) if rows else ()
    if heading != columns:
        problems.append(
            Problem(file, f"{_difference(heading, columns)} Expected: {','.join(columns)}", row=1)
        )
        return
    if not any(rows[1:]):
        problems.append(Problem(file, "this file has no rows."))
    for number, cells in enumerate(rows[1:], start=2):
        if cells and len(cells) != len(columns):
            reason = f"this row has {len(cells)} cells, the heading has {len(columns)}."
            problems.append(Problem(file, reason, row=number))
        ragged = len(cells) != len(columns)
        yield None if ragged else dict(zip(columns, (cell.strip() for cell in cells), strict=True))


def _difference(heading: tuple[str, ...], columns: tuple[str, ...]) -> str:
    if missing := [column for column in columns if column not in heading]:
        return f"the heading lacks {', '.join(missing)}."
    if unknown := [column for column in heading if column not in columns]:
        return f"the heading has the unknown column {', '.join(repr(column) for column in unknown)}."
    return "the heading has its columns in another order, or one twice."
