"""What every chart has in common: its sizes, its type, its colours, and its frame as a Vega-Lite specification."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

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
INK, GREY, RULE = "#0b0c0c", "#484949", "#d5d8da"

INCLUDED, PERHAPS, EXCLUDED = "#1d4f5c", "#f0a830", "#a3adb1"
COLOURS = {
    "included": INCLUDED,
    "interviewed": INCLUDED,
    "yes": INCLUDED,
    "engaged": INCLUDED,
    "called": INCLUDED,
    "known": INCLUDED,
    "both": INCLUDED,
    "perhaps": PERHAPS,
    "undecided": PERHAPS,
    "undetermined": PERHAPS,
    "partly": PERHAPS,
    "excluded": EXCLUDED,
    "none": EXCLUDED,
    "without": EXCLUDED,
    "neither": EXCLUDED,
    "not_interviewed": EXCLUDED,
    "otherwise": EXCLUDED,
    "social_enterprise": "#3b6fb6",
    "trading_voluntary_organisation": "#d9822b",
    "special_purpose_vehicle": "#8c3f6e",
    "voluntary_organisation": "#7fb7be",
    "statutory_body": "#54319f",
    "profit_distributing_business": "#a3adb1",
    "refused": "#8c3f6e",
    "not_reached": "#d99bb8",
}
"""An outcome has the same colour in every chart. They differ in lightness too, for print and colour-blind readers."""
SIDES = {"Included": INCLUDED, "Not included": EXCLUDED}
"""The sides of a definition, by their words; whatever else is said is not decided."""
OTHERS = ("#1d4f5c", "#d9822b", "#7fb7be", "#8c3f6e", "#a3adb1", "#54319f", "#f0c96b", "#484949")


INKS = {
    "#f0a830": "#8a5d00",
    "#a3adb1": "#5d686d",
    "#d9822b": "#a2560a",
    "#7fb7be": "#2a7580",
    "#d99bb8": "#a4466f",
    "#f0c96b": "#7a6210",
}
"""The same colours dark enough to be read as words or seen as a line on white."""


def colours(keys: Sequence[str]) -> list[str]:
    """One colour for each, its own where it has one, none twice among the first eight."""
    chosen: dict[str, str] = {}
    for key in keys:
        if key in COLOURS and COLOURS[key] not in chosen.values():
            chosen[key] = COLOURS[key]
    free = [colour for colour in OTHERS if colour not in chosen.values()]
    for position, key in enumerate(key for key in keys if key not in chosen):
        chosen[key] = free[position % len(free)]
    return [chosen[key] for key in keys]


def inks(keys: Sequence[str]) -> list[str]:
    """The colours of `colours`, dark enough for lines and words."""
    return [INKS.get(colour, colour) for colour in colours(keys)]


def lined(words: str, letters: int) -> list[str]:
    """A name in lines of at most so many letters."""
    return wrap(words, letters, break_long_words=True) or [""]


def framed(
    drawing: Specification, layout: Layout, height: int, title: str, caption: Sequence[str]
) -> Specification:
    """A drawing in its frame; with title and caption where the picture stands alone."""
    head: Specification = {}
    if layout.has_title:
        letters = layout.width // 9
        titles = lined(title, letters)
        under = [line for words in caption for line in lined(words, int(letters * 1.25))]
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
