"""Shares over strata that were covered unequally: weights, variance, intervals and what is certain. No Django here.

A stratum is a part of the frame of known size, such as the prisons. Some of its units were interviewed; of those some
have what is asked for, some have not, and of some it is undecided.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from interviews.outcome_rates import Z_95, Interval, wilson_fpc


@dataclass(frozen=True, slots=True)
class Stratum:
    """The numbers of units of one stratum: in the frame, interviewed, having what is asked for, and undecided.

    :raises ValueError: unless having + undecided ≤ interviewed ≤ frame.
    """

    frame: int
    interviewed: int
    having: int
    undecided: int = 0

    def __post_init__(self) -> None:
        if min(self.having, self.undecided) < 0 or not (
            self.having + self.undecided <= self.interviewed <= self.frame
        ):
            raise ValueError(
                f"{self.having} with it and {self.undecided} undecided, of {self.interviewed} interviewed, of "
                f"{self.frame}: none may be below 0, and the parts no more than the whole."
            )

    @property
    def share(self) -> float:
        """The share of those interviewed that have it. Read it only if somebody was interviewed."""
        return self.having / self.interviewed

    def with_undecided(self) -> Stratum:
        """Return the stratum as it would be if all undecided units had it."""
        return replace(self, having=self.having + self.undecided, undecided=0)


@dataclass(frozen=True, slots=True)
class Estimate:
    """The share of the frame that has what is asked for; each a fraction of 1, or None where it cannot be estimated.

    `share`, `low` and `high` count the undecided as not having it, `share_most` and `high_most` as having it: the
    interval that allows for chance and for the undecided is from `low` to `high_most`. `least` and `most` are certain.
    """

    share: float | None
    low: float | None
    high: float | None
    share_most: float | None
    high_most: float | None
    least: float | None
    most: float | None


def estimate(strata: Iterable[Stratum]) -> Estimate:
    """Return the weighted share over strata with its 95% intervals, each clipped to what is certain."""
    lowest = [stratum for stratum in strata if stratum.frame]
    highest = [stratum.with_undecided() for stratum in lowest]
    low, high = _clipped_interval(lowest), _clipped_interval(highest)
    certain = certain_bounds(lowest)
    return Estimate(
        share=low.estimate if low else None,
        low=low.low if low else None,
        high=low.high if low else None,
        share_most=high.estimate if high else None,
        high_most=high.high if high else None,
        least=certain[0] if certain else None,
        most=certain[1] if certain else None,
    )


def weighted_share(strata: Sequence[Stratum]) -> float | None:
    """Return the sum of W p over strata, with W the stratum's part of the frame and p its share of those interviewed.

    None if the frame is empty, or if nobody was interviewed in a stratum of it. W. G. Cochran, Sampling Techniques,
    3rd ed. (1977), equation 5.1.
    """
    present = [stratum for stratum in strata if stratum.frame]
    if not present or not all(stratum.interviewed for stratum in present):
        return None
    frame = sum(stratum.frame for stratum in present)
    return sum(stratum.frame / frame * stratum.share for stratum in present)


def stratified_variance(strata: Sequence[Stratum]) -> float | None:
    """Return the unbiased estimate of the variance of the weighted share: the sum of W² (1 − n/N) p (1 − p) / (n − 1).

    A stratum that was interviewed completely adds 0. None where a stratum was not, and has fewer than two interviews.
    W. G. Cochran, Sampling Techniques, 3rd ed. (1977), equation 5.8 with the s² of a share, equation 3.5.
    """
    present = [stratum for stratum in strata if stratum.frame]
    if any(stratum.interviewed < min(2, stratum.frame) for stratum in present):
        return None
    return sum(
        _variance(stratum, present, stratum.share, stratum.interviewed - 1)
        for stratum in present
        if stratum.interviewed < stratum.frame
    )


def stratified_interval(strata: Sequence[Stratum], *, z: float = Z_95) -> Interval | None:
    """Return the weighted share with its interval, or None where there is no share.

    Of one stratum it is Wilson's with the finite population correction. Of several it is the share ± z standard errors
    of the stratified variance. A stratum with a single interview, or in which all said the same, shows no spread,
    although its other units may differ. So its p is moved towards a half, to (x + z²/2) / (n + z²) (A. Agresti and
    B. A. Coull, The American Statistician 52 (1998) 119–126), and its variance divided by n.
    """
    present = [stratum for stratum in strata if stratum.frame]
    share = weighted_share(present)
    if share is None:
        return None
    if len(present) == 1:
        (only,) = present
        return wilson_fpc(only.having, only.interviewed, only.frame, z=z)
    variance = 0.0
    for stratum in present:
        if 0 < stratum.having < stratum.interviewed:
            variance += _variance(stratum, present, stratum.share, stratum.interviewed - 1)
        else:
            moved = (stratum.having + z * z / 2) / (stratum.interviewed + z * z)
            variance += _variance(stratum, present, moved, stratum.interviewed)
    half = z * math.sqrt(variance)
    return Interval(share, max(0.0, share - half), min(1.0, share + half))


def _variance(stratum: Stratum, strata: Sequence[Stratum], share: float, divisor: int) -> float:
    weight = stratum.frame / sum(each.frame for each in strata)
    return weight**2 * (1 - stratum.interviewed / stratum.frame) * share * (1 - share) / divisor


def certain_bounds(strata: Sequence[Stratum]) -> tuple[float, float] | None:
    """Return the least and the most share of the frame that is possible whatever those not interviewed would say.

    Undecided units, like those not interviewed, may or may not have it. None for an empty frame.
    """
    frame = sum(stratum.frame for stratum in strata)
    if not frame:
        return None
    having = sum(stratum.having for stratum in strata)
    without = sum(stratum.interviewed - stratum.having - stratum.undecided for stratum in strata)
    return having / frame, (frame - without) / frame


def _clipped_interval(strata: Sequence[Stratum]) -> Interval | None:
    """Return the interval within what is certain; clipping to that loses no coverage."""
    interval, certain = stratified_interval(strata), certain_bounds(strata)
    if interval is None or certain is None:
        return None
    return Interval(interval.estimate, max(interval.low, certain[0]), min(interval.high, certain[1]))
