"""Dates and times in expressions: texts such as 2009-07-15 and 2009-07-15T10:30:00.000+01:00. No Django here.

Every time is the time of the clock where it was written; the offset after it (`+01:00`) is passed over. So the time
now, a typed time and midnight of a date are compared by one clock. ODK counts in UTC, which gives the same differences,
except over a change to or from summer time.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable

TIME = r"(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?(?:Z|[+-]\d{2}:?\d{2})?"
MOMENT = re.compile(rf"(\d{{4}}-\d{{2}}-\d{{2}})(?:T{TIME})?", re.ASCII)
TIME_ALONE = re.compile(TIME, re.ASCII)
MIDNIGHT = (0, 0, 0, 0)
EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - the clock of the place
MILLISECONDS = 24 * 3600 * 1000
"""Milliseconds in a day."""
FARTHEST = 2_900_000
"""The largest number of days from 1970 that is a date: the year 9909."""

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
FORMATS: dict[str, Callable[[dt.datetime], str]] = {
    "Y": lambda moment: f"{moment.year:04}",
    "y": lambda moment: f"{moment.year % 100:02}",
    "m": lambda moment: f"{moment.month:02}",
    "n": lambda moment: str(moment.month),
    "b": lambda moment: MONTHS[moment.month - 1],
    "d": lambda moment: f"{moment.day:02}",
    "e": lambda moment: str(moment.day),
    "a": lambda moment: WEEKDAYS[moment.weekday()],
    "H": lambda moment: f"{moment.hour:02}",
    "h": lambda moment: str(moment.hour),
    "M": lambda moment: f"{moment.minute:02}",
    "S": lambda moment: f"{moment.second:02}",
    "3": lambda moment: f"{moment.microsecond // 1000:03}",
    "%": lambda moment: "%",
}
"""The letters after % in format-date() and format-date-time(). Names of months and days are English."""


def read(text: str) -> dt.datetime | None:
    """Return the moment in a text, midnight for a date alone; None if it is none, such as 30 February."""
    found = MOMENT.fullmatch(text)
    if not found:
        return None
    try:
        day = dt.date.fromisoformat(found[1])
        return dt.datetime.combine(day, dt.time(*_clock(found, 2)))
    except ValueError:
        return None


def _clock(found: re.Match[str], first: int) -> tuple[int, int, int, int]:
    """Return hour, minute, second and microsecond from the groups of TIME that begin with number `first`."""
    if found[first] is None:
        return MIDNIGHT
    fraction = (found[first + 3] or "").ljust(3, "0")[:3]
    return int(found[first]), int(found[first + 1]), int(found[first + 2] or 0), int(fraction) * 1000


def days(text: str) -> float:
    """Return the days since 1970 in a text, with the time as a fraction; NaN if it is no date."""
    # Most texts are no dates; the first test costs a tenth of the pattern.
    if text[4:5] != "-":
        return math.nan
    moment = read(text)
    return math.nan if moment is None else _milliseconds(moment) / MILLISECONDS


def _milliseconds(moment: dt.datetime) -> float:
    passed = moment - EPOCH
    return float(passed.days * MILLISECONDS + passed.seconds * 1000 + passed.microseconds // 1000)


def moment_of(value: str | float) -> dt.datetime | None:
    """Return the moment of a text or of a number of days; None if it is none."""
    if isinstance(value, str):
        return read(value)
    if not abs(value) <= FARTHEST or value < -719_162:
        return None
    return EPOCH + dt.timedelta(milliseconds=math.floor(value * MILLISECONDS + 0.5))


def date(value: str | float) -> str:
    """Return date() of a text or a number of days, such as 2009-07-15; an empty text if it is none."""
    moment = moment_of(value)
    return "" if moment is None else moment.date().isoformat()


def date_time(value: str | float) -> str:
    """Return date-time() of a text or a number of days, such as 2009-07-15T10:30:00.000; or an empty text."""
    moment = moment_of(value)
    return "" if moment is None else moment.isoformat(timespec="milliseconds")


def decimal_date_time(value: str | float) -> float:
    """Return decimal-date-time(): the days since 1970 with the time as a fraction; NaN if it is no date."""
    moment = moment_of(value)
    return math.nan if moment is None else _milliseconds(moment) / MILLISECONDS


def decimal_time(value: str | float) -> float:
    """Return decimal-time(): the part of the day that has passed, from 0 to 1; 0.5 at noon. NaN if it is no time."""
    found = TIME_ALONE.fullmatch(value) if isinstance(value, str) else None
    try:
        moment = dt.datetime.combine(EPOCH.date(), dt.time(*_clock(found, 1))) if found else moment_of(value)
    except ValueError:
        return math.nan
    return math.nan if moment is None else (_milliseconds(moment) % MILLISECONDS) / MILLISECONDS


def format_date(value: str | float, pattern: str) -> str:
    """Return format-date() of a text or a number of days. A letter that FORMATS lacks is kept as it is written."""
    moment = moment_of(value)
    if moment is None:
        return ""
    return re.sub(
        "%(.)", lambda found: FORMATS[found[1]](moment) if found[1] in FORMATS else found[0], pattern
    )


def clock() -> str:
    """Return the time now with the offset of the place, as ODK writes it: 2009-07-15T10:30:00.000+01:00."""
    return dt.datetime.now().astimezone().isoformat(timespec="milliseconds")
