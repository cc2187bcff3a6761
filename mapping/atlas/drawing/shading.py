"""Classes of figures for shading a map: limits that suit the data, in words. Pure."""

from collections.abc import Collection
from dataclasses import dataclass

PALETTE = ("#e4eced", "#c5dee3", "#9cc7d0", "#6aa8b6", "#3c8397", "#1d6577")
NOT_AVAILABLE_FILL = "#f2ead8"
UNSHADED_FILL = "#dde9eb"
MOST_CLASSES = 5


@dataclass(frozen=True)
class Shade:
    """One class of the legend: whole numbers from `least` to `most`, its words and its colour."""

    least: int
    most: int
    label: str
    fill: str


def classes(
    values: Collection[int], *, unit: str = "", step: int = 1, none: str = "None"
) -> tuple[Shade, ...]:
    """Up to five classes, of about as many areas each, over whole numbers of 0 or more; none is a class of its own.

    `unit` is printed after a number ("%"); limits stand at multiples of `step`. No values, no classes.
    """
    above = sorted(value for value in values if value > 0)
    found: list[tuple[int, int]] = [(0, 0)] if len(above) < len(values) else []
    if above:
        room = MOST_CLASSES - len(found)
        quantiles = {above[len(above) * part // room] // step * step for part in range(1, room)}
        starts = [above[0], *sorted(start for start in quantiles if start > above[0])]
        ends = [start - 1 for start in starts[1:]] + [above[-1]]
        found += list(zip(starts, ends, strict=True))
    return tuple(
        Shade(least=least, most=most, label=_words(least, most, unit, none), fill=_fill(position, len(found)))
        for position, (least, most) in enumerate(found)
    )


def shade_of(value: int | None, shades: tuple[Shade, ...]) -> int | None:
    """The position of the class that a value falls in, or None where there is no figure."""
    if value is None:
        return None
    return next(
        (position for position, shade in enumerate(shades) if shade.least <= value <= shade.most), None
    )


def _words(least: int, most: int, unit: str, none: str) -> str:
    if most == 0:
        return none
    if least == most:
        return f"{least}{unit}"
    return f"{least}{unit} to {most}{unit}"


def _fill(position: int, of: int) -> str:
    if of == 1:
        return PALETTE[len(PALETTE) // 2]
    return PALETTE[round(position * (len(PALETTE) - 1) / (of - 1))]
