"""Sources in words."""

from __future__ import annotations

import re
from collections.abc import Mapping

_PLACE = re.compile(r"(?P<programme>[a-z0-9-]+):L(?P<lines>[0-9]+(-[0-9]+)?)")


def in_words(source: str, titles: Mapping[str, str], *, within: str = "") -> str:
    """Return a source as a reader finds it: the title of the publication and the lines of its text.

    `titles` has the title of each programme by slug. Several places in one publication are given together. The title
    of the programme `within` is left out, because the reader knows it.
    """
    named: dict[str, list[str]] = {}
    for part in filter(None, (part.strip() for part in source.split(";"))):
        match = _PLACE.fullmatch(part)
        if match and match["programme"] in titles:
            named.setdefault(titles[match["programme"]], []).append(match["lines"].replace("-", " to "))
        else:
            named.setdefault(part, [])
    known = titles.get(within)
    return "; ".join(
        title if not places else _lines(places) if title == known else f"{title}, {_lines(places)}"
        for title, places in named.items()
    )


def _lines(places: list[str]) -> str:
    is_one = len(places) == 1 and " to " not in places[0]
    return f"{'line' if is_one else 'lines'} {', '.join(places)} of its text"
