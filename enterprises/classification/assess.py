"""Assesses the facts of one organisation by a definition."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from wording.terms import outcome_words

from . import definitions, wording
from .compiled import Decision, Verdict, compile_definition
from .criteria import Definition, cells
from .definitions import cuts_of
from .facts import SHARES, SURPLUS, SURPLUS_PARTS, Facts
from .implications import Conflict, narrow, reading_of
from .percentages import Share, first_reaching, first_staying


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """The result of one criterion by itself (`met`, `not_met` or `unknown`), with the reason in words."""

    id: str
    title: str
    result: str
    reason: str


@dataclass(frozen=True, slots=True)
class MissingFact:
    """A missing fact, with the outcomes that remain possible for each value that it may have."""

    fact: str
    options: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def settles(self) -> bool:
        """Return True if knowing this fact, whatever its value, leaves a single outcome."""
        return all(len(outcomes) == 1 for _, outcomes in self.options)

    @property
    def sentence(self) -> str:
        """Return the fact and its options in words: "the share of … would settle this: 50% or less → …; more → …"."""
        options = [
            f"{words} → {wording.join_clauses([outcome_words(outcome) for outcome in outcomes], 'or')}"
            for words, outcomes in self.options
        ]
        verb = "settle" if self.settles else "narrow"
        return f"{wording.question(self.fact)} would {verb} this: {'; '.join(options)}"


class Assessment(NamedTuple):
    """The result of a definition for one organisation. Its texts are computed only when they are read."""

    facts: Facts
    definition: Definition
    decision: Decision
    verdicts: tuple[Verdict, ...]

    @property
    def outcome(self) -> str:
        """The outcome; `included_either` if several are possible and all are included, else `undetermined`."""
        return self.decision.outcome

    @property
    def possible(self) -> tuple[str, ...]:
        """The outcomes that some completion of the unknown facts gives, sorted; a single one if it is determined."""
        return self.decision.possible

    @property
    def missing(self) -> tuple[str, ...]:
        """The unknown facts that could change the outcome, in the order of `FACT_NAMES`; empty if it is determined."""
        return self.decision.missing

    def is_included(self) -> bool | None:
        """Return True or False if the definition counts all or none of the possible outcomes, else None."""
        return self.decision.is_included

    @property
    def criteria(self) -> tuple[CriterionResult, ...]:
        """The results of all criteria, in the order of the definition."""
        return tuple(
            CriterionResult(v.criterion.id, v.criterion.title, v.result, v.reason.text_for(self.facts))
            for v in self.verdicts
        )

    @property
    def decided_by(self) -> str | None:
        """The id of the first criterion that is not met; None if all are met or several outcomes are possible."""
        if len(self.possible) > 1:
            return None
        return next((v.criterion.id for v in self.verdicts if v.result == "not_met"), None)

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """The contradictions between the known facts."""
        return narrow(self.facts, reading_of(self.definition.facts)).conflicts

    @property
    def marks(self) -> tuple[str, ...]:
        """The facts listed under `marks` in the definition that are yes, such as founded by service staff."""
        return tuple(fact for fact in self.definition.marks if getattr(self.facts, fact))

    @property
    def missing_facts(self) -> tuple[MissingFact, ...]:
        """The missing facts with the outcomes that each of their values would leave."""
        return tuple(MissingFact(fact, tuple(_options(self, fact))) for fact in self.missing)


def assess(facts: Facts, definition: Definition | None = None) -> Assessment:
    """Return the assessment of the facts by a definition; without one, by the study's inclusive definition."""
    compiled = compile_definition(definition or definitions.get())
    verdicts = tuple([criterion.verdict(facts) for criterion in compiled.criteria])
    decision = compiled.decide(tuple([verdict.shape for verdict in verdicts]))
    return Assessment(facts, compiled.definition, decision, verdicts)


def _options(assessment: Assessment, fact: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each value (or range of a share) that the fact may have, in words, with the outcomes it would leave."""
    facts = narrow(assessment.facts, reading_of(assessment.definition.facts)).facts
    if fact not in SHARES:
        for value, word in ((True, "yes"), (False, "no")):
            yield word, _with(assessment, facts, fact, value)
        return
    known: Share = getattr(facts, fact)
    parts = [
        part for cell in cells(_cuts(assessment.definition, facts, fact)) if (part := cell.within(known))
    ]
    groups: list[tuple[Share, tuple[str, ...]]] = []
    for part in parts:
        outcomes = _with(assessment, facts, fact, part)
        if groups and groups[-1][1] == outcomes:
            part = Share(groups.pop()[0].low, part.high)
        groups.append((part, outcomes))
    for index, (part, outcomes) in enumerate(groups):
        yield _range(part, is_first=index == 0, is_last=index == len(groups) - 1), outcomes


def _cuts(definition: Definition, facts: Facts, fact: str) -> tuple[int, ...]:
    """Return the positions at which the values of a share begin to leave other outcomes."""
    if fact not in SURPLUS_PARTS or SURPLUS not in definition.facts:
        return next(cuts_of(c)[fact] for c in definition.criteria if fact in c.facts)
    (cut,) = next(cuts_of(c)[SURPLUS] for c in definition.criteria if SURPLUS in c.facts)
    other: Share = getattr(facts, SURPLUS_PARTS[SURPLUS_PARTS.index(fact) - 1])
    found = {first_reaching(cut, other.high), first_staying(cut, other.low)}
    return tuple(sorted(at for at in found if at > 0))


def _with(assessment: Assessment, facts: Facts, fact: str, value: bool | Share) -> tuple[str, ...]:
    """Return the possible outcomes if the fact had this value."""
    changes: dict[str, Any] = {fact: value}
    return assess(replace(facts, **changes), assessment.definition).possible


def _range(part: Share, *, is_first: bool, is_last: bool) -> str:
    """Return one of several adjacent ranges in words: `50% or less`, then `up to 75%`, then `more`."""
    if part.is_exact and part.low % 2 == 0:
        return part.words()
    if is_last:
        return "more" if part.low % 2 else f"{Share(part.low, part.low).words()} or more"
    end = Share(part.high + part.high % 2, part.high + part.high % 2).words()
    if is_first:
        return f"less than {end}" if part.high % 2 else f"{end} or less"
    return f"below {end}" if part.high % 2 else f"up to {end}"
