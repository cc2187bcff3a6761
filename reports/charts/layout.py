"""The layout of every chart: sizes, type, the room that text takes, and the frame of a Vega-Lite specification."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from reports.charts.colours import GREY, INK, RULE

Specification = dict[str, Any]


@dataclass(frozen=True)
class Layout:
    """The layout for one use of a chart, such as a page or a file.

    Sizes are in pixels; a name is broken after `letters` letters. A picture `has_title` where nothing beside it says
    what it shows, and `has_key` where the key is not written beside it.
    """

    name: str
    width: int
    letters: int
    type_size: int
    has_title: bool = False
    has_key: bool = False


PAGE = Layout("page", 770, 40, 15)
PHONE = Layout("phone", 340, 18, 15)
FILE = Layout("file", 860, 40, 15, has_title=True, has_key=True)
DOCUMENT = Layout("document", 660, 34, 15, has_key=True)
"""For a page of a document, which has the title and the remarks as text."""
LAYOUTS = {layout.name: layout for layout in (PAGE, PHONE, FILE)}
"""The layouts that the address of a picture can name."""

FONT = "Arial, Liberation Sans, Helvetica, sans-serif"
LINE = 17
"""The height of a line of a name, in pixels."""
NARROW, WIDE = "iIjlftr.,:;'’!|()[]- ", "mwMW@%&—"


def text_width(words: str, size: float) -> float:
    """Return the room that words need in any of the fonts, in pixels; the widest of them is DejaVu Sans."""
    return size * sum(
        0.42 if letter in NARROW else 1.0 if letter in WIDE else 0.78 if letter.isupper() else 0.64
        for letter in words
    )


def wrap_name(words: str, letters: int) -> list[str]:
    """Return a name in lines of at most `letters` letters."""
    return wrap(words, letters, break_long_words=True) or [""]


def nice_step(most: float, steps: int) -> float:
    """Return the step of an axis from 0 to `most`: 1, 2 or 5 times a power of ten, so that there are few steps."""
    power = 1.0
    while True:
        for factor in (1, 2, 5):
            if most <= steps * factor * power:
                return factor * power
        power *= 10


def frame(
    drawing: Specification, *, width: int, height: int, padding: dict[str, int], config: Specification
) -> Specification:
    """Return the specification of a drawing whose plot has this size and padding; its own size is in `usermeta`."""
    size = (width + padding["left"] + padding["right"], height + padding["top"] + padding["bottom"])
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "usermeta": {"size": size},
        "width": width,
        "height": height,
        # The room for text is reserved here, so that no font cuts it.
        "autosize": "none",
        "padding": padding,
        "background": "white",
        **drawing,
        "config": {
            # The chart has one description; otherwise a screen reader would read every mark.
            "aria": False,
            "font": FONT,
            "view": {"stroke": None},
            "axis": {
                "labelColor": INK,
                "titleColor": GREY,
                "titleFontWeight": "normal",
                "gridColor": RULE,
                "domain": False,
                "ticks": False,
                "labelPadding": 6,
                "labelOverlap": False,
            },
            "text": {"color": INK},
            **config,
        },
    }


def heading_height(layout: Layout, title: str, caption: Sequence[str]) -> int:
    """Return the height of title and caption over the drawing of a file, 0 for other layouts."""
    return sum(size + 7 for _, size, _ in _heading(layout, title, caption)) + (12 if layout.has_title else 0)


def heading_layers(
    layout: Layout, title: str, caption: Sequence[str], *, left: float, top: float
) -> list[Specification]:
    """Return layers with title and caption from this place down, none for layouts without them."""
    placed: dict[str, list[Specification]] = {}
    for words, size, weight in _heading(layout, title, caption):
        colour = INK if weight == "bold" else GREY
        line = {"x": left, "y": top + size / 2, "words": words, "size": size, "colour": colour}
        placed.setdefault(weight, []).append(line)
        top += size + 7
    return [text_layer(lines, weight) for weight, lines in placed.items()]


def text_layer(lines: Sequence[Specification], weight: str = "normal") -> Specification:
    """Return a layer of text at places in pixels: each line has `x`, `y`, `words`, `size` and `colour`."""
    return {
        "data": {"values": list(lines)},
        "mark": {"type": "text", "align": "left", "baseline": "middle", "fontWeight": weight, "clip": False},
        "encoding": {
            "x": in_pixels("x"),
            "y": in_pixels("y"),
            "text": {"field": "words"},
            "size": {"field": "size", "type": "quantitative", "scale": None},
            "color": {"field": "colour", "type": "nominal", "scale": None},
        },
    }


def in_pixels(field: str) -> Specification:
    """Return the encoding of a place that is given in pixels."""
    return {"field": field, "type": "quantitative", "scale": None, "axis": None}


def _heading(layout: Layout, title: str, caption: Sequence[str]) -> list[tuple[str, int, str]]:
    """Return the lines of title and caption, each with its size and weight."""
    if not layout.has_title:
        return []
    titles = wrap_name(title, layout.width // 11)
    under = [line for words in caption for line in wrap_name(words, layout.width * 2 // 15)]
    return [*((line, 20, "bold") for line in titles), *((line, 14, "normal") for line in under)]
