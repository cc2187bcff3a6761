"""A table's lines as a drawing: points, ticks and labels in the units of its view box."""

from dataclasses import dataclass
from math import ceil, floor, log10

from mapping.reports.table import Column, Table

WIDTH, HEIGHT = 820, 360
LEFT, RIGHT, TOP, BOTTOM = 56, 250, 24, 48
LABEL_GAP = 20
TICKS = 4


@dataclass(frozen=True)
class Line:
    """One line: its number (for its looks), its name at its end, and its points as SVG writes them."""

    number: int
    label: str
    points: str
    label_x: float
    label_y: float


@dataclass(frozen=True)
class Tick:
    position: float
    label: str


@dataclass(frozen=True)
class Drawing:
    """What components/chart.html takes."""

    key: str
    title: str
    alternative: str
    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    lines: tuple[Line, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    x_label: str
    mark: Tick | None


def drawn(table: Table) -> Drawing | None:
    """The drawing of a table that has lines and rows, None for any other."""
    if table.lines is None or not table.rows:
        return None
    columns = {column.key: column for column in table.columns}
    across = [_number(row[table.lines.x]) for row in table.rows]
    left, right = min(across), max(across)
    highest = max(_number(row[key]) for row in table.rows for key in table.lines.series)
    step = round_step(highest)
    top = max(step, ceil(highest / step) * step)

    def x(value: float) -> float:
        return round(LEFT + (value - left) / ((right - left) or 1) * (WIDTH - LEFT - RIGHT), 1)

    def y(value: float) -> float:
        return round(HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM), 1)

    ends = {key: y(_number(table.rows[-1][key])) for key in table.lines.series}
    places = apart(ends)
    lines = tuple(
        Line(
            number=number,
            label=columns[key].label,
            points=" ".join(
                f"{x(at)},{y(_number(row[key]))}" for at, row in zip(across, table.rows, strict=True)
            ),
            label_x=WIDTH - RIGHT + 8,
            label_y=places[key] + 5,
        )
        for number, key in enumerate(table.lines.series, start=1)
    )
    mark = table.lines.mark
    return Drawing(
        key=table.key,
        title=table.title,
        alternative=_alternative(table, columns),
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=WIDTH - RIGHT,
        top=TOP,
        bottom=HEIGHT - BOTTOM,
        lines=lines,
        x_ticks=tuple(
            Tick(x(left + part * (right - left) / TICKS), _text(left + part * (right - left) / TICKS))
            for part in range(TICKS + 1)
        ),
        y_ticks=tuple(Tick(y(value), f"{value:,}") for value in range(0, top + 1, step)),
        x_label=columns[table.lines.x].label,
        mark=None if mark is None else Tick(x(mark), f"{table.lines.mark_label}: {_text(mark)}"),
    )


def round_step(highest: float) -> int:
    """A step of 1, 2 or 5 times a power of ten that divides 0 to `highest` into at most five parts."""
    if highest <= 5:
        return 1
    power = 10 ** floor(log10(highest / 5))
    return next(int(power * factor) for factor in (1, 2, 5, 10) if power * factor * 5 >= highest)


def apart(ends: dict[str, float]) -> dict[str, float]:
    """Where the labels of lines stand so that none covers another, in the lines' order from above."""
    places: dict[str, float] = {}
    above = float("-inf")
    for key, end in sorted(ends.items(), key=lambda item: item[1]):
        above = max(end, above + LABEL_GAP)
        places[key] = above
    overhang = above - (HEIGHT - BOTTOM)
    return {key: place - max(0.0, overhang) for key, place in places.items()}


def _alternative(table: Table, columns: dict[str, Column]) -> str:
    """The chart in words: where each line begins, stands now, and ends."""
    assert table.lines is not None
    first, last = table.rows[0], table.rows[-1]
    now = next((row for row in table.rows if row[table.lines.x] == table.lines.mark), None)
    told = [
        f"{columns[key].label}: {first[key]} at {first[table.lines.x]}, "
        f"{f'{now[key]} {table.lines.mark_label} at {now[table.lines.x]}, ' if now else ''}"
        f"{last[key]} at {last[table.lines.x]}"
        for key in table.lines.series
    ]
    return f"Lines over {columns[table.lines.x].label.lower()}. {'; '.join(told)}."


def _number(cell: object) -> float:
    return float(cell) if isinstance(cell, (int, float)) else 0.0


def _text(value: float) -> str:
    return f"{value:g}"
