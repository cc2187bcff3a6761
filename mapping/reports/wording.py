"""How a report's figures are printed in words: percentages, counts, days, lists."""

import datetime as dt
from collections.abc import Sequence

from mapping.reports.table import Cell, Column
from survey.sheets.printed import NOT_AVAILABLE, day, decimal, percent

__all__ = ["HIDDEN", "NOT_AVAILABLE", "cell", "counted", "day", "decimal", "listed", "named", "percent"]

HIDDEN = "[c]"
"""Stands for a figure that disclosure control has hidden: c for confidential, as official statistics write it."""


def counted(number: int, singular: str, plural: str) -> str:
    """A number with its noun: 1 prison, 2 prisons, 1,200 prisons."""
    return f"{number:,} {singular if number == 1 else plural}"


def listed(words: Sequence[str]) -> str:
    """Words in a sentence: a, b and c."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


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
