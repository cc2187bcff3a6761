"""The day on which fieldwork reaches its target at its recent pace. No Django here."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import dataclass

WINDOW = 10
"""The number of working days over which the pace is measured."""

MAX_WORKING_DAYS = 2_000
"""The longest forecast, in working days."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """The interviews remaining, the pace, and the expected day of the last one; None for a day too far ahead.

    `pace` is the number of interviews per working day (Monday to Friday). `earliest` and `latest` follow from the 95%
    limits of the number k of recent interviews, taken as a Poisson count: k ± 1.96√k.
    """

    remaining: int
    pace: float
    ends_on: dt.date | None
    earliest: dt.date | None
    latest: dt.date | None


def forecast(held_on: Iterable[dt.date], *, remaining: int, today: dt.date) -> Forecast:
    """Return the day on which the `remaining` interviews are done at the pace of the interviews held so far.

    `held_on` are the days of all interviews. One held after `today` adds nothing to the pace. How many remain is
    counted once, with the coverage, so that every figure of the page agrees.
    """
    days = [day for day in held_on if day <= today]
    first = working_day_before(today, WINDOW - 1)
    recent = sum(1 for day in days if day >= first)
    # Fieldwork that has just begun has a shorter window.
    elapsed = working_days_between(max(min(days), first), today) if days else 0
    window = max(1, min(WINDOW, elapsed))
    if remaining == 0:
        return Forecast(0, recent / window, max(days, default=today), None, None)
    spread = 1.96 * math.sqrt(recent)
    slow, middle, fast = (
        _end(today, remaining, count / window) for count in (recent - spread, recent, recent + spread)
    )
    return Forecast(remaining, recent / window, middle, fast, slow)


def _end(today: dt.date, remaining: int, pace: float) -> dt.date | None:
    if pace <= 0:
        return None
    needed = math.ceil(remaining / pace)
    return working_day_after(today, needed) if needed <= MAX_WORKING_DAYS else None


def is_working_day(day: dt.date) -> bool:
    """Return True from Monday to Friday. Public holidays count as working days."""
    return day.weekday() < 5


def working_day_after(day: dt.date, number: int) -> dt.date:
    """Return the day that is this number of working days after `day`."""
    while number > 0:
        day += dt.timedelta(days=1)
        number -= is_working_day(day)
    return day


def working_day_before(day: dt.date, number: int) -> dt.date:
    """Return the day that is this number of working days before `day`."""
    while number > 0:
        day -= dt.timedelta(days=1)
        number -= is_working_day(day)
    return day


def working_days_between(first: dt.date, last: dt.date) -> int:
    """Return the number of working days from `first` to `last`, both included."""
    every = (last - first).days + 1
    return sum(is_working_day(first + dt.timedelta(days=number)) for number in range(max(0, every)))
