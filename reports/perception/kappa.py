"""Cohen's kappa: the agreement of two judges on yes and no, with its interval where judgements come in clusters."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

Judgements = tuple[int, int, int, int]
"""The numbers of judgements: both said yes, the first only, the second only, neither."""
SEED = 2009
REPLICATES = 1000
MAX_DRAWS = 2_000_000
"""The number of clusters drawn in all; of very many clusters there are fewer replicates, but never below 200."""
MIN_REPLICATES = 200


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


def bootstrap_interval(clusters: Sequence[Judgements], *, seed: int = SEED) -> tuple[float, float] | None:
    """Return the 95% interval of kappa over clusters, such as the judgements of one respondent each.

    Judgements of one respondent are alike, so whole respondents are drawn, not single judgements. Each replicate draws
    as many respondents as there are, with replacement; the same seed gives the same replicates. The ends are
    the 2.5th and 97.5th percentiles of their kappas (B. Efron and R. J. Tibshirani, An Introduction to the Bootstrap,
    1993, §13.3; clusters as in A. C. Davison and D. V. Hinkley, Bootstrap Methods and their Application, 1997, §3.8).
    None for fewer than two clusters, or if kappa cannot be worked out for half of the replicates.
    """
    if len(clusters) < 2:
        return None
    chance = Random(seed)  # noqa: S311  (repeatable, not secret)
    replicates = max(MIN_REPLICATES, min(REPLICATES, MAX_DRAWS // len(clusters)))
    found = []
    for _ in range(replicates):
        sample = chance.choices(clusters, k=len(clusters))
        value = kappa(*(sum(numbers) for numbers in zip(*sample, strict=True)))
        if value is not None:
            found.append(value)
    if 2 * len(found) <= replicates:
        return None
    found.sort()
    return _percentile(found, 0.025), _percentile(found, 0.975)


def _percentile(ordered: Sequence[float], part: float) -> float:
    """Return the value below which this part of the values lies, interpolated linearly between neighbours."""
    place = part * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


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
