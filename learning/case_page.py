"""What the page of a case study shows, and its card in a list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from enterprises.models import Organisation
from enterprises.vocabulary import label_of
from learning.models import OF_CASES, CaseFact, CaseStudy, Programme
from learning.querysets import directory_terms
from learning.sources import in_words
from learning.vocabulary import COSTS, FactKind, Nature, PartyRole, Section
from noms.models import Service

NOT_STATED = "Not stated"
ON_CARD = (Section.BACKGROUND, Section.SERVICE, Section.IMPACT)


@dataclass(frozen=True)
class Term:
    """A term of a case study. `origin` says whose reading it is, empty if its source states it."""

    label: str
    address: str
    origin: str


class CasePage:
    """One case study for its page. Nine queries at most."""

    def __init__(self, case_study: CaseStudy) -> None:
        self.case_study = case_study

    @cached_property
    def titles(self) -> dict[str, str]:
        """The title of each programme by slug, for sources."""
        return {each.slug: str(each) for each in Programme.objects.all()}

    @cached_property
    def sections(self) -> list[tuple[str, str]]:
        """The parts with their headings, in the order in which they are read."""
        texts = {section.kind: section.text for section in self.case_study.sections.all()}
        return [(section.label, texts[section]) for section in Section if section in texts]

    @cached_property
    def facts(self) -> list[tuple[str, list[tuple[CaseFact, str]]]]:
        """The facts by kind, each with its source in words."""
        found: dict[str, list[tuple[CaseFact, str]]] = {}
        for fact in self.case_study.facts.all():
            found.setdefault(fact.kind, []).append(
                (fact, in_words(fact.source, self.titles, within=self.case_study.programme.slug))
            )
        return [(kind.label, found[kind]) for kind in FactKind if kind in found]

    @cached_property
    def parties(self) -> list[tuple[str, list[tuple[str, Service | Organisation | None]]]]:
        """Who took part, by role: each name with its service or its published entry, if the directory has one."""
        found: dict[str, list[tuple[str, Service | Organisation | None]]] = {}
        for party in self.case_study.parties.select_related("organisation", "service"):
            found.setdefault(party.role, []).append(
                (party.name, party.service or entry_of(party.organisation))
            )
        return [(role.label, found[role]) for role in PartyRole if role in found]

    @cached_property
    def terms(self) -> list[tuple[str, list[Term]]]:
        """The terms by vocabulary; where the case study states none, those of its provider in the directory."""
        own: dict[str, list[tuple[str, str]]] = {}
        for term in self.case_study.terms.all():
            own.setdefault(term.vocabulary, []).append((term.term, "our reading" if term.is_ours else ""))
        listed = directory_terms(case_study=self.case_study).filter(vocabulary__in=OF_CASES)
        stated = frozenset(own)
        for vocabulary, word in listed.values_list("vocabulary", "term").distinct():
            if vocabulary not in stated:
                own.setdefault(vocabulary, []).append((word, "its entry in the directory"))
        return [
            (
                vocabulary.label,
                [
                    Term(label_of(vocabulary.value, term), f"?{vocabulary.value}={term}", origin)
                    for term, origin in own.get(vocabulary.value, ())
                ],
            )
            for vocabulary in OF_CASES
        ]

    @cached_property
    def rows(self) -> list[tuple[str, str]]:
        """The facts at the top; an empty one is not stated by any source seen."""
        case = self.case_study
        return [
            ("Commissioner", case.commissioner),
            ("Place", case.place),
            ("Founded", case.founded),
            ("Legal form", case.legal_form),
            ("Link with offenders", case.offender_link),
            ("How it went", "" if case.nature == Nature.NOT_STATED else case.get_nature_display()),
            ("How much is known", case.get_depth_display()),
        ]

    @property
    def sources(self) -> str:
        """All sources in words."""
        return in_words(self.case_study.sources, self.titles)


def entry_of(organisation: Organisation | None) -> Organisation | None:
    """Return the entry of an organisation if it is published."""
    return organisation if organisation and organisation.is_published else None


@dataclass(frozen=True)
class Card:
    """A case study in a list: the problem, what was done, what came of it, what it cost, and whom to ask."""

    case_study: CaseStudy
    texts: list[tuple[str, str]]
    costs: list[str]
    entries: list[Organisation]


def cards(case_studies: Iterable[CaseStudy]) -> list[Card]:
    """Return the cards of case studies, whose parts, facts and parties are prefetched."""
    made = []
    for case in case_studies:
        texts = {section.kind: section.text for section in case.sections.all()}
        entries = [
            entry
            for party in case.parties.all()
            if party.role == PartyRole.PROVIDER and (entry := entry_of(party.organisation))
        ]
        made.append(
            Card(
                case,
                [(kind.label, texts[kind]) for kind in ON_CARD if kind in texts],
                [fact.statement for fact in case.facts.all() if fact.kind in COSTS],
                list(dict.fromkeys(entries)),
            )
        )
    return made
