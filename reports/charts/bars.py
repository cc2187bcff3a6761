"""Bar charts of a table's rows: single, grouped or stacked."""

from collections import defaultdict
from collections.abc import Sequence

from reports.charts.colours import GREY, INK, PERHAPS, SIDES, colours, ink_on
from reports.charts.layout import Layout, Specification, chart_frame, wrap_name
from reports.table import HIDDEN, Bars, Column, Row, Table, cell_text, name_text

BAR, STACK, GAP = 20, 26, 12
NARROWEST_LABELLED = 0.05
"""A part of a stack is labelled if it has this share of the longest stack, or more; twice as much on a phone."""


def specification(table: Table, layout: Layout, caption: Sequence[str]) -> Specification:
    """Return the Vega-Lite specification of a table that has `bars`."""
    assert table.bars is not None
    rows = rows_with_bars(table)
    if len(table.bars.series) > 1:
        return _stacked(table, table.bars, rows, layout, caption)
    return _single(table, table.bars, rows, layout, caption)


def rows_with_bars(table: Table) -> list[tuple[int, Row]]:
    """Return the rows that have bars, with their numbers: all but totals and rows whose figures are all hidden.

    A stack with a hidden part is left out, because it would be too short.
    """
    assert table.bars is not None
    enough = all if len(table.bars.series) > 1 else any
    plain = [(number, row) for number, row in enumerate(table.rows) if not table.is_total(row)]
    shown = {
        str(row[table.bars.names])
        for number, row in plain
        if enough((number, key) not in table.hidden for key in table.bars.series)
    }
    return [(number, row) for number, row in plain if str(row[table.bars.names]) in shown]


def _single(
    table: Table,
    bars: Bars,
    rows: list[tuple[int, Row]],
    layout: Layout,
    caption: Sequence[str],
) -> Specification:
    column = next(column for column in table.columns if column.key == bars.series[0])
    colour_key = bars.group or bars.side
    groups = list(dict.fromkeys(str(row[colour_key]) for _, row in rows)) if colour_key else []
    values = [
        {
            "name": _name(row, bars, layout),
            "group": str(row[colour_key]) if colour_key else "",
            "value": _number(row[column.key]),
            "words": _words(table, number, column, row),
        }
        for number, row in rows
    ]
    most = 1.0 if column.kind == "percent" else max([1, *(_number(row[column.key]) for _, row in rows)])
    y = _y(values)
    x = _scale(column.label, column.kind, most, room=1.22 if layout.name == "phone" else 1.12)
    offset: Specification = {"yOffset": {"field": "group", "sort": groups}} if bars.group else {}
    palette = (
        [SIDES.get(side, PERHAPS) for side in groups] if bars.side else colours(groups or [bars.series[0]])
    )
    colour: Specification = (
        {
            "color": {
                "field": "group",
                "sort": groups,
                "scale": {"domain": groups, "range": palette},
                **_legend(groups, layout),
            }
        }
        if groups
        else {"color": {"value": palette[0]}}
    )
    thick = {} if bars.group else {"height": BAR}
    drawing = {
        "data": {"values": values},
        "layer": [
            {"mark": {"type": "bar", **thick}, "encoding": {"y": y, "x": x, **offset, **colour}},
            {
                "mark": {"type": "text", "align": "left", "dx": 5, "baseline": "middle"},
                "encoding": {"y": y, "x": x, **offset, "text": {"field": "words"}, "color": {"value": INK}},
            },
            *_names(values, y, layout),
        ],
    }
    legend = _legend_height(groups, layout) if groups else 0
    height = _rows_height(values, layout, len(groups) if bars.group else 1) + legend + 52
    return chart_frame(drawing, layout, height, table.title, caption)


def _stacked(
    table: Table,
    bars: Bars,
    rows: list[tuple[int, Row]],
    layout: Layout,
    caption: Sequence[str],
) -> Specification:
    columns = [column for key in bars.series for column in table.columns if column.key == key]
    palette = colours(bars.series)
    totals = [sum(_number(row[column.key]) for column in columns) for _, row in rows]
    most = max([1 if columns[0].kind == "count" else 0.01, *totals])
    values = []
    for number, row in rows:
        start = 0.0
        for column, colour in zip(columns, palette, strict=True):
            value = _number(row[column.key])
            is_wide = value / most >= NARROWEST_LABELLED * (2 if layout.name == "phone" else 1)
            values.append(
                {
                    "name": _name(row, bars, layout),
                    "part": column.label,
                    "start": start,
                    "end": start + value,
                    "middle": start + value / 2,
                    "words": _words(table, number, column, row) if is_wide else "",
                    "ink": ink_on(colour),
                }
            )
            start += value
    labels = [column.label for column in columns]
    y = _y(values)
    x = _scale(bars.counted, columns[0].kind, most, room=1.0)
    marks = {
        "color": {
            "field": "part",
            "sort": labels,
            "scale": {"domain": labels, "range": palette},
            **_legend(labels, layout),
        }
    }
    parts: Specification = {
        # A part of 0 would be drawn as a wider gap.
        "transform": [{"filter": "datum.end > datum.start"}],
        # White between the parts separates them in grey print.
        "mark": {"type": "bar", "stroke": "white", "strokeWidth": 1.5, "height": STACK},
        "encoding": {"y": y, "x": {**x, "field": "start"}, "x2": {"field": "end"}, **marks},
    }
    drawing = {
        "data": {"values": values},
        "layer": [
            parts,
            {
                "mark": {"type": "text", "baseline": "middle"},
                "encoding": {
                    "y": y,
                    "x": {**x, "field": "middle"},
                    "text": {"field": "words"},
                    "color": {"field": "ink", "scale": None},
                },
            },
            *_names(values, y, layout),
        ],
    }
    height = _rows_height(values, layout, 1, bar=STACK) + _legend_height(labels, layout) + 52
    return chart_frame(drawing, layout, height, table.title, caption)


def _name(row: Row, bars: Bars, layout: Layout) -> str:
    return "\n".join(wrap_name(name_text(row[bars.names]), layout.letters))


def _y(values: list[Specification]) -> Specification:
    names = list(dict.fromkeys(value["name"] for value in values))
    return {
        "field": "name",
        "type": "nominal",
        "sort": names,
        "scale": {"paddingInner": 0.25, "paddingOuter": 0.1},
        "axis": None,
    }


def _names(values: list[Specification], y: Specification, layout: Layout) -> list[Specification]:
    """Return layers with the names of the bars. Vega does not centre labels of several lines, so each is placed."""
    step = layout.type_size + 2
    placed: defaultdict[float, list[Specification]] = defaultdict(list)
    for name in dict.fromkeys(value["name"] for value in values):
        words = name.split("\n")
        for position, line in enumerate(words):
            placed[(position - (len(words) - 1) / 2) * step].append({"name": name, "line": line})
    return [
        {
            "data": {"values": lines},
            "mark": {
                "type": "text",
                "align": "right",
                "baseline": "middle",
                "dx": -8,
                "dy": down,
                "clip": False,
            },
            "encoding": {"y": y, "x": {"value": 0}, "text": {"field": "line"}, "color": {"value": INK}},
        }
        for down, lines in placed.items()
    ]


def _scale(label: str, kind: str, most: float, room: float) -> Specification:
    shown: Specification = (
        {"format": "%", "values": [0, 0.25, 0.5, 0.75, 1]} if kind == "percent" and most == 1 else {}
    )
    if kind == "count":
        shown = {"format": ",d", "tickMinStep": 1, "tickCount": 5}
    return {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [0, most * room], "nice": False},
        "axis": {"title": label or None, "titleColor": GREY, **shown},
    }


def _rows_height(values: list[Specification], layout: Layout, bars: int, bar: int = BAR) -> int:
    names = dict.fromkeys(value["name"] for value in values)
    tallest = max((name.count("\n") + 1 for name in names), default=1)
    step = max(bars * bar + GAP, tallest * (layout.type_size + 2) + 8)
    return step * len(names)


def _legend(labels: Sequence[str], layout: Layout) -> Specification:
    return {"legend": {"columns": _legend_columns(labels, layout)}}


def _legend_columns(labels: Sequence[str], layout: Layout) -> int:
    """Return the number of columns of the legend over the bars, whose names take part of the width."""
    longest = max(len(label) for label in labels) * layout.type_size // 2 + 40
    return max(1, min(3, (layout.width * 7 // 10) // longest))


def _legend_height(labels: Sequence[str], layout: Layout) -> int:
    rows = -(-len(labels) // _legend_columns(labels, layout))
    return rows * (layout.type_size + 8) + 10


def _words(table: Table, number: int, column: Column, row: Row) -> str:
    if (number, column.key) in table.hidden:
        return HIDDEN
    return "" if row[column.key] is None else cell_text(column, row[column.key])


def _number(value: object) -> float:
    return value if isinstance(value, (int, float)) else 0
