"""The filters of the list of case studies, with the number of case studies that each value leaves."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import NamedTuple

from django.db.models import QuerySet
from django.http import QueryDict

from enterprises.vocabulary import TERMS, Vocabulary
from learning.models import OF_CASES, CaseStudy, CaseTerm, Programme
from learning.querysets import CASE_OF_TERM, CaseStudyQuerySet, directory_terms
from learning.vocabulary import Depth
from noms.models import Region

NOT_STATED = "not-stated"
LONGEST_TEXT = 200
LABELS = {
    Vocabulary.ACTIVITY.value: "Activity",
    Vocabulary.STAGE.value: "When",
    Vocabulary.SECTOR.value: "Sector",
    Vocabulary.CUSTOMER.value: "Who buys from it",
    Vocabulary.NEED.value: "Help with",
    "region": "Region",
    "depth": "How much is known",
    "programme": "Published in",
}
"""The filters by their parameter, in the order of the form."""


class Option(NamedTuple):
    """A value of a filter. `number` is that of published case studies with it, whatever else is chosen."""

    value: str
    label: str
    number: int
    is_chosen: bool


class Filter(NamedTuple):
    """A filter with its values; those that no case study has are left out."""

    name: str
    label: str
    options: list[Option]


class Chip(NamedTuple):
    """An active filter, and the query string without it."""

    label: str
    without: str


class CaseStudyFilters:
    """What an address asks for. A value that does not exist is told in `notices` and left out."""

    def __init__(self, params: QueryDict) -> None:
        self.text = " ".join(params.get("q", "").split())[:LONGEST_TEXT]
        self.notices: list[str] = []
        self.chosen: dict[str, str] = {}
        for name, label in LABELS.items():
            value = params.get(name, "")
            if not value:
                continue
            if value in self._labels[name]:
                self.chosen[name] = value
            else:
                self.notices.append(f"{label}: there is no “{value[:60]}”, so it is not used as a filter.")

    @cached_property
    def _labels(self) -> dict[str, dict[str, str]]:
        """The label of each value of each filter. Two queries."""
        terms = {each.value: {**dict(TERMS[each].choices), NOT_STATED: "Not stated"} for each in OF_CASES}
        regions = dict(Region.objects.order_by("name").values_list("slug", "name"))
        programmes = {each.slug: str(each) for each in Programme.objects.all()}
        return {
            **terms,
            "region": {**regions, NOT_STATED: "Not stated"},
            "depth": dict(Depth.choices),
            "programme": programmes,
        }

    @cached_property
    def found(self) -> CaseStudyQuerySet:
        """The published case studies that the address asks for."""
        found: CaseStudyQuerySet = CaseStudy.objects.published()
        if self.text:
            found = found.with_words(self.text)
        for name, value in self.chosen.items():
            if name in TERMS:
                is_unknown = value == NOT_STATED
                found = found.without_term(name) if is_unknown else found.with_term(name, value)
            elif name == "region":
                is_unknown = value == NOT_STATED
                found = (
                    found.filter(outcode=None) if is_unknown else found.filter(outcode__region__slug=value)
                )
            else:
                found = found.filter(**{f"{name}__slug" if name == "programme" else name: value})
        return found

    @cached_property
    def filters(self) -> list[Filter]:
        """The filters with their values. Four queries at any size."""
        counts = self._counts
        return [
            Filter(
                name,
                label,
                [
                    Option(value, words, counts[name][value], self.chosen.get(name) == value)
                    for value, words in self._labels[name].items()
                    if counts[name][value] or self.chosen.get(name) == value
                ],
            )
            for name, label in LABELS.items()
        ]

    @cached_property
    def _counts(self) -> dict[str, Counter[str]]:
        """How many published case studies have each value. A case study counts once for a value."""
        cases: QuerySet[CaseStudy] = CaseStudy.objects.published()
        rows = list(cases.values_list("pk", "outcode__region__slug", "depth", "programme__slug"))
        counts: dict[str, Counter[str]] = {
            "region": Counter(region or NOT_STATED for _, region, _, _ in rows),
            "depth": Counter(depth for _, _, depth, _ in rows),
            "programme": Counter(programme for _, _, _, programme in rows),
        }
        stated: dict[str, dict[int, set[str]]] = {each.value: {} for each in OF_CASES}
        own = CaseTerm.objects.filter(case_study__is_published=True)
        for pk, vocabulary, term in own.values_list("case_study", "vocabulary", "term"):
            stated[vocabulary].setdefault(pk, set()).add(term)
        has_own = {vocabulary: frozenset(found) for vocabulary, found in stated.items()}
        listed = directory_terms(case_study__is_published=True).filter(vocabulary__in=list(stated))
        for pk, vocabulary, term in listed.values_list(CASE_OF_TERM, "vocabulary", "term"):
            if pk not in has_own[vocabulary]:
                stated[vocabulary].setdefault(pk, set()).add(term)
        for vocabulary, found in stated.items():
            counts[vocabulary] = Counter(term for terms in found.values() for term in terms)
            counts[vocabulary][NOT_STATED] = len(rows) - len(found)
        return counts

    @property
    def chips(self) -> list[Chip]:
        """The active filters, each with the query string that takes it off."""
        chips = [Chip(f"“{self.text}”", self.query(q=""))] if self.text else []
        return chips + [
            Chip(f"{LABELS[name]}: {self._labels[name][value]}", self.query(**{name: ""}))
            for name, value in self.chosen.items()
        ]

    def query(self, **changes: str) -> str:
        """Return the query string of these filters with changes, from the question mark on; empty without any."""
        params = QueryDict(mutable=True)
        for name, value in {"q": self.text, **self.chosen, **changes}.items():
            if value:
                params[name] = value
        return f"?{params.urlencode()}" if params else ""
