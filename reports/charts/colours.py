"""The colours of charts: four for groups of respondents or parts of a whole, a scale of five, and a pale bar.

Colours that a chart may show together differ for every kind of colour vision (CIEDE2000 of 13 or more under
protanopia, deuteranopia and tritanopia), and all but the pale ones have a contrast of 3:1 or more with white.
"""

from collections.abc import Sequence

from wording import terms

INK, GREY, RULE = "#0b0c0c", "#484949", "#d5d8da"
PALE = "#b7d3da"
"""A bar whose figure is printed on it: it may be lighter than what only colour distinguishes."""
GROUPS = ("#1d4f5c", "#d1681c", "#7a5ba6", "#8c9599")
"""Groups, in this order. A chart that needs more than these four is a table instead."""
COUNTED, NOT_COUNTED, NOT_KNOWN = GROUPS[0], GROUPS[1], GROUPS[3]
"""The three groups of outcomes: counted as a social enterprise, not counted, and not known enough to say."""
SIDES = {terms.COUNTED: COUNTED, terms.NOT_COUNTED: NOT_COUNTED}
"""The colours of the sides of a definition by their words; any other words mean that it is not decided."""
SCALE = ("#134d5b", "#7db1bf", "#d9dcde", "#f0b27c", "#a84f08")
"""From strong agreement to strong disagreement."""
COLOURS = {
    "included": COUNTED,
    "perhaps": NOT_KNOWN,
    "excluded": NOT_COUNTED,
    # Of services: with an included organisation, perhaps with one, with none.
    "engaged": COUNTED,
    "known": COUNTED,
    "undecided": NOT_KNOWN,
    "none": NOT_COUNTED,
    "without": NOT_COUNTED,
    "open": NOT_KNOWN,
    **dict(
        zip(("strongly_agree", "agree", "neither", "disagree", "strongly_disagree"), SCALE, strict=True),
    ),
}
"""Series with a colour of their own, the same in every chart, by the key of their column."""
READABLE = 4.5
"""The smallest contrast of text with its background (WCAG 2.2, 1.4.3)."""


def colours(keys: Sequence[str]) -> list[str]:
    """Return one colour for each series: its own, or the next of GROUPS that no other series has.

    Raises ValueError if there are not enough colours.
    """
    own = {key: COLOURS[key] for key in keys if key in COLOURS}
    others = iter([colour for colour in GROUPS if colour not in own.values()])
    try:
        return [own[key] if key in own else next(others) for key in keys]
    except StopIteration:
        raise ValueError(f"A chart has at most {len(GROUPS)} colours, not {len(keys)}.") from None


def ink_of(colour: str) -> str:
    """Return the colour, darkened until text in it is readable on white."""
    while contrast(colour, "#ffffff") < READABLE:
        colour = "#" + "".join(f"{round(part * 0.95):02x}" for part in bytes.fromhex(colour[1:]))
    return colour


def ink_on(colour: str) -> str:
    """Return white or black, whichever is easier to read on the colour."""
    return max(("#ffffff", INK), key=lambda ink: contrast(ink, colour))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours written #rrggbb, from 1 to 21 (WCAG 2.2)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (byte / 255 for byte in bytes.fromhex(colour[1:]))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
