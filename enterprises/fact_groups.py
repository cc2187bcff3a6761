"""Organisations by what is known of them: those with equal facts are alike to every definition and judged once."""

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
    """A number of organisations of which exactly the same is known."""

    facts_hash: str
    facts: Facts
    number: int


def group_by_facts(organisations: QuerySet[Organisation]) -> list[FactGroup]:
    """The organisations grouped by the facts of their stored assessments. One query.

    The default definition is kept for every organisation, so each that was ever assessed is in one group.
    """
    rows = (
        Assessment.objects.current(definitions.DEFAULT)
        .filter(organisation__in=organisations.order_by().values("pk"))
        .order_by()
        .values_list("facts_hash", "facts")
        .annotate(number=Count("pk"))
    )
    return [FactGroup(facts_hash, stored_facts(cells), number) for facts_hash, cells, number in rows]


def stored_facts(cells: dict[str, str]) -> Facts:
    """The facts that an assessment stored."""
    return _facts(tuple(sorted(cells.items())))


def expand(groups: Iterable[FactGroup]) -> Iterator[Facts]:
    """The facts of each organisation, one after the other."""
    return chain.from_iterable(repeat(group.facts, group.number) for group in groups)


class Tally(NamedTuple):
    """How many organisations a definition gives each outcome, and how many are, may be and are not included."""

    outcomes: Counter[str]
    included: int
    perhaps: int
    excluded: int


def tally(groups: Iterable[FactGroup], definition: Definition) -> Tally:
    """The outcomes of the organisations by a definition."""
    outcomes: Counter[str] = Counter()
    sides: Counter[bool | None] = Counter()
    for group, verdict in assess_groups(groups, definition):
        outcomes[verdict.outcome] += group.number
        sides[verdict.is_included()] += group.number
    return Tally(outcomes, sides[True], sides[None], sides[False])


def assess_groups(groups: Iterable[FactGroup], definition: Definition) -> Iterator[tuple[FactGroup, Verdict]]:
    """Each group with what the definition says of it."""
    return ((group, assess(group.facts, definition)) for group in groups)


class EquivalenceKeys(dict[tuple[str, str], Hashable]):
    """Sorts stored facts into kinds that none of some definitions can tell apart, so that each is judged once.

    It holds what each cell of the facts says to these definitions, found out when the cell first comes.
    """

    def __init__(self, every: Iterable[Definition]) -> None:
        self._asked: dict[str, set[int]] = {}
        for definition in every:
            for fact, cuts in compile_definition(definition).cuts_by_fact.items():
                self._asked.setdefault(fact, set()).update(cuts)

    def of(self, cells: Mapping[str, str]) -> Hashable:
        """The kind of an organisation of which an assessment stored these facts."""
        return frozenset([said for cell in cells.items() if (said := self[cell]) is not None])

    def __missing__(self, cell: tuple[str, str]) -> Hashable:
        name, _ = cell
        said: Hashable = None
        if name in self._asked:
            value = getattr(_facts((cell,)), name)
            cuts = sorted(self._asked[name])
            said = (name, *(bisect_right(cuts, end) for end in value)) if name in SHARES else (name, value)
        self[cell] = said
        return said


def merge_equivalent(groups: Iterable[FactGroup], every: Iterable[Definition]) -> list[FactGroup]:
    """Fewer groups: those that none of these definitions can tell apart as one, with the facts of the first."""
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
"""Organisations alike that two definitions call something else: `key` is their group."""


def changes(groups: Iterable[FactGroup], before: Definition, after: Definition) -> list[Change]:
    """The groups that two definitions give another outcome or another side, in the groups' order."""
    found = sensitivity.changes(((group, group.facts) for group in groups), before, after)
    return [
        change for change in found if change.changes_side or change.before.outcome != change.after.outcome
    ]


def affected_assessments(
    organisations: QuerySet[Organisation], changed: Iterable[Change]
) -> AssessmentQuerySet:
    """The stored assessments, with their organisations, of the changed groups: those that change side first."""
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
