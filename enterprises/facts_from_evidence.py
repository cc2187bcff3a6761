"""Facts derived from dated evidence by an order of trust; contradictions are reported."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, partial
from itertools import groupby
from typing import Any, NamedTuple

from enterprises import fact_values, names
from enterprises.classification import facts as fact_words
from enterprises.classification import percentages
from enterprises.classification.assess import Assessment as Verdict
from enterprises.classification.facts import FactError, Facts, Value
from enterprises.classification.implications import INDEPENDENCE, READINGS, Conflict, narrow
from enterprises.classification.percentages import Share
from enterprises.models import Evidence
from enterprises.vocabulary import PUBLIC_SOURCES, SourceKind

TRUST: dict[str, int] = {kind: rank for rank, kind in enumerate(SourceKind.values)}
"""Kind of source → rank; 0 is the most trusted (domain §3: the vocabulary is in that order)."""

COLUMNS = ("pk", "organisation_id", "fact", "value", "source_kind", "observed_on", "financial_year_end")
"""The columns that are read."""

SHARE_TOLERANCE = 2 * percentages.MILLION
"""Shares at most one percentage point apart do not contradict each other: people round."""

YEAR = dt.timedelta(days=365)

EMPLOYEES_TOLERANCE = 10
"""Numbers of employees do not contradict each other if they differ by at most one in this many."""


class Claim(NamedTuple):
    """The value that one piece of evidence (or the two incomes of one financial year) gives for one fact.

    `year` is the end of the financial year that it is about, if the source names one.
    """

    value: Value
    rank: int
    day: dt.date
    evidence: tuple[int, ...]
    words: Callable[[], str]
    year: dt.date | None = None


class DerivedFacts(NamedTuple):
    """Facts with the evidence behind them (fact → keys, the deciding one first), and the contradictions in it."""

    facts: Facts
    used: dict[str, list[int]]
    conflicts: tuple[Conflict, ...]


def derive_many(
    organisations: Iterable[int], *, presumptions: bool = True, published_only: bool = False
) -> dict[int, DerivedFacts]:
    """Return the facts of each of these organisations from its active evidence. One query.

    Without `presumptions`, evidence of that rank is left out; with `published_only`, evidence from answers to the
    study.
    """
    keys = list(organisations)
    rows: dict[int, list[Any]] = defaultdict(list)
    active = Evidence.objects.active().filter(organisation__in=keys).order_by("pk")
    if not presumptions:
        active = active.exclude(source_kind=SourceKind.PRESUMPTION)
    if published_only:
        active = active.filter(source_kind__in=PUBLIC_SOURCES)
    # Plain rows are read, because creating an Evidence for each would double the time.
    for row in active.values_list(*COLUMNS, named=True):
        rows[row.organisation_id].append(row)
    return {key: derive(rows[key]) for key in keys}


def told_in_confidence(organisations: Iterable[int]) -> dict[int, set[str]]:
    """Return the facts of each of these organisations on which there is evidence that is not public. One query."""
    told: dict[int, set[str]] = defaultdict(set)
    rows = Evidence.objects.active().filter(organisation__in=list(organisations)).order_by()
    for key, fact in rows.exclude(source_kind__in=PUBLIC_SOURCES).values_list("organisation", "fact"):
        told[key].add(fact)
    return told


def with_incomes(facts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the facts; with the trading share also the incomes from which it is calculated."""
    return (*facts, *sorted(fact_values.YEAR_FACTS)) if "trading_share" in facts else facts


def derive(evidence: Iterable[Evidence]) -> DerivedFacts:
    """Return the facts of one organisation from its evidence, whose order does not matter.

    Registers come before interviews with the organisation, its survey answers, interviews with a service and desk
    research; within one rank the newest comes first. Later claims may narrow a share. A later claim that contradicts
    an earlier one is not used, and the conflict is reported. A presumption is used only where no evidence rebuts
    it, and that is not reported as a conflict.
    """
    claims: dict[str, list[Claim]] = defaultdict(list)
    presumed: dict[str, list[Claim]] = defaultdict(list)
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
        ranked = presumed if row.source_kind == SourceKind.PRESUMPTION else claims
        ranked[row.fact].append(
            Claim(
                value,
                TRUST[row.source_kind],
                row.observed_on,
                (row.pk,),
                partial(_words, row),
                row.financial_year_end,
            )
        )
    claims["trading_share"] += _from_incomes(amounts, conflicts)
    values: dict[str, Any] = {}
    used: dict[str, list[int]] = {}
    for fact in fact_words.FACT_NAMES:
        if claims.get(fact):
            values[fact], used[fact] = _settled(fact, claims[fact], conflicts)
    if presumed:
        _presume(presumed, values, used, conflicts)
    return DerivedFacts(Facts(**values), used, tuple(conflicts))


def conflicts_as_data(derived: DerivedFacts, verdict: Verdict) -> list[dict[str, Any]]:
    """Return all conflicts as they are stored: first of the evidence, then of general answers with details."""
    conflicts = [(conflict, list(conflict.evidence)) for conflict in derived.conflicts]
    for conflict in verdict.conflicts:
        behind = [pk for fact in conflict.facts for pk in derived.used.get(fact, [])]
        conflicts.append((conflict, list(dict.fromkeys(behind))))
    return [
        {"facts": list(conflict.facts), "sentence": conflict.sentence, "evidence": evidence}
        for conflict, evidence in conflicts
    ]


def _presume(
    presumed: Mapping[str, list[Claim]],
    values: dict[str, Any],
    used: dict[str, list[int]],
    conflicts: list[Conflict],
) -> None:
    """Add the presumptions that no evidence rebuts.

    Evidence on the fact itself rebuts a presumption, whatever it says, and so does evidence on another fact that the
    presumption would contradict.
    """
    evidence = dict(values)
    for fact in fact_words.FACT_NAMES:
        if fact in evidence or not presumed.get(fact):
            continue
        value, behind = _settled(fact, presumed[fact], conflicts)
        if not _is_rebutted(fact, value, evidence):
            values[fact], used[fact] = value, behind


def _is_rebutted(fact: str, value: Value, evidence: Mapping[str, Any]) -> bool:
    """Return True if evidence on other facts speaks against a presumed value."""
    if fact in INDEPENDENCE and evidence.get("independent") is False:
        return True
    supposed: dict[str, Any] = {**evidence, fact: value}
    facts = Facts(**supposed)
    return any(
        fact in conflict.facts
        for reading in READINGS.values()
        for conflict in narrow(facts, reading).conflicts
    )


def _settled(fact: str, claims: list[Claim], conflicts: list[Conflict]) -> tuple[Value, list[int]]:
    """Return the value of a fact and the evidence that agrees with it; add contradictions to `conflicts`."""
    if len(claims) == 1:
        return claims[0].value, list(claims[0].evidence)
    if fact == "trading_share":
        claims = _of_newest_year(claims)
    first, *others = sorted(claims, key=_order)
    value, behind = first.value, list(first.evidence)
    for other in others:
        narrower = _both(value, other.value)
        if narrower is not None:
            value = narrower
            behind += other.evidence
        elif not _nearly(value, other.value) and (fact != "trading_share" or _is_of_same_year(first, other)):
            conflicts.append(_disagreement(fact, first, other))
    return value, list(dict.fromkeys(behind))


def _order(claim: Claim) -> tuple[int, int, int, int]:
    """Return the sort key: most trusted, newest, incomes before an estimated share, entered last."""
    return (claim.rank, -claim.day.toordinal(), -len(claim.evidence), -max(claim.evidence))


def _both(value: Value, other: Value) -> Value:
    """Return the value on which two claims agree (of shares, the part that both allow), or None."""
    if isinstance(value, Share) and isinstance(other, Share):
        return value.within(other)
    if isinstance(value, str) and isinstance(other, str):
        return value if names.words(value) == names.words(other) else None
    return value if value == other else None


def _nearly(value: Value, other: Value) -> bool:
    """Return True if two different values are within tolerance of each other."""
    if isinstance(value, Share) and isinstance(other, Share):
        return max(other.low - value.high, value.low - other.high) <= SHARE_TOLERANCE
    if isinstance(value, bool) or isinstance(other, bool):
        return False
    if isinstance(value, int) and isinstance(other, int):
        return abs(value - other) * EMPLOYEES_TOLERANCE <= max(value, other)
    return False


def _from_incomes(amounts: list[Evidence], conflicts: list[Conflict]) -> list[Claim]:
    """Return the trading share of each year for which both incomes are known, the newest first."""
    ordered = sorted(amounts, key=lambda row: row.financial_year_end or dt.date.min, reverse=True)
    years = groupby(ordered, key=lambda row: row.financial_year_end)
    found = (_of_year(year, list(rows), conflicts) for year, rows in years)
    return [claim for claim in found if claim is not None]


def _of_newest_year(claims: list[Claim]) -> list[Claim]:
    """Return the claims about the newest financial year that any claim names, and those that name none (domain §3)."""
    newest = max((claim.year for claim in claims if claim.year), default=None)
    return [claim for claim in claims if claim.year in (None, newest)]


def _is_of_same_year(one: Claim, other: Claim) -> bool:
    """Return True if two claims are about the same year, so that different shares contradict each other.

    A claim that names no financial year is about the last one that had ended when it was made.
    """
    if one.year and other.year:
        return one.year == other.year
    if one.year or other.year:
        dated, undated = (one, other) if one.year else (other, one)
        assert dated.year
        return dt.timedelta(0) <= undated.day - dated.year < YEAR
    return abs(one.day - other.day) < YEAR


def _of_year(year: dt.date | None, rows: list[Evidence], conflicts: list[Conflict]) -> Claim | None:
    """Return the trading share of one year; its rank is that of the less trusted of the two incomes."""
    chosen: dict[str, Evidence] = {}
    for row in sorted(rows, key=lambda row: (TRUST[row.source_kind], -row.observed_on.toordinal(), -row.pk)):
        used = chosen.setdefault(row.fact, row)
        if not _same_amount(used.value, row.value):
            conflicts.append(_two_amounts(used, row))
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
        year=year,
    )


def _same_amount(one: str, other: str) -> bool:
    """Return True if two amounts differ by at most 1%. An amount that cannot be read is reported later."""
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
    text = fact_values.display_value(row.fact, row.value)
    return text.lower() if row.value in ("yes", "no") else text


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
