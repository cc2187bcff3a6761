"""Problems found in uploaded files, with their places and reasons."""

from __future__ import annotations

from typing import NamedTuple

from django.core.exceptions import ValidationError

HEADING = 1
LONGEST_VALUE = 60


class UnreadableError(ValidationError):
    """A file that cannot be read at all, with a sentence for each reason."""


class Finding(NamedTuple):
    """A problem with a cell, with a row (empty column), or with a whole file (no row).

    `row` counts as in a spreadsheet: the heading is row 1. `value` is the content of the cell, if it is to be shown.
    """

    file: str
    row: int | None
    column: str
    problem: str
    value: str | None = None

    @property
    def is_of_whole_file(self) -> bool:
        """True if no row of the file can be used, because it is missing, empty or has other headings."""
        return self.row in (None, HEADING)

    def __str__(self) -> str:
        where = [self.file]
        if self.row is not None:
            where.append(f"row {self.row}")
        if self.column:
            where.append(f"column {self.column}")
        if self.value is None:
            return f"{', '.join(where)}: {self.problem}"
        value = self.value if len(self.value) <= LONGEST_VALUE else f"{self.value[:LONGEST_VALUE]}…"
        shown = f"“{''.join(c if c.isprintable() else '�' for c in value)}”" if value else "an empty cell"
        return f"{', '.join(where)}: {shown}: {self.problem}"
