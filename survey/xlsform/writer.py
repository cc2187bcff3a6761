"""Write a questionnaire as an XLSForm: a workbook, Markdown, or a zip with the CSV files that it looks answers up in.

pyxform takes what is written, and reading it gives the same questionnaire.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from io import BytesIO, StringIO
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from survey.lookup_tables import Table
from survey.questionnaire import Questionnaire
from survey.xlsform.form_rows import FormRows
from survey.xlsform.workbook import as_markdown
from wording.csv_export import BYTE_ORDER_MARK

WIDE = frozenset({"label", "hint"})
TEXT_WIDTH, OTHER_WIDTH = 40, 18

SURVEY_HEADINGS = ["type", "name", "label"]

Sheet = list[list[str]]
"""The rows of a sheet, its headings first."""


def sheets_of(questionnaire: Questionnaire) -> dict[str, Sheet]:
    """Return the sheets of the XLSForm by name: survey, choices if there are any, settings."""
    rows = FormRows(questionnaire)
    sheets = {"survey": rows.survey(), "choices": rows.choices(), "settings": rows.settings()}
    # A form of which nothing can be asked here still has its sheet.
    return {"survey": [SURVEY_HEADINGS]} | {name: _filled(rows) for name, rows in sheets.items() if rows}


def as_workbook(questionnaire: Questionnaire) -> bytes:
    """Return the questionnaire as an xlsx file. Every cell is text."""
    file = BytesIO()
    _write_workbook(sheets_of(questionnaire), file)
    return file.getvalue()


def as_text(questionnaire: Questionnaire) -> str:
    """Return the questionnaire as an XLSForm in Markdown."""
    return as_markdown(sheets_of(questionnaire).items())


def as_archive(questionnaire: Questionnaire) -> bytes:
    """Return a zip of the workbook and of the CSV files beside it."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr(f"{questionnaire.name}.xlsx", as_workbook(questionnaire))
        for name, table in questionnaire.tables.items():
            archive.writestr(f"{name}.csv", as_csv(table))
    return file.getvalue()


def as_csv(table: Table) -> str:
    """Return a table as the CSV that XLSForms look answers up in."""
    text = StringIO()
    text.write(BYTE_ORDER_MARK)
    # Not the writer for people's spreadsheets: a cell must be looked up as it is written.
    csv.writer(text).writerows([table.columns, *table.rows])
    return text.getvalue()


def _filled(rows: list[Mapping[str, str]]) -> Sheet:
    """Return rows as cells, with the columns that have content, in the order of their first row."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    used = [column for column in columns if any(row.get(column) for row in rows)]
    return [used, *([row.get(column, "") for column in used] for row in rows)]


def _write_workbook(sheets: Mapping[str, Sheet], file: BinaryIO) -> None:
    # Imported here because it takes half a second and only this function needs it.
    import xlsxwriter

    with xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        head, cell = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            page.freeze_panes(1, 0)
            for place, heading in enumerate(rows[0]):
                is_text = heading.partition("::")[0] in WIDE
                page.set_column(place, place, TEXT_WIDTH if is_text else OTHER_WIDTH)
                page.write_string(0, place, heading, head)
            for number, cells in enumerate(rows[1:], 1):
                for place, text in enumerate(cells):
                    if text:
                        page.write_string(number, place, text, cell)
