"""The tables that a questionnaire looks answers up in: the CSV files beside its workbook. No Django here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file: its headings, and its rows of as many cells."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def cells(self) -> Iterator[dict[str, str]]:
        """Yield each row as a mapping of heading to cell."""
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)

    @classmethod
    def from_json(cls, content: Mapping[str, Sequence[Any]]) -> Table:
        """Return the table in the JSON of a published questionnaire."""
        return cls(tuple(content["columns"]), tuple(tuple(row) for row in content.get("rows", ())))
