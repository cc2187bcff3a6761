"""A report as what its page needs: cells in words, and a bar where a cell is a share."""

from dataclasses import dataclass, replace
from itertools import groupby

from reports import cell_text
from reports.charts import Chart, charts_of
from reports.disclosure import ControlledReport
from reports.formats import heading, must_be_controlled
from reports.table import Column, Row, Table


@dataclass(frozen=True)
class ShownCell:
    """A cell in words, or hidden. `bar` is the length of its bar in per cent of the cell, None where it has none.

    `rows` is how many rows it stands for: a name that several rows share is shown once, and 0 times after.
    """

    text: str
    is_number: bool
    is_header: bool
    bar: str | None
    rows: int = 1
    is_hidden: bool = False


@dataclass(frozen=True)
class ShownRow:
    cells: tuple[ShownCell, ...]
    is_total: bool


@dataclass(frozen=True)
class ShownTable:
    """What components/table.html takes; `anchor` is its heading's id, its own among the tables of all reports."""

    key: str
    anchor: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[ShownRow, ...]
    notes: tuple[str, ...]
    source: str
    chart: Chart | None


@dataclass(frozen=True)
class ShownReport:
    """What reports/report_detail.html takes."""

    name: str
    title: str
    aim: str
    answer: str
    label: str
    heading: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    tables: tuple[ShownTable, ...]


def shown(report: ControlledReport) -> ShownReport:
    """The report for its page."""
    report = must_be_controlled(report)
    drawn = charts(report)
    return ShownReport(
        name=report.name,
        title=report.title,
        aim=report.aim,
        answer=report.answer,
        label=heading.GENERATED if report.study.is_demonstration else "",
        # The page has the study's title over its own.
        heading=heading.lines(report)[1:],
        notes=report.notes,
        tables=tuple(_shown_table(report.name, table, drawn.get(table.key)) for table in report.tables),
    )


def charts(report: ControlledReport) -> dict[str, Chart]:
    """The report's charts by their tables' keys; a file of one says of which study it is."""
    report = must_be_controlled(report)
    caption = (f"{report.study.title}. {heading.data_up_to(report)}", heading.label(report))
    return charts_of(report.tables, tuple(filter(None, caption)))


def _shown_table(report: str, table: Table, drawn: Chart | None) -> ShownTable:
    heads = _headers(table)
    rows = tuple(_shown_row(table, number, row, heads) for number, row in enumerate(table.rows))
    return ShownTable(
        key=table.key,
        anchor=f"{report}-{table.key}",
        title=table.title,
        columns=table.columns,
        rows=_merged(rows) if heads > 1 else rows,
        notes=table.notes,
        source=table.source,
        chart=drawn,
    )


def _headers(table: Table) -> int:
    """How many of the first columns name the row: the texts before the first figure, one where there is none."""
    if not any(column.is_number for column in table.columns):
        return 1
    texts = 0
    for column in table.columns:
        if column.kind != "text":
            break
        texts += 1
    return max(texts, 1)


def _shown_row(table: Table, number: int, row: Row, heads: int) -> ShownRow:
    cells = []
    for position, column in enumerate(table.columns):
        value = row[column.key]
        is_hidden = (number, column.key) in table.hidden
        share = column.kind == "percent" and isinstance(value, (int, float))
        cells.append(
            ShownCell(
                text=cell_text.HIDDEN if is_hidden else cell_text.cell(column, value),
                is_hidden=is_hidden,
                is_number=column.is_number,
                is_header=position < heads,
                bar=f"{100 * float(value):.2f}%" if share and isinstance(value, (int, float)) else None,
            )
        )
    return ShownRow(cells=tuple(cells), is_total=table.is_total(row))


def _merged(rows: tuple[ShownRow, ...]) -> tuple[ShownRow, ...]:
    """The rows with the first name of each run of equal ones standing for the whole run."""
    merged = []
    for _, same in groupby(rows, key=lambda row: row.cells[0].text):
        run = list(same)
        for position, row in enumerate(run):
            name = replace(row.cells[0], rows=0 if position else len(run))
            merged.append(replace(row, cells=(name, *row.cells[1:])))
    return tuple(merged)
