"""Dates as people write them in spreadsheets: as numbers, in words, a year alone. No database access."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Iterable
from typing import NamedTuple

from noms.vocabulary import DatePrecision

FIRST_YEAR, LAST_YEAR = 1000, 2100
EXCEL_BEGAN = dt.date(1899, 12, 30)
"""The day 0 of Excel's dates, which are numbers of days."""
EXCEL_DAYS = range(10_000, 73_415)
"""The numbers that are read as Excel's dates: May 1927 to 2100. Numbers of four figures are years."""

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
NOT_KNOWN = frozenset(
    {
        "",
        "-",
        "–",
        "n/a",
        "na",
        "none",
        "null",
        "nan",
        "unknown",
        "not known",
        "not available",
        "?",
        "present",
    }
)
"""Cells that say nothing of a date; “present” as a closing means that the unit is open."""

LENGTHS = {DatePrecision.YEAR.value: 4, DatePrecision.MONTH.value: 7, DatePrecision.DAY.value: 10}
"""The number of characters of an ISO date that say it with its precision."""

SENTENCE = "this is not a date: write 2009, 2009-11, 2009-11-30 or 30 November 2009."
AMBIGUOUS = (
    "this may be day and month or month and day, and the other dates of the column do not say which. Write it as "
    "2009-11-30."
)

_ISO = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?:[t ][\d:.]+(?:z|[+-]\d\d:?\d\d)?)?")
_FIGURES = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[t ][\d:.]+)?")
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/.](\d{4})")
_WORDS = re.compile(r"[a-z]+|\d+")
_ORDINAL = re.compile(r"(?<=\d)(st|nd|rd|th)\b")


class KnownDay(NamedTuple):
    """A date with its precision: the first day of the year or month that was written."""

    first: dt.date
    precision: str

    def __str__(self) -> str:
        """The date as it is downloaded: 2009, 2009-11 or 2009-11-30."""
        return self.first.isoformat()[: LENGTHS[self.precision]]

    @property
    def last(self) -> dt.date:
        """The last day of the year or month, on which a closing is kept."""
        if self.precision == DatePrecision.YEAR:
            return dt.date(self.first.year, 12, 31)
        if self.precision == DatePrecision.MONTH:
            return self.first.replace(day=monthrange(self.first.year, self.first.month)[1])
        return self.first


def day_comes_first(cells: Iterable[str]) -> bool | None:
    """Return True if dates such as 30/11/2009 in a column begin with the day, False if with the month.

    None if no date of the column says it, or if dates of both kinds are there.
    """
    found = {
        int(match[1]) > 12
        for cell in cells
        if (match := _FIGURES.fullmatch(cell)) and (int(match[1]) > 12) != (int(match[2]) > 12)
    }
    return found.pop() if len(found) == 1 else None


def parse_day(text: str, *, day_first: bool | None = None) -> KnownDay | None:
    """Parse a date, a month or a year; None for a cell that says nothing.

    `day_first` says how 4/5/2009 is read; None refuses it unless day and month are the same.

    :raises ValueError: with a sentence for the user.

    >>> parse_day("1st April 2010")
    KnownDay(first=datetime.date(2010, 4, 1), precision='day')
    >>> parse_day("39904").first
    datetime.date(2009, 4, 1)
    """
    cell = " ".join(text.split()).casefold()
    if cell in NOT_KNOWN:
        return None
    if cell.isascii() and cell.isdigit() and int(cell) in EXCEL_DAYS:
        return KnownDay(EXCEL_BEGAN + dt.timedelta(days=int(cell)), DatePrecision.DAY.value)
    if match := _ISO.fullmatch(cell):
        return _known(match[1], match[2], match[3])
    if match := _FIGURES.fullmatch(cell):
        first, second, year = match.groups()
        if int(first) <= 12 and int(second) <= 12 and first != second and day_first is None:
            raise ValueError(AMBIGUOUS)
        is_day_first = int(first) > 12 or (day_first is not False and int(second) <= 12)
        day, month = (first, second) if is_day_first else (second, first)
        return _known(year, month, day)
    if match := _MONTH_YEAR.fullmatch(cell):
        return _known(match[2], match[1], None)
    return _in_words(cell)


def _in_words(cell: str) -> KnownDay:
    """Parse “1 April 2010”, “April 1, 2010”, “Apr 2010” and “1-Apr-2010”."""
    if re.sub(r"[a-z0-9 ,./-]", "", cell):
        raise ValueError(SENTENCE)
    words = _WORDS.findall(_ORDINAL.sub("", cell))
    months = [number for word in words if (number := _month(word))]
    numbers = [word for word in words if word.isdigit()]
    years = [word for word in numbers if len(word) == 4]
    days = [word for word in numbers if len(word) <= 2]
    if (len(months), len(years)) != (1, 1) or len(days) > 1 or len(words) != 2 + len(days):
        raise ValueError(SENTENCE)
    return _known(years[0], str(months[0]), days[0] if days else None)


def _month(word: str) -> int | None:
    """Return the number of a month in English, also of its first three letters or more."""
    found = (number for number, month in enumerate(MONTHS, start=1) if month.startswith(word))
    return next(found, None) if len(word) >= 3 else None


def _known(year: str, month: str | None, day: str | None) -> KnownDay:
    try:
        if not FIRST_YEAR <= int(year) <= LAST_YEAR:
            raise ValueError
        first = dt.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise ValueError(SENTENCE) from None
    precision = DatePrecision.DAY if day else DatePrecision.MONTH if month else DatePrecision.YEAR
    return KnownDay(first, precision.value)
