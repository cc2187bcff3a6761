"""A report as CSV: one file of titled tables, without any cell that a spreadsheet would run as a formula."""

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal

from reports.disclosure import ControlledReport, must_be_controlled
from reports.formats import heading
from reports.formats.symbols import symbol_of, symbols_in
from reports.table import Bound, Cell, Column, Table
from wording import decimal, percent
from wording.csv_export import csv_rows

Value = str | int | Decimal


def content(report: ControlledReport) -> str:
    """Return the whole report as CSV text: its heading, then each table with its title and notes.

    Counts are numbers, percentages are printed as on the page (72%), days as 2009-07-01. A symbol such as [c] stands
    where a figure does not, and is explained under its table. A blank line separates two tables.
    """
    return "".join(csv_rows(_rows(must_be_controlled(report))))


def _rows(report: ControlledReport) -> Iterator[Sequence[Value]]:
    yield [report.title]
    if label := heading.label(report):
        yield [label]
    yield from heading.release_lines(report)
    yield from heading.lines(report)
    yield [report.answer]
    yield from ([note] for note in report.notes)
    for table in report.tables:
        yield []
        yield from _lines(table)


def _lines(table: Table) -> Iterator[Sequence[Value]]:
    yield [table.title]
    yield [column.label for column in table.columns]
    for number, row in enumerate(table.rows):
        yield [
            symbol_of(table, number, column) or _value(column, row[column.key]) for column in table.columns
        ]
    yield from ([f"{symbol} {meaning}"] for symbol, meaning in symbols_in([table]))
    yield from ([note] for note in table.notes)
    if table.source:
        yield [f"Source: {table.source}"]


def _value(column: Column, cell: Cell) -> Value:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, Bound):
        return cell.words
    if column.kind == "count" and isinstance(cell, int):
        return cell
    if column.kind == "percent" and isinstance(cell, (int, float)):
        return percent(cell)
    if column.kind == "decimal" and isinstance(cell, (int, float)):
        # A Decimal and not text, so that a negative number is not taken for a formula.
        return Decimal(decimal(cell))
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return str(cell)
