"""Quotas of a strand by region and kind: what is wanted in each cell, and which cells have what they need."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.db.models import Count, Q

from interviews.models import FieldworkRules, Quota, QuotaPlan
from interviews.vocabulary import QuotaBy
from noms.nouns import Noun
from survey.models import SampledUnit, Strand, Study
from survey.vocabulary import INTERVIEWED_CODES, CaseCode

Key = tuple[int | None, str]
"""A cell: the key of the region or None for all, and the kind of service or "" for all."""

ALL: Key = (None, "")


class UnitCount(NamedTuple):
    """The number of units of one region, kind and outcome. Organisations have neither region nor kind."""

    region: int | None
    kind: str
    code: str
    number: int


class QuotaCell(NamedTuple):
    """One cell of a strand: its numbers of cases interviewed, eligible and still open, and the target.

    `quota` is the number that the study lead set, or None where the target in per cent holds: `by_target`.
    """

    key: Key
    interviewed: int
    eligible: int
    open: int
    quota: int | None
    by_target: int

    @property
    def target(self) -> int:
        """The number of interviews wanted in all."""
        return self.by_target if self.quota is None else self.quota

    @property
    def wanted(self) -> int:
        """The number of interviews still wanted."""
        return max(0, self.target - self.interviewed)

    @property
    def possible(self) -> int:
        """The number of interviews that the cell can reach: those held, and one for each open case."""
        return self.interviewed + self.open

    @property
    def is_out_of_reach(self) -> bool:
        """Return True if the target cannot be met any more."""
        return self.possible < self.target


def key_of(region: int | None, kind: str, divided_by: str) -> Key:
    """Return the cell of a service of this region and kind. An organisation is in a cell of its own."""
    return (
        region if divided_by in (QuotaBy.REGION, QuotaBy.BOTH) else None,
        kind if divided_by in (QuotaBy.KIND, QuotaBy.BOTH) else "",
    )


def cells(
    counts: Iterable[UnitCount],
    *,
    divided_by: str,
    target: int,
    quotas: Mapping[Key, int],
    open_cases: Mapping[tuple[int | None, str], int] | None = None,
) -> list[QuotaCell]:
    """Return the cells of a strand in the order of `counts`; without a division the one cell ALL.

    `target` is in per cent of the eligible, rounded up, for a cell without a quota. `open_cases` has the number of open
    cases by region and kind.
    """
    interviewed: Counter[Key] = Counter()
    eligible: Counter[Key] = Counter()
    keys: dict[Key, None] = {}
    for region, kind, code, number in counts:
        key = key_of(region, kind, divided_by)
        keys.setdefault(key)
        interviewed[key] += number if code in INTERVIEWED_CODES else 0
        eligible[key] += number if code != CaseCode.NOT_ELIGIBLE else 0
    remaining: Counter[Key] = Counter()
    for (region, kind), number in (open_cases or {}).items():
        remaining[key_of(region, kind, divided_by)] += number
    return [
        QuotaCell(
            key,
            interviewed[key],
            eligible[key],
            remaining[key],
            quotas.get(key),
            -(-eligible[key] * target // 100),
        )
        for key in keys
    ]


def still_wanted(strand_cells: Iterable[QuotaCell]) -> int:
    """Return the number of interviews still wanted in a strand: an interview too many in one cell fills no other."""
    return sum(cell.wanted for cell in strand_cells)


def division_of(strand: Strand) -> str:
    """Return how the target of the strand is divided, "" if it is not. One query."""
    return QuotaPlan.objects.filter(strand=strand).values_list("divided_by", flat=True).first() or ""


def counts_of(strands: Iterable[int]) -> dict[int, list[UnitCount]]:
    """Return the numbers of units of each strand by region, kind and outcome, regions in their order. One query."""
    rows = (
        SampledUnit.objects.filter(strand__in=list(strands))
        .order_by("region__position", "service__kind__position", "service__kind")
        .values_list("strand", "region", "service__kind", "code")
        .annotate(number=Count("pk"))
    )
    found: dict[int, list[UnitCount]] = {}
    for strand, region, kind, code, number in rows:
        found.setdefault(strand, []).append(UnitCount(region, kind or "", code, number))
    return found


def quotas_of(strands: Iterable[int]) -> dict[int, dict[Key, int]]:
    """Return the quotas of each strand by cell. One query."""
    found: dict[int, dict[Key, int]] = {}
    rows = Quota.objects.filter(strand__in=list(strands)).order_by("pk")
    for strand, region, kind, target in rows.values_list("strand", "region", "kind", "target"):
        found.setdefault(strand, {})[(region, kind or "")] = target
    return found


def quota_met(all_rules: Iterable[FieldworkRules]) -> Q:
    """Match cases in cells that have the interviews wanted, in strands whose target is divided.

    Two queries if a strand has quotas. None if none has, when `rules_by_strand` made the rules.
    """
    plans: dict[int, tuple[str, int]] = {}
    for rules in all_rules:
        plan: QuotaPlan | None = getattr(rules.strand, "quota_plan", None)
        if plan is not None:
            plans[rules.strand_id] = (plan.divided_by, rules.target)
    met = Q(pk__in=[])
    if not plans:
        return met
    counts, quotas = counts_of(plans), quotas_of(plans)
    for strand, (divided_by, target) in plans.items():
        for cell in cells(
            counts.get(strand, []), divided_by=divided_by, target=target, quotas=quotas.get(strand, {})
        ):
            if not cell.wanted and cell.key != ALL:
                met |= Q(strand=strand) & _in_cell(cell.key)
    return met


def _in_cell(key: Key) -> Q:
    region, kind = key
    condition = Q(service__kind=kind) if kind else Q()
    return condition & Q(region=region) if region else condition


def label_of(key: Key, regions: Mapping[int, str], kinds: Mapping[str, Noun]) -> str:
    """Return the words for a cell, such as “Wales, prisons”, given the names of regions and the nouns of kinds."""
    region, kind = key
    if key == ALL:
        return "Organisations"
    words = [regions.get(region, "")] if region else []
    if kind:
        words.append(kinds[kind].plural)
    text = ", ".join(words)
    return text[:1].upper() + text[1:]


def region_names(study: Study) -> dict[int, str]:
    """Return the names of the regions by their keys. One query."""
    return dict(study.regions.values_list("pk", "name"))


def fingerprint(divided_by: str, quotas: Mapping[Key, int]) -> str:
    """Return a text that differs if the division or any quota differs."""
    parts = sorted(f"{region}:{kind}:{target}" for (region, kind), target in quotas.items())
    return hashlib.sha256(f"{divided_by} {' '.join(parts)}".encode()).hexdigest()
