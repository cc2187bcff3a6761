"""A writer of Excel workbooks; text is always text, never a formula. Long sheets are written row by row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from math import ceil
from typing import TYPE_CHECKING, BinaryIO

from survey.sheets.sheet import HEAD_ROW, Book, Sheet, Value

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

TEXT_STAYS_TEXT = {
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
NUMBERS = {"count": "#,##0", "percent": "0%", "decimal": "0.00", "date": "d mmmm yyyy", "number": "General"}
LINE = 15
"""The height of a line in points."""
TALLEST = 409
"""Maximum height of a row in Excel, in points."""
LONGEST = 32_767
"""Maximum number of characters in a cell."""
CUT = " […] The whole text is in the CSV."


def write(book: Book, file: BinaryIO) -> None:
    """Write the workbook. The same book gives the same bytes.

    :raises TooManyRowsError: where a sheet has more rows than Excel opens.
    """
    # Imported here because it takes long, and most commands never write a workbook.
    from xlsxwriter import Workbook

    is_long = any(sheet.is_long for sheet in book.sheets)
    # Rows of a long sheet are written one at a time; an Excel table would need all of them in memory.
    memory = {"constant_memory": True} if is_long else {"in_memory": True}
    workbook = Workbook(file, {**TEXT_STAYS_TEXT, **memory})
    workbook.set_properties({"title": book.title, "created": book.made_at.replace(tzinfo=None)})
    styles = _Styles(workbook)
    for number, sheet in enumerate(book.sheets):
        _write(workbook.add_worksheet(sheet.name), number, sheet, styles, as_table=not is_long)
    workbook.close()


class _Styles:
    """The cell formats of a workbook."""

    def __init__(self, workbook: Workbook) -> None:
        self.cell: dict[tuple[str, bool], Format] = {
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
        self.mark: dict[bool, Format] = {
            is_total: workbook.add_format({"align": "right", "valign": "top", "bold": is_total})
            for is_total in (False, True)
        }
        self.title = workbook.add_format({"bold": True, "font_size": 14})
        over: dict[str, object] = {"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1}
        words, figures = workbook.add_format(over), workbook.add_format({**over, "align": "right"})
        self.head: dict[str, Format] = {
            kind: words if kind == "text" else figures for kind in ("text", *NUMBERS)
        }


def _write(page: Worksheet, number: int, sheet: Sheet, styles: _Styles, *, as_table: bool) -> None:
    for column, width in enumerate(sheet.widths):
        page.set_column(column, column, width)
    page.write_string(0, 0, sheet.title, styles.title)
    page.write_string(1, 0, sheet.lead)
    page.set_row(HEAD_ROW, LINE * _lines(sheet.heads, sheet.widths))
    if not as_table:
        for column, (kind, label) in enumerate(zip(sheet.kinds, sheet.heads, strict=True)):
            page.write_string(HEAD_ROW, column, label, styles.head[kind])
    last = HEAD_ROW
    for position, row in sheet.numbered():
        last = HEAD_ROW + 1 + position
        _write_row(page, last, sheet, row, styles, is_total=position in sheet.totals)
    if as_table:
        page.add_table(
            HEAD_ROW,
            0,
            last,
            len(sheet.heads) - 1,
            {
                "name": f"Table_{number}",
                "autofilter": False,
                "style": "Table Style Light 1",
                "banded_rows": False,
                "columns": [
                    {"header": label, "header_format": styles.head[kind]}
                    for kind, label in zip(sheet.kinds, sheet.heads, strict=True)
                ],
            },
        )
    page.freeze_panes(HEAD_ROW + 1, 0)
    page.repeat_rows(HEAD_ROW)
    page.set_landscape()
    page.fit_to_pages(1, 0)


def _lines(words: Sequence[str], widths: Sequence[int]) -> int:
    """Return the number of lines that the longest of these texts needs in its column, estimated generously."""
    return max(
        (
            ceil(len(text) * 1.2 / width) if len(text) > width else 1
            for text, width in zip(words, widths, strict=True)
        ),
        default=1,
    )


def _write_row(
    page: Worksheet, place: int, sheet: Sheet, row: Sequence[Value], styles: _Styles, *, is_total: bool
) -> None:
    # Heights are set because not every program fits a row to wrapped text. They stay in memory until the file is
    # closed: too many of them in a long sheet.
    lines = (
        1
        if sheet.is_long
        else _lines([value if isinstance(value, str) else "" for value in row], sheet.widths)
    )
    if lines > 1:
        page.set_row(place, min(LINE * lines, TALLEST))
    for column, (kind, value) in enumerate(zip(sheet.kinds, row, strict=True)):
        if value is None:
            continue
        if isinstance(value, str):
            style = styles.cell["text", is_total] if kind == "text" else styles.mark[is_total]
            text = value if len(value) <= LONGEST else value[: LONGEST - len(CUT)] + CUT
            page.write_string(place, column, text, style)
        elif isinstance(value, dt.date):
            day = dt.datetime.combine(value, dt.time())
            page.write_datetime(place, column, day, styles.cell["date", is_total])
        else:
            page.write_number(place, column, value, styles.cell[kind, is_total])
