"""A report as CSV: one file of titled tables, without any cell that a spreadsheet would run as a formula."""

import csv
import datetime as dt
from decimal import Decimal
from io import StringIO

from reports.disclosure import ControlledReport, must_be_controlled
from reports.formats import heading
from reports.table import HIDDEN, Cell, Column, Table
from survey.csv_export import escape_formula
from wording import NOT_AVAILABLE, decimal, percent

Value = str | int | Decimal


def content(report: ControlledReport) -> str:
    """Return the whole report as CSV text: its heading, then each table with its title and notes.

    Counts are numbers, percentages are printed as on the page (72%), days as 2009-07-01, hidden figures as [c], and
    every text is escaped. Lines end with CR LF (RFC 4180); a blank line separates two tables.
    """
    report = must_be_controlled(report)
    file = StringIO(newline="")
    # Every text is quoted, so that a spreadsheet which splits at semicolons does not split a text.
    writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow([escape_formula(report.title)])
    if label := heading.label(report):
        writer.writerow([escape_formula(label)])
    writer.writerows([escape_formula(name), escape_formula(words)] for name, words in heading.lines(report))
    writer.writerow([escape_formula(report.answer)])
    writer.writerows([escape_formula(note)] for note in report.notes)
    for table in report.tables:
        file.write("\r\n")
        writer.writerows(_lines(table))
    return file.getvalue()


def _lines(table: Table) -> list[list[Value]]:
    heads: list[Value] = [escape_formula(column.label) for column in table.columns]
    rows = [[_value(column, row[column.key]) for column in table.columns] for row in table.rows]
    places = {column.key: place for place, column in enumerate(table.columns)}
    for number, key in table.hidden:
        rows[number][places[key]] = HIDDEN
    notes: list[list[Value]] = [[escape_formula(note)] for note in table.notes]
    if table.source:
        notes.append([escape_formula(f"Source: {table.source}")])
    return [[escape_formula(table.title)], heads, *rows, *notes]


def _value(column: Column, cell: Cell) -> Value:
    if isinstance(cell, str):
        return escape_formula(cell)
    if cell is None:
        return NOT_AVAILABLE
    if column.kind == "count" and isinstance(cell, int):
        return cell
    if column.kind == "percent" and isinstance(cell, (int, float)):
        return percent(cell)
    if column.kind == "decimal" and isinstance(cell, (int, float)):
        # A Decimal and not text, so that a negative one is a number and no formula.
        return Decimal(decimal(cell))
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return escape_formula(str(cell))
