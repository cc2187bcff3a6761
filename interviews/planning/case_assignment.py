"""Sharing cases out among interviewers, by region or by load. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple


class OpenCase(NamedTuple):
    """A case to be given to somebody; `region` is empty for an organisation."""

    pk: int
    region: str


def by_load(cases: Sequence[OpenCase], loads: Mapping[int, int]) -> dict[int, list[int]]:
    """Cases by person, so that all end as nearly equal as their `loads` (open cases kept already) allow.

    Cases go in their order to whoever has least; of equals to whoever comes first in `loads`.
    """
    carried = dict(loads)
    shared: dict[int, list[int]] = {person: [] for person in carried}
    for case in cases:
        person = min(carried, key=lambda each: carried[each])
        shared[person].append(case.pk)
        carried[person] += 1
    return shared


def by_region(cases: Sequence[OpenCase], loads: Mapping[int, int]) -> dict[int, list[int]]:
    """Cases by person, a region to one person: the largest regions first, each to whoever has least by then."""
    regions: defaultdict[str, list[int]] = defaultdict(list)
    for case in cases:
        regions[case.region].append(case.pk)
    carried = dict(loads)
    shared: dict[int, list[int]] = {person: [] for person in carried}
    for _, keys in sorted(regions.items(), key=lambda each: (-len(each[1]), each[0])):
        person = min(carried, key=lambda each: carried[each])
        shared[person].extend(keys)
        carried[person] += len(keys)
    return shared
