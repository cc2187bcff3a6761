"""Problems of a reference file: where, what is there, and why it is refused."""

from __future__ import annotations

from dataclasses import dataclass

HEADING = 1
MOST_SHOWN = 50
LONGEST_VALUE = 60


@dataclass(frozen=True)
class Problem:
    """One problem. `row` is numbered as in a spreadsheet (the heading is row 1); None means the whole file."""

    file: str
    reason: str
    row: int | None = None
    column: str = ""
    value: str | None = None

    @property
    def is_of_whole_file(self) -> bool:
        """True if the whole file is unusable: missing, empty or with another heading."""
        return self.row in (None, HEADING)

    def __str__(self) -> str:
        where = [self.file]
        if self.row is not None:
            where.append(f"row {self.row}")
        if self.column:
            where.append(f"column {self.column}")
        if self.value is None:
            return f"{', '.join(where)}: {self.reason}"
        value = self.value if len(self.value) <= LONGEST_VALUE else f"{self.value[:LONGEST_VALUE]}…"
        shown = f"“{''.join(c if c.isprintable() else '�' for c in value)}”" if value else "an empty cell"
        return f"{', '.join(where)}: {shown}: {self.reason}"


class ReferenceFileError(Exception):
    """The reference files cannot be loaded; nothing was changed. It has every problem found."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = tuple(problems)

    def __str__(self) -> str:
        """Return the first fifty problems, one per line."""
        lines = [str(problem) for problem in self.problems[:MOST_SHOWN]]
        if len(self.problems) > MOST_SHOWN:
            lines.append(f"… and {len(self.problems) - MOST_SHOWN} more.")
        return "\n".join(lines)
