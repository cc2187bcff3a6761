"""What is wrong with a file that was read: where, what stands there, and why it is left out or refused. Pure."""

from __future__ import annotations

from typing import NamedTuple

HEADING = 1
LONGEST_VALUE = 60


class Finding(NamedTuple):
    """Something wrong with one cell, with a row (no column), or with a file as a whole (no row).

    `row` counts as a spreadsheet does: the heading is row 1. `value` is what stands in the cell, where it is shown.
    """

    file: str
    row: int | None
    column: str
    problem: str
    value: str | None = None

    @property
    def is_of_whole_file(self) -> bool:
        """Whether no row of the file can be used: it is missing, empty or has another heading."""
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
