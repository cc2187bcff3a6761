"""Rows of an uploaded sheet whose cells check themselves, and what was found wrong with them."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import NamedTuple, TypeVar

from django.core.exceptions import ValidationError

HEADING = 1
LONGEST_VALUE = 60
MAX_SHOWN = 50


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


def sentences(findings: Sequence[Finding]) -> list[str]:
    """Return the first fifty findings as sentences, and the number of the others."""
    shown = [str(finding) for finding in findings[:MAX_SHOWN]]
    more = len(findings) - MAX_SHOWN
    return [*shown, f"… and {more} more."] if more > 0 else shown


Word = TypeVar("Word")

NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9})?")


class Row:
    """One row of a file, with a method for each kind of cell."""

    def __init__(self, file: str, row: int, cells: dict[str, str], findings: list[Finding]) -> None:
        self.file, self.row = file, row
        self._cells, self.findings = cells, findings

    def cell(self, column: str) -> str:
        """Return the content of the cell, unchecked."""
        return self._cells.get(column, "")

    def refuse(self, column: str, reason: str) -> None:
        """Add a finding about the cell."""
        self.findings.append(Finding(self.file, self.row, column, reason, self.cell(column)))

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


@dataclass(frozen=True)
class Sheet:
    """One table: its name, its headings, and its rows with content, each with its number (the headings are row 1).

    Cells are stripped, and every row has a cell for each heading. `notes` say what of the file was not read. Where a
    heading is in the file twice, `written` has it by the heading that was made for the second column.
    """

    name: str
    headings: tuple[str, ...]
    cells: tuple[tuple[int, dict[str, str]], ...]
    notes: tuple[str, ...] = ()
    written: Mapping[str, str] = field(default_factory=dict)

    def rows(self, row_class: type[AnyRow], findings: list[Finding]) -> Iterator[AnyRow]:
        """Yield the rows, each of which adds what is wrong with it to `findings`."""
        return (row_class(self.name, number, cells, findings) for number, cells in self.cells)

    def values(self, heading: str) -> set[str]:
        """Return the distinct values of a column."""
        return {cells[heading] for _, cells in self.cells}


@dataclass(frozen=True)
class Limits:
    """The most rows (headings included) and columns of a table, and the noun for it in messages, such as "form"."""

    noun: str
    rows: int
    columns: int

    def too_many_rows(self, file: str) -> Finding:
        """Return the finding about a table with more rows."""
        return Finding(file, None, "", f"this has more than {self.rows - 1:,} rows. Load it in parts.")

    def too_many_columns(self, file: str, row: int, cells: int) -> Finding:
        """Return the finding about a row with more cells."""
        reason = f"this row has {cells:,} cells; a {self.noun} has {self.columns:,} columns at most."
        return Finding(file, row, "", reason)


def csv_lines(name: str, text: str, findings: list[Finding], *, delimiter: str = ",") -> Iterator[list[str]]:
    """Yield the lines of a CSV; a finding says where it cannot be read any further."""
    number = 0
    try:
        for number, line in enumerate(  # noqa: B007 - for the message
            csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True), start=1
        ):
            yield line
    except csv.Error as error:
        findings.append(Finding(name, number + 1, "", f"this cannot be read as CSV: {error}."))


def sheet_of(
    name: str, lines: Iterable[Sequence[str]], findings: list[Finding], limits: Limits | None = None
) -> Sheet:
    """Return a table whose first line with content has the headings. Lines without content are left out.

    Short rows are filled with empty cells, because spreadsheet programs save them so. Findings say which heading is
    empty or there twice, which row has more cells than there are headings, and where the table exceeds the limits.
    """
    headings: list[str] = []
    rows: list[tuple[int, dict[str, str]]] = []
    for number, line in enumerate(lines, start=1):
        cells = [cell.strip() for cell in line]
        while cells and not cells[-1]:
            cells.pop()
        if limits and len(cells) > limits.columns:
            findings.append(limits.too_many_columns(name, number, len(cells)))
            break
        if not headings:
            headings = cells
            findings += _problems_of_headings(name, number, headings)
        elif limits and cells and len(rows) >= limits.rows - 1:
            findings.append(limits.too_many_rows(name))
            break
        elif len(cells) > len(headings):
            reason = f"this row has {len(cells)} cells, the heading has {len(headings)}."
            findings.append(Finding(name, number, "", reason))
        elif cells:
            cells += [""] * (len(headings) - len(cells))
            rows.append((number, dict(zip(headings, cells, strict=True))))
    if not headings:
        findings.append(Finding(name, None, "", "this file is empty."))
    return Sheet(name, tuple(headings), tuple(rows))


def _problems_of_headings(name: str, row: int, headings: Sequence[str]) -> Iterator[Finding]:
    for place, heading in enumerate(headings, start=1):
        if not heading:
            yield Finding(name, row, "", f"column {place} has no heading.")
    for heading, number in Counter(headings).items():
        if heading and number > 1:
            yield Finding(name, row, "", f"the heading “{heading}” is there {number} times.")


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
    lines = list(_sheet(folder, file, columns, findings).rows(row_class, findings))
    for column in unique:
        rows: dict[str, int] = {}
        for line in lines:
            value = line.cell(column)
            if value and value in rows:
                line.refuse(column, f"row {rows[value]} has this already.")
            rows.setdefault(value, line.row)
    return lines


def _sheet(folder: Path, file: str, columns: tuple[str, ...], findings: list[Finding]) -> Sheet:
    """Return the table of a file with exactly these columns; an empty one, with a finding, if there is none."""
    none = Sheet(file, columns, ())
    try:
        with (folder / file).open(encoding="utf-8-sig", newline="") as stream:
            text = stream.read()
    except FileNotFoundError:
        findings.append(Finding(file, None, "", f"this file is missing from {folder}."))
        return none
    except UnicodeDecodeError:
        findings.append(Finding(file, None, "", "this file is not text in UTF-8."))
        return none
    except OSError as error:
        findings.append(Finding(file, None, "", f"this file cannot be read: {error}."))
        return none
    wrong: list[Finding] = []
    lines = csv_lines(file, text, wrong)
    sheet = sheet_of(file, lines, wrong)
    if sheet.headings != columns:
        words = f"{_difference(sheet.headings, columns)} Expected: {','.join(columns)}"
        wrong.append(Finding(file, HEADING, "", words))
        sheet = none
    elif not sheet.cells and not wrong:
        wrong.append(Finding(file, None, "", "this file has no rows."))
    findings += wrong
    return sheet


def _difference(heading: tuple[str, ...], columns: tuple[str, ...]) -> str:
    if missing := [column for column in columns if column not in heading]:
        return f"the heading lacks {', '.join(missing)}."
    if unknown := [column for column in heading if column not in columns]:
        return f"the heading has the unknown column {', '.join(repr(column) for column in unknown)}."
    return "the heading has its columns in another order, or one twice."
