"""The date of a source in words, as exactly as the source gives it."""

from __future__ import annotations

import datetime as dt
import re

from wording import day as in_full

_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])(?=,|$)")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


def in_words(observed_on: dt.date, as_given: str = "") -> str:
    """Return the date of a source in words.

    `as_given` is the date as the source gives it, where that is not a whole day; for a page without a date
    `observed_on` is the first day of the year in which the page was read.

    >>> in_words(dt.date(2025, 10, 13)), in_words(dt.date(2021, 7, 1), "2021-07")
    ('13 October 2025', 'July 2021')
    >>> in_words(dt.date(2026, 1, 1), "undated"), in_words(dt.date(2009, 1, 1), "undated; about 2009")
    ('undated, read in 2026', 'undated; about 2009')
    """
    if not as_given:
        return in_full(observed_on)
    if as_given == "undated":
        return f"undated, read in {observed_on.year}"
    if match := _MONTH.match(as_given):
        return f"{dt.date(int(match[1]), int(match[2]), 1):%B %Y}{as_given[match.end() :]}"
    return _DAY.sub(lambda found: in_full(dt.date.fromisoformat(found[0])), as_given)
