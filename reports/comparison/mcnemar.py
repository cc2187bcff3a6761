"""McNemar's test of a change in the same units, and the interval of the change. No Django here."""

from __future__ import annotations

import math
from dataclasses import dataclass

from interviews.outcome_rates import Z_95


@dataclass(frozen=True, slots=True)
class Pairs:
    """The numbers of units that had a characteristic both times, only then, only now, or neither time."""

    both: int = 0
    then_only: int = 0
    now_only: int = 0
    neither: int = 0

    @property
    def number(self) -> int:
        """The number of units."""
        return self.both + self.then_only + self.now_only + self.neither

    @property
    def change(self) -> float | None:
        """The share that has it now minus the share that had it then, from -1 to 1; None without units."""
        return (self.now_only - self.then_only) / self.number if self.number else None


def exact_p(pairs: Pairs) -> float | None:
    """Return the two-sided exact p-value of McNemar's test, or None if no unit changed.

    Only units that changed count. Q. McNemar, Psychometrika 12 (1947) 153–157, with the
    binomial distribution in place of χ², because the changes are few: twice the smaller tail, 1 at most.
    """
    changed = pairs.then_only + pairs.now_only
    if not changed:
        return None
    tail = sum(math.comb(changed, number) for number in range(min(pairs.then_only, pairs.now_only) + 1))
    return min(1.0, 2 * tail / 2**changed)


def change_interval(pairs: Pairs, *, z: float = Z_95) -> tuple[float, float] | None:
    """Return the interval of the change, each end from -1 to 1; None without units.

    Half a unit is added to each of the four numbers before the usual interval of a difference of paired shares, so that
    few changes, or none, do not give an interval of no length: A. Agresti and Y. Min, Statistics in Medicine 24 (2005)
    729–740. For then only b, now only c, of n + 2 units: (c − b) / n ± z √(b + c − (c − b)² / n) / n.
    """
    if not pairs.number:
        return None
    number = pairs.number + 2
    gained, lost = pairs.now_only + 0.5, pairs.then_only + 0.5
    change = (gained - lost) / number
    half = z * math.sqrt(gained + lost - (gained - lost) ** 2 / number) / number
    return max(-1.0, change - half), min(1.0, change + half)
