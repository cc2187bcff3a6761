"""Files of one export that belong together: a table of submissions with the tables of its repeated groups."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError

from accounts.uploads import files
from survey.imports.metadata import About
from survey.imports.tables import plain_key

File = tuple[str, bytes]


def grouped(uploads: Sequence[File]) -> list[list[File]]:
    """Return the files in groups, each to be loaded together, in the order of their first files.

    A file with nothing but rows of repeated groups goes with the file whose submissions it names most often, of those
    equally often with the last one before it. A file that cannot be read is a group of its own.
    """
    mains: list[tuple[int, set[str]]] = []
    parts: list[tuple[int, set[str]]] = []
    for place, upload in enumerate(uploads):
        try:
            tables = [About.of(sheet) for sheet in files.read_exports([upload])]
        except ValidationError:
            tables = []
        if tables and all(about.is_repeat for about in tables):
            parts.append((place, _named(tables)))
        else:
            mains.append((place, _named(tables)))
    groups = {place: [place] for place, _ in mains}
    for place, named in parts:
        best = max(
            mains, key=lambda main: (len(main[1] & named), main[0] < place, main[0]), default=(place, named)
        )
        groups.setdefault(best[0], []).append(place)
    return [[uploads[place] for place in sorted(those)] for _, those in sorted(groups.items())]


def _named(tables: Sequence[About]) -> set[str]:
    """Return the keys of the submissions in tables, or those that rows of repeated groups name."""
    return {
        plain_key(cells[column]).partition("/")[0]
        for about in tables
        for _, cells in about.sheet.cells
        for column in (about.identifying if about.is_repeat else about.own_keys)
    } - {""}
