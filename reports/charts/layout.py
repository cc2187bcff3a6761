"""The layout of every chart: sizes, type, and the frame of its Vega-Lite specification."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from reports.charts.colours import GREY, INK, RULE

Specification = dict[str, Any]


@dataclass(frozen=True)
class Layout:
    """The layout for one use of a chart, such as a page or a file: its sizes in pixels, and whether it has a title."""

    name: str
    width: int
    letters: int
    type_size: int
    has_title: bool


PAGE = Layout("page", 760, 34, 15, False)
PHONE = Layout("phone", 340, 17, 13, False)
FILE = Layout("file", 860, 40, 15, True)
LAYOUTS = {layout.name: layout for layout in (PAGE, PHONE, FILE)}

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"


def wrap_name(words: str, letters: int) -> list[str]:
    """Return a name in lines of at most `letters` letters."""
    return wrap(words, letters, break_long_words=True) or [""]


def chart_frame(
    drawing: Specification, layout: Layout, height: int, title: str, caption: Sequence[str]
) -> Specification:
    """Return the specification of a drawing in its frame, with title and caption in a file."""
    head: Specification = {}
    if layout.has_title:
        letters = layout.width // 11
        titles = wrap_name(title, letters)
        under = [line for words in caption for line in wrap_name(words, layout.width * 2 // 13)]
        height += 26 * len(titles) + 19 * len(under) + 16
        head["title"] = {
            "text": titles,
            "subtitle": under,
            "anchor": "start",
            "frame": "bounds",
            "fontSize": 20,
            "subtitleFontSize": 14,
            "subtitlePadding": 6,
            "offset": 14,
        }
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": layout.width,
        "height": height,
        "autosize": {"type": "fit", "contains": "padding"},
        "padding": 4,
        "background": "white",
        **head,
        **drawing,
        "config": {
            # The chart has one description; otherwise a screen reader would read every mark.
            "aria": False,
            "font": FONT,
            "view": {"stroke": None},
            "title": {"color": INK, "subtitleColor": GREY},
            "axis": {
                "labelFontSize": layout.type_size,
                "titleFontSize": layout.type_size,
                "titleFontWeight": "normal",
                "labelColor": INK,
                "titleColor": GREY,
                "gridColor": RULE,
                "domain": False,
                "ticks": False,
                "labelPadding": 6,
            },
            "legend": {
                "labelFontSize": layout.type_size,
                "titleFontSize": layout.type_size,
                "labelColor": INK,
                "labelLimit": layout.width - 40,
                "orient": "top",
                "direction": "vertical" if layout.name == "phone" else "horizontal",
                "symbolType": "square",
                "symbolSize": 160,
                "title": None,
            },
            "text": {"fontSize": layout.type_size, "color": INK},
        },
    }
