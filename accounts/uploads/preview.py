"""What applying an upload would do, row by row. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

from accounts.uploads.findings import Finding

Content = TypeVar("Content")


class Fate(StrEnum):
    """What becomes of a row when the upload is applied."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    """Something else is here under the same key, which is not overwritten."""
    REJECTED = "rejected"


WRITTEN = (Fate.NEW, Fate.CHANGED)
LEFT_OUT = (Fate.CONFLICT, Fate.REJECTED)
IN_ORDER = (*LEFT_OUT, Fate.CHANGED, Fate.NEW, Fate.UNCHANGED)
"""Problems first: what somebody has to look at."""


class Line(NamedTuple):
    """One line of a preview as a table: a row of the file, or one finding about it."""

    file: str
    row: int | None
    key: str
    fate: Fate
    column: str
    problem: str


@dataclass(frozen=True)
class PreviewRow(Generic[Content]):
    """One row with what would become of it, every reason, and what is written where it is written."""

    file: str
    row: int
    key: str
    content: Content
    fate: Fate
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Preview(Generic[Content]):
    """An upload as it would be applied now: its rows in the order of the file, and what to know of the whole."""

    rows: tuple[PreviewRow[Content], ...]
    notices: tuple[str, ...] = ()

    def of(self, *fates: Fate) -> list[PreviewRow[Content]]:
        """The rows of some fates, in the order of the file."""
        return [row for row in self.rows if row.fate in fates]

    @property
    def findings(self) -> list[Finding]:
        """Everything that keeps a row out, in the order of the file."""
        return [finding for row in self.rows for finding in row.findings]

    def lines(self) -> Iterator[Line]:
        """The rows as lines of a table, those with problems first, a line for each finding."""
        for fate in IN_ORDER:
            for row in self.of(fate):
                for found in row.findings:
                    yield Line(found.file, found.row, row.key, fate, found.column, found.problem)
                if not row.findings:
                    yield Line(row.file, row.row, row.key, fate, "", "")
