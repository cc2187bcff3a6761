"""When an interview began and ended. No database here."""

from __future__ import annotations

import datetime as dt
import math
from typing import NamedTuple

from django.utils import timezone


class Times(NamedTuple):
    """The start and the end of an interview, each None if it is not known. Both are on the day of the interview."""

    began_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None


def times_after_save(
    *, sent: Times, stored: Times, now: Times, held_on: dt.date, is_finishing: bool
) -> Times:
    """Return the times to store.

    A time that somebody `sent`, and that is not the stored one, is taken. Otherwise an interview begins at
    `now.began_at` (“I am ringing now”, or the first save) and ends at `now.ended_at`, the save that finishes it; but
    only on the day on which it is held, because an interview of another day is only entered today.
    """
    began_at = _on_day(sent.began_at or stored.began_at or now.began_at, held_on)
    changed_end = sent.ended_at if sent.ended_at != stored.ended_at else None
    end_now = _on_day(now.ended_at, held_on) if is_finishing else None
    ended_at = _on_day(changed_end or end_now or stored.ended_at, held_on)
    if began_at and ended_at and ended_at < began_at:
        return Times(began_at, None)
    return Times(began_at, ended_at)


def minutes_between(times: Times) -> int | None:
    """Return the length in minutes, at least 1, or None if the start or the end is not known."""
    if times.began_at is None or times.ended_at is None:
        return None
    return max(1, math.ceil((times.ended_at - times.began_at).total_seconds() / 60))


def to_minute(moment: dt.datetime) -> dt.datetime:
    """Return the moment without its seconds, as the page shows it."""
    return moment.replace(second=0, microsecond=0)


def _on_day(moment: dt.datetime | None, day: dt.date) -> dt.datetime | None:
    return moment if moment is not None and timezone.localdate(moment) == day else None
