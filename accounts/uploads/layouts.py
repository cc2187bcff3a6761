"""Tables as people lay them out: a title above the headings, columns without a heading, a heading twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from accounts.uploads.rows import Finding, Limits, Sheet
from wording import counted, listed

IsHeading = Callable[[Sequence[str]], bool]
"""A function that says whether the cells of a row are the headings of the table."""

LAST_HEADING_ROW = 30
"""The last row in which headings are looked for."""


def likely_delimiter(text: str, delimiters: str, *, lines: int | None = None) -> str:
    """Return the delimiter that is there most often in the first lines of a CSV (30 by default)."""
    first = "\n".join(islice(text.lstrip("\r\n").split("\n"), lines or LAST_HEADING_ROW))
    return max(delimiters, key=first.count)


def table_below(
    name: str,
    lines: Iterable[Sequence[str]],
    findings: list[Finding],
    limits: Limits,
    *,
    is_heading: IsHeading,
) -> Sheet:
    """Return the table below the first row that `is_heading` recognises; without one, a sheet without rows.

    A sheet without rows has the cells of its first row with content as headings. Rows above the headings, columns
    without a heading and the second column of one heading are not read, and `notes` say so.
    """
    above: list[list[str]] = []
    found: Sheet | None = None
    numbered = enumerate(([" ".join(cell.split()) for cell in line] for line in lines), start=1)
    for number, cells in numbered:
        if is_heading(cells):
            found = _table(name, cells, numbered, findings, limits)
            break
        if any(cells):
            above.append(cells)
        if number >= LAST_HEADING_ROW:
            break
    if found is None:
        if not above:
            findings.append(Finding(name, None, "", "this file is empty."))
        return Sheet(name, tuple(cell for cell in above[0] if cell) if above else (), ())
    if not above:
        return found
    words = f"{counted(len(above), 'row', 'rows')} above the headings {_was(len(above))} not read."
    return Sheet(name, found.headings, found.cells, (words, *found.notes))


def _table(
    name: str,
    headings: Sequence[str],
    numbered: Iterator[tuple[int, list[str]]],
    findings: list[Finding],
    limits: Limits,
) -> Sheet:
    places: dict[str, int] = {}
    twice: list[str] = []
    for place, heading in enumerate(headings):
        if heading in places:
            twice.append(f"“{heading}”")
        elif heading:
            places[heading] = place
    nameless: set[int] = set()
    rows: list[tuple[int, dict[str, str]]] = []
    for number, cells in numbered:
        nameless |= {
            place for place, cell in enumerate(cells) if cell and not (headings[place : place + 1] or [""])[0]
        }
        row = {heading: cells[place] if place < len(cells) else "" for heading, place in places.items()}
        if not any(row.values()):
            continue
        if len(rows) >= limits.rows - 1:
            findings.append(limits.too_many_rows(name))
            break
        rows.append((number, row))
    notes = []
    if nameless:
        words = counted(len(nameless), "column has", "columns have")
        notes.append(f"{words} no heading and {_was(len(nameless))} not read.")
    if twice:
        notes.append(f"Of columns with one heading the first was read: {listed(sorted(set(twice)))}.")
    return Sheet(name, tuple(places), tuple(rows), tuple(notes))


def _was(number: int) -> str:
    return "was" if number == 1 else "were"
