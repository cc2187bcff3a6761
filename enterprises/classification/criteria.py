"""What a definition is made of: conditions on facts, criteria in order, and the outcome of failing each."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from . import percentages
from .percentages import Share

OUTCOMES = (
    "social_enterprise",
    "trading_voluntary_organisation",
    "special_purpose_vehicle",
    "voluntary_organisation",
    "statutory_body",
    "profit_distributing_business",
    "part_of_another_body",
    "other_organisation",
)
"""The outcomes of complete facts (domain §3)."""

UNDETERMINED = "undetermined"
OPERATORS = ("above", "at_least", "below", "at_most")

Known = bool | int
"""A completed fact: yes or no, or the position of a share."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One fact held against one value: yes or no (`is`), or a threshold in per cent (a position of `Share`)."""

    fact: str
    operator: str
    value: Known

    def holds(self, known: Known) -> bool:
        """Whether a completed fact meets the condition."""
        if self.operator == "is":
            return known == self.value
        return known >= self.cut if self.operator in ("above", "at_least") else known < self.cut

    @property
    def cut(self) -> int:
        """The first position on the upper side of the threshold."""
        return int(self.value) + (1 if self.operator in ("above", "at_most") else 0)

    @property
    def words(self) -> str:
        """What is asked of a share: `above 50%`."""
        return f"{self.operator.replace('_', ' ')} {percentages.number(int(self.value))}%"

    def as_data(self) -> dict[str, Any]:
        if self.operator == "is":
            return {"fact": self.fact, "is": "yes" if self.value else "no"}
        return {"fact": self.fact, self.operator: percentages.number(int(self.value))}


@dataclass(frozen=True, slots=True)
class Test:
    """Conditions of which all must hold, or any; no conditions always hold."""

    __test__ = False

    conditions: tuple[Condition, ...] = ()
    needs: str = "all"

    def holds(self, known: Mapping[str, Known]) -> bool:
        """Whether completed facts pass."""
        results = (condition.holds(known[condition.fact]) for condition in self.conditions)
        return any(results) if self.needs == "any" else all(results)

    def as_data(self) -> dict[str, Any]:
        return {self.needs: [condition.as_data() for condition in self.conditions]} if self.conditions else {}


@dataclass(frozen=True, slots=True)
class Branch:
    """The outcome of failing a criterion, where its own test (if it has one) passes."""

    outcome: str
    test: Test = Test()

    def as_data(self) -> dict[str, Any]:
        return {**self.test.as_data(), "outcome": self.outcome}


@dataclass(frozen=True, slots=True)
class Criterion:
    """One rule of a definition: what meets it, and the outcome where it is not met (the first branch that applies)."""

    id: str
    title: str
    test: Test
    otherwise: tuple[Branch, ...]
    note: str = ""

    @property
    def conditions(self) -> Iterator[Condition]:
        """All conditions, the criterion's own and those of its branches."""
        for test in (self.test, *(branch.test for branch in self.otherwise)):
            yield from test.conditions

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts it asks for, each once, in the order asked."""
        return tuple(dict.fromkeys(condition.fact for condition in self.conditions))

    def outcome(self, known: Mapping[str, Known]) -> str | None:
        """The outcome that it gives completed facts, or None where it is met and the next criterion is asked."""
        if self.test.holds(known):
            return None
        return next(branch.outcome for branch in self.otherwise if branch.test.holds(known))

    def as_data(self) -> dict[str, Any]:
        data = {"id": self.id, "title": self.title, **self.test.as_data()}
        if self.note:
            data["note"] = self.note
        return {**data, "otherwise": [branch.as_data() for branch in self.otherwise]}


@dataclass(frozen=True, eq=False)
class Definition:
    """A named, versioned, ordered set of criteria: the first that is not met decides.

    `met` is the outcome where all are met; `includes` the outcomes that count as included; `marks` facts
    that an organisation keeps as a mark where they are yes; `untested` what the source asks and these
    facts cannot say.
    """

    id: str
    version: str
    title: str
    source: str
    includes: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    met: str = "social_enterprise"
    position: int = 1000
    marks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    untested: tuple[str, ...] = ()

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes that it can give, in the order of its criteria."""
        given = (branch.outcome for criterion in self.criteria for branch in criterion.otherwise)
        return tuple(dict.fromkeys((*given, self.met)))

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that it asks for."""
        return tuple(fact for criterion in self.criteria for fact in criterion.facts)

    def threshold(self, fact: str) -> Condition | None:
        """The condition on a share by which a criterion is met, or None where the definition has none."""
        return next(
            (
                c
                for criterion in self.criteria
                for c in criterion.test.conditions
                if c.fact == fact and c.operator != "is"
            ),
            None,
        )

    def as_data(self) -> dict[str, Any]:
        """The definition as plain data, as its file says it: `definitions.from_data` reads it back."""
        return {
            "id": self.id,
            "version": self.version,
            "title": self.title,
            "position": self.position,
            "source": self.source,
            "met": self.met,
            "includes": list(self.includes),
            "marks": list(self.marks),
            "notes": list(self.notes),
            "untested": list(self.untested),
            "criteria": [criterion.as_data() for criterion in self.criteria],
        }

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the content: it changes with any word or number but the position in the list."""
        content = {key: value for key, value in self.as_data().items() if key != "position"}
        written = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(written.encode()).hexdigest()


def cells(cuts: tuple[int, ...]) -> list[Share]:
    """The parts into which the positions of thresholds divide 0 to 100 per cent; one at an end may be empty."""
    starts = [0, *cuts]
    ends = [*(cut - 1 for cut in cuts), percentages.HUNDRED_PERCENT]
    return [Share(start, end) for start, end in zip(starts, ends, strict=True)]
