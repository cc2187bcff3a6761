"""A report as its page shows it: cells as text, and a bar where a cell is a share."""

from dataclasses import dataclass, replace
from itertools import groupby

from reports.charts import Chart, charts_of
from reports.disclosure import ControlledReport, must_be_controlled
from reports.formats import heading
from reports.table import HIDDEN, Column, Row, Table, cell_text


@dataclass(frozen=True)
class PageCell:
    """A cell as text, or hidden. `bar` is the width of its bar as a CSS percentage, None if it has no bar.

    `rows` is its rowspan: a name that several rows share is shown once, and has 0 in the rows after.
    """

    text: str
    is_number: bool
    is_header: bool
    bar: str | None
    rows: int = 1
    is_hidden: bool = False


@dataclass(frozen=True)
class PageRow:
    cells: tuple[PageCell, ...]
    is_total: bool


@dataclass(frozen=True)
class PageTable:
    """The table that components/table.html shows; `anchor` is the id of its heading, unique among all reports."""

    key: str
    anchor: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[PageRow, ...]
    notes: tuple[str, ...]
    source: str
    chart: Chart | None


@dataclass(frozen=True)
class PageReport:
    """The report that reports/report_detail.html shows. `exact` is the warning on exact figures, else empty."""

    name: str
    title: str
    aim: str
    answer: str
    label: str
    exact: str
    heading: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    tables: tuple[PageTable, ...]


def page_report(report: ControlledReport) -> PageReport:
    """Return the report for its page."""
    report = must_be_controlled(report)
    charts_by_key = charts(report)
    return PageReport(
        name=report.name,
        title=report.title,
        aim=report.aim,
        answer=report.answer,
        label=heading.GENERATED if report.study.is_demonstration else "",
        exact=heading.EXACT if report.is_exact else "",
        # The page has the study's title over its own.
        heading=heading.lines(report)[1:],
        notes=report.notes,
        tables=tuple(
            _page_table(report.name, table, charts_by_key.get(table.key)) for table in report.tables
        ),
    )


def charts(report: ControlledReport) -> dict[str, Chart]:
    """Return the report's charts by their tables' keys; the caption in a file names the study."""
    report = must_be_controlled(report)
    caption = (f"{report.study.title}. {heading.data_up_to(report)}", heading.label(report))
    return charts_of(report.tables, tuple(filter(None, caption)))


def _page_table(report: str, table: Table, chart: Chart | None) -> PageTable:
    heads = _headers(table)
    rows = tuple(_page_row(table, number, row, heads) for number, row in enumerate(table.rows))
    return PageTable(
        key=table.key,
        anchor=f"{report}-{table.key}",
        title=table.title,
        columns=table.columns,
        rows=_merged(rows) if heads > 1 else rows,
        notes=table.notes,
        source=table.source,
        chart=chart,
    )


def _headers(table: Table) -> int:
    """Return the number of first columns that name the row: the texts before the first figure, at least one."""
    if not any(column.is_number for column in table.columns):
        return 1
    texts = 0
    for column in table.columns:
        if column.kind != "text":
            break
        texts += 1
    return max(texts, 1)


def _page_row(table: Table, number: int, row: Row, heads: int) -> PageRow:
    cells = []
    for position, column in enumerate(table.columns):
        value = row[column.key]
        is_hidden = (number, column.key) in table.hidden
        share = column.kind == "percent" and isinstance(value, (int, float))
        cells.append(
            PageCell(
                text=HIDDEN if is_hidden else cell_text(column, value),
                is_hidden=is_hidden,
                is_number=column.is_number,
                is_header=position < heads,
                bar=f"{100 * float(value):.2f}%" if share and isinstance(value, (int, float)) else None,
            )
        )
    return PageRow(cells=tuple(cells), is_total=table.is_total(row))


def _merged(rows: tuple[PageRow, ...]) -> tuple[PageRow, ...]:
    """Return the rows with equal first cells in a run merged into the first of them."""
    merged = []
    for _, same in groupby(rows, key=lambda row: row.cells[0].text):
        run = list(same)
        for position, row in enumerate(run):
            name = replace(row.cells[0], rows=0 if position else len(run))
            merged.append(replace(row, cells=(name, *row.cells[1:])))
    return tuple(merged)
