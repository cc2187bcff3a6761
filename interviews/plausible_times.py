"""Times to ring back that are possible but hardly meant, such as at night or on a bank holiday. No Django here."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import holidays

from interviews.time_entry import in_words

FIRST_HOUR, LAST_HOUR = 8, 20
"""Calls are expected from 08:00 to 20:00, both included (our judgement)."""

SUNDAY = 6
LATEST_YEAR = 2100
"""The bank holidays of later years are not computed; those years are asked about anyhow."""


class Question(NamedTuple):
    """A reason to ask whether a time is meant: a word for it and a sentence."""

    code: str
    sentence: str


def questions_about(
    moment: dt.datetime,
    *,
    now: dt.datetime,
    fieldwork_ends: dt.date | None = None,
    others: Iterable[str] = (),
) -> list[Question]:
    """Return the reasons to ask whether this time is meant, in a fixed order; none for an ordinary time.

    :param moment: the time to ring back, in British local time; `now` likewise.
    :param fieldwork_ends: the last day of fieldwork, or None for no end.
    :param others: names of the cases with which the same person has a call-back at this minute.
    """
    day, clock = moment.date(), moment.time()
    asked = []
    if clock < dt.time(FIRST_HOUR):
        asked.append(Question("early", f"{moment:%H:%M} is before {FIRST_HOUR:02d}:00"))
    if clock > dt.time(LAST_HOUR):
        asked.append(Question("late", f"{moment:%H:%M} is after {LAST_HOUR}:00"))
    if day.weekday() == SUNDAY:
        asked.append(Question("sunday", f"{in_words(day)} is a Sunday"))
    if name := bank_holiday(day):
        asked.append(Question("holiday", f"{in_words(day)} is a bank holiday: {name}"))
    if fieldwork_ends is not None and day > fieldwork_ends:
        asked.append(Question("after_fieldwork", f"fieldwork ends on {in_words(fieldwork_ends)}"))
    if day > a_month_after(now.date()):
        asked.append(Question("far", f"{in_words(day)} is {_distance(now.date(), day)} ahead"))
    for name in others:
        asked.append(Question("double", f"there is another call-back at that minute: {name}"))
    return asked


def bank_holiday(day: dt.date) -> str:
    """Return the name of the bank holiday of England and Wales on this day, or an empty string."""
    return _bank_holidays(day.year).get(day, "") if day.year <= LATEST_YEAR else ""


def a_month_after(day: dt.date) -> dt.date:
    """Return the same day of the next month, or that month's last day: 28 February after 31 January."""
    year, month = divmod(day.year * 12 + day.month, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def next_plausible_day(day: dt.date) -> dt.date:
    """Return this day, or the next that is neither a Sunday nor a bank holiday."""
    while day.weekday() == SUNDAY or bank_holiday(day):
        day += dt.timedelta(days=1)
    return day


@lru_cache(maxsize=16)
def _bank_holidays(year: int) -> dict[dt.date, str]:
    """Return the bank holidays of England and of Wales, which are the same, by day."""
    return dict(holidays.country_holidays("GB", subdiv="ENG", years=year))


def _distance(now: dt.date, day: dt.date) -> str:
    """Describe more than a month in words: “6 weeks”, “5 months”, “100 years”."""
    days = (day - now).days
    if days < 61:
        return f"{days // 7} weeks"
    if days < 730:
        return f"{days // 30} months"
    return f"{round(days / 365.25)} years"
