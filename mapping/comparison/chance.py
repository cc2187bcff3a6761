"""How far the share of a small place may lie from the share of all by chance alone. No Django here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import comb

TAIL = 40
"""One in so many on either side: 2.5%, so that the band between holds at least 95%."""


@dataclass(frozen=True)
class Band:
    """What is usual for a place with `services` services: from `lowest` to `highest` of them, both included.

    `outside` is the chance, from 0 to 0.05, that a place at the share of all lies outside.
    """

    services: int
    lowest: int
    highest: int
    outside: float

    def side(self, known: int) -> int:
        """Return -1 for a number below the band, 1 for one above, and 0 for one in it."""
        return (known > self.highest) - (known < self.lowest)


@lru_cache(maxsize=512)
def usual_band(services: int, known_of_all: int, all_services: int) -> Band | None:
    """Return where 95% of places with so many services fall at the share `known_of_all / all_services`.

    The limits are the 2.5% and the 97.5% quantile of the binomial distribution: the first numbers at which its sum
    reaches these shares. The sums are of whole numbers, so nothing is approximated. None for a place without
    services. It is the band of a funnel plot: D. J. Spiegelhalter, Statistics in Medicine 24 (2005) 1185–1202.

    :raises ValueError: unless 0 ≤ known_of_all ≤ all_services and all_services ≥ 1.

    >>> usual_band(5, 123, 176)
    Band(services=5, lowest=1, highest=5, outside=0.0024...)
    """
    if not 0 <= known_of_all <= all_services or all_services < 1:
        raise ValueError(f"{known_of_all} of {all_services} is no share.")
    if services < 1:
        return None
    rest = all_services - known_of_all
    whole = all_services**services
    total, lowest, below = 0, None, 0
    for number in range(services + 1):
        before = total
        total += comb(services, number) * known_of_all**number * rest ** (services - number)
        if lowest is None and total * TAIL >= whole:
            lowest, below = number, before
        if lowest is not None and total * TAIL >= whole * (TAIL - 1):
            return Band(services, lowest, number, (below + whole - total) / whole)
    raise AssertionError("The chances of all numbers sum to one.")
