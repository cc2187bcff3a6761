"""Facets: the number of organisations that each value of a filter would leave."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Case, Count, Exists, OuterRef, QuerySet, Value, When

from enterprises.classification import definitions
from enterprises.models import Assessment, Engagement, EngagementTerm, Organisation, OrganisationTerm, Place
from enterprises.querysets import OrganisationQuerySet, is_verified

Counts = dict[str, int]
MOST_SHOWN, FIRST_SHOWN = 14, 8
"""Up to so many values of a filter are all shown; of more only the first."""


@dataclass(frozen=True, slots=True)
class Option:
    """A value of a filter, with the number of organisations that it would leave."""

    value: str
    label: str
    count: int
    is_chosen: bool


class ActiveFilter(NamedTuple):
    """A value that the address filters by: the filter's name and label, the value and its label (`words`)."""

    name: str
    label: str
    value: str
    words: str


class Facet(NamedTuple):
    """A filter with its values."""

    name: str
    label: str
    options: tuple[Option, ...]

    @property
    def chosen(self) -> tuple[Option, ...]:
        return tuple(option for option in self.options if option.is_chosen)

    @property
    def first(self) -> tuple[Option, ...]:
        """The values to show at once: all of a short list; of a long one those chosen and those with the most."""
        if len(self.options) <= MOST_SHOWN:
            return self.options
        best = sorted(self.options, key=lambda option: (not option.is_chosen, -option.count))
        shown = set(best[: max(FIRST_SHOWN, len(self.chosen))])
        return tuple(option for option in self.options if option in shown)

    @property
    def more(self) -> tuple[Option, ...]:
        """The values of a long list that are folded away."""
        return tuple(option for option in self.options if option not in self.first)


def _keys(organisations: OrganisationQuerySet) -> QuerySet:
    return organisations.order_by().values("pk")


Rows = QuerySet[Any, tuple[str, str | None, int]]
"""Rows of filter, value and number of organisations. Those of the same filter and value are added up."""


def _rows(facet: str, rows: QuerySet, by: str, *, distinct: bool = False) -> Rows:
    """Return the rows of a filter; `distinct` counts an organisation once however many rows it has."""
    number = Count("organisation", distinct=True) if distinct else Count("pk")
    named = rows.order_by().annotate(facet=Value(facet))
    return named.values_list("facet", by).annotate(number=number)


def _by_place(facet: str, *columns: str) -> Callable[[OrganisationQuerySet], list[Rows]]:
    def count(organisations: OrganisationQuerySet) -> list[Rows]:
        places = Place.objects.filter(is_main=True, organisation__in=_keys(organisations))
        return [_rows(facet, places, by) for by in columns]

    return count


def _by_kind(organisations: OrganisationQuerySet) -> list[Rows]:
    relations = Engagement.objects.filter(is_published=True, organisation__in=_keys(organisations))
    return [_rows("kind", relations, "service__kind", distinct=True)]


def _by_outcome(organisations: OrganisationQuerySet) -> list[Rows]:
    current = Assessment.objects.shown(definitions.DEFAULT)
    return [_rows("outcome", current.filter(organisation__in=_keys(organisations)), "outcome")]


def _by_verified(organisations: OrganisationQuerySet) -> list[Rows]:
    value = Case(When(is_verified(), then=Value("yes")), default=Value("no"))
    found = Organisation.objects.filter(pk__in=_keys(organisations)).annotate(value=value)
    return [_rows("verified", found, "value")]


COUNTERS: dict[str, Callable[[OrganisationQuerySet], list[Rows]]] = {
    # By the region of 2009 and by that of 2021, which the probation area gives.
    "region": _by_place("region", "region__slug", "area__region_2021__slug"),
    "area": _by_place("area", "area__slug"),
    "kind": _by_kind,
    "outcome": _by_outcome,
    "verified": _by_verified,
}
"""Parameter → the rows that count organisations by its values."""


def counted(first: Rows, *others: Rows) -> dict[str, Counts]:
    """Return filter → value → number of organisations of all these rows. One query."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for facet, value, number in first.union(*others, all=True):
        if value is not None:
            found[facet][value] += number
    return {facet: dict(counts) for facet, counts in found.items()}


def term_rows(organisations: OrganisationQuerySet, vocabularies: Collection[str]) -> list[Rows]:
    """Return the rows of vocabularies: the organisations with a term, themselves or in an engagement."""
    own = OrganisationTerm.objects.public().filter(
        vocabulary__in=vocabularies, organisation__in=_keys(organisations)
    )
    of_their_own = own.order_by().values_list("vocabulary", "term").annotate(number=Count("pk"))
    carried_already = OrganisationTerm.objects.public().filter(
        organisation=OuterRef("engagement__organisation"),
        vocabulary=OuterRef("vocabulary"),
        term=OuterRef("term"),
    )
    from_engagements = EngagementTerm.objects.filter(
        ~Exists(carried_already),
        vocabulary__in=vocabularies,
        engagement__is_published=True,
        engagement__shows_details=True,
        engagement__organisation__in=_keys(organisations),
    )
    by_engagement = (
        from_engagements.order_by()
        .values_list("vocabulary", "term")
        .annotate(number=Count("engagement__organisation", distinct=True))
    )
    return [of_their_own, by_engagement]
