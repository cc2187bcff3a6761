"""The annex of the study report: all its tables as one workbook, a sheet each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import BytesIO

from reports.disclosure import ControlledReport, must_be_controlled
from reports.documents.document import Document
from reports.formats import heading
from reports.formats.symbols import MEANINGS
from reports.formats.workbooks import COVER, NOTES, table_sheet, words_sheet
from survey.sheets import Book, Sheet, Value, xlsx

CONTENTS = "Contents"


def sheet_names(reports: Iterable[ControlledReport]) -> dict[tuple[str, str], str]:
    """Return the name of the sheet of each table, by its report and its key: A1, A2 and so on."""
    tables = [(report.name, table.key) for report in reports for table in report.tables]
    return {table: f"A{number}" for number, table in enumerate(tables, start=1)}


def write(document: Document, reports: Mapping[str, ControlledReport]) -> bytes:
    """Return the Excel file with all tables of these reports. The same reports give the same bytes."""
    file = BytesIO()
    xlsx.write(book_of(document, reports), file)
    return file.getvalue()


def book_of(document: Document, reports: Mapping[str, ControlledReport]) -> Book:
    """Return cover, contents, notes, and one sheet for each table."""
    controlled = [must_be_controlled(report) for report in reports.values()]
    names = sheet_names(controlled)
    return Book(
        title=f"{document.title}: all tables",
        sheets=(
            _cover(document),
            _contents(controlled, names),
            _notes(controlled, names),
            *(
                table_sheet(names[report.name, table.key], table, heading.label(report))
                for report in controlled
                for table in report.tables
            ),
        ),
        made_on=document.made_on,
    )


def _cover(document: Document) -> Sheet:
    rows: list[tuple[Value, ...]] = [("Warning", warning) for warning in document.warnings]
    rows += document.facts
    return words_sheet(
        COVER, document.title, "This sheet has one table: what this workbook is.", ("About", "Words"), rows
    )


def _contents(reports: list[ControlledReport], names: Mapping[tuple[str, str], str]) -> Sheet:
    rows = [
        (names[report.name, table.key], report.title, table.title)
        for report in reports
        for table in report.tables
    ]
    return Sheet(
        name=CONTENTS,
        title="Contents",
        lead="This sheet has one table: the sheets of this workbook.",
        heads=("Sheet", "Report", "Table"),
        kinds=("text", "text", "text"),
        rows=tuple(rows) or (("", "", "There are no tables yet."),),
        widths=(12, 32, 60),
    )


def _notes(reports: list[ControlledReport], names: Mapping[tuple[str, str], str]) -> Sheet:
    rows: list[tuple[Value, ...]] = list(MEANINGS.items())
    for report in reports:
        rows += [(report.title, note) for note in (report.answer, *report.notes)]
        for table in report.tables:
            name = names[report.name, table.key]
            rows += [(f"Note on {name}", note) for note in table.notes]
            if table.source:
                rows.append((f"Source of {name}", table.source))
    return words_sheet(
        NOTES,
        "Notes",
        "This sheet has one table: symbols, and the notes on the sheets.",
        ("On", "Note"),
        rows,
    )
