"""Tables and charts of a report as blocks of a document."""

from __future__ import annotations

from reports.charts import DOCUMENT, Chart
from reports.documents.document import Column, Grid, GridRow, Picture
from reports.formats.symbols import printed
from reports.table import NOTHING_YET, Table

NARROWEST, WIDEST_WORDS, LONGEST_WORD = 6, 34, 16
"""The widths of columns in letters: the least, the most that words claim, and the longest word that is not broken."""


def grid_of(table: Table, *, label: str, anchor: str) -> Grid:
    """Return a table after disclosure control as a grid, its cells as they are printed on a page."""
    rows = [
        GridRow(tuple(printed(table, number, column) for column in table.columns), table.is_total(row))
        for number, row in enumerate(table.rows)
    ]
    columns = []
    for place, column in enumerate(table.columns):
        width = _width([row.cells[place] for row in rows], column.label, is_head=place < table.heads)
        columns.append(Column(column.label, column.is_number, width))
    empty = GridRow((NOTHING_YET, *("" for _ in table.columns[1:])))
    return Grid(
        title=table.title,
        label=label,
        anchor=anchor,
        heads=table.heads,
        columns=tuple(columns),
        rows=tuple(rows) or (empty,),
        notes=(*table.notes, *((f"Source: {table.source}",) if table.source else ())),
    )


def _width(cells: list[str], label: str, *, is_head: bool) -> float:
    """Return the width of a column in letters: that of its longest word, and for names that of a usual name."""
    words = [word for text in (label, *cells) for word in text.split()]
    word = min(max((len(word) for word in words), default=0), LONGEST_WORD)
    usual = sorted(len(cell) for cell in cells)[len(cells) * 3 // 4] if cells and is_head else 0
    longest = max((len(cell) for cell in cells), default=0) if not is_head else 0
    return max(NARROWEST, word + 1, min(max(usual, longest), WIDEST_WORDS))


def picture_of(chart: Chart, *, label: str) -> Picture:
    """Return a chart as a picture with the remarks on its figures."""
    width, height = chart.specification(DOCUMENT)["usermeta"]["size"]
    return Picture(
        title=chart.title,
        label=label,
        alternative=chart.alternative,
        svg=chart.svg(DOCUMENT),
        width=width,
        height=height,
        notes=chart.remarks,
    )
