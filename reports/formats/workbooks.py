"""A report as an Excel or OpenDocument workbook: cover, notes, then one sheet for each table. No formulas."""

from collections.abc import Iterable
from io import BytesIO

from reports.disclosure import ControlledReport, must_be_controlled
from reports.formats import heading
from reports.formats.symbols import EARLIER, MEANINGS, REVISED, symbol_of
from reports.table import NOTHING_YET, Bound, Column, Table
from survey.sheets import MAX_WIDTH, MIN_WIDTH, Book, Sheet, Value, ods, unique_names, xlsx

COVER, NOTES, REVISIONS = "Cover", "Notes", "Revisions"
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
    """Return the cover, the notes, for a release its revisions, then one sheet for each table."""
    report = must_be_controlled(report)
    names = {table.key: _name(number, table) for number, table in enumerate(report.tables, start=1)}
    return Book(
        title=f"{report.title}: {report.study.title}",
        sheets=(
            _cover(report, names),
            _notes(report, names),
            *([_revisions(report, names)] if report.release else []),
            *(table_sheet(names[table.key], table, heading.label(report)) for table in report.tables),
        ),
        made_on=report.data_on,
    )


def _name(number: int, table: Table) -> str:
    words = "".join(letter if letter.isalnum() else " " for letter in table.key).strip().capitalize()
    return f"{number} {words}"[:LONGEST_NAME]


def _cover(report: ControlledReport, names: dict[str, str]) -> Sheet:
    label = heading.label(report)
    rows: list[tuple[Value, ...]] = [("Label", label)] if label else []
    rows.append(("Question", report.aim))
    rows.append(("Answer", report.answer))
    rows += heading.release_lines(report)
    rows += heading.lines(report)
    rows.append((f"Sheet “{NOTES}”", "Notes on the report and its tables, and the symbols."))
    if report.release:
        rows.append((f"Sheet “{REVISIONS}”", "What this release changes."))
    rows += [(f"Sheet “{names[table.key]}”", table.title) for table in report.tables]
    return words_sheet(
        COVER,
        f"{report.title}: {report.study.title}",
        _lead(heading.label(report), "This sheet has one table: what the report is, and its sheets."),
        ("About", "Words"),
        rows,
    )


def _notes(report: ControlledReport, names: dict[str, str]) -> Sheet:
    rows: list[tuple[Value, ...]] = [(symbol, meaning) for symbol, meaning in MEANINGS.items()]
    rows += [("Note", note) for note in report.notes]
    for table in report.tables:
        rows += [(f"Note on “{names[table.key]}”", note) for note in table.notes]
        if table.source:
            rows.append((f"Source of “{names[table.key]}”", table.source))
    return words_sheet(
        NOTES,
        NOTES,
        _lead(
            heading.label(report),
            "This sheet has one table: the symbols, then the notes on the report and on its sheets.",
        ),
        ("About", "Words"),
        rows,
    )


def _revisions(report: ControlledReport, names: dict[str, str]) -> Sheet:
    assert report.release is not None
    note = report.release.revision_note or "This is the first release. It revises nothing."
    marked = [
        (f"Sheet “{names[table.key]}”", each)
        for table in report.tables
        for each in table.notes
        if each.startswith((REVISED, EARLIER))
    ]
    return words_sheet(
        REVISIONS,
        REVISIONS,
        _lead(
            heading.label(report), "This sheet has one table: what this release changes of the one before."
        ),
        ("Release or sheet", "What changed"),
        [(f"Release {report.release.number}", note), *marked],
    )


def words_sheet(
    name: str, title: str, lead: str, heads: tuple[str, str], rows: Iterable[tuple[Value, ...]]
) -> Sheet:
    """Return a sheet of two columns of words: what each row is about, and what is said of it."""
    return Sheet(
        name=name,
        title=title,
        lead=lead,
        heads=heads,
        kinds=("text", "text"),
        rows=tuple(rows),
        widths=(32, 100),
    )


def table_sheet(name: str, table: Table, label: str) -> Sheet:
    """Return the sheet of one table. The notes on it are on the sheet NOTES of the same workbook."""
    rows = tuple(
        tuple(_value(table, number, column) for column in table.columns) for number in range(len(table.rows))
    )
    return Sheet(
        name=name,
        title=table.title,
        lead=_lead(label, f"This sheet has one table. Its notes are on the sheet “{NOTES}”."),
        heads=unique_names(column.label for column in table.columns),
        kinds=tuple(column.kind for column in table.columns),
        rows=rows or ((NOTHING_YET, *("" for _ in table.columns[1:])),),
        totals=frozenset(number for number, row in enumerate(table.rows) if table.is_total(row)),
        widths=tuple(_width(column, table) for column in table.columns),
    )


def _lead(label: str, words: str) -> str:
    """Return the second line of a sheet: what every sheet must say, and what is on it."""
    return " ".join(filter(None, (label, words)))


def _value(table: Table, number: int, column: Column) -> Value:
    value = table.rows[number][column.key]
    if symbol := symbol_of(table, number, column):
        return symbol
    assert value is not None
    return value.words if isinstance(value, Bound) else value


def _width(column: Column, table: Table) -> int:
    words = [str(row[column.key]) for row in table.rows] if column.kind == "text" else []
    longest = max((len(word) for word in words), default=0)
    return max(MIN_WIDTH, min(MAX_WIDTH, max(longest, len(column.label) // 2) + 2))
