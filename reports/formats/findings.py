"""The finding of a table in one sentence, for the summary of the fold that it is in."""

from collections.abc import Sequence

from reports.table import (
    NOTHING_YET,
    Bound,
    Column,
    Row,
    Table,
    cell_text,
    is_everybody,
    leading_rows,
    name_text,
)
from wording import counted, listed

COUNTRY = "country"
"""The key of the column of the whole country in tables with a column for each region."""
MAX_TIES = 3
"""The number of rows with the same largest figure that a finding names."""
FEW = 5
"""A finding names no row first whose share is of so few, unless all rows are of one number."""


def finding_of(table: Table) -> str:
    """Return what a controlled table says, in one sentence: its total, or the row with the largest figure.

    It names no first where a hidden figure or a limit leaves open which is the largest. It is empty for a table of
    groups that has no row for all of them.
    """
    columns = {column.key: column for column in table.columns}
    if table.lines is not None:
        now = next((row for row in table.rows if row[table.lines.x] == table.lines.mark), None)
        first = columns[table.lines.series[0]]
        if now is not None:
            at = f"{table.lines.mark_label[:1].upper()}{table.lines.mark_label[1:]}"
            return f"{at}: {first.label.lower()} {cell_text(first, now[first.key])}."
    column = _main_column(table)
    if not table.rows:
        return NOTHING_YET
    if column is None:
        return _without_main_column(table)
    group = table.bars.group if table.bars else ""
    totals = [row for row in table.rows if table.is_total(row)]
    # A figure that is not applicable, as the share of what is not known, is neither hidden nor the largest.
    plain = [
        row
        for number, row in enumerate(table.rows)
        if not table.is_total(row) and (row[column.key] is not None or (number, column.key) in table.hidden)
    ]
    if not plain and not (group and totals):
        return NOTHING_YET
    if group:
        everybody = [row for row in plain if is_everybody(str(row[group]))]
        groups = {str(row[group]) for row in plain}
        if not everybody and totals:
            figures = ", ".join(f"{row[group]} {cell_text(column, row[column.key])}" for row in totals)
            return f"{name_text(totals[0][table.columns[0].key])}: {figures}."
        plain = everybody if everybody else plain if len(groups) == 1 else []
        if not plain:
            return ""
    if all(row[column.key] == 0 for row in plain):
        return "All figures are 0."
    few = _rows_of_few(plain, column)
    if len(few) == len(plain):
        return f"Every share is of {FEW} or fewer, so none can be named first."
    ranked = [row for row in plain if row not in few]
    leaders = leading_rows(ranked, column.key)
    if not leaders:
        is_hidden = any(row[column.key] is None for row in plain)
        return (
            "Some figures are not shown."
            if is_hidden
            else "Some figures are limits, so none can be named first."
        )
    if len(leaders) > MAX_TIES:
        largest = cell_text(column, leaders[0][column.key])
        return f"{len(leaders):,} of {counted(len(plain), 'row has', 'rows have')} the largest figure, {largest}."
    each = " each" if len(leaders) > 1 else ""
    most = f"Most{f' of those of more than {FEW}' if few else ''}"
    return f"{most}: {_names(table, leaders)}, {_figure(table, column, leaders[0])}{each}."


def _rows_of_few(rows: Sequence[Row], column: Column) -> list[Row]:
    """Return the rows whose share is of FEW or fewer, if one would be named first and not all are of one number."""
    if column.ratio is None:
        return []
    whole = column.ratio[1]
    few = [row for row in rows if isinstance(base := row[whole], int) and base <= FEW]
    differ = len({row[whole] for row in rows}) > 1
    return few if differ and any(row in few for row in leading_rows(rows, column.key)) else []


def _without_main_column(table: Table) -> str:
    """Return the finding of a table with several columns of figures: those of the row for everybody, or the largest.

    The row for everybody is the first in which a word says so. A table that has no such row has the first figure of its
    country column, or its first figure; one without figures has the number of its rows.
    """
    texts = [column for column in table.columns if column.kind == "text"]
    counts = [column for column in table.columns if column.kind == "count" and not column.heads]
    if not counts:
        return f"{counted(len(table.rows), 'row', 'rows')}, one for each {texts[0].label.lower()}."
    for row in table.rows:
        if any(is_everybody(str(row[column.key])) for column in texts):
            names = ", ".join(name_text(row[column.key]) for column in texts)
            figures = ", ".join(f"{one.label.lower()} {cell_text(one, row[one.key])}" for one in counts[:2])
            return f"{names}: {figures}."
    column = next((column for column in counts if column.key == COUNTRY), counts[0])
    plain = [row for row in table.rows if not table.is_total(row)]
    leaders = leading_rows(plain, column.key)
    if not leaders or len(leaders) > MAX_TIES:
        return ""
    return f"Most: {_names(table, leaders)}. {column.label}: {cell_text(column, leaders[0][column.key])}."


def _names(table: Table, rows: Sequence[Row]) -> str:
    return listed([f"“{name_text(row[table.columns[0].key])}”" for row in rows])


def _main_column(table: Table) -> Column | None:
    """Return the column that the bars of a table show, or would show; None if there is no such one."""
    figures = [column for column in table.columns if column.kind in ("count", "percent") and not column.heads]
    if table.bars:
        return next(column for column in figures if column.key == table.bars.series[0])
    shares = [column for column in figures if column.kind == "percent"]
    return next(iter(shares or (figures if len(figures) == 1 else ())), None)


def _figure(table: Table, column: Column, row: Row) -> str:
    """Return a figure with its base, where it has one: 53 of 139 (38%)."""
    shares = (each for each in table.columns if each.ratio and column.key in (each.key, each.ratio[0]))
    share = next(shares, None)
    if share is None or share.ratio is None or isinstance(row[column.key], Bound):
        return cell_text(column, row[column.key])
    part, whole = (cell_text(_column(table, key), row[key]) for key in share.ratio)
    return f"{part} of {whole} ({cell_text(share, row[share.key])})"


def _column(table: Table, key: str) -> Column:
    return next(column for column in table.columns if column.key == key)
