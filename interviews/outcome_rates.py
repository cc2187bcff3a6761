"""AAPOR outcome rates (domain §6), and the Wilson interval with finite population correction. No Django here."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace
from typing import NamedTuple

NAMES = (
    "RR1", "RR2", "RR3", "RR4", "RR5", "RR6",
    "COOP1", "COOP2", "COOP3", "COOP4",
    "REF1", "REF2", "REF3",
    "CON1", "CON2", "CON3",
)  # fmt: skip
"""The outcome rates in the order of the standard."""

FORMULAS: dict[str, str] = {
    "RR1": "I / ((I+P) + (R+NC+O) + (UH+UO))",
    "RR2": "(I+P) / ((I+P) + (R+NC+O) + (UH+UO))",
    "RR3": "I / ((I+P) + (R+NC+O) + e(UH+UO))",
    "RR4": "(I+P) / ((I+P) + (R+NC+O) + e(UH+UO))",
    "RR5": "I / ((I+P) + (R+NC+O))",
    "RR6": "(I+P) / ((I+P) + (R+NC+O))",
    "COOP1": "I / ((I+P) + R + O)",
    "COOP2": "(I+P) / ((I+P) + R + O)",
    "COOP3": "I / ((I+P) + R)",
    "COOP4": "(I+P) / ((I+P) + R)",
    "REF1": "R / ((I+P) + (R+NC+O) + (UH+UO))",
    "REF2": "R / ((I+P) + (R+NC+O) + e(UH+UO))",
    "REF3": "R / ((I+P) + (R+NC+O))",
    "CON1": "((I+P) + R + O) / ((I+P) + R + O + NC + UH + UO)",
    "CON2": "((I+P) + R + O) / ((I+P) + R + O + NC + e(UH+UO))",
    "CON3": "((I+P) + R + O) / ((I+P) + R + O + NC)",
}


@dataclass(frozen=True, slots=True)
class Counts:
    """Cases by code: complete, partial, refusal, non-contact, other, unknown (two kinds), not eligible."""

    I: int = 0  # noqa: E741  (AAPOR's own letter)
    P: int = 0
    R: int = 0
    NC: int = 0
    O: int = 0  # noqa: E741
    UH: int = 0
    UO: int = 0
    NE: int = 0

    def __post_init__(self) -> None:
        for field in fields(self):
            if getattr(self, field.name) < 0:
                raise ValueError(f"{field.name} is {getattr(self, field.name)}: a count is never below 0.")

    @property
    def unknown(self) -> int:
        """The number of cases of unknown eligibility."""
        return self.UH + self.UO

    @property
    def eligible(self) -> int:
        """The number of cases known to be eligible: (I+P) + (R+NC+O)."""
        return self.I + self.P + self.R + self.NC + self.O


def of_frame(counts: Counts) -> Counts:
    """Return the counts of a dated frame, in which a case is eligible unless it is known not to be.

    A unit that was never rung, or never reached, is therefore a non-contact (NC). No case has unknown eligibility,
    so RR1 = RR3 = RR5. UH and UO are for samples without a frame (domain §6a).
    """
    return replace(counts, NC=counts.NC + counts.unknown, UH=0, UO=0)


def proportional_e(counts: Counts) -> float | None:
    """Return `e`, the estimated share of unknown cases that are eligible: the share among the known cases.

    None if no case is known.
    """
    return _share(counts.eligible, counts.eligible + counts.NE)


def rates(counts: Counts, *, e: float | None = None) -> dict[str, float | None]:
    """Return `e` and every outcome rate by its name, between 0 and 1, or None if the denominator is 0.

    For example, rates(Counts(I=97, R=5))["RR1"] is 97 / 102.
    `e` is the estimated share of unknown cases that are eligible, by default that of `proportional_e`.

    :raises ValueError: for an `e` outside 0 to 1.
    """
    if e is not None and not 0 <= e <= 1:
        raise ValueError(f"e is {e}: give a share between 0 and 1.")
    if e is None:
        e = proportional_e(counts)
    complete, reached = counts.I, counts.I + counts.P
    contacted = reached + counts.R + counts.O
    everything = counts.eligible + counts.unknown
    # Without `e` no case is known to be eligible, so the rates that need it are None.
    estimated = counts.eligible + (e or 0.0) * counts.unknown
    return {
        "e": e,
        "RR1": _share(complete, everything),
        "RR2": _share(reached, everything),
        "RR3": _share(complete, estimated),
        "RR4": _share(reached, estimated),
        "RR5": _share(complete, counts.eligible),
        "RR6": _share(reached, counts.eligible),
        "COOP1": _share(complete, contacted),
        "COOP2": _share(reached, contacted),
        "COOP3": _share(complete, reached + counts.R),
        "COOP4": _share(reached, reached + counts.R),
        "REF1": _share(counts.R, everything),
        "REF2": _share(counts.R, estimated),
        "REF3": _share(counts.R, counts.eligible),
        "CON1": _share(contacted, everything),
        "CON2": _share(contacted, estimated),
        "CON3": _share(contacted, counts.eligible),
    }


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


class Interval(NamedTuple):
    """An estimated share with the ends of its confidence interval, each between 0 and 1."""

    estimate: float
    low: float
    high: float


Z_95 = 1.959963984540054


def wilson_fpc(successes: int, sampled: int, population: int, *, z: float = Z_95) -> Interval | None:
    """Return Wilson's score interval for a share in a finite population, or None if nothing was sampled.

    The variance is multiplied by the finite population correction (N−n)/(N−1), so a census has an
    interval of length 0. E. B. Wilson, JASA 22 (1927) 209–212; the correction as in W. G. Cochran, Sampling
    Techniques, 3rd ed. (1977), §2.6, put into the score equation by dividing n by it.

    :raises ValueError: unless 0 ≤ successes ≤ sampled ≤ population.
    """
    if not 0 <= successes <= sampled <= population:
        raise ValueError(
            f"{successes} of {sampled} of {population}: each must be at most the next, and none below 0."
        )
    if sampled == 0:
        return None
    share = successes / sampled
    if sampled == population:
        return Interval(share, share, share)
    effective = sampled * (population - 1) / (population - sampled)
    spread = z * z / effective
    centre = (share + spread / 2) / (1 + spread)
    half = z * math.sqrt(share * (1 - share) / effective + spread / (4 * effective)) / (1 + spread)
    return Interval(share, max(0.0, min(centre - half, share)), min(1.0, max(centre + half, share)))
