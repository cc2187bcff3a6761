"""Line charts of a table's columns, in steps, distinguished by dashes and by their names at the ends."""

from collections.abc import Sequence
from math import ceil

from reports.charts.bar_rows import KeyEntry, size_of
from reports.charts.colours import GREY, colours, ink_of
from reports.charts.layout import (
    LINE,
    Layout,
    Specification,
    frame,
    heading_height,
    heading_layers,
    nice_step,
    text_layer,
    text_width,
    wrap_name,
)
from reports.table import Table

DASHES = ([1, 0], [9, 5], [3, 4], [14, 4, 3, 4])
HEIGHT, MARGIN = 300, 4
NAME_HEIGHT, LONGEST_NAME = 19, 22
"""The height of a line of the name of a line, in pixels, and its letters."""


def has_figures(table: Table) -> bool:
    """Return True if a table that has `lines` has a figure to draw."""
    series = table.lines.series if table.lines else ()
    return any(size_of(row[key]) is not None for row in table.rows for key in series)


def key_of(table: Table) -> tuple[KeyEntry, ...]:
    """Return the entries of the key of a table that has `lines`, in the order of its series."""
    assert table.lines is not None
    labels = {column.key: column.label for column in table.columns}
    return tuple(
        KeyEntry(labels[key], colour, "line", "" if dash == [1, 0] else " ".join(map(str, dash)))
        for key, colour, dash in zip(table.lines.series, colours(table.lines.series), DASHES, strict=False)
    )


def specification(table: Table, layout: Layout, title: str, caption: Sequence[str]) -> Specification:
    """Return the Vega-Lite specification of a table that has `lines`.

    A line goes on level until the next threshold, where it steps. Its name is at its end, but on a phone, where the
    key is under the picture.
    """
    assert table.lines is not None
    labels = {column.key: column.label for column in table.columns}
    keys = table.lines.series
    names = [labels[key] for key in keys]
    palette = colours(keys)
    values: list[Specification] = [
        {"x": size_of(row[table.lines.x]), "y": size, "name": labels[key]}
        for key in keys
        for row in table.rows
        if (size := size_of(row[key])) is not None
    ]
    across = [value["x"] for value in values]
    step = max(1, round(nice_step(max([1.0, *(value["y"] for value in values)]), 5)))
    most = step * -(-max([1.0, *(value["y"] for value in values)]) // step)
    has_names = layout.name != "phone"
    left = ceil(text_width(f"{most:,.0f}", layout.type_size)) + 16
    wrapped = [wrap_name(name, LONGEST_NAME) for name in names]
    widest = max(text_width(line, layout.type_size) for name in wrapped for line in name)
    right = ceil(widest * 1.1) + 16 if has_names else 20
    plot = layout.width - left - right
    room = heading_height(layout, title, caption) + LINE + 34
    colour = {"field": "name", "sort": names, "scale": {"domain": names, "range": palette}, "legend": None}
    dash = {
        "field": "name",
        "sort": names,
        "scale": {"domain": names, "range": list(DASHES[: len(names)])},
        "legend": None,
    }
    type_size = {"labelFontSize": layout.type_size, "titleFontSize": layout.type_size}
    x = {
        "field": "x",
        "type": "quantitative",
        "scale": {"domain": [min(across), max(across)], "nice": False},
        "axis": {
            "title": labels[table.lines.x],
            "grid": False,
            "titleAnchor": "end",
            "tickCount": 5,
            **type_size,
        },
    }
    y = {
        "field": "y",
        "type": "quantitative",
        "scale": {"domain": [0, most], "nice": False},
        "axis": {
            "title": None,
            "format": ",d",
            "values": [step * tick for tick in range(int(most // step) + 1)],
        }
        | type_size,
    }
    layers: list[Specification] = [
        {
            "data": {"values": values},
            "mark": {"type": "line", "interpolate": "step-after", "strokeWidth": 3, "strokeJoin": "round"},
            "encoding": {"x": x, "y": y, "color": colour, "strokeDash": dash},
        }
    ]
    if table.lines.mark is not None:
        layers += _mark(table.lines.mark, table.lines.mark_label, x, min(across), max(across))
    if has_names:
        layers.append(_names(table, keys, wrapped, palette, most, x))
    # Horizontal, over the axis: rotated words are hard to read.
    counted = {
        "x": MARGIN - left,
        "y": -26,
        "words": table.lines.counted,
        "size": layout.type_size,
        "colour": GREY,
    }
    layers.append(text_layer([counted]))
    layers += heading_layers(layout, title, caption, left=MARGIN - left, top=-room)
    return frame(
        {"layer": layers},
        width=plot,
        height=HEIGHT,
        padding={"left": left, "right": right, "top": room + 4, "bottom": 56},
        config={"text": {"fontSize": layout.type_size}},
    )


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
                "baseline": "bottom",
                "color": GREY,
                "clip": False,
            },
            "encoding": {"x": x, "y": {"value": -4}},
        },
    ]


def _names(
    table: Table,
    keys: Sequence[str],
    names: Sequence[list[str]],
    palette: Sequence[str],
    most: float,
    x: Specification,
) -> Specification:
    assert table.lines is not None
    last = table.rows[-1]
    ends = {key: size_of(last[key]) or 0.0 for key in keys}
    height = NAME_HEIGHT * max(len(name) for name in names)
    places = spread_labels(ends, height * most / HEIGHT, most)
    values = [
        {"x": last[table.lines.x], "y": places[key], "words": "\n".join(name), "ink": ink_of(colour)}
        for key, name, colour in zip(keys, names, palette, strict=True)
    ]
    return {
        "data": {"values": values},
        "mark": {
            "type": "text",
            "align": "left",
            "baseline": "middle",
            "dx": 8,
            "lineBreak": "\n",
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
