"""A report as its page shows it: cells as text, and a bar where a cell is a share."""

from dataclasses import dataclass, replace
from itertools import groupby

from reports.charts import Chart, charts_of
from reports.disclosure import ControlledReport, must_be_controlled
from reports.formats import heading
from reports.formats.findings import finding_of
from reports.formats.page_parts import main_table, planned_parts
from reports.formats.symbols import MEANINGS, printed, symbol_of, symbols_in
from reports.formats.wide_tables import WideTable, wide_table
from reports.releases.mark import ReleaseMark
from reports.table import Column, Row, Table
from wording import day


@dataclass(frozen=True)
class PageCell:
    """A cell as text. `bar` is the width of its bar as a CSS percentage, None if it has no bar.

    `rows` is its rowspan: a name that several rows share is shown once, and has 0 in the rows after. `meaning` is what
    its symbol means, empty for a figure.
    """

    text: str
    is_number: bool
    is_header: bool
    bar: str | None
    rows: int = 1
    meaning: str = ""


@dataclass(frozen=True)
class PageRow:
    cells: tuple[PageCell, ...]
    is_total: bool


@dataclass(frozen=True)
class PageTable:
    """The table that components/table.html shows; `anchor` is the id of its heading, unique among all reports.

    `wide` is its layout with a block of columns for each group, for a table that has groups.
    """

    key: str
    anchor: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[PageRow, ...]
    notes: tuple[str, ...]
    source: str
    chart: Chart | None
    wide: WideTable | None
    symbols: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PagePart:
    """A fold of the page, with its finding in one sentence, empty if there is none, and its tables."""

    title: str
    finding: str
    tables: tuple[PageTable, ...]

    @property
    def anchor(self) -> str:
        """The id of its first table: a browser opens the fold in which the target of a link is."""
        return self.tables[0].anchor


@dataclass(frozen=True)
class PageReport:
    """The report that reports/report_detail.html shows. `exact` is the warning on exact figures, else empty.

    `question` is its title, `asked` says who was asked and when, `release` is None for live figures. `main` is the
    table over the folds, which have the others.
    """

    name: str
    title: str
    question: str
    answer: str
    asked: str
    label: str
    exact: str
    heading: tuple[tuple[str, str], ...]
    counting: str
    notes: tuple[str, ...]
    main: PageTable | None
    parts: tuple[PagePart, ...]
    release: ReleaseMark | None = None

    @property
    def tables(self) -> tuple[PageTable, ...]:
        """All tables, in the order of the page."""
        return (*filter(None, [self.main]), *(table for part in self.parts for table in part.tables))


def page_report(report: ControlledReport) -> PageReport:
    """Return the report for its page."""
    report = must_be_controlled(report)
    charts_by_key = charts(report)
    study = report.study
    main = main_table(report.name, report.tables)

    def shown(table: Table) -> PageTable:
        return _page_table(report.name, table, charts_by_key.get(table.key))

    return PageReport(
        name=report.name,
        title=report.title,
        question=report.aim,
        answer=report.answer,
        asked=" ".join(filter(None, (main.source if main else "", heading.data_up_to(report)))),
        label=heading.GENERATED if study.is_demonstration else "",
        exact=heading.EXACT if report.is_exact else "",
        # The page has the study's title over its own.
        heading=heading.lines(report)[1:],
        counting=f"{study.counting_unit}, list of {day(study.frame_on)}, counted by the study’s definition.",
        notes=report.notes,
        main=shown(main) if main else None,
        parts=tuple(
            PagePart(part.title, finding_of(part.tables[0]), tuple(shown(table) for table in part.tables))
            for part in planned_parts(report.name, report.tables)
        ),
        release=report.release,
    )


def charts(report: ControlledReport) -> dict[str, Chart]:
    """Return the report's charts by their tables' keys; the caption in a file names the study."""
    report = must_be_controlled(report)
    caption = (f"{report.study.title}. {heading.data_up_to(report)}", heading.label(report))
    return charts_of(report.tables, tuple(filter(None, caption)))


def _page_table(report: str, table: Table, chart: Chart | None) -> PageTable:
    heads = table.heads
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
        wide=wide_table(table),
        symbols=symbols_in([table]),
    )


def _page_row(table: Table, number: int, row: Row, heads: int) -> PageRow:
    cells = []
    for position, column in enumerate(table.columns):
        value = row[column.key]
        symbol = symbol_of(table, number, column)
        share = column.kind == "percent" and isinstance(value, (int, float))
        cells.append(
            PageCell(
                text=printed(table, number, column),
                meaning=MEANINGS.get(symbol, ""),
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
