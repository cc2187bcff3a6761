"""The tables of an uploaded form as its author wrote them, with the row numbers of the file. No database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


class FormFile(NamedTuple):
    """An uploaded file: its name and its content."""

    name: str
    content: bytes


class SheetRows(NamedTuple):
    """A sheet: its headings, one for each column, and its rows with content, each with its number in the file.

    `formulas` are row and column (from 1) of the cells whose value is that of a formula.
    """

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    heading_row: int = 1
    formulas: frozenset[tuple[int, int]] = frozenset()


class CompanionTable(NamedTuple):
    """A CSV file beside the workbook: its headings, and its rows by heading."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[dict[str, str], ...]


@dataclass(frozen=True)
class Workbook:
    """The tables of a form. `name` is that of its file, `remarks` what is to be said about the file itself.

    `companions` are the tables beside it, by the name of their file without its ending, in lower case.
    """

    name: str
    sheets: tuple[SheetRows, ...]
    companions: Mapping[str, CompanionTable] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


def sheet_rows(
    name: str,
    lines: Iterable[tuple[int, Iterable[str]]],
    formulas: frozenset[tuple[int, int]] = frozenset(),
) -> SheetRows:
    """Return a sheet from its numbered lines; the first one with content has the headings."""
    filled = [
        (number, tuple(clean(cell) for cell in cells))
        for number, cells in lines
        if any(map(str.strip, cells))
    ]
    if not filled:
        return SheetRows(name, (), ())
    (heading_row, headings), *rows = filled
    return SheetRows(
        name, tuple(" ".join(each.split()) for each in headings), tuple(rows), heading_row, formulas
    )


def clean(text: str) -> str:
    """Return the text of a cell with plain line breaks, and without blanks at its ends."""
    return text.replace("\r\n", "\n").replace("_x000D_\n", "\n").replace("\r", "\n").replace("\0", "").strip()


def as_markdown(sheets: Iterable[tuple[str, Iterable[Sequence[str]]]]) -> str:
    """Return sheets (name and rows, the headings first) as Markdown tables; line breaks in cells become blanks."""
    lines = []
    for name, rows in sheets:
        lines.append(f"| {_markdown_cell(name)} |")
        lines += ["| | " + " | ".join(map(_markdown_cell, cells)) + " |" for cells in rows]
    return "\n".join(lines) + "\n"


def _markdown_cell(text: str) -> str:
    return re.sub(r"(?<!\\)\|", r"\\|", " ".join(text.split()))
