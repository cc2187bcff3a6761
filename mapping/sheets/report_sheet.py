"""The sheet of a report: its answer, the largest figures, and the first rows of its main table."""

from __future__ import annotations

from collections.abc import Sequence

from mapping.sheets.sheet import (
    LONGEST_CELL,
    LONGEST_SENTENCE,
    MOST_ROWS,
    Comparison,
    Figure,
    Section,
    Sheet,
    items_of,
    shortened,
)
from mapping.sheets.study_part import StudyPart, release_in_words
from reports.answers.tables import WHOLE
from reports.charts.bar_rows import size_of
from reports.disclosure import ControlledReport
from reports.formats import heading
from reports.formats.page_parts import main_table
from reports.formats.symbols import MEANINGS, printed
from reports.table import Column, Table, cell_text, name_text
from survey.models import Study
from wording import counted

MOST_COLUMNS = 5
LONGEST_HEAD = 40
MOST_FIGURES = 3
MOST_NOTES = 3


def report_sheet(study: Study, report: ControlledReport, *, address: str) -> Sheet:
    """Return the sheet of a report of a study as the public sees it. Makes no queries."""
    table = main_table(report.name, [table for table in report.tables if table.rows])
    figures = _figures(table) if table else ()
    return Sheet(
        caption=f"Report of the study “{shortened(study.title, 120)}”",
        name=report.title,
        facts=_facts(report),
        address=address,
        answer=shortened(report.answer, 2 * LONGEST_SENTENCE),
        figures=figures,
        comparison=_first_rows(table) if table else None,
        sections=tuple(
            section
            for section in (
                Section(
                    "How to read it",
                    tuple(shortened(note, LONGEST_SENTENCE) for note in report.notes[:MOST_NOTES]),
                ),
                Section("Whom to ask", items_of([StudyPart(study).whom_to_ask])),
                Section(
                    "What is not known",
                    items_of(
                        [
                            "What services said that were not interviewed, or did not answer.",
                            "There is no table yet: nothing has been answered." if table is None else "",
                        ]
                    ),
                ),
            )
            if section.items
        ),
        data_on=report.data_on or report.study.frame_on,
        label=heading.label(report),
    )


def _facts(report: ControlledReport) -> str:
    release = [("Figures", release_in_words(report.release))] if report.release else []
    return ". ".join(f"{label}: {words}" for label, words in (*release, *heading.lines(report)[1:])) + "."


def _columns(table: Table) -> Sequence[Column]:
    """Return the columns that fit: those of words that name a row, then the first with figures."""
    words = _names(table)
    numbers = [column for column in table.columns if column.is_number]
    kept = {column.key for column in (*words, *numbers[: MOST_COLUMNS - len(words)])}
    return [column for column in table.columns if column.key in kept]


def _names(table: Table) -> list[Column]:
    """Return the columns of words that name a row; where all shown are of one group, without that group."""
    group = table.bars.group if table.bars and _whole(table) else ""
    return [column for column in table.columns if not column.is_number and column.key != group][:2]


def _whole(table: Table) -> list[int]:
    """Return the numbers of the rows of all services or all organisations, where others are of each kind."""
    group = table.bars.group if table.bars else ""
    return [number for number, row in enumerate(table.rows) if group and row[group] in WHOLE]


def _largest_first(table: Table) -> list[int]:
    """Return the numbers of the rows but for totals: with bars the longest first, else as they are in the table."""
    numbers = _whole(table) or range(len(table.rows))
    rows = [number for number in numbers if not table.is_total(table.rows[number])]
    if table.bars is None:
        return rows
    key = table.bars.series[0]
    return sorted(rows, key=lambda number: -(size_of(table.rows[number][key]) or 0))


def _figures(table: Table) -> tuple[Figure, ...]:
    """Return the first figures of the table's first rows, each with the words of its row and column."""
    numbers = [column for column in table.columns if column.is_number]
    chosen = table.bars.series[0] if table.bars else ""
    column = next((one for one in numbers if one.key == chosen), numbers[0] if numbers else None)
    if column is None:
        return ()
    words = _names(table)
    return tuple(
        Figure(
            cell_text(column, row[column.key]),
            shortened(
                ", ".join(
                    [*(name_text(row[one.key]) for one in words if row[one.key]), column.label.lower()]
                ),
                110,
            ),
        )
        for row in (table.rows[number] for number in _largest_first(table)[:MOST_FIGURES])
        if row[column.key] is not None
    )


def _first_rows(table: Table) -> Comparison:
    columns = _columns(table)
    rows = _largest_first(table)
    totals = [number for number, row in enumerate(table.rows) if table.is_total(row)]
    totals = totals[: 1 if rows else MOST_ROWS]
    shown = [*rows[: MOST_ROWS - len(totals)], *totals]
    more = len(rows) - (len(shown) - len(totals))
    cells = tuple(
        tuple(shortened(printed(table, number, column), LONGEST_CELL) for column in columns)
        for number in shown
    )
    notes = [f"{counted(more, 'more row is', 'more rows are')} in the report."] if more > 0 else []
    notes += [
        f"{symbol} {words}" for symbol, words in MEANINGS.items() if any(symbol in row for row in cells)
    ]
    return Comparison(
        shortened(table.title, LONGEST_SENTENCE // 2),
        tuple(shortened(column.label, LONGEST_HEAD) for column in columns),
        cells,
        " ".join(notes),
    )
