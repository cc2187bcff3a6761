"""Rows of an uploaded sheet whose cells check themselves, and what was found wrong with them."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, TypeVar

from django.core.exceptions import ValidationError

HEADING = 1
LONGEST_VALUE = 60


class UnreadableError(ValidationError):
    """A file that cannot be read at all, with a sentence for each reason."""


class Finding(NamedTuple):
    """A problem with a cell, with a row (empty column), or with a whole file (no row).

    `row` counts as in a spreadsheet: the heading is row 1. `value` is the content of the cell, if it is to be shown.
    """

    file: str
    row: int | None
    column: str
    problem: str
    value: str | None = None

    @property
    def is_of_whole_file(self) -> bool:
        """True if no row of the file can be used, because it is missing, empty or has other headings."""
        return self.row in (None, HEADING)

    def __str__(self) -> str:
        where = [self.file]
        if self.row is not None:
            where.append(f"row {self.row}")
        if self.column:
            where.append(f"column {self.column}")
        if self.value is None:
            return f"{', '.join(where)}: {self.problem}"
        value = self.value if len(self.value) <= LONGEST_VALUE else f"{self.value[:LONGEST_VALUE]}…"
        shown = f"“{''.join(c if c.isprintable() else '�' for c in value)}”" if value else "an empty cell"
        return f"{', '.join(where)}: {shown}: {self.problem}"


Word = TypeVar("Word")

NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9})?")


class Row:
    """One row of a file, with a method for each kind of cell."""

    def __init__(self, file: str, row: int, cells: dict[str, str], findings: list[Finding]) -> None:
        self.file, self.row = file, row
        self._cells, self._findings = cells, findings

    def cell(self, column: str) -> str:
        """Return the content of the cell, unchecked."""
        return self._cells.get(column, "")

    def refuse(self, column: str, reason: str) -> None:
        """Add a finding about the cell."""
        self._findings.append(Finding(self.file, self.row, column, reason, self.cell(column)))

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
        """Return a cell that matches a pattern; `what` describes the pattern in the finding."""
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
        """Return the value of a word in `words`; other words add a finding."""
        value = self.cell(column)
        if value not in words:
            self.refuse(column, f"this is not one of: {', '.join(word or 'empty' for word in words)}.")
            return next(iter(words.values()))
        return words[value]

    def known(self, column: str, names: Collection[str], what: str, *, may_be_empty: bool = False) -> str:
        """Return a name or code that another row or file defines, or "" with a finding if it is unknown."""
        value = self.cell(column)
        if not (may_be_empty and not value) and value not in names:
            self.refuse(column, f"there is no {what} of this name.")
            return ""
        return value

    def several(self, column: str) -> tuple[str, ...]:
        """Return the parts of a list separated by semicolons."""
        return tuple(part.strip() for part in self.cell(column).split(";") if part.strip())


AnyRow = TypeVar("AnyRow", bound=Row)


def read_rows(
    row_class: type[AnyRow],
    folder: Path,
    file: str,
    columns: tuple[str, ...],
    findings: list[Finding],
    *,
    unique: tuple[str, ...] = (),
) -> list[AnyRow]:
    """Return the rows of a file with exactly these columns. A `unique` column has no value twice, except empty ones."""
    lines = []
    for row, cells in enumerate(_cells(folder, file, columns, findings), start=2):
        if cells:
            lines.append(row_class(file, row, cells, findings))
    for column in unique:
        rows: dict[str, int] = {}
        for line in lines:
            value = line.cell(column)
            if value and value in rows:
                line.refuse(column, f"row {rows[value]} has this already.")
            rows.setdefault(value, line.row)
    return lines


def _cells(
    folder: Path, file: str, columns: tuple[str, ...], findings: list[Finding]
) -> Iterator[dict[str, str] | None]:
    """Yield the cells of each row by column; None for an empty or ragged row."""
    try:
        with (folder / file).open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.reader(stream, strict=True))
    except FileNotFoundError:
        findings.append(Finding(file, None, "", f"this file is missing from {folder}."))
        return
    except UnicodeDecodeError:
        findings.append(Finding(file, None, "", "this file is not text in UTF-8."))
        return
    except (csv.Error, OSError) as error:
        findings.append(Finding(file, None, "", f"this file cannot be read: {error}."))
        return
    heading = tuple(cell.strip() for cell in rows[0]) if rows else ()
    if heading != columns:
        findings.append(
            Finding(file, HEADING, "", f"{_difference(heading, columns)} Expected: {','.join(columns)}")
        )
        return
    if not any(rows[1:]):
        findings.append(Finding(file, None, "", "this file has no rows."))
    for number, cells in enumerate(rows[1:], start=2):
        if cells and len(cells) != len(columns):
            reason = f"this row has {len(cells)} cells, the heading has {len(columns)}."
            findings.append(Finding(file, number, "", reason))
        ragged = len(cells) != len(columns)
        yield None if ragged else dict(zip(columns, (cell.strip() for cell in cells), strict=True))


def _difference(heading: tuple[str, ...], columns: tuple[str, ...]) -> str:
    if missing := [column for column in columns if column not in heading]:
        return f"the heading lacks {', '.join(missing)}."
    if unknown := [column for column in heading if column not in columns]:
        return f"the heading has the unknown column {', '.join(repr(column) for column in unknown)}."
    return "the heading has its columns in another order, or one twice."
