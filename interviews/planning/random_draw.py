"""A random sample, stratified or not, that anybody can draw again with its seed. No Django here.

Algorithm: the units are sorted by their keys; each stratum gets its proportional part of the size, rounded
by the largest-remainder method (W. G. Cochran, Sampling Techniques, 3rd ed., 1977, §5.5); within a stratum Python's
`random.Random("seed:stratum").sample` draws without replacement. The same seed and units give the same sample.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple


class SamplingUnit(NamedTuple):
    """A unit that may be drawn: its permanent key (a slug) and its stratum."""

    key: str
    stratum: str


def draw(units: Iterable[SamplingUnit], *, size: int, seed: str, is_stratified: bool = True) -> list[str]:
    """Draw a sample without replacement and return the keys of its units, sorted.

    :raises ValueError: for a size below 1 or above the number of units.
    """
    population = sorted(set(units))
    if not 1 <= size <= len(population):
        raise ValueError(f"Draw from 1 to {len(population)} units.")
    strata: defaultdict[str, list[str]] = defaultdict(list)
    for unit in population:
        strata[unit.stratum if is_stratified else ""].append(unit.key)
    parts = allocation({name: len(keys) for name, keys in strata.items()}, size=size)
    keys = [
        key
        for name, members in strata.items()
        for key in random.Random(f"{seed}:{name}").sample(members, parts[name])  # noqa: S311  (not a secret)
    ]
    return sorted(keys)


def allocation(sizes: dict[str, int], *, size: int) -> dict[str, int]:
    """Allocate the sample size to the strata in proportion to their sizes, by the largest-remainder method.

    The whole numbers returned add up to `size`. Strata with equal remainders go by name.
    """
    total = sum(sizes.values())
    exact = {name: size * number / total for name, number in sizes.items()}
    parts = {name: int(part) for name, part in exact.items()}
    by_remainder = sorted(exact, key=lambda name: (parts[name] - exact[name], name))
    for name in by_remainder[: size - sum(parts.values())]:
        parts[name] += 1
    return parts
