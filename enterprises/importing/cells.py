"""Cells that several of the shipped tables have: sources, days, terms of a vocabulary."""

from __future__ import annotations

import calendar
import datetime as dt

from django.utils import timezone

from enterprises.vocabulary import TERMS, Vocabulary
from noms.importing.sheets import Line
from noms.vocabulary import DatePrecision


def source(line: Line) -> str:
    """Return the source in words: its title and its address, one of which may be missing."""
    title = line.text("source_title", longest=500, may_be_empty=True)
    address = line.text("source_address", longest=1500, may_be_empty=True)
    if not title and not address:
        line.refuse("source_address", "every row names its source.")
    return ", ".join(part for part in (title, address) if part)


def past_day(line: Line, column: str) -> dt.date:
    """Return a whole date that is not in the future."""
    day = line.day(column)
    if day > timezone.localdate():
        line.refuse(column, "this date is in the future.")
    return day


def first_day(line: Line, column: str) -> tuple[dt.date | None, DatePrecision]:
    """Return the first day of a year, month or day, with its precision."""
    return line.partial_day(column) or (None, DatePrecision.DAY)


def last_day(line: Line, column: str) -> tuple[dt.date | None, DatePrecision]:
    """Return the last day of a year, month or day, with its precision."""
    day, precision = first_day(line, column)
    if day is None or precision == DatePrecision.DAY:
        return day, precision
    month = 12 if precision == DatePrecision.YEAR else day.month
    return day.replace(month=month, day=calendar.monthrange(day.year, month)[1]), precision


def terms(line: Line, column: str, vocabulary: Vocabulary) -> frozenset[str]:
    """Return the terms in a cell; a word that the vocabulary does not have adds a finding."""
    known = TERMS[vocabulary].values
    for word in line.several(column):
        if word not in known:
            line.refuse(column, f"“{word}” is not one of: {', '.join(known)}.")
    return frozenset(line.several(column)) & frozenset(known)
