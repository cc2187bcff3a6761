"""Definitions compiled for speed: each criterion looks its answer up in a table that is filled on demand.

A criterion distinguishes only a few kinds of facts: of a share it matters only between which thresholds it lies. So the
answer for each kind is worked out once, by trying every completion of the unknown facts, and stored in the table.

Example: a criterion that asks two facts, with the outcome of each completion::

    all       = [reinvested_share above 50, social_aims is yes]
    otherwise = [reinvested_share at_most 50 -> profit_distributing_business, else -> other_organisation]

    reinvested_share   social_aims   outcome
    50 or less         yes or no     profit_distributing_business
    above 50           yes           CONTINUE: the criterion is met and the next one decides
    above 50           no            other_organisation

For an organisation with social aims whose `reinvested_share` is unknown, two completions remain, in rows 1 and 2. The
`Verdict` is `unknown`, and its `Shape` says what is still open::

    exits        = {profit_distributing_business}
    may_continue = True
    swings       = reinvested_share: between profit_distributing_business and CONTINUE

All organisations of this kind share the verdict. A `CompiledDefinition` combines the shapes of its criteria, in
order, into a `Decision`. No fact is asked by two criteria, so what each leaves open combines freely, and the outcomes
found possible are exactly those that some completion of all facts gives.
"""

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations, product
from operator import attrgetter

from . import reasons
from .criteria import INCLUDED, UNDETERMINED, Criterion, Definition, Known, cells
from .definitions import cuts_of
from .facts import SHARES, SURPLUS, SURPLUS_PARTS, Facts
from .implications import GENERAL_ANSWER_CUTS, NarrowedFacts, Reading, narrow, reading_of
from .percentages import Share, can_cross
from .reasons import Reason

MET, NOT_MET, UNKNOWN = "met", "not_met", "unknown"
CONTINUE = None
"""The outcome of a criterion that is met: none yet, the next criterion decides."""


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """What a criterion leaves open for one kind of facts.

    `exits` holds the outcomes that it may give, `may_continue` tells whether it may be met. `swings` holds, for each
    fact, the pairs of outcomes (or CONTINUE) between which this fact alone can decide. Create shapes with `shape_of`:
    equal shapes are then the same object, which makes them fast keys.
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
    """The result of all criteria: the outcome, the possible outcomes and the facts that could change it."""

    outcome: str
    possible: tuple[str, ...]
    missing: tuple[str, ...]
    is_included: bool | None


class CompiledCriterion:
    """A criterion with its table: kind of facts → verdict.

    `details` are the facts that it asks, `cuts` the positions at which each share among them is divided, and `plain`
    all other facts that matter to it, among them the general answers about its details.
    """

    def __init__(self, criterion: Criterion, marks: tuple[str, ...], reading: Reading) -> None:
        self.criterion = criterion
        self.marks = marks
        self.reading = reading
        wanted = set(criterion.facts)
        if wanted & reading.independence.keys():
            wanted |= reading.independence.keys()
        self.details = tuple(sorted(wanted))
        self.cuts = {fact: cuts for fact, cuts in self._cuts() if fact in wanted}
        self.plain = sorted(set(reading.about(self.details)) - set(SHARES))
        self.key_of = self.key(self.cuts)
        self.about = frozenset(reading.about(criterion.facts))
        self.branch_facts = tuple(
            dict.fromkeys(
                condition.fact
                for branch in criterion.otherwise
                for condition in branch.test.every_condition
                if condition.operator == "is"
            )
        )
        self.table: dict[Hashable, Verdict] = {}
        self.outcomes: dict[tuple[Known, ...], str | None] = {}

    def verdict(self, facts: Facts) -> Verdict:
        """Return the criterion's answer for these facts."""
        key = self.key_of(facts)
        found = self.table.get(key)
        if found is None:
            found = self.table[key] = self._work_out(facts)
        return found

    def _cuts(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Yield each share that the criterion asks, with its own thresholds and that of a general answer."""
        own = cuts_of(self.criterion)
        for fact in self.details:
            if fact in (*SHARES, SURPLUS):
                border = {GENERAL_ANSWER_CUTS[fact]} if fact in GENERAL_ANSWER_CUTS else set()
                yield fact, tuple(sorted({*own.get(fact, ()), *border}))

    def key(self, cuts: Mapping[str, tuple[int, ...]]) -> Callable[[Facts], Hashable]:
        """Return a function from facts to their kind: equal for facts that this criterion cannot tell apart."""
        plain: Callable[[Facts], Hashable] = attrgetter(*self.plain) if self.plain else lambda facts: None
        if SURPLUS in self.cuts:
            plain = _with_swinging_parts(plain, self.surplus_cut)
        if len(cuts) == 1:
            ((fact, divided),) = cuts.items()
            return _with_one_share(plain, attrgetter(fact), divided)
        return (
            _with_shares(plain, [(attrgetter(fact), divided) for fact, divided in cuts.items()])
            if cuts
            else plain
        )

    def completions(self, narrowed: NarrowedFacts) -> Iterator[tuple[Known, ...]]:
        """Yield every completion of the facts that this criterion can tell apart, in the order of `details`."""
        values: list[tuple[Known, ...]] = []
        for fact in self.details:
            known = narrowed.value(fact)
            if fact in self.cuts:
                first, last = (bisect_right(self.cuts[fact], end) for end in known)
                values.append(tuple(cell.low for cell in cells(self.cuts[fact])[first : last + 1]))
            else:
                values.append((True, False) if known is None else (known,))
        independence = self.reading.independence
        one_must_fail = narrowed.fails_somewhere and not independence.keys().isdisjoint(self.details)
        for known in product(*values):
            if not (
                one_must_fail and _independent(dict(zip(self.details, known, strict=True)), independence)
            ):
                yield known

    def outcome(self, known: tuple[Known, ...]) -> str | None:
        """Return the outcome of a completion. Each is worked out once: there are a few hundred at most."""
        try:
            return self.outcomes[known]
        except KeyError:
            found = self.criterion.outcome(dict(zip(self.details, known, strict=True)))
            self.outcomes[known] = found
            return found

    def _work_out(self, facts: Facts) -> Verdict:
        """Return the verdict for these facts, from all their completions."""
        narrowed = narrow(facts, self.reading)
        results = {known: self.outcome(known) for known in self.completions(narrowed)}
        outcomes = set(results.values())
        exits = frozenset(outcome for outcome in outcomes if outcome is not CONTINUE)
        shape = shape_of(exits, CONTINUE in outcomes, tuple(self._swings(results, facts)))
        result = MET if not shape.exits else UNKNOWN if shape.may_continue else NOT_MET
        deciding = self._deciding(results) if result == NOT_MET else []
        reason = reasons.build(self.criterion, result, facts, narrowed, deciding, self.marks, self.about)
        return Verdict(self.criterion, result, shape, reason)

    def _deciding(self, results: Mapping[tuple[Known, ...], str | None]) -> list[str]:
        """Return the yes-or-no facts that decide which outcome a failing organisation has, known or not."""
        found = []
        for fact in self.branch_facts:
            index = self.details.index(fact)
            for known, outcome in results.items():
                turned = (*known[:index], not known[index], *known[index + 1 :])
                if self.outcome(turned) != outcome:
                    found.append(fact)
                    break
        return found

    @property
    def surplus_cut(self) -> int:
        """The position at which the criterion divides the sum of the shares of surplus."""
        (cut,) = cuts_of(self.criterion)[SURPLUS]
        return cut

    def _swings(
        self, results: dict[tuple[Known, ...], str | None], facts: Facts
    ) -> Iterator[tuple[str, frozenset[frozenset[str | None]]]]:
        """Yield each fact that can change the outcome by itself, with the pairs of outcomes it decides between."""
        if len(set(results.values())) == 1:
            return
        for index, fact in enumerate(self.details):
            groups: dict[tuple[Known, ...], set[str | None]] = {}
            for known, outcome in results.items():
                groups.setdefault(known[:index] + known[index + 1 :], set()).add(outcome)
            differing = {frozenset(group) for group in groups.values() if len(group) > 1}
            pairs = {frozenset(pair) for group in differing for pair in combinations(group, 2)}
            if not pairs:
                continue
            if fact != SURPLUS:
                yield fact, frozenset(pairs)
                continue
            for part, swings in zip(SURPLUS_PARTS, _swinging_parts(facts, self.surplus_cut), strict=True):
                if swings:
                    yield part, frozenset(pairs)


class CompiledDefinition:
    """A definition with its criteria compiled, and a table of the decisions for combinations of shapes."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.reading = reading_of(definition.facts)
        self.criteria = tuple(
            CompiledCriterion(criterion, definition.marks, self.reading) for criterion in definition.criteria
        )
        self.decisions: dict[tuple[Shape, ...], Decision] = {}

    @cached_property
    def cuts_by_fact(self) -> Mapping[str, frozenset[int]]:
        """Each fact that matters to the definition → the positions at which it divides a share (else empty)."""
        found = {
            name: frozenset[int]()
            for criterion in self.criteria
            for name in (*criterion.plain, *criterion.cuts)
        }
        for criterion in self.criteria:
            for fact, cuts in criterion.cuts.items():
                found[fact] |= set(cuts)
        found.pop(SURPLUS, None)
        return found

    @cached_property
    def exact_facts(self) -> frozenset[str]:
        """The shares of which every value matters to the definition, because it asks their sum."""
        return frozenset(SURPLUS_PARTS if SURPLUS in self.definition.facts else ())

    def decide(self, shapes: tuple[Shape, ...]) -> Decision:
        """Return the decision for criteria with these shapes, in the order of the definition."""
        found = self.decisions.get(shapes)
        if found is None:
            found = self.decisions[shapes] = self._decide(shapes)
        return found

    def _decide(self, shapes: tuple[Shape, ...]) -> Decision:
        """Work backwards through the criteria for the possible outcomes, then forwards for the facts that matter."""
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
        outcome = possible[0] if len(possible) == 1 else INCLUDED if included == after else UNDETERMINED
        return Decision(
            outcome=outcome,
            possible=possible,
            missing=tuple(fact for fact in Facts.__dataclass_fields__ if fact in missing),
            is_included=True if included == after else False if not included else None,
        )


@lru_cache(maxsize=512)
def compile_definition(definition: Definition) -> CompiledDefinition:
    """Return the compiled definition; the last 512 are cached."""
    return CompiledDefinition(definition)


def _matters(pairs: frozenset[frozenset[str | None]], later: frozenset[str]) -> bool:
    """Return True if a pair ends in different outcomes, where CONTINUE leads to the outcomes `later`."""
    return any(CONTINUE not in pair or later != pair - {CONTINUE} for pair in pairs)


def _swinging_parts(facts: Facts, cut: int) -> tuple[bool, bool]:
    """Return for each share of surplus whether it can, by itself, move the sum across the position `cut`."""
    kept, shared = facts.reinvested_share, facts.stakeholder_share
    return can_cross(kept, shared, cut), can_cross(shared, kept, cut)


def _with_swinging_parts(plain: Callable[[Facts], Hashable], cut: int) -> Callable[[Facts], Hashable]:
    return lambda facts: (plain(facts), _swinging_parts(facts, cut))


def _independent(completion: dict[str, Known], independence: Mapping[str, bool | Share]) -> bool:
    """Return True if the completion passes all details of independence."""
    for detail, passes in independence.items():
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
