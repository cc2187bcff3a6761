"""Reference files that cannot be loaded. Pure."""

from __future__ import annotations

from accounts.uploads.findings import Finding

MOST_SHOWN = 50


class ReferenceFileError(Exception):
    """The reference files cannot be loaded; nothing was changed. It has every problem found."""

    def __init__(self, problems: list[Finding]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = tuple(problems)

    def __str__(self) -> str:
        """Return the first fifty problems, one per line."""
        lines = [str(problem) for problem in self.problems[:MOST_SHOWN]]
        if len(self.problems) > MOST_SHOWN:
            lines.append(f"… and {len(self.problems) - MOST_SHOWN} more.")
        return "\n".join(lines)
