"""Organisations grouped by what is known of them: equal facts have equal outcomes, so each group is assessed once."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain, repeat
from typing import NamedTuple

from django.db.models import Case, Count, QuerySet, Value, When

from enterprises.classification import definitions, sensitivity
from enterprises.classification.assess import Assessment as Verdict
from enterprises.classification.assess import assess
from enterprises.classification.compiled import compile_definition
from enterprises.classification.criteria import Definition
from enterprises.classification.facts import SHARES, Facts, facts_from_cells
from enterprises.models import Assessment, Organisation
from enterprises.querysets import AssessmentQuerySet


class FactGroup(NamedTuple):
    """A number of organisations with exactly the same facts."""

    facts_hash: str
    facts: Facts
    number: int


def group_by_facts(
    organisations: QuerySet[Organisation], *, as_everybody_sees: bool = False
) -> list[FactGroup]:
    """Return the organisations grouped by the facts of their stored assessments. One query.

    Every organisation that was ever assessed is in one group, because the default definition is stored for all.
    `as_everybody_sees` takes the facts of the assessments that are public.
    """
    assessments = Assessment.objects
    rows = (
        (
            assessments.shown(definitions.DEFAULT)
            if as_everybody_sees
            else assessments.current(definitions.DEFAULT)
        )
        .filter(organisation__in=organisations.order_by().values("pk"))
        .order_by()
        .values_list("facts_hash", "facts")
        .annotate(number=Count("pk"))
    )
    return [FactGroup(facts_hash, stored_facts(cells), number) for facts_hash, cells, number in rows]


def stored_facts(cells: dict[str, str]) -> Facts:
    """Return the facts that an assessment stored."""
    return _facts(tuple(sorted(cells.items())))


def expand(groups: Iterable[FactGroup]) -> Iterator[Facts]:
    """Yield the facts of each organisation of the groups, one by one."""
    return chain.from_iterable(repeat(group.facts, group.number) for group in groups)


class Tally(NamedTuple):
    """The number of organisations with each outcome, and of those included, undecided and excluded."""

    outcomes: Counter[str]
    included: int
    undecided: int
    excluded: int


def tally(groups: Iterable[FactGroup], definition: Definition) -> Tally:
    """Return the tally of the groups by a definition."""
    outcomes: Counter[str] = Counter()
    sides: Counter[bool | None] = Counter()
    for group, verdict in assess_groups(groups, definition):
        outcomes[verdict.outcome] += group.number
        sides[verdict.is_included()] += group.number
    return Tally(outcomes, sides[True], sides[None], sides[False])


def assess_groups(groups: Iterable[FactGroup], definition: Definition) -> Iterator[tuple[FactGroup, Verdict]]:
    """Yield each group with its assessment by the definition."""
    return ((group, assess(group.facts, definition)) for group in groups)


class EquivalenceKeys(dict[tuple[str, str], Hashable]):
    """Makes a key of stored facts. Facts have the same key if none of the given definitions can tell them apart.

    The dict caches what each cell (fact, text) means to these definitions.
    """

    def __init__(self, every: Iterable[Definition]) -> None:
        self._cuts: dict[str, set[int]] = {}
        self._exact: set[str] = set()
        for definition in every:
            self._exact |= compile_definition(definition).exact_facts
            for fact, cuts in compile_definition(definition).cuts_by_fact.items():
                self._cuts.setdefault(fact, set()).update(cuts)

    def of(self, cells: Mapping[str, str]) -> Hashable:
        """Return the key of the facts in these cells."""
        return frozenset([meaning for cell in cells.items() if (meaning := self[cell]) is not None])

    def __missing__(self, cell: tuple[str, str]) -> Hashable:
        name, _ = cell
        meaning: Hashable = None
        if name in self._exact:
            meaning = cell
        elif name in self._cuts:
            value = getattr(_facts((cell,)), name)
            cuts = sorted(self._cuts[name])
            meaning = (name, *(bisect_right(cuts, end) for end in value)) if name in SHARES else (name, value)
        self[cell] = meaning
        return meaning


def merge_equivalent(groups: Iterable[FactGroup], every: Iterable[Definition]) -> list[FactGroup]:
    """Merge the groups that none of these definitions can tell apart; each merged group has the facts of its first."""
    kinds = EquivalenceKeys(every)
    found: dict[Hashable, FactGroup] = {}
    for group in groups:
        kind = kinds.of(group.facts.cells())
        first = found.setdefault(kind, group._replace(number=0))
        found[kind] = first._replace(number=first.number + group.number)
    return list(found.values())


@lru_cache(maxsize=20_000)
def _facts(cells: tuple[tuple[str, str], ...]) -> Facts:
    facts, errors = facts_from_cells(dict(cells))
    if errors:
        raise ValueError(f"A stored assessment holds facts that cannot be read: {errors[0]}")
    return facts


Change = sensitivity.Change[FactGroup]
"""A group whose outcome differs between two definitions; `key` is the group."""


def changes(groups: Iterable[FactGroup], before: Definition, after: Definition) -> list[Change]:
    """Return, in order, the groups whose outcome, or whether they are included, differs between two definitions."""
    found = sensitivity.changes(((group, group.facts) for group in groups), before, after)
    return [
        change for change in found if change.changes_side or change.before.outcome != change.after.outcome
    ]


def affected_assessments(
    organisations: QuerySet[Organisation], changed: Iterable[Change]
) -> AssessmentQuerySet:
    """Return the stored assessments of the changed groups; those whose inclusion changes come first."""
    changed = list(changed)
    sides = [change.key.facts_hash for change in changed if change.changes_side]
    rows: AssessmentQuerySet = (
        Assessment.objects.current(definitions.DEFAULT)
        .filter(
            organisation__in=organisations.order_by().values("pk"),
            facts_hash__in=[change.key.facts_hash for change in changed],
        )
        .annotate(changes_side=Case(When(facts_hash__in=sides, then=Value(0)), default=Value(1)))
        .select_related("organisation")
        .order_by("changes_side", "organisation__name", "organisation")
    )
    return rows
