"""The preview of an upload: the effect of applying it on each row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, NamedTuple, TypeVar

from accounts.uploads.rows import Finding

Content = TypeVar("Content")


class RowStatus(StrEnum):
    """The effect of applying an upload on one of its rows."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    """The database has other content under the same key, which is not overwritten."""
    REJECTED = "rejected"


APPLIED = (RowStatus.NEW, RowStatus.CHANGED)
SKIPPED = (RowStatus.CONFLICT, RowStatus.REJECTED)
DISPLAY_ORDER = (*SKIPPED, RowStatus.CHANGED, RowStatus.NEW, RowStatus.UNCHANGED)
"""Rows with problems come first."""


class PreviewLine(NamedTuple):
    """One line of a preview shown as a table: a row of the file, or one finding about it."""

    file: str
    row: int | None
    key: str
    status: RowStatus
    column: str
    problem: str


@dataclass(frozen=True)
class PreviewRow(Generic[Content]):
    """One row of the file, with the effect of applying it, and the problems found in it."""

    file: str
    row: int
    key: str
    content: Content
    status: RowStatus
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Preview(Generic[Content]):
    """All rows in the order of the file, and notices about the whole upload."""

    rows: tuple[PreviewRow[Content], ...]
    notices: tuple[str, ...] = ()

    def of(self, *statuses: RowStatus) -> list[PreviewRow[Content]]:
        """Return the rows with one of these statuses, in the order of the file."""
        return [row for row in self.rows if row.status in statuses]

    def as_json(self) -> dict[str, Any]:
        """Return what `StagedUpload.preview` stores: the notices, the number of rows by status, and the lines."""
        return {
            "notices": list(self.notices),
            "counts": {status: len(self.of(status)) for status in RowStatus},
            "lines": [list(line) for line in self.lines()],
        }

    def lines(self) -> Iterator[PreviewLine]:
        """Yield the rows as lines of a table, those with problems first, with a line for each finding."""
        for status in DISPLAY_ORDER:
            for row in self.of(status):
                for found in row.findings:
                    yield PreviewLine(found.file, found.row, row.key, status, found.column, found.problem)
                if not row.findings:
                    yield PreviewLine(row.file, row.row, row.key, status, "", "")
