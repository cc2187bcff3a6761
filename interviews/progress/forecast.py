"""When fieldwork will reach its target at the pace of its last days. Pure."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import dataclass

WINDOW = 10
"""Working days that the pace is taken from."""

LONGEST = 2_000
"""Working days beyond which nothing is foretold."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What remains, how fast it goes and when it ends; None for a day that cannot be told.

    `pace` is interviews a working day (Monday to Friday); `earliest` and `latest` take the number of interviews in
    the window as a Poisson count with its normal 95% limits, k ± 1.96√k.
    """

    remaining: int
    pace: float
    ends_on: dt.date | None
    earliest: dt.date | None
    latest: dt.date | None


def forecast(held_on: Iterable[dt.date], *, wanted: int, today: dt.date) -> Forecast:
    """The forecast from the days of all interviews so far, those after `today` left out."""
    days = [day for day in held_on if day <= today]
    remaining = max(0, wanted - len(days))
    first = working_day_before(today, WINDOW - 1)
    lately = sum(1 for day in days if day >= first)
    # At the very beginning the pace is that of the days there were.
    begun = working_days_between(max(min(days), first), today) if days else 0
    window = max(1, min(WINDOW, begun))
    if remaining == 0:
        return Forecast(0, lately / window, max(days, default=today), None, None)
    spread = 1.96 * math.sqrt(lately)
    slow, middle, fast = (
        _end(today, remaining, count / window) for count in (lately - spread, lately, lately + spread)
    )
    return Forecast(remaining, lately / window, middle, fast, slow)


def _end(today: dt.date, remaining: int, pace: float) -> dt.date | None:
    if pace <= 0:
        return None
    needed = math.ceil(remaining / pace)
    return working_day_after(today, needed) if needed <= LONGEST else None


def is_working_day(day: dt.date) -> bool:
    """Monday to Friday; holidays are not known."""
    return day.weekday() < 5


def working_day_after(day: dt.date, number: int) -> dt.date:
    """The working day that is so many after this day."""
    while number > 0:
        day += dt.timedelta(days=1)
        number -= is_working_day(day)
    return day


def working_day_before(day: dt.date, number: int) -> dt.date:
    """The working day that is so many before this day."""
    while number > 0:
        day -= dt.timedelta(days=1)
        number -= is_working_day(day)
    return day


def working_days_between(first: dt.date, last: dt.date) -> int:
    """How many working days there are from `first` to `last`, both included."""
    every = (last - first).days + 1
    return sum(is_working_day(first + dt.timedelta(days=number)) for number in range(max(0, every)))
