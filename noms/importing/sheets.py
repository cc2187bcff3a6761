"""Reference files as rows whose cells check themselves."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from pathlib import Path

from accounts.uploads.rows import Finding, Row, read_rows, sentences
from noms.models.bases import SEPARATOR
from noms.vocabulary import DatePrecision


class ReferenceFileError(Exception):
    """The reference files cannot be loaded, and nothing was changed. `problems` has all problems found."""

    def __init__(self, problems: list[Finding]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = tuple(problems)

    def __str__(self) -> str:
        """Return the first fifty problems, one per line."""
        return "\n".join(sentences(self.problems))


ENGLAND_AND_WALES = {"latitude": (49.8, 55.9), "longitude": (-6.6, 1.9)}
"""The box that every coordinate must lie in: Scilly to Berwick, Pembrokeshire to Lowestoft, in degrees."""

CODE = re.compile(r"[A-Z]{3}")
OUTWARD = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?")
POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][A-Z]{2}")
PARTIAL_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
LONGEST_SOURCES = 150
FIRST_YEAR, LAST_YEAR = 1000, 2100


class Line(Row):
    """One row of a reference file, with the cells that only such files have."""

    def coordinate(self, column: str) -> float:
        """Return degrees within England and Wales; the column's name ends in latitude or longitude."""
        return self.number(column, *ENGLAND_AND_WALES[column.rpartition("_")[2]])

    def bounds(self) -> dict[str, float]:
        """The four columns of a box."""
        (south, north), (west, east) = ENGLAND_AND_WALES.values()
        box = {side: self.number(side, south, north) for side in ("south", "north")}
        box |= {side: self.number(side, west, east) for side in ("west", "east")}
        if box["south"] >= box["north"] or box["west"] >= box["east"]:
            self.refuse("south", "the box does not run from south to north and from west to east.")
        return box

    def sources(self, keys: Collection[str]) -> str:
        """Return the keys of the row's data sources; unknown ones add a finding."""
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
        """Return the first day of a year, month or day with its precision, or None for an empty cell."""
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
        """Return a year, or None for an empty cell."""
        found = self.partial_day(column)
        if found and found[1] != DatePrecision.YEAR:
            self.refuse(column, "this is not a year alone.")
        return found[0].year if found else None


def read_sheet(
    folder: Path,
    file: str,
    columns: tuple[str, ...],
    findings: list[Finding],
    *,
    unique: tuple[str, ...] = (),
) -> list[Line]:
    """Return the rows of a file with exactly these columns. A `unique` column has no value twice, except empty ones."""
    return read_rows(Line, folder, file, columns, findings, unique=unique)
