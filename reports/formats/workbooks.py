"""A report as an Excel or OpenDocument workbook: a sheet of notes, then one sheet for each table. No formulas."""

from io import BytesIO

from reports.disclosure import ControlledReport, must_be_controlled
from reports.formats import heading
from reports.table import HIDDEN, Bound, Column, Table
from survey.sheets import MAX_WIDTH, MIN_WIDTH, Book, Sheet, Value, ods, unique_names, xlsx
from wording import NOT_AVAILABLE

NOTES = "Notes"
EMPTY = "There is nothing to show yet."
LONGEST_NAME = 31


def xlsx_content(report: ControlledReport) -> bytes:
    """Return the Excel file. The same report gives the same bytes."""
    file = BytesIO()
    xlsx.write(book_of(report), file)
    return file.getvalue()


def ods_content(report: ControlledReport) -> bytes:
    """Return the OpenDocument file. The same report gives the same bytes."""
    file = BytesIO()
    ods.write(book_of(report), file)
    return file.getvalue()


def book_of(report: ControlledReport) -> Book:
    """Return the sheet of notes, then one sheet for each table."""
    report = must_be_controlled(report)
    names = {table.key: _name(number, table) for number, table in enumerate(report.tables, start=1)}
    return Book(
        title=f"{report.title}: {report.study.title}",
        sheets=(
            _notes(report, names),
            *(table_sheet(names[table.key], table, heading.label(report)) for table in report.tables),
        ),
        made_on=report.data_on,
    )


def _name(number: int, table: Table) -> str:
    words = "".join(letter if letter.isalnum() else " " for letter in table.key).strip().capitalize()
    return f"{number} {words}"[:LONGEST_NAME]


def _notes(report: ControlledReport, names: dict[str, str]) -> Sheet:
    label = heading.label(report)
    rows: list[tuple[Value, ...]] = [("Label", label)] if label else []
    rows += heading.lines(report)
    rows.append(("Answer", report.answer))
    rows += [("Note", note) for note in report.notes]
    for table in report.tables:
        rows.append((f"Sheet “{names[table.key]}”", table.title))
        rows += [(f"Note on “{names[table.key]}”", note) for note in table.notes]
        if table.source:
            rows.append((f"Source of “{names[table.key]}”", table.source))
    rows.append((NOT_AVAILABLE, "There is no such figure, for instance a share of nothing."))
    if any(table.hidden for table in report.tables):
        rows.append((HIDDEN, "Confidential: the figure is hidden so that nobody can be recognised from it."))
    return Sheet(
        name=NOTES,
        title=report.title,
        lead="This sheet has one table: what the report is, and the notes on its sheets.",
        heads=("About", "Words"),
        kinds=("text", "text"),
        rows=tuple(rows),
        widths=(32, 100),
    )


def table_sheet(name: str, table: Table, label: str, *, notes: str = NOTES) -> Sheet:
    """Return the sheet of one table; `notes` is the name of the sheet that has its notes."""
    rows = tuple(
        tuple(_value(table, number, column) for column in table.columns) for number in range(len(table.rows))
    )
    return Sheet(
        name=name,
        title=table.title,
        lead=" ".join(
            filter(None, (label, f"This sheet has one table. Its notes are on the sheet “{notes}”."))
        ),
        heads=unique_names(column.label for column in table.columns),
        kinds=tuple(column.kind for column in table.columns),
        rows=rows or ((EMPTY, *("" for _ in table.columns[1:])),),
        totals=frozenset(number for number, row in enumerate(table.rows) if table.is_total(row)),
        widths=tuple(_width(column, table) for column in table.columns),
    )


def _value(table: Table, number: int, column: Column) -> Value:
    value = table.rows[number][column.key]
    if (number, column.key) in table.hidden:
        return HIDDEN
    if isinstance(value, Bound):
        return value.words
    return NOT_AVAILABLE if value is None else value


def _width(column: Column, table: Table) -> int:
    words = [str(row[column.key]) for row in table.rows] if column.kind == "text" else []
    longest = max((len(word) for word in words), default=0)
    return max(MIN_WIDTH, min(MAX_WIDTH, max(longest, len(column.label) // 2) + 2))
