"""How the outcomes move with the trading and reinvestment thresholds, and what a moved threshold changes."""

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
from .criteria import OUTCOMES, UNDETERMINED, Condition, Criterion, Definition
from .facts import Facts
from .implications import GENERAL_ANSWER_CUTS

THRESHOLDS = range(101)
THRESHOLD_FACTS = {"trading": "trading_share", "reinvestment": "reinvested_share"}
Key = TypeVar("Key", bound=Hashable)
Piece = tuple[int, int, Shape]
"""From one threshold up to another, not included, a criterion leaves the same open."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """Counts at each threshold from 0 to 100: of each outcome, of what is included, of what may be."""

    definition: Definition
    fact: str
    current: str
    outcomes: Mapping[str, tuple[int, ...]]
    included: tuple[int, ...]
    possibly_included: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Change(Generic[Key]):
    """One organisation that two definitions call something else."""

    key: Key
    before: Assessment
    after: Assessment

    @property
    def changes_side(self) -> bool:
        """Whether it comes in, goes out or becomes open, and is not only called something else."""
        return self.before.is_included() is not self.after.is_included()

    @property
    def direction(self) -> str:
        """`in`, `out` or `open` where the side changes, `renamed` where only the outcome does."""
        if not self.changes_side:
            return "renamed"
        return {True: "in", False: "out", None: "open"}[self.after.is_included()]


def count(facts: Iterable[Facts], definition: Definition | None = None) -> Counter[str]:
    """The number of organisations with each outcome."""
    return Counter(assess(each, definition).outcome for each in facts)


def what_if(definition: Definition, *, trading: object = None, reinvestment: object = None) -> Definition:
    """The definition as a draft with one or both thresholds moved; ValueError in words where it cannot be."""
    return definitions.draft(definition, trading=trading, reinvestment=reinvestment)


def changes(
    organisations: Iterable[tuple[Key, Facts]], before: Definition, after: Definition
) -> Iterator[Change[Key]]:
    """The organisations, given as (key, facts), whose outcome or possible outcomes differ between definitions."""
    for key, facts in organisations:
        change = Change(key, assess(facts, before), assess(facts, after))
        if change.before.possible != change.after.possible or change.changes_side:
            yield change


def sweep(facts: Iterable[Facts], definition: Definition | None = None, which: str = "trading") -> Sweep:
    """The counts as one threshold (`trading` or `reinvestment`) moves from 0 to 100, all else as it is.

    The organisations are gone through once: those that no threshold tells apart are counted together,
    and each such group adds its number where its outcome begins and takes it off where it ends.
    ValueError where the definition asks no such share.
    """
    fact = THRESHOLD_FACTS[which]
    definition = definition or definitions.get()
    condition = definition.threshold(fact)
    if condition is None:
        raise ValueError(f"{definition.id} has no threshold for {fact.replace('_', ' ')}")
    swept = _swept(definition, fact)
    groups: Counter[tuple[Hashable, ...]] = Counter()
    samples: dict[Hashable, Facts] = {}
    for each in facts:
        local = swept.key_of(each)
        groups[(local, *[step.verdict(each).shape for step in swept.others])] += 1
        if local not in samples:
            samples[local] = each
    return _added_up(definition, fact, condition, swept, groups, samples)


class _Swept:
    """A definition whose criterion on one share is ready at each of the 101 thresholds."""

    def __init__(self, definition: Definition, fact: str) -> None:
        steps = compile_definition(definition).steps
        self.index = next(i for i, step in enumerate(steps) if fact in step.criterion.facts)
        here = steps[self.index]
        self.others = [step for step in steps if step is not here]
        moved = [_moved(here.criterion, fact, threshold) for threshold in THRESHOLDS]
        self.steps = [CompiledCriterion(criterion, definition.marks) for criterion, _ in moved]
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
        """The number of thresholds, from 0 on, that the position `at` lies above."""
        return bisect_right(self.cuts, at)

    def pieces(self, facts: Facts) -> tuple[Piece, ...]:
        """What the criterion leaves open for these facts, from threshold to threshold."""
        starts = sorted(self.starts.union(map(self.above, getattr(facts, self.fact))) - {len(THRESHOLDS)})
        found: list[Piece] = []
        for start, end in pairwise([*starts, len(THRESHOLDS)]):
            shape = self.steps[start].verdict(facts).shape
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
    groups: Mapping[tuple[Hashable, ...], int],
    samples: Mapping[Hashable, Facts],
) -> Sweep:
    decide = compile_definition(definition).decide
    pieces = {local: swept.pieces(sample) for local, sample in samples.items()}
    alike: Counter[tuple[tuple[Piece, ...], tuple[Shape, ...]]] = Counter()
    for (local, *others), number in groups.items():
        alike[pieces[local], tuple(others)] += number  # type: ignore[arg-type]
    steps: dict[str, list[int]] = {outcome: [0] * 102 for outcome in (*OUTCOMES, UNDETERMINED)}
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
    total, line = 0, []
    for step in steps[: len(THRESHOLDS)]:
        total += step
        line.append(total)
    return tuple(line)
