"""Figures in prose as references to cells, filled from the tables so that they cannot differ. No Django here.

A reference names report, table, row and column: {barriers | by_part | Short-term funding | Prisons}. Braces without
the sign | are text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from reports.disclosure import ControlledReport
from reports.table import HIDDEN, Column, Table, cell_text, name_text
from survey.sheets import unique_names

REFERENCE = re.compile(r"\{([^{}\n]*\|[^{}\n]*)\}")
LEVELS = " > "
"""Between the names of a row that has several."""
WHERE = "Copy it from the list of figures."


@dataclass(frozen=True)
class Reference:
    """A reference to one cell, by the names of its report, table, row and column."""

    report: str
    table: str
    row: str
    column: str

    def __str__(self) -> str:
        return f"{{{self.report} | {self.table} | {self.row} | {self.column}}}"


@dataclass(frozen=True)
class ListedFigure:
    """A figure with the reference to copy; without one it cannot be quoted."""

    row: str
    column: str
    text: str
    reference: str


def filled(text: str, reports: Mapping[str, ControlledReport]) -> str:
    """Return the text with each reference replaced by its figure as it is printed in the table.

    :raises ValueError: with a sentence for each reference that has no figure, one a line.
    """
    found = problems(text, reports)
    if found:
        raise ValueError("\n".join(found))
    return REFERENCE.sub(lambda match: _figure(match[1], reports), text)


def problems(text: str, reports: Mapping[str, ControlledReport]) -> list[str]:
    """Return a sentence for each reference that has no figure to print: what is wrong, and what to do."""
    found = []
    for reference in dict.fromkeys(match[1] for match in REFERENCE.finditer(text)):
        try:
            _figure(reference, reports)
        except LookupError as error:
            found.append(str(error.args[0]))
    return found


def _figure(reference: str, reports: Mapping[str, ControlledReport]) -> str:
    parts = [" ".join(part.split()) for part in reference.split("|")]
    if len(parts) != 4:
        raise LookupError(f"“{{{reference}}}” does not name report, table, row and column. {WHERE}")
    name, key, row, column = parts
    if name not in reports:
        raise LookupError(f"“{{{reference}}}”: there is no report “{name}”. {WHERE}")
    table = next((each for each in reports[name].tables if each.key == key), None)
    if table is None:
        raise LookupError(f"“{{{reference}}}”: the report “{name}” has no table “{key}”. {WHERE}")
    named = _named_cells(table)
    if row not in named.rows:
        raise LookupError(f"“{{{reference}}}”: the table “{table.title}” has no row “{row}”. {WHERE}")
    if column not in named.columns:
        raise LookupError(f"“{{{reference}}}”: the table “{table.title}” has no figures “{column}”. {WHERE}")
    number, of = named.rows[row], named.columns[column]
    if (number, of.key) in table.hidden:
        raise LookupError(
            f"“{{{reference}}}” is withheld to protect people who answered. Leave it out, or take a larger group."
        )
    if table.rows[number][of.key] is None:
        raise LookupError(f"“{{{reference}}}” is not available: the table has no figure there. Leave it out.")
    return cell_text(of, table.rows[number][of.key])


@dataclass(frozen=True)
class _NamedCells:
    """The rows of a table and its columns of figures, by the names that references use."""

    rows: Mapping[str, int]
    columns: Mapping[str, Column]


def _named_cells(table: Table) -> _NamedCells:
    heads = table.columns[: table.heads]
    names = unique_names(
        _safe(LEVELS.join(name_text(row[column.key]) for column in heads)) for row in table.rows
    )
    figures = [column for column in table.columns[len(heads) :] if column.is_number]
    labels = unique_names(_safe(column.label) for column in figures)
    return _NamedCells(
        {name: number for number, name in enumerate(names)}, dict(zip(labels, figures, strict=True))
    )


def _safe(name: str) -> str:
    """Return a name without the signs that divide a reference."""
    return " ".join(re.sub(r"[{}|]", " ", name).split())


def listed_figures(report: ControlledReport, table: Table) -> Iterator[ListedFigure]:
    """Yield each figure of a table with the reference to copy, row by row."""
    named = _named_cells(table)
    for row, number in named.rows.items():
        for label, column in named.columns.items():
            value = table.rows[number][column.key]
            is_hidden = (number, column.key) in table.hidden
            is_quotable = value is not None and not is_hidden
            reference = str(Reference(report.name, table.key, row, label)) if is_quotable else ""
            yield ListedFigure(row, label, HIDDEN if is_hidden else cell_text(column, value), reference)
