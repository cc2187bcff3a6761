"""How the cells of a report are written as text."""

import datetime as dt

from reports.table import Cell, Column
from wording import NOT_AVAILABLE, day, decimal, percent

HIDDEN = "[c]"
"""Stands for a figure that disclosure control has hidden: c for confidential, as official statistics write it."""


def named(value: Cell) -> str:
    """What a row is named by, as it is printed: its words, or its day."""
    return day(value) if isinstance(value, dt.date) else str(value)


def cell(column: Column, value: Cell) -> str:
    """A cell as it is printed in a page or a file of words."""
    if value is None:
        return NOT_AVAILABLE
    if column.kind == "percent" and isinstance(value, (int, float)):
        return percent(value)
    if column.kind == "decimal" and isinstance(value, (int, float)):
        return decimal(value)
    if column.kind == "count" and isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, dt.date):
        return day(value)
    return str(value)
