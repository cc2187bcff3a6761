"""How a report's figures are printed in words: percentages, counts, days, lists."""

import datetime as dt
from collections.abc import Sequence
from math import floor

from mapping.reports.table import Cell, Column

NOT_AVAILABLE = "not available"
HIDDEN = "[c]"
"""Stands for a figure that disclosure control has hidden: c for confidential, as official statistics write it."""


def percent(fraction: float | None) -> str:
    """A fraction of 1 as whole per cents, halves up. What is not quite nothing or all is not rounded to it."""
    if fraction is None:
        return NOT_AVAILABLE
    if 0 < fraction < 0.005:
        return "less than 1%"
    if 0.995 <= fraction < 1:
        return "more than 99%"
    # Rounded first, so that a half that binary fractions cannot hold still goes up.
    return f"{floor(round(fraction * 100, 9) + 0.5)}%"


def day(date: dt.date) -> str:
    """A day as it is said: 1 July 2009."""
    return f"{date.day} {date:%B %Y}"


def counted(number: int, singular: str, plural: str) -> str:
    """A number with its noun: 1 prison, 2 prisons, 1,200 prisons."""
    return f"{number:,} {singular if number == 1 else plural}"


def listed(words: Sequence[str]) -> str:
    """Words in a sentence: a, b and c."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def cell(column: Column, value: Cell) -> str:
    """A cell as it is printed in a page or a file of words."""
    if value is None:
        return NOT_AVAILABLE
    if column.kind == "percent" and isinstance(value, (int, float)):
        return percent(value)
    if column.kind == "count" and isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, dt.date):
        return day(value)
    return str(value)
