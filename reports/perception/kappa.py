"""Cohen's kappa: the agreement of two judges on yes and no."""

from __future__ import annotations


def kappa(both: int, first_only: int, second_only: int, neither: int) -> float | None:
    """Return Cohen's kappa of two judges who each said yes or no of the same things, between -1 and 1.

    `both` counts the things of which both said yes, `first_only` and `second_only` those of which one alone did. 1 is
    full agreement, 0 what chance alone would give. None if nothing was judged, or if both always gave the same one
    answer, so that chance explains everything. J. Cohen, Educational and Psychological Measurement 20 (1960)
    37–46: (observed − expected) / (1 − expected), here with both multiplied by the square of the base.
    """
    base = both + first_only + second_only + neither
    first_yes, second_yes = both + first_only, both + second_only
    expected = first_yes * second_yes + (base - first_yes) * (base - second_yes)
    if base * base == expected:
        return None
    return (base * (both + neither) - expected) / (base * base - expected)


def band(value: float) -> str:
    """Return the word for a kappa, by J. R. Landis and G. G. Koch, Biometrics 33 (1977) 165."""
    for limit, word in (
        (0.0, "poor"),
        (0.2, "slight"),
        (0.4, "fair"),
        (0.6, "moderate"),
        (0.8, "substantial"),
    ):
        if value < limit or (limit and value <= limit):
            return word
    return "almost perfect"
