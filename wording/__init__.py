"""How figures and days are printed, in sheets and in sentences. Pure."""

import datetime as dt
from collections.abc import Sequence
from math import floor

NOT_AVAILABLE = "not available"


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


def decimal(figure: float) -> str:
    """A figure with two decimals: 0.41. A zero has no sign, for -0.00 would look like one."""
    return f"{round(figure, 2) + 0.0:.2f}"


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
