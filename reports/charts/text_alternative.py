"""Charts in words, for people who cannot see them; the table under each has every figure."""

from reports.charts.bars import rows_with_bars
from reports.table import HIDDEN, Row, Table, cell_text, name_text

MAX_BARS = 12
"""The number of bars described; the table has the others."""
LINES_ARE_ROUNDED = "So a line may differ from an exact count given elsewhere."
"""The remark on lines, which are rounded even in studies that round nothing else."""


def lines(table: Table) -> str:
    """Return the first, the present and the last figure of each line."""
    assert table.lines is not None
    labels = {column.key: column.label for column in table.columns}
    first, last = table.rows[0], table.rows[-1]
    now = next((row for row in table.rows if row[table.lines.x] == table.lines.mark), None)
    parts = [
        f"{labels[key]}: {first[key]} at {first[table.lines.x]}, "
        f"{f'{now[key]} {table.lines.mark_label} at {now[table.lines.x]}, ' if now else ''}"
        f"{last[key]} at {last[table.lines.x]}"
        for key in table.lines.series
    ]
    return f"Lines of {table.lines.counted.lower()} over {labels[table.lines.x].lower()}. {'; '.join(parts)}."


def bars(table: Table) -> str:
    """Return the figures of each bar, of the first MAX_BARS."""
    assert table.bars is not None
    labels = {column.key: column.label for column in table.columns}
    plain = rows_with_bars(table)
    parts = [f"{_name(table, row)}: {_figures(table, number, row)}" for number, row in plain[:MAX_BARS]]
    more = len(plain) - len(parts)
    rest = f"; and {more} more, which the table has" if more else ""
    what = ", ".join(labels[key].lower() for key in table.bars.series)
    return f"Bars of {what}, by {labels[table.bars.names].lower()}. {'; '.join(parts)}{rest}."


def protected(table: Table) -> str:
    """Return a sentence on the protection of the figures in the chart; empty if they are not protected."""
    if table.protection and table.lines is not None:
        return f"{table.protection} {LINES_ARE_ROUNDED}"
    return table.protection


def left_out(table: Table) -> str:
    """Return a sentence on the names without a bar because all figures, or some of a stack, are hidden."""
    if table.bars is None:
        return ""
    names = {str(row[table.bars.names]) for row in table.rows if not table.is_total(row)}
    hidden = len(names) - len({str(row[table.bars.names]) for _, row in rows_with_bars(table)})
    if not hidden:
        return ""
    few = len(table.bars.series) > 1
    if hidden == 1:
        return f"1 more is not drawn: {'figures of it' if few else 'its figures'} are hidden."
    return f"{hidden} more are not drawn: {'figures of them' if few else 'their figures'} are hidden."


def _name(table: Table, row: Row) -> str:
    assert table.bars is not None
    words = (table.bars.names, table.bars.group, table.bars.side)
    return ", ".join(name_text(row[key]) for key in words if key)


def _figures(table: Table, number: int, row: Row) -> str:
    assert table.bars is not None
    several = len(table.bars.series) > 1
    columns = [column for key in table.bars.series for column in table.columns if column.key == key]
    return ", ".join(
        (f"{column.label.lower()} " if several else "")
        + (
            f"hidden ({HIDDEN})"
            if (number, column.key) in table.hidden
            else cell_text(column, row[column.key])
        )
        for column in columns
    )
