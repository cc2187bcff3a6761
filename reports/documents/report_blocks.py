"""Tables and charts of a report as blocks of a document."""

from __future__ import annotations

from reports.charts import DOCUMENT, Chart
from reports.documents.document import Column, Grid, GridRow, Picture
from reports.formats.symbols import printed
from reports.formats.wide_tables import NUMBER, WideTable, wide_table
from reports.table import NOTHING_YET, Table

NARROWEST, WIDEST_WORDS, LONGEST_WORD = 6, 34, 16
"""The widths of columns in letters: the least, the most that words claim, and the longest word that is not broken."""
MOST_COLUMNS = 8
"""A table of groups with more columns keeps a row for each group."""


def grid_of(table: Table, *, label: str, anchor: str) -> Grid:
    """Return a table after disclosure control as a grid, its cells as they are printed on a page.

    A table of groups has one row for each name, as on its page, if its columns fit on paper.
    """
    wide = wide_table(table)
    if wide is not None and len(wide.columns) < MOST_COLUMNS:
        headings = [(wide.heading, False), *((words, True) for words in _group_headings(wide))]
        rows = [GridRow((row.name, *(cell.text for cell in row.cells)), row.is_total) for row in wide.rows]
        heads = 1
    else:
        headings = [(column.label, column.is_number) for column in table.columns]
        rows = [
            GridRow(tuple(printed(table, number, column) for column in table.columns), table.is_total(row))
            for number, row in enumerate(table.rows)
        ]
        heads = table.heads
    columns = [
        Column(words, is_number, _width([row.cells[place] for row in rows], words, is_head=place < heads))
        for place, (words, is_number) in enumerate(headings)
    ]
    empty = GridRow((NOTHING_YET, *("" for _ in columns[1:])))
    return Grid(
        title=table.title,
        label=label,
        anchor=anchor,
        heads=heads,
        columns=tuple(columns),
        rows=tuple(rows) or (empty,),
        notes=(*table.notes, *((f"Source: {table.source}",) if table.source else ())),
    )


def _group_headings(wide: WideTable) -> list[str]:
    """Return the headings of the columns of all groups: the group with its base, then “Prisons: %”."""
    return [
        group.title if place == 0 and words == NUMBER else f"{group.title.partition(' (')[0]}: {words}"
        for group in wide.groups
        for place, words in enumerate(group.columns)
    ]


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
