"""Interviews against the target by region and kind, and the outcome rates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.db.models import Count

from interviews.outcome_rates import FORMULAS, Counts, proportional_e, rates
from survey.models import SampledUnit, Strand
from survey.vocabulary import INTERVIEWED_CODES, CaseCode

ORGANISATIONS = "Organisations"


class CoverageCount(NamedTuple):
    """The numbers of units interviewed, eligible, and wanted by the target."""

    interviewed: int = 0
    eligible: int = 0
    target: int = 0

    @property
    def share(self) -> float | None:
        """The share interviewed of those eligible, between 0 and 1; None if nobody is eligible."""
        return self.interviewed / self.eligible if self.eligible else None

    @property
    def missing(self) -> int:
        """The number of interviews still to be done."""
        return max(0, self.target - self.interviewed)


class RegionRow(NamedTuple):
    """The coverage of one region, for each kind of service and in total."""

    region: str
    kinds: tuple[CoverageCount, ...]
    total: CoverageCount


class Rate(NamedTuple):
    """An outcome rate between 0 and 1, or None if it is not available."""

    name: str
    value: float | None
    formula: str


Cell = tuple[str, str, str, int]
"""Region, kind of service, code, number of units."""


def cells_of(strand: Strand) -> list[Cell]:
    """Count the units of a strand by region, kind and code. One query."""
    counted = (
        SampledUnit.objects.filter(strand=strand)
        .order_by("region__position")
        .values_list("region__name", "service__kind", "code")
        .annotate(number=Count("pk"))
    )
    return [(region or ORGANISATIONS, kind or "", code, number) for region, kind, code, number in counted]


def by_region(cells: Iterable[Cell], kinds: Collection[str], *, target: int) -> list[RegionRow]:
    """Return the coverage by region, and the total as the last row.

    `kinds` are the keys of the kinds of service in the order of the columns, `target` is in per cent of those eligible.
    """
    found: dict[str, dict[str, list[int]]] = {}
    total: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for region, kind, code, number in cells:
        number_eligible = 0 if code == CaseCode.NOT_ELIGIBLE else number
        interviewed = number if code in INTERVIEWED_CODES else 0
        here = found.setdefault(region, defaultdict(lambda: [0, 0]))
        for pair in (here[kind], total[kind]):
            pair[0] += interviewed
            pair[1] += number_eligible
    rows = [_row(region, here, kinds, target) for region, here in found.items()]
    return [*rows, _row("All", total, kinds, target)] if rows else []


def _row(region: str, found: dict[str, list[int]], kinds: Collection[str], target: int) -> RegionRow:
    def count(pairs: Iterable[list[int]]) -> CoverageCount:
        interviewed, eligible = (sum(column) for column in zip(*pairs, [0, 0], strict=True))
        return CoverageCount(interviewed, eligible, -(-eligible * target // 100))

    return RegionRow(
        region,
        tuple(count([found.get(kind, [0, 0])]) for kind in kinds),
        count(found.values()),
    )


def counts_of(cells: Iterable[Cell]) -> Counts:
    """Return the number of cases by AAPOR code."""
    counts: dict[str, int] = defaultdict(int)
    for _, _, code, number in cells:
        counts[code] += number
    return Counts(**counts)


def rates_of(counts: Counts) -> list[Rate]:
    """Return `e` and every outcome rate in the order of the AAPOR standard."""
    found = rates(counts, e=proportional_e(counts))
    formulas = {"e": "(I+P+R+NC+O) / (I+P+R+NC+O+NE)"} | FORMULAS
    return [Rate(name, value, formulas[name]) for name, value in found.items()]
