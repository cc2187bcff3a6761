"""Stores the shipped case studies and lessons. Safe to repeat."""

from __future__ import annotations

from typing import NamedTuple

from django.db import transaction

from accounts.changes import tell
from enterprises.models import Organisation
from learning.models import (
    CaseFact,
    CaseParty,
    CaseSection,
    CaseStudy,
    CaseTerm,
    Lesson,
    Programme,
    PublishedCount,
)
from learning.reading import Case, Tables
from noms.models import Outcode, Service

CASE_STUDY = "case_study"
"""The kind of entry that `accounts.changes.tell` names."""


class Loaded(NamedTuple):
    """The number of rows of each table that is there now."""

    case_studies: int
    facts: int
    lessons: int

    def __str__(self) -> str:
        return f"{self.case_studies} case studies with {self.facts} facts, {self.lessons} lessons"


@transaction.atomic
def store(tables: Tables) -> Loaded:
    """Store the tables: what they have is as they say afterwards; case studies of others are left alone.

    A party or a place that the directory does not have stays a name without a link.
    """
    programmes = {
        slug: Programme.objects.update_or_create(slug=slug, defaults=about)[0]
        for slug, about in tables.programmes.items()
    }
    links = _Links(tables)
    for slug, case in tables.cases.items():
        _store_case(slug, case, programmes[case.programme], links)
    for slug, counts in tables.counts.items():
        programmes[slug].counts.all().delete()
        PublishedCount.objects.bulk_create(
            PublishedCount(programme=programmes[slug], number=number, **count)
            for number, count in enumerate(counts, start=1)
        )
    cases = {each.slug: each for each in CaseStudy.objects.filter(slug__in=tables.cases)}
    for slug, lessons in tables.lessons.items():
        programmes[slug].lessons.all().delete()
        for number, lesson in enumerate(lessons, start=1):
            about = {name: value for name, value in lesson.items() if name != "cases"}
            made = Lesson.objects.create(programme=programmes[slug], number=number, **about)
            if named := lesson.get("cases"):
                made.case_studies.set([cases[each] for each in named])
    tell(CASE_STUDY, list(tables.cases))
    return Loaded(
        len(tables.cases),
        sum(len(case.facts) for case in tables.cases.values()),
        sum(len(lessons) for lessons in tables.lessons.values()),
    )


class _Links:
    """The rows of lower apps that the tables name. Three queries."""

    def __init__(self, tables: Tables) -> None:
        parties = [party for case in tables.cases.values() for party in case.parties]
        organisations = {party["organisation"] for party in parties}
        rows = Organisation.objects.filter(slug__in=organisations).select_related("merged_into")
        self.organisations = {each.slug: each.merged_into or each for each in rows}
        services = {party["service"] for party in parties}
        self.services = {each.slug: each for each in Service.objects.filter(slug__in=services)}
        outcodes = {case.outcode for case in tables.cases.values()}
        self.outcodes = {each.pk: each for each in Outcode.objects.filter(pk__in=outcodes)}


def _store_case(slug: str, case: Case, programme: Programme, links: _Links) -> None:
    about = {
        **case.about,
        "programme": programme,
        "outcode": links.outcodes.get(case.outcode),
        "is_published": True,
    }
    stored, _ = CaseStudy.objects.update_or_create(slug=slug, defaults=about)
    for model in (CaseSection, CaseFact, CaseTerm, CaseParty):
        model._default_manager.filter(case_study=stored).delete()
    CaseSection.objects.bulk_create(
        CaseSection(case_study=stored, kind=kind, text=text) for kind, text in case.sections.items()
    )
    CaseTerm.objects.bulk_create(
        CaseTerm(case_study=stored, vocabulary=vocabulary, term=term, is_ours=is_ours)
        for vocabulary, term, is_ours in case.terms
    )
    CaseFact.objects.bulk_create(
        CaseFact(case_study=stored, number=number, **fact) for number, fact in enumerate(case.facts, start=1)
    )
    CaseParty.objects.bulk_create(
        CaseParty(
            case_study=stored,
            name=party["name"],
            role=party["role"],
            organisation=links.organisations.get(party["organisation"]),
            service=links.services.get(party["service"]),
        )
        for party in case.parties
    )
