"""Tables as programs export them, also after a spreadsheet program has saved them: the first row has the headings.

A heading may be there twice, as where two questions have one label, or be missing. Then it gets the number of its
column, so that each column has a name of its own.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from io import StringIO
from itertools import islice

from accounts.uploads.rows import Finding, Limits, Sheet

DELIMITERS = ",;\t|"
SEPARATOR_LINE = re.compile(r"\s*sep=(?P<delimiter>.)\r?\n", re.IGNORECASE)
"""The first line by which Excel is told the delimiter of a CSV."""
LINES_COMPARED = 20


def delimiter_of(text: str) -> str:
    """Return the delimiter that gives the most lines as many cells as the first has, and then the most cells."""
    if found := SEPARATOR_LINE.match(text):
        return found["delimiter"]
    return max(DELIMITERS, key=lambda delimiter: _evenness(text, delimiter))


def without_separator_line(text: str) -> str:
    """Return the text of a CSV without the line that names its delimiter. Its line is left empty."""
    found = SEPARATOR_LINE.match(text)
    return text if found is None else "\n" + text[found.end() :]


def _evenness(text: str, delimiter: str) -> tuple[int, int]:
    try:
        lines = [
            line
            for line in islice(csv.reader(StringIO(text, newline=""), delimiter=delimiter), LINES_COMPARED)
            if any(line)
        ]
    except csv.Error:
        return (0, 0)
    width = len(lines[0]) if lines else 0
    return (sum(len(line) == width for line in lines) if width > 1 else 0, width)


def exported_table(
    name: str, lines: Iterable[Sequence[str]], findings: list[Finding], limits: Limits
) -> Sheet:
    """Return the table whose first line with content has the headings. Empty columns without a heading are left out.

    Findings say which row has more cells than there are headings, and where the table exceeds the limits.
    """
    names: list[str] = []
    written: dict[str, str] = {}
    rows: list[tuple[int, dict[str, str]]] = []
    for number, line in enumerate(lines, start=1):
        cells = [cell.strip() for cell in line]
        if not any(cells):
            continue
        while names and not cells[-1]:
            cells.pop()
        if len(cells) > limits.columns:
            findings.append(limits.too_many_columns(name, number, len(cells)))
            break
        if not names:
            names, written = _names(cells)
        elif len(rows) >= limits.rows - 1:
            findings.append(limits.too_many_rows(name))
            break
        elif len(cells) > len(names):
            reason = f"this row has {len(cells)} cells, the heading has {len(names)}."
            findings.append(Finding(name, number, "", reason))
        else:
            cells += [""] * (len(names) - len(cells))
            rows.append((number, dict(zip(names, cells, strict=True))))
    if not names:
        findings.append(Finding(name, None, "", "this file is empty."))
    # A column without a heading and without a cell is no column.
    filled = {heading for _, cells in rows for heading, cell in cells.items() if cell}
    kept = tuple(heading for heading in names if heading in filled or written.get(heading, heading))
    return Sheet(name, kept, tuple(rows), written=written)


def _names(headings: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """Return a name for each column, and by name the heading where it is another, which is empty for a missing one."""
    numbers = Counter(headings)
    names: list[str] = []
    written: dict[str, str] = {}
    for place, heading in enumerate(headings, start=1):
        name = heading
        if not heading or heading in names:
            name = f"{heading} (column {place})".strip()
            while name in names or name in numbers:
                name += "*"
            written[name] = heading
        names.append(name)
    return names, written
