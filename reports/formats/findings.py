"""The finding of a table in one sentence, for the summary of the fold that it is in."""

from reports.charts.bar_rows import size_of
from reports.table import Bound, Column, Row, Table, cell_text, name_text
from wording import counted

LARGEST_LIST = 3
"""A hidden figure that might be among the first so many lets no sentence name a first."""


def finding_of(table: Table) -> str:
    """Return what a controlled table says, in one sentence: its total, or the row with the largest figure.

    A table in which a hidden figure might be the largest has no such sentence, but its title.
    """
    columns = {column.key: column for column in table.columns}
    if table.lines is not None:
        now = next((row for row in table.rows if row[table.lines.x] == table.lines.mark), None)
        first = columns[table.lines.series[0]]
        if now is not None:
            at = f"{table.lines.mark_label[:1].upper()}{table.lines.mark_label[1:]}"
            return f"{at}: {first.label.lower()} {cell_text(first, now[first.key])}."
    column = _main_column(table)
    if column is None or not table.rows:
        return f"{table.title}." if table.rows else "There is nothing to show yet."
    group = table.bars.group if table.bars else ""
    totals = [row for row in table.rows if table.is_total(row)]
    plain = [row for row in table.rows if not table.is_total(row)]
    if group:
        everybody = [row for row in plain if str(row[group]).startswith("All ")]
        groups = {str(row[group]) for row in plain}
        if not everybody and totals:
            figures = ", ".join(f"{row[group]} {cell_text(column, row[column.key])}" for row in totals)
            return f"{name_text(totals[0][table.columns[0].key])}: {figures}."
        plain = everybody if everybody else plain if len(groups) == 1 else []
    sizes = [size_of(row[column.key]) for row in plain]
    if not plain or any(size is None for size in sizes):
        return f"{table.title}. Some figures are not shown."
    largest = max(size or 0 for size in sizes)
    leaders = [row for row, size in zip(plain, sizes, strict=True) if size == largest]
    if not largest:
        return "All figures are 0."
    if len(leaders) > LARGEST_LIST:
        largest_words = cell_text(column, leaders[0][column.key])
        return f"{counted(len(plain), 'row', 'rows')}; the largest figure is {largest_words}."
    names = " and ".join(f"“{name_text(row[table.columns[0].key])}”" for row in leaders)
    return f"Most: {names}, {_figure(table, column, leaders[0])}{' each' if len(leaders) > 1 else ''}."


def _main_column(table: Table) -> Column | None:
    """Return the column that the bars of a table show, or would show; None if there is no such one."""
    figures = [column for column in table.columns if column.kind in ("count", "percent") and not column.heads]
    if table.bars:
        return next(column for column in figures if column.key == table.bars.series[0])
    shares = [column for column in figures if column.kind == "percent"]
    return next(iter(shares or (figures if len(figures) == 1 else ())), None)


def _figure(table: Table, column: Column, row: Row) -> str:
    """Return a figure with its base, where it has one: 53 of 139 (38%)."""
    words = cell_text(column, row[column.key])
    if column.ratio is None or isinstance(row[column.key], Bound):
        return words
    part, whole = (cell_text(_column(table, key), row[key]) for key in column.ratio)
    return f"{part} of {whole} ({words})"


def _column(table: Table, key: str) -> Column:
    return next(column for column in table.columns if column.key == key)
