"""The colours of charts: one for each outcome and side of a definition, and others for other series.

All have a contrast of 3:1 or more with white. Colours that a chart may show together differ for every kind of colour
vision, and those next to each other in a bar differ by 15 steps of lightness (CIE L*) or more, for print in grey.
"""

from collections.abc import Sequence

from enterprises.vocabulary import Outcome

INK, GREY, RULE = "#0b0c0c", "#484949", "#d5d8da"

INCLUDED, PERHAPS, EXCLUDED = "#1d4f5c", "#a05d00", "#8c9599"
SIDES = {"Included": INCLUDED, "Not included": EXCLUDED}
"""The colours of the sides of a definition by their words; any other words mean that it is not decided."""
OUTCOMES: dict[str, str] = {
    Outcome.SOCIAL_ENTERPRISE.value: "#4e94de",
    Outcome.TRADING_VOLUNTARY.value: "#ad423d",
    Outcome.INCLUDED.value: "#0d073d",
    Outcome.SPECIAL_PURPOSE_VEHICLE.value: "#ac2b91",
    Outcome.VOLUNTARY.value: "#699e6f",
    Outcome.STATUTORY.value: "#6c1289",
    Outcome.PROFIT_DISTRIBUTING.value: "#452500",
    Outcome.PART_OF_ANOTHER.value: "#057668",
    Outcome.NOT_CONSTITUTED.value: "#7246b7",
    Outcome.OTHER.value: "#2e2e2e",
    Outcome.UNDETERMINED.value: "#b38e02",
}
COLOURS = OUTCOMES | {
    "included": INCLUDED,
    "perhaps": PERHAPS,
    "excluded": EXCLUDED,
    # Of services: with an included organisation, perhaps with one, with none.
    "engaged": INCLUDED,
    "known": INCLUDED,
    "undecided": PERHAPS,
    "none": EXCLUDED,
    "without": EXCLUDED,
    # Of mentions: the respondent's words beside the definition's.
    "both": INCLUDED,
    "called_only": "#985498",
    "included_only": "#450031",
    "neither_nor": EXCLUDED,
    # Of statements: blue for agreement, brown for disagreement, the stronger the darker.
    "strongly_agree": "#002942",
    "agree": "#485ead",
    "neither": "#b18136",
    "disagree": "#702100",
    "strongly_disagree": "#361000",
}
"""Series with a colour of their own, the same in every chart, by the key of their column."""
OTHERS = ("#58688b", "#c07f92", "#00260d", "#86004f", "#0d9fc1", "#012b5e", "#5a6e20", "#652125")
"""The colours of other series, in this order, alternately dark and light."""
READABLE = 4.5
"""The smallest contrast of text with its background (WCAG 2.2, 1.4.3)."""


def colours(keys: Sequence[str]) -> list[str]:
    """Return one colour for each series: its own or the next of OTHERS. Up to eight series have different colours."""
    chosen: dict[str, str] = {}
    for key in keys:
        if key in COLOURS and COLOURS[key] not in chosen.values():
            chosen[key] = COLOURS[key]
    for position, key in enumerate(key for key in keys if key not in chosen):
        chosen[key] = OTHERS[position % len(OTHERS)]
    return [chosen[key] for key in keys]


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
