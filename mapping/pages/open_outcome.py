"""An outcome that is not settled: what is known, and what to find out, in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from enterprises.classification import wording
from enterprises.classification.assess import Assessment as Verdict
from enterprises.classification.criteria import Criterion
from enterprises.classification.definitions import parts_of
from enterprises.classification.facts import FACT_NAMES
from enterprises.classification.percentages import UNKNOWN, Share
from wording import listed
from wording.terms import outcome_words

NUMBERS = ("No", "One", "Two", "Three")
NAMED_AT_MOST = 3
"""So many answers are named in the sentence on what would settle the outcome; of more, only the first test is."""


@dataclass(frozen=True)
class OpenTest:
    """A test whose result is not known: what to find out, and what the organisation is if it fails the test."""

    title: str
    find_out: str
    if_not_met: str


@dataclass(frozen=True)
class OpenOutcome:
    """Says of an outcome that is not settled what is known and what would settle it.

    `results` are the results of the criteria as this reader sees them. `shown` maps the id of each criterion without
    confidential answers to the facts that say something about it; of the others no fact is named. `as_charity` is
    what the outcome would be if a register named it as a charity; None if that is known or would say no more.
    """

    verdict: Verdict
    results: Sequence[str]
    shown: Mapping[str, Collection[str]]
    as_charity: Verdict | None = None

    @property
    def known(self) -> str:
        """What is known, in one sentence."""
        number = len(self.results)
        criteria = self.verdict.definition.criteria
        met = [c.title for c, result in zip(criteria, self.results, strict=True) if result == "Met"]
        if met:
            titles = listed([f"{title[0].lower()}{title[1:]}" for title in met])
            return f"It meets {len(met)} of the {number} tests: {titles}."
        facts = self._known_facts
        if facts:
            return f"All that is known for the tests is that {listed(facts)}."
        if len(self.shown) < number:
            return f"What is known settles none of the {number} tests."
        return f"Nothing is known for any of the {number} tests."

    @property
    def settles(self) -> str:
        """What would settle the outcome, in one or two sentences; empty if that would tell of confidential answers."""
        missing = self.verdict.missing
        if not all(criterion.id in self.shown for criterion in self._open_criteria):
            return ""
        what = "which" if self.verdict.is_included() else "it"
        is_one = len(missing) == 1 and self.verdict.missing_facts[0].settles
        if is_one or 1 < len(missing) <= NAMED_AT_MOST:
            answers = f"{NUMBERS[len(missing)]} answer{'s' * (len(missing) > 1)}"
            return f"{answers} would settle {what}: {listed([wording.question(fact) for fact in missing])}."
        if self.as_charity and len(self.as_charity.missing) == 1:
            return (
                "A number in the register of charities would settle most: only "
                f"{wording.question(self.as_charity.missing[0])} would then be open."
            )
        first = self._open_criteria[0]
        asked = self._missing(first)
        question = wording.question(asked[0]) if len(asked) == 1 else f"whether it passes “{first.title}”"
        return f"No single answer would settle {what}. First find out {question}."

    @property
    def one_answer(self) -> str:
        """The outcome for each value of the one fact that would settle it; empty if there is no such fact."""
        facts = self.verdict.missing_facts
        if len(facts) != 1 or not facts[0].settles or not self.settles:
            return ""
        return wording.sentence(facts[0].sentence)

    @cached_property
    def tests(self) -> list[OpenTest]:
        """The tests whose result is not known, in the order asked."""
        return [
            OpenTest(
                title=criterion.title,
                find_out=self._find_out(criterion),
                if_not_met=listed(
                    list(dict.fromkeys(outcome_words(one.outcome) for one in criterion.otherwise)),
                    "or",
                ),
            )
            for criterion in self._open_criteria
            if criterion.id in self.shown
        ]

    @cached_property
    def _open_criteria(self) -> list[Criterion]:
        return [criterion for criterion in self.verdict.definition.criteria if self._missing(criterion)]

    def _missing(self, criterion: Criterion) -> list[str]:
        facts = set(parts_of(criterion.facts))
        return [fact for fact in self.verdict.missing if fact in facts]

    def _find_out(self, criterion: Criterion) -> str:
        return listed([wording.question(fact) for fact in self._missing(criterion)])

    @cached_property
    def _known_facts(self) -> list[str]:
        """The known facts on the criteria that are shown, as clauses."""
        about = {fact for facts in self.shown.values() for fact in facts}
        values = [(fact, getattr(self.verdict.facts, fact)) for fact in FACT_NAMES if fact in about]
        return [
            wording.share_statement(fact, value)
            if isinstance(value, Share)
            else wording.statement(fact, value)
            for fact, value in values
            if value is not None and value != UNKNOWN
        ]
