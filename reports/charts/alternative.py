"""Charts in words, for who cannot see them; the table under each has every figure."""

from reports.charts.bars import drawn_rows
from reports.table import HIDDEN, Row, Table, cell_text, name_text

MOST_TOLD = 12
BESIDE_EXACT = "So a line may differ from an exact count given elsewhere."
"""Lines are rounded in studies that round nothing else."""


def lines(table: Table) -> str:
    """Where each line begins, stands now, and ends."""
    assert table.lines is not None
    labels = {column.key: column.label for column in table.columns}
    first, last = table.rows[0], table.rows[-1]
    now = next((row for row in table.rows if row[table.lines.x] == table.lines.mark), None)
    told = [
        f"{labels[key]}: {first[key]} at {first[table.lines.x]}, "
        f"{f'{now[key]} {table.lines.mark_label} at {now[table.lines.x]}, ' if now else ''}"
        f"{last[key]} at {last[table.lines.x]}"
        for key in table.lines.series
    ]
    return f"Lines of {table.lines.counted.lower()} over {labels[table.lines.x].lower()}. {'; '.join(told)}."


def bars(table: Table) -> str:
    """Each bar with its figures; of many only the first, the table has the others."""
    assert table.bars is not None
    labels = {column.key: column.label for column in table.columns}
    plain = drawn_rows(table)
    told = [f"{_name(table, row)}: {_figures(table, number, row)}" for number, row in plain[:MOST_TOLD]]
    more = len(plain) - len(told)
    rest = f"; and {more} more, which the table has" if more else ""
    what = ", ".join(labels[key].lower() for key in table.bars.series)
    return f"Bars of {what}, by {labels[table.bars.names].lower()}. {'; '.join(told)}{rest}."


def protected(table: Table) -> str:
    """What disclosure control has done to the figures drawn; nothing where they are as they were counted."""
    if table.protection and table.lines is not None:
        return f"{table.protection} {BESIDE_EXACT}"
    return table.protection


def left_out(table: Table) -> str:
    """How many names have no bar because their figures are hidden, all or, of a stack, some."""
    if table.bars is None:
        return ""
    names = {str(row[table.bars.names]) for row in table.rows if not table.is_total(row)}
    hidden = len(names) - len({str(row[table.bars.names]) for _, row in drawn_rows(table)})
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
