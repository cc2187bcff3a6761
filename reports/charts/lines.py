"""Line charts of a table's columns, distinguished by dashes and by their names at the ends."""

from collections.abc import Sequence

from reports.charts.colours import GREY, colours, ink_of
from reports.charts.layout import Layout, Specification, chart_frame
from reports.table import Table

DASHES = ([1, 0], [9, 5], [3, 4], [14, 4, 3, 4], [6, 2], [1, 3])
HEIGHT = {"page": 360, "phone": 330, "file": 380}
NAMED = ("page", "file")
"""The layouts with room for the names at the ends of the lines; a phone has a legend instead."""
NAME_HEIGHT = 19
HEADROOM = 1.12
"""The space over the highest line, for the words at the mark."""


def specification(table: Table, layout: Layout, caption: Sequence[str]) -> Specification:
    """Return the Vega-Lite specification of a table that has `lines`."""
    assert table.lines is not None
    labels = {column.key: column.label for column in table.columns}
    keys = table.lines.series
    names = [labels[key] for key in keys]
    palette = colours(keys)
    values: list[Specification] = [
        {"x": row[table.lines.x], "y": row[key], "name": labels[key]}
        for key in keys
        for row in table.rows
        if isinstance(row[key], (int, float))
    ]
    across = [value["x"] for value in values]
    most = max([1.0, *(value["y"] for value in values)])
    room = layout.name in NAMED
    height = HEIGHT[layout.name] + (0 if room else 24 * len(names) + 20)
    colour = {"field": "name", "sort": names, "scale": {"domain": names, "range": palette}}
    dash = {"field": "name", "sort": names, "scale": {"domain": names, "range": list(DASHES[: len(names)])}}
    legend: Specification = {
        "legend": None
        if room
        # The title of the axis is under the legend.
        else {"symbolType": "stroke", "symbolSize": 500, "symbolStrokeWidth": 3, "offset": 34}
    }
    x = {
        "field": "x",
        "type": "quantitative",
        "scale": {"domain": [min(across), max(across)], "nice": False},
        "axis": {"title": labels[table.lines.x], "grid": False, "titleAnchor": "end", "tickCount": 5},
    }
    y = {
        "field": "y",
        "type": "quantitative",
        "scale": {"domain": [0, most * HEADROOM], "nice": False},
        "axis": {
            # Horizontal, over the axis: rotated words are hard to read.
            "title": table.lines.counted,
            "titleAngle": 0,
            "titleAlign": "left",
            "titleAnchor": "end",
            "titleBaseline": "bottom",
            "titleX": 0,
            "titleY": -8,
            "format": ",d",
            "tickMinStep": 1,
            "tickCount": 5,
        },
    }
    layers: list[Specification] = [
        {
            "mark": {"type": "line", "strokeWidth": 3.5, "strokeJoin": "round"},
            "encoding": {"x": x, "y": y, "color": {**colour, **legend}, "strokeDash": {**dash, **legend}},
        }
    ]
    if table.lines.mark is not None:
        layers += _mark(table.lines.mark, table.lines.mark_label, x, min(across), max(across))
    if room:
        layers.append(_names(table, keys, names, palette, most, height, x))
    drawing = {"data": {"values": values}, "layer": layers}
    return chart_frame(drawing, layout, height, table.title, caption)


def _mark(at: float, label: str, x: Specification, left: float, right: float) -> list[Specification]:
    align = "left" if at <= (left + right) / 2 else "right"
    point = {"values": [{"x": at}]}
    return [
        {
            "data": point,
            "mark": {"type": "rule", "strokeDash": [2, 4], "strokeWidth": 1.5, "color": GREY},
            "encoding": {"x": x},
        },
        {
            "data": point,
            "mark": {
                "type": "text",
                "text": f"{label}: {at:g}",
                "align": align,
                "dx": 5 if align == "left" else -5,
                "baseline": "top",
                "color": GREY,
            },
            "encoding": {"x": x, "y": {"value": 1}},
        },
    ]


def _names(
    table: Table,
    keys: Sequence[str],
    names: Sequence[str],
    palette: Sequence[str],
    most: float,
    height: int,
    x: Specification,
) -> Specification:
    assert table.lines is not None
    last = table.rows[-1]
    ends = {key: float(end) if isinstance(end := last[key], (int, float)) else 0.0 for key in keys}
    step = NAME_HEIGHT * most * HEADROOM / (height - 60)
    places = spread_labels(ends, step, most * HEADROOM)
    values = [
        {"x": last[table.lines.x], "y": places[key], "words": name, "ink": ink_of(colour)}
        for key, name, colour in zip(keys, names, palette, strict=True)
    ]
    return {
        "data": {"values": values},
        "mark": {
            "type": "text",
            "align": "left",
            "baseline": "middle",
            "dx": 8,
            "fontWeight": "bold",
            "clip": False,
        },
        "encoding": {
            "x": x,
            "y": {"field": "y", "type": "quantitative"},
            "text": {"field": "words"},
            "color": {"field": "ink", "scale": None},
        },
    }


def spread_labels(ends: dict[str, float], step: float, highest: float) -> dict[str, float]:
    """Return the height of each line's name: near its end, in the order of the lines, without overlap."""
    places: dict[str, float] = {}
    floor = float("-inf")
    for key, end in sorted(ends.items(), key=lambda item: item[1]):
        floor = max(end, floor + step)
        places[key] = floor
    ceiling = highest
    for key, place in sorted(places.items(), key=lambda item: -item[1]):
        places[key] = min(place, ceiling)
        ceiling = places[key] - step
    return places
