"""Facts of the definition, derived from dated evidence by a stated order of trust; disagreements are told."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from itertools import groupby
from typing import Any, NamedTuple

from enterprises import fact_values, names
from enterprises.classification import facts as fact_words
from enterprises.classification import percentages
from enterprises.classification.assess import Assessment as Verdict
from enterprises.classification.facts import FactError, Facts, Value
from enterprises.classification.implications import Conflict
from enterprises.classification.percentages import Share
from enterprises.models import Evidence
from enterprises.vocabulary import SourceKind

TRUST: dict[str, int] = {kind: rank for rank, kind in enumerate(SourceKind.values)}
"""Kind of source → rank, the most trusted first (domain §3: the vocabulary is in that order)."""

READ = ("pk", "organisation_id", "fact", "value", "source_kind", "observed_on", "financial_year_end")
"""The columns that are read."""

SHARE_TOLERANCE = 2 * percentages.MILLION
"""Shares that lie one percentage point apart at most do not contradict each other: people round."""

EMPLOYEES_TOLERANCE = 10
"""Numbers of employees do not contradict each other when they differ by at most one in this many."""


class Claim(NamedTuple):
    """What one piece of evidence, or two of one financial year's income, says of one fact."""

    value: Value
    rank: int
    day: dt.date
    evidence: tuple[int, ...]
    words: Callable[[], str]


class DerivedFacts(NamedTuple):
    """What the evidence gives: the facts, fact → evidence behind it (the deciding first), and what disagrees."""

    facts: Facts
    used: dict[str, list[int]]
    conflicts: tuple[Conflict, ...]


def derive_many(organisations: Iterable[int]) -> dict[int, DerivedFacts]:
    """A reading of the standing evidence of each of these organisations. One query."""
    keys = list(organisations)
    rows: dict[int, list[Any]] = defaultdict(list)
    standing = Evidence.objects.active().filter(organisation__in=keys).order_by("pk")
    # Plain rows: making an Evidence of each takes as long as deciding.
    for row in standing.values_list(*READ, named=True):
        rows[row.organisation_id].append(row)
    return {key: derive(rows[key]) for key in keys}


def derive(evidence: Iterable[Evidence]) -> DerivedFacts:
    """The facts that one organisation's evidence gives, whatever its order.

    Registers come before interviews with the organisation, its survey answers, interviews with a service
    and desk research; within one rank the newest comes first. What comes later may make a share narrower,
    and where it contradicts what stands it is not used and the conflict is told.
    """
    said: dict[str, list[Claim]] = defaultdict(list)
    amounts: list[Evidence] = []
    conflicts: list[Conflict] = []
    for row in evidence:
        if row.fact in fact_values.YEAR_FACTS:
            amounts.append(row)
            continue
        try:
            value = _parsed(row.fact, row.value)
        except FactError as error:
            conflicts.append(_unreadable(row, error))
            continue
        said[row.fact].append(
            Claim(value, TRUST[row.source_kind], row.observed_on, (row.pk,), partial(_words, row))
        )
    said["trading_share"] += _from_incomes(amounts, conflicts)
    values: dict[str, Value] = {}
    used: dict[str, list[int]] = {}
    for fact in fact_words.FACT_NAMES:
        if said.get(fact):
            values[fact], used[fact] = _settled(fact, said[fact], conflicts)
    return DerivedFacts(Facts(**values), used, tuple(conflicts))  # type: ignore[arg-type]


def conflicts_as_data(reading: DerivedFacts, verdict: Verdict) -> list[dict[str, Any]]:
    """All conflicts as they are stored: those of the evidence, then those between general answers and details."""
    told = [(conflict, list(conflict.evidence)) for conflict in reading.conflicts]
    for conflict in verdict.conflicts:
        behind = [pk for fact in conflict.facts for pk in reading.used.get(fact, [])]
        told.append((conflict, list(dict.fromkeys(behind))))
    return [
        {"facts": list(conflict.facts), "sentence": conflict.sentence, "evidence": evidence}
        for conflict, evidence in told
    ]


def _settled(fact: str, said: list[Claim], conflicts: list[Conflict]) -> tuple[Value, list[int]]:
    """The value that stands and the evidence that agrees with it; contradictions go to `conflicts`."""
    if len(said) == 1:
        return said[0].value, list(said[0].evidence)
    first, *others = sorted(said, key=_order)
    value, behind = first.value, list(first.evidence)
    for other in others:
        narrower = _both(value, other.value)
        if narrower is not None:
            value = narrower
            behind += other.evidence
        elif not _nearly(value, other.value):
            conflicts.append(_disagreement(fact, first, other))
    return value, list(dict.fromkeys(behind))


def _order(said: Claim) -> tuple[int, int, int, int]:
    """Most trusted first, then newest, then incomes before a share that was estimated, then entered last."""
    return (said.rank, -said.day.toordinal(), -len(said.evidence), -max(said.evidence))


def _both(value: Value, other: Value) -> Value:
    """The value where two agree (of shares, what both allow), or None where they do not."""
    if isinstance(value, Share) and isinstance(other, Share):
        return value.within(other)
    if isinstance(value, str) and isinstance(other, str):
        return value if names.words(value) == names.words(other) else None
    return value if value == other else None


def _nearly(value: Value, other: Value) -> bool:
    """Whether two values that differ are within tolerance of each other."""
    if isinstance(value, Share) and isinstance(other, Share):
        return max(other.low - value.high, value.low - other.high) <= SHARE_TOLERANCE
    if isinstance(value, bool) or isinstance(other, bool):
        return False
    if isinstance(value, int) and isinstance(other, int):
        return abs(value - other) * EMPLOYEES_TOLERANCE <= max(value, other)
    return False


def _from_incomes(amounts: list[Evidence], conflicts: list[Conflict]) -> list[Claim]:
    """The trading share of the latest financial year at each rank for which both incomes are known."""
    ordered = sorted(amounts, key=lambda row: row.financial_year_end or dt.date.min, reverse=True)
    latest: dict[int, Claim] = {}
    for year, rows in groupby(ordered, key=lambda row: row.financial_year_end):
        found = _of_year(year, list(rows), conflicts)
        if found is not None:
            latest.setdefault(found.rank, found)
    return list(latest.values())


def _of_year(year: dt.date | None, rows: list[Evidence], conflicts: list[Conflict]) -> Claim | None:
    """The trading share of one year; it is trusted as far as the less trusted of the two incomes."""
    chosen: dict[str, Evidence] = {}
    for row in sorted(rows, key=lambda row: (TRUST[row.source_kind], -row.observed_on.toordinal(), -row.pk)):
        stands = chosen.setdefault(row.fact, row)
        if not _same_amount(stands.value, row.value):
            conflicts.append(_two_amounts(stands, row))
    if len(chosen) < len(fact_values.YEAR_FACTS):
        return None
    trading, total = chosen["trading_income"], chosen["total_income"]
    try:
        share = fact_words.trading_share(trading.value, total.value)
    except FactError as error:
        conflicts.append(_unreadable(trading, error, total))
        return None
    if share is None:
        return None
    return Claim(
        value=share,
        rank=max(TRUST[trading.source_kind], TRUST[total.source_kind]),
        day=max(trading.observed_on, total.observed_on),
        evidence=(trading.pk, total.pk),
        words=lambda: f"the incomes of the year to {_day(year)} give {share.words()}",
    )


def _same_amount(one: str, other: str) -> bool:
    """Whether two amounts are the same to one in a hundred; an amount that cannot be read is told later."""
    try:
        first, second = float(one), float(other)
    except ValueError:
        return True
    return abs(first - second) * 100 <= max(first, second)


@lru_cache(maxsize=20_000)
def _parsed(fact: str, value: str) -> Value:
    parsed = fact_words.parse(fact, value)
    if fact_words.is_unknown(parsed):
        raise FactError(fact, "says nothing")
    return parsed


def _words(row: Evidence) -> str:
    kind = SourceKind(row.source_kind).label
    return f"{kind[:1].lower()}{kind[1:]} of {_day(row.observed_on)} says {_quoted(row)}"


def _quoted(row: Evidence) -> str:
    spoken = fact_values.display_value(row.fact, row.value)
    return spoken.lower() if row.value in ("yes", "no") else spoken


def _day(day: dt.date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else "an unknown day"


def _disagreement(fact: str, first: Claim, other: Claim) -> Conflict:
    sentence = f"{fact_values.label(fact)}: {first.words()}, but {other.words()}: the first is used."
    return Conflict((fact,), sentence, (*first.evidence, *other.evidence))


def _two_amounts(first: Evidence, other: Evidence) -> Conflict:
    year = _day(first.financial_year_end)
    sentence = (
        f"{fact_values.label(first.fact)} of the year to {year}: {_words(first)}, but {_words(other)}: "
        "the first is used."
    )
    return Conflict((first.fact,), sentence, (first.pk, other.pk))


def _unreadable(row: Evidence, error: FactError, *others: Evidence) -> Conflict:
    sentence = f"{fact_values.label(row.fact)}: {_words(row)}, which {error.reason}: it is not used."
    return Conflict((row.fact,), sentence, (row.pk, *(other.pk for other in others)))
