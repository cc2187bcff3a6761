"""The parts of a definition: conditions on facts, criteria in order, and the outcome of failing each."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

from . import percentages, wording
from .facts import SURPLUS
from .percentages import Share

OUTCOMES = (
    "social_enterprise",
    "trading_voluntary_organisation",
    "special_purpose_vehicle",
    "voluntary_organisation",
    "statutory_body",
    "profit_distributing_business",
    "part_of_another_body",
    "not_constituted",
    "other_organisation",
)
"""The outcomes that complete facts can have (domain §3)."""

UNDETERMINED = "undetermined"
INCLUDED = "included_either"
"""The outcome where several remain possible and the definition includes each of them."""
OPERATORS = ("above", "at_least", "below", "at_most")

Known = bool | int
"""A known fact: yes or no, or the position of a share (see `percentages.Share`)."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on one fact: yes or no (`is`), or a threshold in per cent (a position of `Share`)."""

    fact: str
    operator: str
    value: Known

    def holds(self, known: Known) -> bool:
        """Return True if a known fact meets the condition."""
        if self.operator == "is":
            return known == self.value
        return known >= self.cut if self.operator in ("above", "at_least") else known < self.cut

    @property
    def cut(self) -> int:
        """The first position on the upper side of the threshold."""
        return int(self.value) + (1 if self.operator in ("above", "at_most") else 0)

    @property
    def words(self) -> str:
        """The condition on a share in words: `above 50%`."""
        return f"{self.operator.replace('_', ' ')} {percentages.number(int(self.value))}%"

    def side(self, *, is_met: bool) -> str:
        """Return the side of its limit on which a share is: “more than half”, “half or less”; of yes or no, nothing."""
        if self.operator == "is":
            return ""
        return wording.limit_words(self.operator, percentages.number(int(self.value)), is_met=is_met)

    def as_data(self) -> dict[str, Any]:
        if self.operator == "is":
            return {"fact": self.fact, "is": "yes" if self.value else "no"}
        return {"fact": self.fact, self.operator: percentages.number(int(self.value))}


@dataclass(frozen=True, slots=True)
class Test:
    """Conditions, and groups of conditions, of which all or any must hold; without any it always passes."""

    __test__ = False

    conditions: tuple[Condition, ...] = ()
    needs: str = "all"
    groups: tuple["Test", ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.conditions or self.groups)

    @property
    def every_condition(self) -> Iterator[Condition]:
        """All conditions, those of its groups too."""
        yield from self.conditions
        for group in self.groups:
            yield from group.every_condition

    def holds(self, known: Mapping[str, Known]) -> bool:
        """Return True if these complete facts pass."""
        results = chain(
            (condition.holds(known[condition.fact]) for condition in self.conditions),
            (group.holds(known) for group in self.groups),
        )
        return any(results) if self.needs == "any" else all(results)

    def as_data(self) -> dict[str, Any]:
        members = [c.as_data() for c in self.conditions] + [group.as_data() for group in self.groups]
        return {self.needs: members} if members else {}


@dataclass(frozen=True, slots=True)
class Branch:
    """The outcome of failing a criterion, if the branch's own test passes."""

    outcome: str
    test: Test = Test()

    def as_data(self) -> dict[str, Any]:
        return {**self.test.as_data(), "outcome": self.outcome}


@dataclass(frozen=True, slots=True)
class Criterion:
    """One rule of a definition: its test, and the branches for organisations that fail it (the first that applies)."""

    id: str
    title: str
    test: Test
    otherwise: tuple[Branch, ...]
    note: str = ""

    @property
    def conditions(self) -> Iterator[Condition]:
        """All conditions: the criterion's own, then those of its branches."""
        for test in (self.test, *(branch.test for branch in self.otherwise)):
            yield from test.every_condition

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that it asks, each once, in order."""
        return tuple(dict.fromkeys(condition.fact for condition in self.conditions))

    def outcome(self, known: Mapping[str, Known]) -> str | None:
        """Return the outcome for complete facts, or None if the criterion is met and the next one decides."""
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
    """A versioned, ordered list of criteria: the first that is not met decides the outcome.

    `met` is the outcome if all are met; `includes` lists the outcomes that count as a social enterprise; `marks`
    lists facts that are noted where they are yes; `untested` lists what the source demands but these facts cannot
    show.
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
        """The facts that it asks."""
        return tuple(fact for criterion in self.criteria for fact in criterion.facts)

    @property
    def surplus_fact(self) -> str:
        """The share that its test of reinvestment asks: reinvested alone, or together with that of stakeholders."""
        return SURPLUS if SURPLUS in self.facts else "reinvested_share"

    def threshold(self, fact: str) -> Condition | None:
        """Return the condition on this share that a criterion tests, or None if there is none."""
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
        """Return the definition as plain data; `definitions.from_data` reads it back."""
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
        """The SHA-256 of the content, which is everything except the position in the list."""
        content = {key: value for key, value in self.as_data().items() if key != "position"}
        written = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(written.encode()).hexdigest()


def cells(cuts: tuple[int, ...]) -> list[Share]:
    """Return the ranges into which these thresholds divide 0 to 100 per cent; the first and last may be empty."""
    starts = [0, *cuts]
    ends = [*(cut - 1 for cut in cuts), percentages.HUNDRED_PERCENT]
    return [Share(start, end) for start, end in zip(starts, ends, strict=True)]
