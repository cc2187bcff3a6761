"""The classes of a shaded map: limits that suit the figures, with labels and colours."""

from collections.abc import Collection
from dataclasses import dataclass

PALETTE = ("#e4eced", "#c5dee3", "#9cc7d0", "#6aa8b6", "#3c8397", "#1d6577")
NOT_AVAILABLE_FILL = "#f2ead8"
UNSHADED_FILL = "#dde9eb"
MAX_CLASSES = 5


@dataclass(frozen=True)
class Shade:
    """One class of the legend: the whole numbers from `minimum` to `maximum`, its label and its colour."""

    minimum: int
    maximum: int
    label: str
    fill: str


def classes(
    values: Collection[int], *, unit: str = "", step: int = 1, none: str = "None"
) -> tuple[Shade, ...]:
    """Return up to five classes of about equal size (quantiles) for whole numbers of 0 or more; zero has its own.

    `unit` is printed after a number ("%"), limits are multiples of `step`, `none` is the label of zero. Without
    values there are no classes.
    """
    above = sorted(value for value in values if value > 0)
    found: list[tuple[int, int]] = [(0, 0)] if len(above) < len(values) else []
    if above:
        number = MAX_CLASSES - len(found)
        quantiles = {above[len(above) * part // number] // step * step for part in range(1, number)}
        starts = [above[0], *sorted(start for start in quantiles if start > above[0])]
        ends = [start - 1 for start in starts[1:]] + [above[-1]]
        found += list(zip(starts, ends, strict=True))
    return tuple(
        Shade(start, end, label=_label(start, end, unit, none), fill=_fill(position, len(found)))
        for position, (start, end) in enumerate(found)
    )


def shade_of(value: int | None, shades: tuple[Shade, ...]) -> int | None:
    """Return the position of the class that a value falls in, or None where there is no value."""
    if value is None:
        return None
    return next(
        (position for position, shade in enumerate(shades) if shade.minimum <= value <= shade.maximum), None
    )


def _label(minimum: int, maximum: int, unit: str, none: str) -> str:
    if maximum == 0:
        return none
    if minimum == maximum:
        return f"{minimum}{unit}"
    return f"{minimum}{unit} to {maximum}{unit}"


def _fill(position: int, number: int) -> str:
    if number == 1:
        return PALETTE[len(PALETTE) // 2]
    return PALETTE[round(position * (len(PALETTE) - 1) / (number - 1))]
