"""What is wrong with a reference file: where, what stands there, and why it is refused. Pure."""

from __future__ import annotations

from dataclasses import dataclass

HEADING = 1
MOST_SHOWN = 50
LONGEST_VALUE = 60


@dataclass(frozen=True)
class Problem:
    """One refusal. `row` counts as a spreadsheet does (the heading is row 1); None: the whole file."""

    file: str
    reason: str
    row: int | None = None
    column: str = ""
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
            return f"{', '.join(where)}: {self.reason}"
        value = self.value if len(self.value) <= LONGEST_VALUE else f"{self.value[:LONGEST_VALUE]}…"
        shown = f"“{''.join(c if c.isprintable() else '�' for c in value)}”" if value else "an empty cell"
        return f"{', '.join(where)}: {shown}: {self.reason}"


class ReferenceFileError(Exception):
    """The reference files cannot be loaded, and nothing was changed. Holds every problem that was found."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = tuple(problems)

    def __str__(self) -> str:
        """The problems one to a line, the first fifty of them."""
        lines = [str(problem) for problem in self.problems[:MOST_SHOWN]]
        if len(self.problems) > MOST_SHOWN:
            lines.append(f"… and {len(self.problems) - MOST_SHOWN} more.")
        return "\n".join(lines)
