"""The rows of a bar chart as plain values: which are drawn, in which order, and what each of them shows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from reports.charts.colours import GROUPS, NOT_KNOWN, PALE, SIDES, colours
from reports.table import HIDDEN, Bars, Bound, Cell, Column, Row, Table, cell_text, is_everybody, name_text

MAX_DRAWN = 12
"""The number of bars drawn of those that are in order of size; the table has the others."""
SHAPES = ("square", "diamond", "circle", "triangle-up")
"""The marks of groups, in the order of their colours. Prisons and probation have those of the map."""
LAST = ("other", "did not know", "don't know", "don’t know", "not known", "not recorded", "no answer")
"""How the names of rows begin that are no answer of their own, in small letters; they are drawn last."""


@dataclass(frozen=True)
class Figure:
    """One figure: its size on the axis, None if it is hidden or not there, and its words."""

    size: float | None
    words: str


@dataclass(frozen=True)
class Point:
    """The figure of one group beside the bar."""

    group: str
    figure: Figure


@dataclass(frozen=True)
class BarRow:
    """One name with its bar, which has one figure, or the `parts` of a stack; `points` are those of groups."""

    name: str
    figure: Figure
    points: tuple[Point, ...] = ()
    parts: tuple[Figure, ...] = ()
    colour: str = PALE

    @property
    def sizes(self) -> list[float]:
        """The sizes of its bar and points, or of its whole stack."""
        if self.parts:
            return [sum(part.size or 0 for part in self.parts)]
        return [
            each.size
            for each in (self.figure, *(point.figure for point in self.points))
            if each.size is not None
        ]


@dataclass(frozen=True)
class KeyEntry:
    """One entry of the key: its words, its colour, and its shape: bar, square, diamond, circle, triangle-up or line.

    A line has the `dash` of its pattern, empty if it is solid.
    """

    words: str
    colour: str
    shape: str
    dash: str = ""


@dataclass(frozen=True)
class BarChart:
    """The bars of a table: the rows drawn, the number left out of each sort, and the key.

    `hidden` names have all their figures hidden, or one part of their stack; `more` are smaller than those drawn, and
    `zeros` are 0 in a chart in order of size.
    """

    rows: tuple[BarRow, ...]
    column: Column
    key: tuple[KeyEntry, ...]
    hidden: int
    more: int
    zeros: int
    is_by_size: bool


def bar_chart(table: Table) -> BarChart | None:
    """Return the bars of a table that has `bars`; None if no figure can be drawn or four colours are not enough."""
    bars = table.bars
    if bars is None:
        return None
    plain = [(number, row) for number, row in enumerate(table.rows) if not table.is_total(row)]
    columns = [column for key in bars.series for column in table.columns if column.key == key]
    groups = _groups(bars, plain)
    if len(groups.others) > len(GROUPS) or (len(columns) > len(GROUPS) and not _is_scale(columns)):
        return None
    rows: list[BarRow]
    if bars.side:
        rows = list(_sides(table, bars, plain, columns[0]))
    elif len(columns) > 1:
        rows = [_stack(table, bars, number, row, columns) for number, row in plain]
    else:
        rows = list(_named(table, bars, plain, columns[0], groups))
    shown = [row for row in rows if row.sizes and all(part.size is not None for part in row.parts)]
    if not shown:
        return None
    has_main = any(row.figure.size is not None for row in shown)
    is_by_size = has_main and not (bars.side or bars.ordered or len(columns) > 1 or _is_dated(table, bars))
    if is_by_size:
        last = table.ranking.last if table.ranking else frozenset()
        shown.sort(key=lambda row: (row.name in last or _is_last(row.name), -(row.figure.size or 0)))
    above_zero = [row for row in shown if any(row.sizes)] if is_by_size else shown
    drawn = above_zero[:MAX_DRAWN] if is_by_size else above_zero
    if not drawn:
        return None
    return BarChart(
        rows=tuple(drawn),
        column=replace(columns[0], label=bars.counted) if len(columns) > 1 else columns[0],
        key=tuple(_key(table, bars, plain, columns, groups)),
        hidden=len(rows) - len(shown),
        more=len(above_zero) - len(drawn),
        zeros=len(shown) - len(above_zero),
        is_by_size=is_by_size,
    )


@dataclass(frozen=True)
class _Groups:
    """The groups of a table: the one that is everybody, if there is one, and the others in order."""

    whole: str
    others: tuple[str, ...]


def _groups(bars: Bars, rows: Sequence[tuple[int, Row]]) -> _Groups:
    if not bars.group:
        return _Groups("", ())
    found = tuple(dict.fromkeys(str(row[bars.group]) for _, row in rows))
    whole = found[0] if len(found) == 1 else next(filter(is_everybody, found), "")
    return _Groups(whole, tuple(name for name in found if name != whole))


def _figure(table: Table, number: int, column: Column) -> Figure:
    value = table.rows[number][column.key]
    if (number, column.key) in table.hidden:
        return Figure(None, HIDDEN)
    return Figure(size_of(value), cell_text(column, value))


def size_of(value: Cell) -> float | None:
    """Return the size of a figure on an axis, of a limit such as “94 or more” the limit; None for anything else."""
    if isinstance(value, Bound):
        return float(value.value)
    return float(value) if isinstance(value, (int, float)) else None


NOTHING = Figure(None, "")


def _named(
    table: Table, bars: Bars, rows: Sequence[tuple[int, Row]], column: Column, groups: _Groups
) -> Iterable[BarRow]:
    if not bars.group:
        for number, row in rows:
            yield BarRow(name_text(row[bars.names]), _figure(table, number, column))
        return
    by_name: dict[str, dict[str, Figure]] = {}
    for number, row in rows:
        figures = by_name.setdefault(name_text(row[bars.names]), {})
        figures[str(row[bars.group])] = _figure(table, number, column)
    for name, figures in by_name.items():
        points = tuple(Point(group, figures[group]) for group in groups.others if group in figures)
        yield BarRow(name, figures.get(groups.whole, NOTHING), points)


def _stack(table: Table, bars: Bars, number: int, row: Row, columns: Sequence[Column]) -> BarRow:
    parts = tuple(_figure(table, number, column) for column in columns)
    return BarRow(name_text(row[bars.names]), NOTHING, parts=parts)


def _sides(table: Table, bars: Bars, rows: Sequence[tuple[int, Row]], column: Column) -> Iterable[BarRow]:
    """Yield one bar for each side of the definition: what its total row says, or what its rows add up to."""
    sides = list(dict.fromkeys(str(row[bars.side]) for _, row in rows))
    totals = {str(row[bars.side]): number for number, row in enumerate(table.rows) if table.is_total(row)}
    # Counted, not known, not counted.
    for side in sorted(sides, key=lambda side: list(SIDES).index(side) * 2 if side in SIDES else 1):
        if side in totals:
            figure = _figure(table, totals[side], column)
        else:
            parts = [_figure(table, number, column).size for number, row in rows if row[bars.side] == side]
            sizes = [size for size in parts if size is not None]
            size = sum(sizes) if len(sizes) == len(parts) else None
            value = None if size is None else round(size) if column.kind == "count" else size
            figure = Figure(size, HIDDEN if value is None else cell_text(column, value))
        yield BarRow(side, figure, colour=SIDES.get(side, NOT_KNOWN))


def _key(
    table: Table,
    bars: Bars,
    rows: Sequence[tuple[int, Row]],
    columns: Sequence[Column],
    groups: _Groups,
) -> Iterable[KeyEntry]:
    if len(columns) > 1:
        series = [column.key for column in columns]
        yield from (
            KeyEntry(column.label, colour, "square")
            for column, colour in zip(columns, colours(series), strict=True)
        )
    if groups.others:
        base = columns[0].ratio[1] if columns[0].ratio else ""
        bases: dict[str, set[Cell]] = {}
        for _, row in rows:
            bases.setdefault(str(row[bars.group]), set()).add(row[base] if base else None)
        entries = [(groups.whole, PALE, "bar")] if groups.whole else []
        entries += list(zip(groups.others, GROUPS, SHAPES, strict=False))
        for group, colour, shape in entries:
            only = next(iter(bases[group])) if len(bases[group]) == 1 else None
            words = f"{group} ({only:,})" if isinstance(only, int) else group
            yield KeyEntry(words, colour, shape)


def _is_scale(columns: Sequence[Column]) -> bool:
    try:
        colours([column.key for column in columns])
    except ValueError:
        return False
    return True


def _is_dated(table: Table, bars: Bars) -> bool:
    return any(column.kind == "date" for column in table.columns if column.key == bars.names)


def _is_last(name: str) -> bool:
    return name.lower().startswith(LAST)
