"""Charts in words, for people who cannot see them; the table under each has every figure."""

from reports.charts.bar_rows import BarChart, BarRow, Figure
from reports.table import HIDDEN, Table

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


def bars(table: Table, chart: BarChart) -> str:
    """Return the figures of each bar that is drawn, of the first MAX_BARS."""
    assert table.bars is not None
    labels = {column.key: column.label for column in table.columns}
    parts = [f"{row.name}: {_figures(row, chart)}" for row in chart.rows[:MAX_BARS]]
    more = len(chart.rows) - len(parts)
    rest = f"; and {more} more, which the table has" if more else ""
    what = ", ".join(labels[key].lower() for key in table.bars.series)
    name = labels[table.bars.side or table.bars.names].lower()
    order = ", the largest first" if chart.is_by_size else ""
    return f"Bars of {what}, by {name}{order}. {'; '.join(parts)}{rest}."


def protected(table: Table) -> str:
    """Return a sentence on the protection of the figures in the chart; empty if they are not protected."""
    if table.protection and table.lines is not None:
        return f"{table.protection} {LINES_ARE_ROUNDED}"
    return table.protection


def left_out(chart: BarChart) -> str:
    """Return sentences on the names without a bar: small ones, zeros, and those with hidden figures."""
    parts = []
    if chart.more:
        parts.append(f"{chart.more} more {'is' if chart.more == 1 else 'are'} in the table.")
    if chart.zeros:
        parts.append(f"{chart.zeros} more {'is' if chart.zeros == 1 else 'are'} 0.")
    few = bool(chart.rows[0].parts)
    if chart.hidden == 1:
        parts.append(f"1 more is not drawn: {'figures of it' if few else 'its figures'} are hidden.")
    elif chart.hidden:
        parts.append(
            f"{chart.hidden} more are not drawn: {'figures of them' if few else 'their figures'} are hidden."
        )
    return " ".join(parts)


def _figures(row: BarRow, chart: BarChart) -> str:
    if row.parts:
        return ", ".join(
            f"{entry.words.lower()} {_words(part)}" for entry, part in zip(chart.key, row.parts, strict=True)
        )
    points = ", ".join(f"{point.group} {_words(point.figure)}" for point in row.points)
    if not row.figure.words:
        return points
    return f"{_words(row.figure)} ({points})" if points else _words(row.figure)


def _words(figure: Figure) -> str:
    return f"hidden ({HIDDEN})" if figure.words == HIDDEN else figure.words
