"""The classes of a shaded map: fixed limits with labels and colours, the same for every filter."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

PALETTE = ("#f1ede3", "#bcd6dc", "#7fb3c1", "#3d8296", "#134d5b")
NOT_AVAILABLE_FILL = "#ffffff"
UNSHADED_FILL = "#dde9eb"
Limits = Sequence[tuple[float, str]]
"""The least figure and the label of each class, in their order: five at most."""


@dataclass(frozen=True)
class Shade:
    """One class of the legend: the figures from `minimum` up to the next class, its label and its colour."""

    minimum: float
    label: str
    fill: str


def shades_of(limits: Limits) -> tuple[Shade, ...]:
    """Return the classes with these limits, from the palest to the darkest."""
    return tuple(Shade(least, label, fill) for (least, label), fill in zip(limits, PALETTE, strict=False))


def shade_of(value: float | None, shades: Sequence[Shade]) -> int | None:
    """Return the position of the class that a value falls in, or None where there is no value."""
    if value is None or not shades:
        return None
    return max(0, bisect_right([shade.minimum for shade in shades], value) - 1)
