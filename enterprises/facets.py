"""Facets: the number of organisations that each value of a filter would leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, QuerySet

from enterprises.classification import definitions
from enterprises.models import Assessment, Engagement, EngagementTerm, OrganisationTerm, Place
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


def _counted(rows: QuerySet, by: str, *, distinct: bool = False) -> Counts:
    """Return value → number of rows; `distinct` counts an organisation once however many rows it has."""
    number = Count("organisation", distinct=True) if distinct else Count("pk")
    pairs = rows.order_by().values_list(by).annotate(count=number)
    return {str(value): count for value, count in pairs if value is not None}


def _by_place(by: str) -> Callable[[OrganisationQuerySet], Counts]:
    return lambda organisations: _counted(
        Place.objects.filter(is_main=True, organisation__in=_keys(organisations)), by
    )


def _by_region(organisations: OrganisationQuerySet) -> Counts:
    """Count by the region of 2009 and by that of 2021, which the probation area gives."""
    places = Place.objects.filter(is_main=True, organisation__in=_keys(organisations)).order_by()
    counts = Counter[str]()
    rows = places.values_list("region__slug", "area__region_2021__slug").annotate(count=Count("pk"))
    for *slugs, count in rows:
        counts.update({slug: count for slug in slugs if slug is not None})
    return counts


def _by_kind(organisations: OrganisationQuerySet) -> Counts:
    relations = Engagement.objects.filter(is_published=True, organisation__in=_keys(organisations))
    return _counted(relations, "service__kind", distinct=True)


def _by_outcome(organisations: OrganisationQuerySet) -> Counts:
    current = Assessment.objects.shown(definitions.DEFAULT)
    return _counted(current.filter(organisation__in=_keys(organisations)), "outcome")


def _by_verified(organisations: OrganisationQuerySet) -> Counts:
    found = organisations.order_by().aggregate(number=Count("pk"), yes=Count("pk", filter=is_verified()))
    return {"yes": found["yes"], "no": found["number"] - found["yes"]}


COUNTERS: dict[str, Callable[[OrganisationQuerySet], Counts]] = {
    "region": _by_region,
    "area": _by_place("area__slug"),
    "kind": _by_kind,
    "outcome": _by_outcome,
    "verified": _by_verified,
}
"""Parameter → how to count organisations by its values. One query each."""


def terms(organisations: OrganisationQuerySet, vocabularies: Collection[str]) -> dict[str, Counts]:
    """Return vocabulary → term → number of organisations with it, themselves or in an engagement. One query."""
    found: dict[str, Counter[str]] = {vocabulary: Counter() for vocabulary in vocabularies}
    for vocabulary, term, count in _term_counts(organisations, vocabularies):
        found[vocabulary][term] += count
    return {vocabulary: dict(counts) for vocabulary, counts in found.items()}


def _term_counts(
    organisations: OrganisationQuerySet, vocabularies: Collection[str]
) -> Iterable[tuple[str, str, int]]:
    own = OrganisationTerm.objects.public().filter(
        vocabulary__in=vocabularies, organisation__in=_keys(organisations)
    )
    of_their_own = own.order_by().values_list("vocabulary", "term").annotate(count=Count("pk"))
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
        .annotate(count=Count("engagement__organisation", distinct=True))
    )
    return of_their_own.union(by_engagement, all=True)
