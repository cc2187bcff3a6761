"""Numbers, percentages, days and lists as text, for tables and sentences. No Django here."""

import datetime as dt
from collections.abc import Sequence
from math import floor

NOT_AVAILABLE = "not available"


def percent(fraction: float | None) -> str:
    """Return a fraction of 1 as whole per cents: 0.725 is “73%”. Only exactly 0 and 1 are “0%” and “100%”."""
    if fraction is None:
        return NOT_AVAILABLE
    if 0 < fraction < 0.005:
        return "less than 1%"
    if 0.995 <= fraction < 1:
        return "more than 99%"
    # Rounded to nine decimals first, so that a half goes up although binary fractions cannot hold it.
    return f"{floor(round(fraction * 100, 9) + 0.5)}%"


def decimal(figure: float) -> str:
    """Return a number with two decimals: 0.41. Zero has no sign, so that it is not printed as -0.00."""
    return f"{round(figure, 2) + 0.0:.2f}"


def day(date: dt.date) -> str:
    """Return a day in words: 1 July 2009."""
    return f"{date.day} {date:%B %Y}"


def moment(time: dt.datetime, today: dt.date) -> str:
    """Return a time as in a list: Fri 4 Dec, 14:00, and with its year if that is not the one of today."""
    year = "" if time.year == today.year else f" {time.year}"
    return f"{time:%a} {time.day} {time:%b}{year}, {time:%H:%M}"


def long_moment(time: dt.datetime, today: dt.date) -> str:
    """Return a time as in a sentence: Friday 4 December, 14:00, and with its year if that is not the one of today."""
    year = "" if time.year == today.year else f" {time.year}"
    return f"{time:%A} {time.day} {time:%B}{year}, {time:%H:%M}"


def counted(number: int, singular: str, plural: str) -> str:
    """Return a number with its noun: 1 prison, 2 prisons, 1,200 prisons."""
    return f"{number:,} {singular if number == 1 else plural}"


def listed(words: Sequence[str], last: str = "and") -> str:
    """Return a list as in a sentence: a, b and c. `last` is the word before the last of them."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
