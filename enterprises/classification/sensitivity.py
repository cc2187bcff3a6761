"""The outcomes at other trading and reinvestment thresholds, and the organisations a changed definition affects."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Generic, TypeVar

from . import definitions, percentages
from .assess import Assessment, assess
from .compiled import CompiledCriterion, Shape, compile_definition
from .criteria import INCLUDED, OUTCOMES, UNDETERMINED, Condition, Criterion, Definition
from .facts import Facts
from .implications import GENERAL_ANSWER_CUTS

THRESHOLDS = range(101)
MOVABLE = ("trading", "reinvestment")
"""The thresholds that can be moved."""

Key = TypeVar("Key", bound=Hashable)
Piece = tuple[int, int, Shape]
"""A range of thresholds (start included, end not) over which a criterion has the same shape."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """The numbers of each outcome, of included and of possibly included organisations at thresholds 0 to 100."""

    definition: Definition
    fact: str
    current: str
    outcomes: Mapping[str, tuple[int, ...]]
    included: tuple[int, ...]
    possibly_included: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Change(Generic[Key]):
    """An organisation whose outcome differs between two definitions."""

    key: Key
    before: Assessment
    after: Assessment

    @property
    def changes_side(self) -> bool:
        """Return True if it becomes included, excluded or undecided, rather than only getting another outcome."""
        return self.before.is_included() is not self.after.is_included()

    @property
    def direction(self) -> str:
        """Return `in`, `out` or `open` for a change of side, or `renamed` if only the outcome changes."""
        if not self.changes_side:
            return "renamed"
        return {True: "in", False: "out", None: "open"}[self.after.is_included()]


def threshold_fact(definition: Definition, which: str) -> str:
    """Return the share that the trading or the reinvestment threshold of a definition is about."""
    return "trading_share" if which == "trading" else definition.surplus_fact


def movable(definition: Definition) -> tuple[str, ...]:
    """Return which of the two thresholds a definition has."""
    return tuple(which for which in MOVABLE if definition.threshold(threshold_fact(definition, which)))


def count(facts: Iterable[Facts], definition: Definition | None = None) -> Counter[str]:
    """Return the number of organisations with each outcome."""
    return Counter(assess(each, definition).outcome for each in facts)


def what_if(definition: Definition, *, trading: object = None, reinvestment: object = None) -> Definition:
    """Return a draft of the definition with one or both thresholds moved; raise ValueError if that is not possible."""
    return definitions.draft(definition, trading=trading, reinvestment=reinvestment)


def changes(
    organisations: Iterable[tuple[Key, Facts]], before: Definition, after: Definition
) -> Iterator[Change[Key]]:
    """Yield the organisations, given as (key, facts), whose possible outcomes differ between two definitions."""
    for key, facts in organisations:
        change = Change(key, assess(facts, before), assess(facts, after))
        if change.before.possible != change.after.possible or change.changes_side:
            yield change


def sweep(facts: Iterable[Facts], definition: Definition | None = None, which: str = "trading") -> Sweep:
    """Return the counts as one threshold (`trading` or `reinvestment`) moves from 0 to 100 per cent.

    Organisations that no threshold tells apart are counted together. Each such group adds its number at the threshold
    where an outcome begins and subtracts it where the outcome ends, so that one pass over the organisations is
    enough.

    :raises ValueError: if the definition has no threshold for that share.
    """
    definition = definition or definitions.get()
    fact = threshold_fact(definition, which)
    condition = definition.threshold(fact)
    if condition is None:
        raise ValueError(f"{definition.id} has no threshold for {fact.replace('_', ' ')}")
    swept = _swept(definition, fact)
    groups: Counter[tuple[Hashable, tuple[Shape, ...]]] = Counter()
    samples: dict[Hashable, Facts] = {}
    for each in facts:
        local = swept.key_of(each)
        shapes = tuple([criterion.verdict(each).shape for criterion in swept.others])
        groups[local, shapes] += 1
        if local not in samples:
            samples[local] = each
    return _added_up(definition, fact, condition, swept, groups, samples)


class _Swept:
    """A definition whose criterion on one share is compiled at each of the 101 thresholds."""

    def __init__(self, definition: Definition, fact: str) -> None:
        compiled = compile_definition(definition)
        criteria = compiled.criteria
        self.index = next(i for i, each in enumerate(criteria) if fact in each.criterion.facts)
        here = criteria[self.index]
        self.others = [each for each in criteria if each is not here]
        moved = [_moved(here.criterion, fact, threshold) for threshold in THRESHOLDS]
        self.by_threshold = [
            CompiledCriterion(criterion, definition.marks, compiled.reading) for criterion, _ in moved
        ]
        self.cuts = [condition.cut for _, condition in moved]
        self.fact = fact
        own = {c.cut for branch in here.criterion.otherwise for c in branch.test.conditions if c.fact == fact}
        fixed = {*own, GENERAL_ANSWER_CUTS[fact]}
        self.key_of = here.key({**here.cuts, fact: tuple(sorted(fixed.union(self.cuts)))})
        self.starts = {
            0,
            *map(self.above, (0, percentages.HUNDRED_PERCENT)),
            *(self.above(at) for c in fixed for at in (c - 1, c)),
        }

    def above(self, at: int) -> int:
        """Return the number of thresholds that the position `at` lies above."""
        return bisect_right(self.cuts, at)

    def pieces(self, facts: Facts) -> tuple[Piece, ...]:
        """Return the criterion's shapes for these facts at all thresholds, as ranges."""
        starts = sorted(self.starts.union(map(self.above, getattr(facts, self.fact))) - {len(THRESHOLDS)})
        found: list[Piece] = []
        for start, end in pairwise([*starts, len(THRESHOLDS)]):
            shape = self.by_threshold[start].verdict(facts).shape
            if found and found[-1][2] is shape:
                start = found.pop()[0]
            found.append((start, end, shape))
        return tuple(found)


@lru_cache(maxsize=32)
def _swept(definition: Definition, fact: str) -> _Swept:
    return _Swept(definition, fact)


def _moved(criterion: Criterion, fact: str, threshold: int) -> tuple[Criterion, Condition]:
    old = next(c for c in criterion.test.conditions if c.fact == fact)
    new = replace(old, value=percentages.position(threshold))
    conditions = tuple(new if condition is old else condition for condition in criterion.test.conditions)
    return replace(criterion, test=replace(criterion.test, conditions=conditions)), new


def _added_up(
    definition: Definition,
    fact: str,
    condition: Condition,
    swept: _Swept,
    groups: Mapping[tuple[Hashable, tuple[Shape, ...]], int],
    samples: Mapping[Hashable, Facts],
) -> Sweep:
    decide = compile_definition(definition).decide
    pieces = {local: swept.pieces(sample) for local, sample in samples.items()}
    alike: Counter[tuple[tuple[Piece, ...], tuple[Shape, ...]]] = Counter()
    for (local, shapes), number in groups.items():
        alike[pieces[local], shapes] += number
    steps: dict[str, list[int]] = {outcome: [0] * 102 for outcome in (*OUTCOMES, INCLUDED, UNDETERMINED)}
    included, perhaps = [0] * 102, [0] * 102
    for (profile, shapes), number in alike.items():
        for start, end, shape in profile:
            decision = decide((*shapes[: swept.index], shape, *shapes[swept.index :]))
            counted = [steps[decision.outcome]]
            if decision.is_included is not False:
                counted.append(included if decision.is_included else perhaps)
            for line in counted:
                line[start] += number
                line[end] -= number
    return Sweep(
        definition=definition,
        fact=fact,
        current=percentages.number(int(condition.value)),
        outcomes={outcome: _running(line) for outcome, line in steps.items() if any(line)},
        included=_running(included),
        possibly_included=_running(perhaps),
    )


def _running(steps: list[int]) -> tuple[int, ...]:
    """Return the running totals of the steps."""
    total, line = 0, []
    for step in steps[: len(THRESHOLDS)]:
        total += step
        line.append(total)
    return tuple(line)
