"""Presumptions from legal form or register: facts that follow by rule from what sources state."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils import timezone

from enterprises import fact_values
from enterprises.classification.facts import Facts, is_unknown, parse
from enterprises.importing.statements import STATED_FIELDS, Statement
from enterprises.models import Evidence
from enterprises.vocabulary import SourceKind

RULES = Path(__file__).resolve().parents[1] / "data" / "presumptions.toml"


@dataclass(frozen=True)
class Rule:
    """A rule of presumptions.toml, which says what each field means."""

    id: str
    title: str
    source: str
    checked: str
    when: tuple[Mapping[str, str], ...]
    sets: Mapping[str, str]
    unless: Mapping[str, str] = field(default_factory=dict)
    unless_without_register: Mapping[str, str] = field(default_factory=dict)
    is_weak: bool = False

    @property
    def words(self) -> str:
        """The rule and its reason, stored as the source of the presumed evidence."""
        mark = ", weak" if self.is_weak else ""
        return f"Presumption {self.id}{mark}: {self.title}. {self.source}"

    def reason(self, stated: Iterable[Statement]) -> Statement | None:
        """Return the newest statement for which the rule applies, or None if it does not apply."""
        rows = list(stated)
        if any(_is_stated(rows, *guard) for guard in self.unless.items()):
            return None
        if any(_is_stated(rows, *guard) for guard in self.unless_without_register.items()) and not any(
            row.source_kind == SourceKind.REGISTER
            and (row.fact, row.value) == ("separately_constituted", "yes")
            for row in rows
        ):
            return None
        found = [row for row in rows if any(_says(row, *pair) for each in self.when for pair in each.items())]
        return max(found, key=lambda row: row.observed_on, default=None)


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """Return the rules of presumptions.toml in their order."""
    with RULES.open("rb") as stream:
        return tuple(Rule(**{**row, "when": tuple(row["when"])}) for row in tomllib.load(stream)["rule"])


@lru_cache(maxsize=1)
def weak_sources() -> frozenset[str]:
    """Return the words of the weak rules, as the source of the evidence that they give."""
    return frozenset(rule.words for rule in rules() if rule.is_weak)


def presumed(stated: Iterable[Statement]) -> list[Statement]:
    """Return what the rules presume about one organisation from the statements of its sources.

    A fact that a source states is never presumed. Each presumption has the date of the statement that it rests on.
    """
    rows = list(stated)
    known = {row.fact for row in rows}
    found: list[Statement] = []
    for rule in rules():
        reason = rule.reason(rows)
        if reason is None:
            continue
        for fact, value in rule.sets.items():
            if fact not in known:
                known.add(fact)
                found.append(_presumption(rule, reason, fact, value))
    return found


def with_register_entry(facts: Facts, evidence: Iterable[Evidence], **stated: str) -> Facts:
    """Return the facts as they would be if a register stated these facts too, with what would then be presumed.

    `evidence` is what the facts are from, without presumptions. A known fact is kept.
    """
    rows = [Statement(slug="", **{name: getattr(row, name) for name in STATED_FIELDS}) for row in evidence]
    today = timezone.localdate()
    entry = [
        Statement("", fact, value, SourceKind.REGISTER, "", "", "", today, "", None)
        for fact, value in stated.items()
    ]
    found = {row.fact: parse(row.fact, row.value) for row in [*presumed([*rows, *entry]), *entry]}
    changes: dict[str, Any] = {
        fact: value for fact, value in found.items() if is_unknown(getattr(facts, fact))
    }
    return replace(facts, **changes)


def _is_stated(rows: Iterable[Statement], fact: str, value: str) -> bool:
    return any((row.fact, row.value) == (fact, value) for row in rows)


def _says(row: Statement, fact: str, value: str) -> bool:
    """Return True if the row states the fact; a legal form needs only to contain the word."""
    if row.fact != fact:
        return False
    return value in row.value.lower() if fact == "legal_form" else row.value == value


def _presumption(rule: Rule, reason: Statement, fact: str, value: str) -> Statement:
    label, shown = fact_values.label(reason.fact), fact_values.display_value(reason.fact, reason.value)
    return replace(
        reason,
        fact=fact,
        value=fact_values.normalise(fact, value),
        source_kind=SourceKind.PRESUMPTION.value,
        source=rule.words,
        quotation="",
        note=f"Nobody states this: it is presumed from “{label}: {shown}”.",
        financial_year_end=None,
    )
