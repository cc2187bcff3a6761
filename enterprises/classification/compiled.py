"""A definition made ready to run: each criterion answers from a small table, filled as organisations come.

A criterion can tell apart only a few kinds of facts: for it a share matters by the thresholds that it
lies between. So the answer for one kind is worked out once, by going through every completion of the
unknown facts, and kept. As no fact is asked by two criteria, what each leaves open combines freely, and
the outcomes found possible are exactly those that some completion of the facts reaches.
"""

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product
from operator import attrgetter

from . import reasons
from .criteria import UNDETERMINED, Criterion, Definition, Known, cells
from .definitions import cuts_of
from .facts import SHARES, Facts
from .implications import GENERAL_ANSWER_CUTS, INDEPENDENCE, RELATED_FACTS, NarrowedFacts, narrow
from .percentages import Share
from .reasons import Reason

MET, NOT_MET, UNKNOWN = "met", "not_met", "unknown"
CONTINUE = None
"""What a criterion that is met gives: no outcome yet."""


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """What a criterion leaves open: the outcomes it may decide, whether the next is asked, which facts matter.

    `swings` holds, for each fact, the pairs of results between which it alone can decide. Made by
    `shape_of`, so that two that leave the same open are one and the same.
    """

    exits: frozenset[str]
    may_continue: bool
    swings: tuple[tuple[str, frozenset[frozenset[str | None]]], ...]


shape_of = lru_cache(maxsize=None)(Shape)


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """The answer of one criterion for one kind of facts."""

    criterion: Criterion
    result: str
    shape: Shape
    reason: Reason


@dataclass(frozen=True, slots=True, eq=False)
class Decision:
    """What all criteria together decide: the outcome, what remains possible, and the facts that matter."""

    outcome: str
    possible: tuple[str, ...]
    missing: tuple[str, ...]
    is_included: bool | None


class CompiledCriterion:
    """One criterion with its table of answers."""

    def __init__(self, criterion: Criterion, marks: tuple[str, ...]) -> None:
        self.criterion = criterion
        self.marks = marks
        wanted = set(criterion.facts)
        if wanted & set(INDEPENDENCE):
            wanted |= set(INDEPENDENCE)
        self.details = tuple(sorted(wanted))
        self.cuts = {fact: cuts for fact, cuts in self._cuts() if fact in wanted}
        spoken = {name for detail in self.details for name in (detail, *RELATED_FACTS.get(detail, ()))}
        self.plain = sorted(spoken - set(SHARES))
        self.key_of = self.key(self.cuts)
        self.table: dict[Hashable, Verdict] = {}

    def verdict(self, facts: Facts) -> Verdict:
        """The criterion's answer for these facts."""
        key = self.key_of(facts)
        found = self.table.get(key)
        if found is None:
            found = self.table[key] = self._work_out(facts)
        return found

    def _cuts(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        own = cuts_of(self.criterion)
        for fact in self.details:
            if fact in SHARES:
                border = {GENERAL_ANSWER_CUTS[fact]} if fact in GENERAL_ANSWER_CUTS else set()
                yield fact, tuple(sorted({*own.get(fact, ()), *border}))

    def key(self, cuts: Mapping[str, tuple[int, ...]]) -> Callable[[Facts], Hashable]:
        """How to read from facts all that this criterion can tell apart, where shares are divided at `cuts`."""
        plain: Callable[[Facts], Hashable] = attrgetter(*self.plain) if self.plain else lambda facts: None
        if len(cuts) == 1:
            ((fact, divided),) = cuts.items()
            return _with_one_share(plain, attrgetter(fact), divided)
        return (
            _with_shares(plain, [(attrgetter(fact), divided) for fact, divided in cuts.items()])
            if cuts
            else plain
        )

    def completions(self, narrowed: NarrowedFacts) -> Iterator[dict[str, Known]]:
        """Every completion of the facts that this criterion can tell apart."""
        values: list[tuple[Known, ...]] = []
        for fact in self.details:
            known = getattr(narrowed.facts, fact)
            if fact in self.cuts:
                first, last = (bisect_right(self.cuts[fact], end) for end in known)
                values.append(tuple(cell.low for cell in cells(self.cuts[fact])[first : last + 1]))
            else:
                values.append((True, False) if known is None else (known,))
        one_must_fail = narrowed.fails_somewhere and not INDEPENDENCE.keys().isdisjoint(self.details)
        for chosen in product(*values):
            completion = dict(zip(self.details, chosen, strict=True))
            if not (one_must_fail and _independent(completion)):
                yield completion

    def _work_out(self, facts: Facts) -> Verdict:
        narrowed = narrow(facts)
        results = {
            tuple(known.values()): self.criterion.outcome(known) for known in self.completions(narrowed)
        }
        given = set(results.values())
        exits = frozenset(outcome for outcome in given if outcome is not CONTINUE)
        shape = shape_of(exits, CONTINUE in given, tuple(self._swings(results)))
        result = MET if not shape.exits else UNKNOWN if shape.may_continue else NOT_MET
        swinging = [fact for fact, _ in shape.swings]
        told = reasons.build(self.criterion, result, facts, narrowed, swinging, self.marks)
        return Verdict(self.criterion, result, shape, told)

    def _swings(
        self, results: dict[tuple[Known, ...], str | None]
    ) -> Iterator[tuple[str, frozenset[frozenset[str | None]]]]:
        for index, fact in enumerate(self.details):
            groups: dict[tuple[Known, ...], set[str | None]] = {}
            for known, outcome in results.items():
                groups.setdefault(known[:index] + known[index + 1 :], set()).add(outcome)
            pairs = {frozenset((one, other)) for group in groups.values() for one in group for other in group}
            pairs = {pair for pair in pairs if len(pair) == 2}
            if pairs:
                yield fact, frozenset(pairs)


class CompiledDefinition:
    """A definition's steps, and what they decide together."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.steps = tuple(
            CompiledCriterion(criterion, definition.marks) for criterion in definition.criteria
        )
        self.decisions: dict[tuple[Shape, ...], Decision] = {}

    @cached_property
    def cuts_by_fact(self) -> Mapping[str, frozenset[int]]:
        """The facts by which it tells organisations apart; of a share the thresholds that it lies between."""
        found = {name: frozenset[int]() for step in self.steps for name in (*step.plain, *step.cuts)}
        for step in self.steps:
            for fact, cuts in step.cuts.items():
                found[fact] |= set(cuts)
        return found

    def decide(self, shapes: tuple[Shape, ...]) -> Decision:
        """What criteria that leave this open decide together."""
        found = self.decisions.get(shapes)
        if found is None:
            found = self.decisions[shapes] = self._decide(shapes)
        return found

    def _decide(self, shapes: tuple[Shape, ...]) -> Decision:
        after = frozenset((self.definition.met,))
        following: list[frozenset[str]] = []
        for shape in reversed(shapes):
            following.append(after)
            after = shape.exits | after if shape.may_continue else shape.exits
        missing: set[str] = set()
        for shape, later in zip(shapes, reversed(following), strict=True):
            missing.update(fact for fact, pairs in shape.swings if _matters(pairs, later))
            if not shape.may_continue:
                break
        possible = tuple(sorted(after))
        included = after.intersection(self.definition.includes)
        return Decision(
            outcome=possible[0] if len(possible) == 1 else UNDETERMINED,
            possible=possible,
            missing=tuple(fact for fact in Facts.__dataclass_fields__ if fact in missing),
            is_included=True if included == after else False if not included else None,
        )


@lru_cache(maxsize=512)
def compile_definition(definition: Definition) -> CompiledDefinition:
    """The definition made ready, kept for the next time."""
    return CompiledDefinition(definition)


def _matters(pairs: frozenset[frozenset[str | None]], later: frozenset[str]) -> bool:
    """Whether one of the pairs can end in two outcomes, where going on leads to `later`."""
    return any(CONTINUE not in pair or later != pair - {CONTINUE} for pair in pairs)


def _independent(completion: dict[str, Known]) -> bool:
    for detail, passes in INDEPENDENCE.items():
        known = completion[detail]
        if known > passes.high if isinstance(passes, Share) else known != passes:
            return False
    return True


def _with_one_share(
    plain: Callable[[Facts], Hashable], share_of: Callable[[Facts], Share], cuts: tuple[int, ...]
) -> Callable[[Facts], Hashable]:
    def key(facts: Facts) -> Hashable:
        low, high = share_of(facts)
        return plain(facts), bisect_right(cuts, low), bisect_right(cuts, high)

    return key


def _with_shares(
    plain: Callable[[Facts], Hashable], divided: list[tuple[Callable[[Facts], Share], tuple[int, ...]]]
) -> Callable[[Facts], Hashable]:
    def key(facts: Facts) -> Hashable:
        ends = [bisect_right(cuts, end) for share_of, cuts in divided for end in share_of(facts)]
        return plain(facts), *ends

    return key
