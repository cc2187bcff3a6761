"""Assignment of cases to interviewers, by region or by workload. No Django here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple


class OpenCase(NamedTuple):
    """An open case to assign. `region` is empty for an organisation; `holder` is whoever has the case now."""

    pk: int
    region: str
    holder: int | None = None


def by_load(cases: Sequence[OpenCase], loads: Mapping[int, int]) -> dict[int, list[int]]:
    """Assign the cases so that the workloads end as equal as possible. Returns the keys of the cases by person.

    `loads` is the number of open cases that each person keeps. A case stays with its holder as long as nobody else
    needs it; each of the others goes, in order, to the person with the fewest cases; in a tie, to its holder, else to
    the one who comes first in `loads`.
    """
    level = _level(loads, len(cases))
    totals = dict(loads)
    assigned: dict[int, list[int]] = {person: [] for person in totals}
    others = []
    for case in cases:
        if case.holder in totals and totals[case.holder] < level:
            assigned[case.holder].append(case.pk)
            totals[case.holder] += 1
        else:
            others.append(case)
    for case in others:
        person = min(totals, key=lambda each: (totals[each], each != case.holder))
        assigned[person].append(case.pk)
        totals[person] += 1
    return assigned


def _level(loads: Mapping[int, int], number: int) -> int:
    """Return the number of cases that everybody has at least when this number of cases is shared out evenly."""
    totals = list(loads.values())
    for _ in range(number):
        totals[totals.index(min(totals))] += 1
    return min(totals)


def by_region(cases: Sequence[OpenCase], loads: Mapping[int, int]) -> dict[int, list[int]]:
    """Assign each region to one person. Returns the keys of the cases by person.

    The largest region goes first, each to the person with the fewest cases so far.
    """
    regions: defaultdict[str, list[int]] = defaultdict(list)
    for case in cases:
        regions[case.region].append(case.pk)
    totals = dict(loads)
    assigned: dict[int, list[int]] = {person: [] for person in totals}
    for _, keys in sorted(regions.items(), key=lambda each: (-len(each[1]), each[0])):
        person = min(totals, key=lambda each: totals[each])
        assigned[person].extend(keys)
        totals[person] += len(keys)
    return assigned
