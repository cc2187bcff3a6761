"""Reads tables of facts from CSV, one organisation a row, and writes assessments as CSV or JSON."""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import Any, NamedTuple

from wording.csv_export import csv_rows

from .assess import Assessment
from .facts import AMOUNTS, FACT_NAMES, Facts, facts_from_cells
from .percentages import shortened

NAME = "name"
COLUMNS = (NAME, *FACT_NAMES, *AMOUNTS)
"""The columns that a table of facts may have, in any order; `name` is required."""

KEYS = ("name", "outcome", "possible", "missing", "criteria")
SEPARATORS = (",", ";", "\t")
MAX_NAME_LENGTH = 200


class TableError(ValueError):
    """A table that cannot be read at all; the message says why."""


class Problem(NamedTuple):
    """A problem in a table: its row as a spreadsheet counts (the heading is row 1), its column and the reason."""

    row: int
    column: str
    reason: str

    def __str__(self) -> str:
        where = f"row {self.row}, column {self.column}" if self.column else f"row {self.row}"
        return f"{where}: {self.reason}"


class Row(NamedTuple):
    """One organisation of a table."""

    row: int
    name: str
    facts: Facts


def read(lines: Iterable[str]) -> Iterator[Row | Problem]:
    """Yield the rows of a CSV file and the problems found, in order; a row with a problem is left out.

    Commas, semicolons or tabs separate the cells. A fact without a column is unknown.

    :raises TableError: if the file is empty, or the heading lacks `name` or has a column twice.
    """
    heading, separator, rest = _opened(iter(lines))
    columns = [re.sub(r"[\s-]+", "_", cell.strip().casefold()) for cell in heading]
    used = [column for column in columns if column in COLUMNS]
    if NAME not in used:
        raise TableError(f"The heading (row 1) has no column name. It has: {shortened(', '.join(heading))}.")
    for column in used:
        if used.count(column) > 1:
            raise TableError(f"The heading (row 1) has the column {column} twice: keep one of them.")
    return _rows(heading, columns, csv.reader(rest, delimiter=separator, strict=True))


def as_data(name: str, assessment: Assessment) -> dict[str, Any]:
    """Return an assessment as plain data, with the keys `KEYS`."""
    return {
        "name": name,
        "outcome": assessment.outcome,
        "possible": list(assessment.possible),
        "missing": list(assessment.missing),
        "criteria": [
            {"id": criterion.id, "result": criterion.result.replace("_", " "), "reason": criterion.reason}
            for criterion in assessment.criteria
        ],
    }


def as_json(assessed: Iterable[tuple[str, Assessment]]) -> Iterator[str]:
    """Yield the text of a JSON list of assessments, piece by piece."""
    yield "["
    for index, (name, assessment) in enumerate(assessed):
        text = json.dumps(as_data(name, assessment), ensure_ascii=False, indent=2)
        yield f"{',' if index else ''}\n{text}"
    yield "\n]\n"


def as_csv(assessed: Iterable[tuple[str, Assessment]]) -> Iterator[str]:
    """Yield the lines of a CSV of assessments."""
    return csv_rows(_cells(assessed))


def _cells(assessed: Iterable[tuple[str, Assessment]]) -> Iterator[Sequence[str]]:
    yield KEYS
    for name, assessment in assessed:
        data = as_data(name, assessment)
        criteria = [f"{item['id']}: {item['result']}. {item['reason']}" for item in data["criteria"]]
        lists = ["; ".join(data["possible"]), "; ".join(data["missing"]), " | ".join(criteria)]
        yield [name, data["outcome"], *lists]


def _opened(lines: Iterator[str]) -> tuple[list[str], str, Iterator[str]]:
    """Return the heading, the separator, and the lines after the heading."""
    first = next(lines, "").removeprefix("\ufeff")
    if not first.strip():
        raise TableError("The file is empty, or begins with an empty row: its first row names the columns.")
    readings = [(next(csv.reader([first], delimiter=separator)), separator) for separator in SEPARATORS]
    heading, separator = max(readings, key=lambda reading: len(reading[0]))
    return heading, separator, lines


def _rows(
    heading: Sequence[str], columns: Sequence[str], rows: Iterator[list[str]]
) -> Iterator[Row | Problem]:
    for cell, column in zip(heading, columns, strict=True):
        if column and column not in COLUMNS:
            yield Problem(1, shortened(cell.strip()), f"is not a fact and is left out{_near(column)}")
    number, is_empty = 1, True
    try:
        for number, cells in enumerate(rows, start=2):
            if any(cell.strip() for cell in cells):
                is_empty = False
                yield from _row(number, columns, cells)
    except csv.Error as error:
        is_empty = False
        yield Problem(number + 1, "", f"cannot be read, nor what follows it: {error}")
    if is_empty:
        yield Problem(2, "", "is missing: the file has a heading and nothing under it")


def _row(number: int, columns: Sequence[str], cells: Sequence[str]) -> Iterator[Row | Problem]:
    if any(cell.strip() for cell in cells[len(columns) :]):
        reason = (
            f"has {len(cells)} cells, the heading has {len(columns)}: quote a cell that holds a separator"
        )
        yield Problem(number, "", reason)
        return
    known = {column: cell for column, cell in zip(columns, cells, strict=False) if column in COLUMNS}
    name = " ".join(known.pop(NAME, "").split())
    facts, errors = facts_from_cells(known)
    problems = [Problem(number, error.column, error.reason) for error in errors]
    if not name:
        problems.insert(0, Problem(number, NAME, "is blank: write the name of the organisation"))
    elif len(name) > MAX_NAME_LENGTH:
        problems.insert(0, Problem(number, NAME, f"is longer than {MAX_NAME_LENGTH} characters: shorten it"))
    if problems:
        yield from problems
    else:
        yield Row(number, name, facts)


def _near(column: str) -> str:
    match = get_close_matches(column, COLUMNS, n=1, cutoff=0.75)
    return f": did you mean {match[0]}?" if match else ""
