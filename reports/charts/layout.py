"""What every chart has in common: its sizes, its type, and its frame as a Vega-Lite specification."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from reports.charts.colours import GREY, INK, RULE

Specification = dict[str, Any]


@dataclass(frozen=True)
class Layout:
    """Where a picture is seen: its width and type size in pixels, letters in a row's name, and if it has a title."""

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


def lined(words: str, letters: int) -> list[str]:
    """A name in lines of at most so many letters."""
    return wrap(words, letters, break_long_words=True) or [""]


def framed(
    drawing: Specification, layout: Layout, height: int, title: str, caption: Sequence[str]
) -> Specification:
    """A drawing in its frame; with title and caption where the picture stands alone."""
    head: Specification = {}
    if layout.has_title:
        letters = layout.width // 11
        titles = lined(title, letters)
        under = [line for words in caption for line in lined(words, layout.width * 2 // 13)]
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
            # One description for the whole: a screen reader would otherwise read every mark.
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
