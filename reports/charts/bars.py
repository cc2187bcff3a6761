"""Bar charts: horizontal bars with their figures on them, points of groups beside them, or stacks of parts."""

from collections.abc import Sequence
from math import ceil

from reports.charts.bar_rows import BarChart, BarRow, KeyEntry
from reports.charts.colours import INK, ink_on
from reports.charts.layout import (
    LINE,
    Layout,
    Specification,
    frame,
    heading_height,
    heading_layers,
    in_pixels,
    nice_step,
    text_layer,
    text_width,
    wrap_name,
)

BAND = 0.62
"""The part of a step that the bar takes."""
STEP, AROUND_NAME = 44, 14
GAP, MARGIN = 8, 4
"""Pixels between a name and its bar, and between a bar and the figure behind it."""
INSIDE = 6
"""Pixels between the start of a bar and the figure on it."""
MARK = 8
"""Half the width of a point, in pixels."""
LARGEST_STEPS = 5
KEY_LINE = 24


def specification(chart: BarChart, layout: Layout, title: str, caption: Sequence[str]) -> Specification:
    """Return the Vega-Lite specification of a bar chart."""
    names = [wrap_name(row.name, layout.letters) for row in chart.rows]
    lines = max(len(name) for name in names)
    step = LINE * lines + AROUND_NAME
    if layout.name != "phone":
        step = max(STEP, step)
    left = ceil(MARGIN + GAP + max(text_width(line, layout.type_size) for name in names for line in name))
    most = max(size for row in chart.rows for size in row.sizes)
    words = [row.figure.words for row in chart.rows]
    right = GAP + 2 * MARK + (0 if chart.rows[0].parts else max(_bold(each, layout) for each in words))
    plot = layout.width - left - right
    top, ticks = _axis(chart, most, layout)
    places = [_place(row, plot / top, layout) for row in chart.rows]
    # A figure behind the longest bar needs room only if there is one.
    over = max(
        (x + _bold(row.figure.words, layout) for x, row in zip(places, chart.rows, strict=True)), default=0
    )
    right = ceil(max(GAP + MARK, min(right, over - plot + GAP)))
    plot = layout.width - left - right
    places = [_place(row, plot / top, layout) for row in chart.rows]
    axis_title = wrap_name(chart.column.label, round(plot / (layout.type_size * 0.55)))
    key_lines = _key_lines(chart, layout) if layout.has_key else []
    axis_room = LINE * len(axis_title) + 34
    over_key = heading_height(layout, title, caption)
    room = axis_room + KEY_LINE * len(key_lines) + over_key
    y: Specification = {
        "field": "row",
        "type": "nominal",
        "sort": None,
        "scale": {
            "domain": list(range(len(chart.rows))),
            "paddingInner": 1 - BAND,
            "paddingOuter": (1 - BAND) / 2,
        },
        "axis": None,
    }
    x: Specification = {
        "type": "quantitative",
        "scale": {"domain": [0, top], "nice": False},
        "axis": {
            "orient": "top",
            "title": axis_title,
            "titleAnchor": "start",
            "titleAlign": "left",
            "titleFontSize": layout.type_size,
            "titleLineHeight": LINE,
            "labelFontSize": layout.type_size,
            "values": ticks,
            "format": ".0%" if chart.column.kind == "percent" else ",d",
        },
    }
    layers = _stacks(chart, x, y, plot / top, layout) if chart.rows[0].parts else _bars(chart, x, y, places)
    layers += _names(names, y, layout)
    layers += heading_layers(layout, title, caption, left=MARGIN - left, top=-room)
    layers += _key(key_lines, layout, MARGIN - left, over_key - room)
    return frame(
        {"layer": layers},
        width=plot,
        height=step * len(chart.rows),
        padding={"left": left, "right": right, "top": room + 4, "bottom": 6},
        config={"text": {"fontSize": layout.type_size, "color": INK}},
    )


def _axis(chart: BarChart, most: float, layout: Layout) -> tuple[float, list[float]]:
    """Return the end of the axis, the next 10 above the largest figure, and where it has a line."""
    few = 2 if layout.name == "phone" else LARGEST_STEPS
    if chart.column.kind == "percent":
        tens = min(10, max(1, ceil(round(most * 10, 6))))
        steps = (
            tens
            if tens <= few
            else next((number for number in (5, 4, 2) if tens % number == 0 and number <= few), 1)
        )
        return tens / 10, [round(tens * tick / steps / 10, 4) for tick in range(steps + 1)]
    step = max(1, round(nice_step(max(most, 1), few)))
    steps = ceil(max(most, 1) / step)
    return float(step * steps), [float(step * tick) for tick in range(steps + 1)]


def _bold(words: str, layout: Layout) -> float:
    return text_width(words, layout.type_size) * 1.1


def _place(row: BarRow, scale: float, layout: Layout) -> float:
    """Return where the figure of a bar begins: on the bar if it fits before the first point, otherwise behind all."""
    if row.parts:
        return 0
    bar = (row.figure.size or 0) * scale
    points = [point.figure.size * scale for point in row.points if point.figure.size is not None]
    needed = INSIDE + _bold(row.figure.words, layout)
    is_pale = row.colour == BarRow.colour
    if is_pale and bar >= needed and all(point >= needed + MARK for point in points):
        return INSIDE
    return max([bar, *(point + MARK for point in points)]) + GAP


def _bars(
    chart: BarChart, x: Specification, y: Specification, places: Sequence[float]
) -> list[Specification]:
    values = [
        {"row": number, "value": row.figure.size, "colour": row.colour}
        for number, row in enumerate(chart.rows)
        if row.figure.size is not None
    ]
    colour = {"field": "colour", "type": "nominal", "scale": None}
    words = [
        {"row": number, "x": place, "words": row.figure.words}
        for number, (row, place) in enumerate(zip(chart.rows, places, strict=True))
    ]
    points = [
        {"row": number, "value": point.figure.size, "group": point.group}
        for number, row in enumerate(chart.rows)
        for point in row.points
        if point.figure.size is not None
    ]
    marks = [entry for entry in chart.key if entry.shape != "bar"]
    groups = list(dict.fromkeys(point.group for row in chart.rows for point in row.points))
    layers: list[Specification] = [
        {
            "data": {"values": values},
            "mark": {"type": "bar", "height": {"band": 1}},
            "encoding": {"y": y, "x": {**x, "field": "value"}, "color": colour},
        },
        {
            "data": {"values": words},
            "mark": {
                "type": "text",
                "align": "left",
                "baseline": "middle",
                "fontWeight": "bold",
                "clip": False,
            },
            "encoding": {
                "y": y,
                "x": in_pixels("x"),
                "text": {"field": "words"},
            },
        },
    ]
    if points:
        scale: Specification = {"domain": groups, "range": [entry.colour for entry in marks]}
        shapes: Specification = {"domain": groups, "range": [entry.shape for entry in marks]}
        layers.append(
            {
                "data": {"values": points},
                "mark": {
                    "type": "point",
                    "filled": True,
                    "size": 130,
                    "opacity": 1,
                    "stroke": "white",
                    "strokeWidth": 1,
                },
                "encoding": {
                    "y": y,
                    "x": {**x, "field": "value"},
                    "color": {"field": "group", "scale": scale, "legend": None},
                    "shape": {"field": "group", "scale": shapes, "legend": None},
                },
            }
        )
    return layers


def _stacks(
    chart: BarChart, x: Specification, y: Specification, scale: float, layout: Layout
) -> list[Specification]:
    values: list[Specification] = []
    for number, row in enumerate(chart.rows):
        start = 0.0
        for entry, part in zip(chart.key, row.parts, strict=True):
            size = part.size or 0
            is_wide = size * scale >= _bold(part.words, layout)
            values.append(
                {
                    "row": number,
                    "start": start,
                    "end": start + size,
                    "middle": start + size / 2,
                    "colour": entry.colour,
                    "words": part.words if is_wide else "",
                    "ink": ink_on(entry.colour),
                }
            )
            start += size
    return [
        {
            "data": {"values": values},
            # A part of 0 would be drawn as a wider gap.
            "transform": [{"filter": "datum.end > datum.start"}],
            # White between the parts separates them in grey print.
            "mark": {"type": "bar", "stroke": "white", "strokeWidth": 1.5, "height": {"band": 1}},
            "encoding": {
                "y": y,
                "x": {**x, "field": "start"},
                "x2": {"field": "end"},
                "color": {"field": "colour", "type": "nominal", "scale": None},
            },
        },
        {
            "data": {"values": values},
            "mark": {"type": "text", "baseline": "middle", "fontWeight": "bold"},
            "encoding": {
                "y": y,
                "x": {**x, "field": "middle"},
                "text": {"field": "words"},
                "color": {"field": "ink", "scale": None},
            },
        },
    ]


def _names(names: Sequence[list[str]], y: Specification, layout: Layout) -> list[Specification]:
    """Return layers with the names of the bars. Vega does not centre labels of several lines, so each is placed."""
    placed: dict[float, list[Specification]] = {}
    for number, name in enumerate(names):
        for position, line in enumerate(name):
            down = (position - (len(name) - 1) / 2) * LINE
            placed.setdefault(down, []).append({"row": number, "line": line})
    return [
        {
            "data": {"values": lines},
            "mark": {
                "type": "text",
                "align": "right",
                "baseline": "middle",
                "dx": -GAP,
                "dy": down,
                "clip": False,
            },
            "encoding": {"y": y, "x": {"value": 0}, "text": {"field": "line"}},
        }
        for down, lines in placed.items()
    ]


def _key_lines(chart: BarChart, layout: Layout) -> list[list[tuple[float, KeyEntry]]]:
    """Return the entries of the key in lines that fit, each entry with its distance from the left."""
    lines: list[list[tuple[float, KeyEntry]]] = []
    x = 0.0
    for entry in chart.key:
        width = 26 + text_width(entry.words, layout.type_size) + 18
        if not lines or x + width > layout.width:
            lines.append([])
            x = 0.0
        lines[-1].append((x, entry))
        x += width
    return lines


def _key(
    lines: Sequence[Sequence[tuple[float, KeyEntry]]], layout: Layout, left: float, top: float
) -> list[Specification]:
    """Return layers with the key, whose entries are in lines, from this place down."""
    placed = [
        (left + x, top + number * KEY_LINE + 10, entry)
        for number, line in enumerate(lines)
        for x, entry in line
    ]
    if not placed:
        return []
    symbols = [
        {
            "x": x + 8,
            "y": y,
            "colour": entry.colour,
            "shape": "square" if entry.shape == "bar" else entry.shape,
        }
        for x, y, entry in placed
    ]
    words = [
        {"x": x + 24, "y": y, "words": entry.words, "size": layout.type_size, "colour": INK}
        for x, y, entry in placed
    ]
    return [
        {
            "data": {"values": symbols},
            "mark": {"type": "point", "filled": True, "size": 150, "opacity": 1, "clip": False},
            "encoding": {
                "x": in_pixels("x"),
                "y": in_pixels("y"),
                "color": {"field": "colour", "type": "nominal", "scale": None},
                "shape": {"field": "shape", "type": "nominal", "scale": None},
            },
        },
        text_layer(words),
    ]
