"""Coarsens what a de-identified case says of its service, so that enough cases agree in all of it.

The part of NOMS, the area and the function of a service are known to everybody, so they are the keys by which a reader
could find a case. No Django here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping
from typing import TypeVar

from survey.exports.coarsening import SMALLEST

NOT_SHOWN = "not_shown"
AREAS = {
    "north": (
        "North",
        (
            "North East",
            "North West",
            "Greater Manchester",
            "Yorkshire and Humberside",
            "Yorkshire and the Humber",
        ),
    ),
    "midlands_east": ("Midlands and East of England", ("East Midlands", "West Midlands", "East of England")),
    "south_east": (
        "London and South East",
        ("London", "South East", "Kent, Surrey and Sussex", "South Central"),
    ),
    "south_west": ("South West and Wales", ("South West", "Wales")),
}
"""Groups of neighbouring regions of 2009 or 2021: value, label, names of regions."""
FUNCTIONS = {
    "local": ("Local prison", ("local", "core local")),
    "training": ("Training prison", ("trainer",)),
    "open": ("Open or resettlement prison", ("open", "resettlement")),
    "women": ("Women’s prison", ("women",)),
    "young": ("Young people and young adults", ("yoi",)),
}
"""Groups of functions of prisons: value, label, and what a function begins with."""
OTHER_FUNCTION = ("other", "Other function")
Key = TypeVar("Key", bound=Hashable)


def area_of(region: str) -> str:
    """Return the area in which a region lies, by its name; NOT_SHOWN if it lies in none."""
    return next((area for area, (_, regions) in AREAS.items() if region in regions), NOT_SHOWN)


def function_of(function: str) -> str:
    """Return the group of a prison's function, such as “women” for “women closed”; “other” if it is in none."""
    if not function:
        return NOT_SHOWN
    return next(
        (group for group, (_, starts) in FUNCTIONS.items() if function.startswith(starts)), OTHER_FUNCTION[0]
    )


def coarsened_keys(
    cases: Mapping[Key, tuple[str, ...]], smallest: int = SMALLEST
) -> dict[Key, tuple[str, ...]]:
    """Return the keys of each case with the last ones replaced by NOT_SHOWN, so that at least `smallest` cases agree.

    First every group of equal keys of `smallest` or more is kept. The other cases lose their last key and are grouped
    again, and so on. If fewer than `smallest` cases are left, the smallest group that was kept joins them.
    Only if there are fewer than `smallest` cases in all is the group smaller; every key is then NOT_SHOWN.
    """
    found: dict[Key, tuple[str, ...]] = {}
    left = dict(cases)
    depth = max((len(keys) for keys in cases.values()), default=0)
    width = depth
    while left:
        groups: defaultdict[tuple[str, ...], list[Key]] = defaultdict(list)
        for case, keys in left.items():
            groups[keys[:depth]].append(case)
        by_size = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
        large = [group for group in by_size if len(group[1]) >= smallest]
        small = [group for group in by_size if len(group[1]) < smallest]
        while large and small and sum(len(members) for _, members in small) < smallest:
            small.append(large.pop())
        if depth == 0:
            large, small = by_size, []
        for keys, members in large:
            found |= dict.fromkeys(members, keys + (NOT_SHOWN,) * (width - depth))
        left = {case: left[case] for _, members in small for case in members}
        depth -= 1
    return found
