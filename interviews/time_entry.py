"""Reading a day and a time of day as people type them during a call. No Django here."""

from __future__ import annotations

import datetime as dt
import re

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
RELATIVE_DAYS = {"today": 0, "tomorrow": 1, "yesterday": -1}
CENTURY = 2000
YEARS = range(2000, 3000)
"""Other years are refused: they can only be slips."""

TIME = re.compile(r"(\d{1,2})(?:\s*[:.h]\s*(\d{2}))?\s*([ap])?\.?\s*m?\.?")
DIGITS = re.compile(r"(\d{1,2})(\d{2})\s*([ap])?\.?\s*m?\.?")
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
NUMBERS = re.compile(r"(\d{1,2})[/. -](\d{1,2})(?:[/. -](\d{2}|\d{4}))?")
DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s*(?:of\s+)?([a-z]+)\.?,?(?:\s*(\d{4}|\d{2}))?")
MONTH_FIRST = re.compile(r"([a-z]+)\.?\s*(\d{1,2})(?:st|nd|rd|th)?,?(?:\s+(\d{4}))?")


def read_time(text: str) -> dt.time:
    """Return the time of day that this text says, such as “10:30”, “10.30”, “1030”, “10:30am”, “2pm” or “noon”.

    An hour alone is taken as written: “2” is two in the morning.

    :raises ValueError: if the text is not a time of day.
    """
    typed = " ".join(text.lower().split())
    if typed in ("noon", "midday", "12 noon"):
        return dt.time(12)
    found = TIME.fullmatch(typed) or DIGITS.fullmatch(typed)
    if found is None or (typed.endswith("m") and not found[3]):
        raise ValueError(text)
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3]:
        if not 1 <= hour <= 12:
            raise ValueError(text)
        hour = hour % 12 + (12 if found[3] == "p" else 0)
    return dt.time(hour, minute)


def read_day(text: str, *, today: dt.date, is_past: bool = False) -> dt.date:
    """Return the day that this text says, such as “tomorrow”, “Mon”, “4 Dec”, “Fri 4 December 2026” or “4/12/26”.

    A weekday or a day without a year is the next one after today, or today for a day of the year; with `is_past` it
    is the last one before today, or today. A weekday beside a date must be the right one.

    :raises ValueError: if the text is not a day, with a sentence where the day does not exist or has another weekday.
    """
    typed = " ".join(text.lower().replace(",", " ").split())
    if typed in RELATIVE_DAYS:
        return today + dt.timedelta(days=RELATIVE_DAYS[typed])
    first, _, rest = typed.removeprefix("next ").partition(" ")
    weekday = _index(first.rstrip("."), WEEKDAYS)
    if weekday is None:
        return _read_date(typed, today, is_past)
    if not rest:
        if is_past:
            return today - dt.timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)
        return today + dt.timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    day = _read_date(rest, today, is_past)
    if day.weekday() != weekday:
        raise ValueError(f"{in_words(day)} is not a {WEEKDAYS[weekday].capitalize()}")
    return day


def in_words(day: dt.date) -> str:
    """Return the day as “Friday 4 December 2026”."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def _read_date(typed: str, today: dt.date, is_past: bool) -> dt.date:
    if found := ISO.fullmatch(typed):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := NUMBERS.fullmatch(typed):
        day, month, year = int(found[1]), int(found[2]), found[3]
    elif (found := DAY_FIRST.fullmatch(typed)) and (named := _index(found[2], MONTHS)) is not None:
        day, month, year = int(found[1]), named + 1, found[3]
    elif (found := MONTH_FIRST.fullmatch(typed)) and (named := _index(found[1], MONTHS)) is not None:
        day, month, year = int(found[2]), named + 1, found[3]
    else:
        raise ValueError("")
    if year:
        return _day(int(year) + (CENTURY if len(year) == 2 else 0), month, day)
    return _nearest(month, day, today, is_past)


def _nearest(month: int, day: int, today: dt.date, is_past: bool) -> dt.date:
    """Return the nearest such day of a year, from today on or up to today. 29 February may be years away."""
    years = range(today.year, today.year - 9, -1) if is_past else range(today.year, today.year + 9)
    for year in years:
        try:
            found = dt.date(year, month, day)
        except ValueError:
            continue
        if found <= today if is_past else found >= today:
            return found
    return _day(today.year, month, day)


def _day(year: int, month: int, day: int) -> dt.date:
    if year not in YEARS:
        raise ValueError(f"Check the year {year}")
    try:
        return dt.date(year, month, day)
    except ValueError:
        if 1 <= month <= 12:
            raise ValueError(f"There is no {day} {MONTHS[month - 1].capitalize()} {year}") from None
        raise ValueError("") from None


def _index(word: str, names: tuple[str, ...]) -> int | None:
    """Return the place of the name that this word is, or begins with at least three letters of."""
    matching = [number for number, name in enumerate(names) if len(word) >= 3 and name.startswith(word)]
    return matching[0] if len(matching) == 1 else None
