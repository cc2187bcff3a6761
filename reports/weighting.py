"""Weights that make those interviewed resemble the frame, and how alike two groups are. No Django here."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence

Categories = tuple[Hashable, ...]
"""The category of one unit in each margin, such as its function and its region."""
MAX_ROUNDS = 500
CLOSE = 1e-9


def rake(units: Sequence[Categories], frame: Sequence[Categories]) -> list[float] | None:
    """Return a weight for each unit interviewed, so that each margin of the weighted units is that of the frame.

    The weights add up to the units of the frame that can be represented: a unit of the frame with a category that
    nobody interviewed has is left out (`unrepresented`). None if nobody was interviewed, or if no weights reach all
    margins. Raking, or iterative proportional fitting: W. E. Deming and F. F. Stephan, Annals of Mathematical
    Statistics 11 (1940) 427–444. Margins are fitted and not their cells, most of which have too few units.
    """
    if not units:
        return None
    left_out = unrepresented(units, frame)
    targets = [
        Counter(unit[margin] for unit in frame if unit not in left_out) for margin in range(len(units[0]))
    ]
    patterns = Counter(units)
    weights: dict[Categories, float] = dict.fromkeys(patterns, 1.0)
    for _ in range(MAX_ROUNDS):
        farthest = 0.0
        for margin, target in enumerate(targets):
            sums = _sums(patterns, weights, margin)
            if any(category not in target for category in sums):
                return None
            farthest = max(farthest, *(abs(number - target[category]) for category, number in sums.items()))
            for pattern in weights:
                weights[pattern] *= target[pattern[margin]] / sums[pattern[margin]]
        if farthest < CLOSE * len(frame):
            return [weights[unit] for unit in units]
    return None


def unrepresented(units: Sequence[Categories], frame: Sequence[Categories]) -> Mapping[Categories, int]:
    """Return the numbers of units of the frame, by their categories, with a category that nobody interviewed has."""
    known = [{unit[margin] for unit in units} for margin in range(len(frame[0]) if frame else 0)]
    return Counter(
        unit
        for unit in frame
        if any(category not in seen for category, seen in zip(unit, known, strict=True))
    )


def _sums(
    patterns: Mapping[Categories, int], weights: Mapping[Categories, float], margin: int
) -> dict[Hashable, float]:
    sums: defaultdict[Hashable, float] = defaultdict(float)
    for pattern, number in patterns.items():
        sums[pattern[margin]] += number * weights[pattern]
    return dict(sums)


def weighted_mean(values: Sequence[float], weights: Sequence[float]) -> float | None:
    """Return the sum of weight × value divided by that of the weights; None without weight."""
    total = math.fsum(weights)
    return math.fsum(w * v for w, v in zip(weights, values, strict=True)) / total if total else None


def design_effect(weights: Sequence[float]) -> float | None:
    """Return how many times larger weights make the variance: n Σw² / (Σw)², 1 or more; None without weight.

    L. Kish, Survey Sampling (1965), §11.7.
    """
    total = math.fsum(weights)
    return len(weights) * math.fsum(weight * weight for weight in weights) / total**2 if total else None


def standardised_difference(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Return the difference of two means in standard deviations: the mean of the first less that of the second.

    Divided by the root of the mean of the two variances; a share is the mean of zeros and ones. 0 where both are the
    same, None where a group is empty or nothing varies though the means differ. P. C. Austin, Communications in
    Statistics 38 (2009) 1228–1234.
    """
    if not first or not second:
        return None
    (one, its_variance), (other, others_variance) = (_moments(values) for values in (first, second))
    if math.isclose(one, other, abs_tol=1e-12):
        return 0.0
    spread = math.sqrt((its_variance + others_variance) / 2)
    return (one - other) / spread if spread else None


def _moments(values: Sequence[float]) -> tuple[float, float]:
    mean = math.fsum(values) / len(values)
    return mean, math.fsum((value - mean) ** 2 for value in values) / len(values)
