"""Assesses one organisation's facts by a definition: the outcome, the reasons, and what would settle it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from . import definitions, wording
from .compiled import Decision, Verdict, compile_definition
from .criteria import Definition, cells
from .definitions import cuts_of
from .facts import SHARES, Facts
from .implications import Conflict, narrow
from .percentages import Share


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """One criterion's result: `met`, `not_met` or `unknown`, whichever criterion decides, and why."""

    id: str
    title: str
    result: str
    reason: str


@dataclass(frozen=True, slots=True)
class MissingFact:
    """A missing fact, and the outcomes that remain for each thing it may turn out to be."""

    fact: str
    options: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def settles(self) -> bool:
        """Whether this fact alone leaves one outcome, whatever it is."""
        return all(len(outcomes) == 1 for _, outcomes in self.options)

    @property
    def sentence(self) -> str:
        """For example: "the share of income from trading would settle this: 50% or less → … ; more → …"."""
        told = [
            f"{words} → {wording.join_clauses([wording.outcome_words(outcome) for outcome in outcomes], 'or')}"
            for words, outcomes in self.options
        ]
        verb = "settle" if self.settles else "narrow"
        return f"{wording.question(self.fact)} would {verb} this: {'; '.join(told)}"


class Assessment(NamedTuple):
    """What a definition says of one organisation; the words are made when they are asked for."""

    facts: Facts
    definition: Definition
    decision: Decision
    verdicts: tuple[Verdict, ...]

    @property
    def outcome(self) -> str:
        """The outcome, or `undetermined` where several remain possible."""
        return self.decision.outcome

    @property
    def possible(self) -> tuple[str, ...]:
        """The outcomes, sorted, that some completion of the facts reaches: one where it is determined."""
        return self.decision.possible

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts whose value could change the outcome, in the order of `FACT_NAMES`; none where it is determined."""
        return self.decision.missing

    def is_included(self) -> bool | None:
        """Whether the definition counts it: True or False where all that remains possible agrees, else None."""
        return self.decision.is_included

    @property
    def criteria(self) -> tuple[CriterionResult, ...]:
        """Every criterion by itself, in the definition's order."""
        return tuple(
            CriterionResult(v.criterion.id, v.criterion.title, v.result, v.reason.told(self.facts))
            for v in self.verdicts
        )

    @property
    def decided_by(self) -> str | None:
        """The criterion that decides: the first that is not met, or None where all are met or it is open."""
        if len(self.possible) > 1:
            return None
        return next((v.criterion.id for v in self.verdicts if v.result == "not_met"), None)

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """What is known and cannot all be so."""
        return narrow(self.facts).conflicts

    @property
    def marks(self) -> tuple[str, ...]:
        """The facts that it keeps as a mark, such as having been founded by service staff."""
        return tuple(fact for fact in self.definition.marks if getattr(self.facts, fact))

    @property
    def missing_facts(self) -> tuple[MissingFact, ...]:
        """For each missing fact, what it may turn out to be and what would then remain."""
        return tuple(MissingFact(fact, tuple(_options(self, fact))) for fact in self.missing)


def assess(facts: Facts, definition: Definition | None = None) -> Assessment:
    """The assessment of facts by a definition, the study's inclusive one unless another is given."""
    program = compile_definition(definition or definitions.get())
    verdicts = tuple([step.verdict(facts) for step in program.steps])
    decision = program.decide(tuple([verdict.shape for verdict in verdicts]))
    return Assessment(facts, program.definition, decision, verdicts)


def _options(assessment: Assessment, fact: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    facts = narrow(assessment.facts).facts
    if fact not in SHARES:
        for value, word in ((True, "yes"), (False, "no")):
            yield word, _with(assessment, facts, fact, value)
        return
    criterion = next(c for c in assessment.definition.criteria if fact in c.facts)
    known: Share = getattr(facts, fact)
    parts = [part for cell in cells(cuts_of(criterion)[fact]) if (part := cell.within(known))]
    groups: list[tuple[Share, tuple[str, ...]]] = []
    for part in parts:
        outcomes = _with(assessment, facts, fact, part)
        if groups and groups[-1][1] == outcomes:
            part = Share(groups.pop()[0].low, part.high)
        groups.append((part, outcomes))
    for index, (part, outcomes) in enumerate(groups):
        yield _range(part, is_first=index == 0, is_last=index == len(groups) - 1), outcomes


def _with(assessment: Assessment, facts: Facts, fact: str, value: bool | Share) -> tuple[str, ...]:
    return assess(replace(facts, **{fact: value}), assessment.definition).possible  # type: ignore[arg-type]


def _range(part: Share, *, is_first: bool, is_last: bool) -> str:
    """One of several ranges side by side: `50% or less`, then `up to 75%`, then `more`."""
    if part.is_exact and part.low % 2 == 0:
        return part.words()
    if is_last:
        return "more" if part.low % 2 else f"{Share(part.low, part.low).words()} or more"
    end = Share(part.high + part.high % 2, part.high + part.high % 2).words()
    if is_first:
        return f"less than {end}" if part.high % 2 else f"{end} or less"
    return f"below {end}" if part.high % 2 else f"up to {end}"
