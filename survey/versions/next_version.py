"""The version that follows a version. No Django here."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection

DAY = re.compile(r"20\d{2}(?P<sign>[-/.]?)\d{2}(?P=sign)\d{2}(?P<rest>.*)")
NUMBER = re.compile(r"(.*?)(\d+)(\D*)")


def next_version(version: str, taken: Collection[str], today: dt.date) -> str:
    """Return the version that follows, and that is not `taken`: a day becomes today, else the last number is raised.

    >>> next_version("4-hmpps", ["4-hmpps"], dt.date(2026, 12, 1))
    '5-hmpps'
    >>> next_version("2009-07-15", [], dt.date(2026, 12, 1))
    '2026-12-01'
    """
    as_day = DAY.fullmatch(version)
    if as_day:
        made = today.strftime(as_day["sign"].join(["%Y", "%m", "%d"]))
        if made != version and made not in taken:
            return made
        version = f"{made}-1" if "-" in made or not as_day["sign"] else f"{made}.1"
    while True:
        found = NUMBER.fullmatch(version)
        version = f"{found[1]}{int(found[2]) + 1}{found[3]}" if found else f"{version}-2"
        if version not in taken:
            return version
