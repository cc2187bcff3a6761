"""Workbooks as plain values, and a writer for each spreadsheet format. No cell is a formula."""

from survey.sheets.sheet import (
    HEAD_ROW,
    MAX_ROWS,
    MAX_WIDTH,
    MIN_WIDTH,
    Book,
    Sheet,
    TooManyRowsError,
    Value,
    unique_names,
)

__all__ = [
    "HEAD_ROW",
    "MAX_ROWS",
    "MAX_WIDTH",
    "MIN_WIDTH",
    "Book",
    "Sheet",
    "TooManyRowsError",
    "Value",
    "unique_names",
]
