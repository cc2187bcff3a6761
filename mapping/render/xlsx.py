"""A report as an Excel workbook: one table a sheet, text typed as text, no formula."""

import datetime as dt
from io import BytesIO
from math import ceil

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from mapping.disclosure import ControlledReport
from mapping.render import sheets
from mapping.render.sheets import HEAD_ROW, Sheet

TEXT_STAYS_TEXT = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
NUMBERS = {"count": "#,##0", "percent": "0%", "date": "d mmmm yyyy"}
LINE = 15
"""The height of a line of a row, in points."""
UNDATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def content(report: ControlledReport) -> bytes:
    """The workbook's file. The same report gives the same bytes."""
    book = sheets.of(report)
    file = BytesIO()
    workbook = Workbook(file, TEXT_STAYS_TEXT)
    made = dt.datetime.combine(report.data_on, dt.time(), dt.UTC) if report.data_on else UNDATED
    workbook.set_properties(
        {"title": f"{report.title}: {report.study.title}", "created": made.replace(tzinfo=None)}
    )
    formats = {
        (kind, is_total): workbook.add_format(
            {
                "bold": is_total,
                "valign": "top",
                "text_wrap": kind == "text",
                "num_format": NUMBERS.get(kind, "@"),
            }
        )
        for kind in ("text", *NUMBERS)
        for is_total in (False, True)
    }
    mark = {
        is_total: workbook.add_format({"align": "right", "valign": "top", "bold": is_total})
        for is_total in (False, True)
    }
    title = workbook.add_format({"bold": True, "font_size": 14})
    head = workbook.add_format({"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1})
    for number, sheet in enumerate(book):
        page = workbook.add_worksheet(sheet.name)
        _write(page, number, sheet, formats, mark, title, head)
    workbook.close()
    return file.getvalue()


def _write(
    page: Worksheet,
    number: int,
    sheet: Sheet,
    formats: dict[tuple[str, bool], Format],
    mark: dict[bool, Format],
    title: Format,
    head: Format,
) -> None:
    page.write_string(0, 0, sheet.title, title)
    page.write_string(1, 0, sheet.lead)
    for column, width in enumerate(sheet.widths):
        page.set_column(column, column, width)
    for position, row in enumerate(sheet.rows):
        is_total = position in sheet.totals
        for column, (kind, value) in enumerate(zip(sheet.kinds, row, strict=True)):
            place = HEAD_ROW + 1 + position, column
            if isinstance(value, str):
                page.write_string(
                    *place, value, formats["text", is_total] if kind == "text" else mark[is_total]
                )
            elif isinstance(value, dt.date):
                page.write_datetime(*place, dt.datetime.combine(value, dt.time()), formats["date", is_total])
            else:
                page.write_number(*place, value, formats[kind, is_total])
    page.add_table(
        HEAD_ROW,
        0,
        HEAD_ROW + len(sheet.rows),
        len(sheet.heads) - 1,
        {
            "name": f"Table_{number}",
            "autofilter": False,
            "style": "Table Style Light 1",
            "banded_rows": False,
            "columns": [{"header": label, "header_format": head} for label in sheet.heads],
        },
    )
    lines = max(
        ceil(len(label) * 1.2 / width) for label, width in zip(sheet.heads, sheet.widths, strict=True)
    )
    page.set_row(HEAD_ROW, LINE * lines)
    page.freeze_panes(HEAD_ROW + 1, 0)
    page.repeat_rows(HEAD_ROW)
    page.set_landscape()
    page.fit_to_pages(1, 0)
