"""Sheets of a workbook as plain values, and the one writer for each spreadsheet format: no cell is a formula."""

from survey.sheets.sheet import (
    HEAD_ROW,
    MOST_ROWS,
    NARROWEST,
    WIDEST,
    Book,
    Sheet,
    TooManyRowsError,
    Value,
    apart,
)

__all__ = [
    "HEAD_ROW",
    "MOST_ROWS",
    "NARROWEST",
    "WIDEST",
    "Book",
    "Sheet",
    "TooManyRowsError",
    "Value",
    "apart",
]
