"""Reads the shipped tables of case studies and lessons, and checks every cell, without the database."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from accounts.uploads.rows import Finding
from enterprises.importing import cells
from enterprises.importing.reading import SLUG
from enterprises.vocabulary import TERMS, Vocabulary
from learning.vocabulary import Depth, FactKind, LessonKind, PartyRole, Section
from noms.importing.sheets import OUTWARD, Line, ReferenceFileError, read_sheet

PROGRAMME_COLUMNS = ("slug", "title", "issuer", "published", "number_of_cases", "warning", "source")
TERM_COLUMNS: Mapping[str, Vocabulary] = {
    "stages": Vocabulary.STAGE,
    "sectors": Vocabulary.SECTOR,
    "customers": Vocabulary.CUSTOMER,
    "needs": Vocabulary.NEED,
}
CASE_COLUMNS = (
    "slug", "programme", "number", "title", "commissioner", "place", "outcode", "founded", "legal_form", "depth",
    "offender_link", *TERM_COLUMNS, "chosen_by_us", *Section.values, "sources", "note",
)  # fmt: skip
PARTY_COLUMNS = ("case_study", "name", "organisation", "service", "role")
FACT_COLUMNS = ("case_study", "kind", "statement", "value", "unit", "as_of", "source")
COUNT_COLUMNS = ("programme", "vocabulary", "term", "label", "count", "base", "is_exclusive", "source")
ACTION_COLUMNS = ("number", "action", "activities", "needs", "stages", "source")
LEARNING_COLUMNS = ("theme", "statement", "source")
LESSON_COLUMNS = ("kind", "section", "title", "summary", "cases", "source")
A_SLUG = "small letters, figures and hyphens"
ACTION, LEARNING = "action_that_works", "learning"


@dataclass
class Case:
    """A row of the table of case studies, with what other tables say of it."""

    about: dict[str, Any]
    programme: str
    outcode: str
    sections: dict[str, str]
    terms: list[tuple[str, str, bool]]
    parties: list[dict[str, str]] = field(default_factory=list)
    facts: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Tables:
    """The rows of all tables. `programmes` and `cases` by slug; `counts` and `lessons` by the slug of the programme."""

    programmes: dict[str, dict[str, Any]] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    counts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    lessons: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


def read_tables(folder: Path) -> Tables:
    """Return the tables in the folder.

    :raises ReferenceFileError: with every problem found, each with its file, row and column.
    """
    problems: list[Finding] = []
    tables = Tables()
    for line in read_sheet(folder, "programmes.csv", PROGRAMME_COLUMNS, problems, unique=("slug",)):
        slug = line.matching("slug", SLUG, A_SLUG)
        tables.programmes[slug] = {
            "title": line.text("title", longest=200),
            "issuer": line.text("issuer", longest=200),
            "published": line.text("published", longest=40),
            "number_of_cases": line.whole("number_of_cases", 1, 1000),
            "warning": line.text("warning", longest=300, may_be_empty=True),
            "source": source(line, "source", tables.programmes.keys() | {slug}),
        }
    for line in read_sheet(folder, "case_studies.csv", CASE_COLUMNS, problems, unique=("slug", "title")):
        tables.cases[line.matching("slug", SLUG, A_SLUG)] = _case(line, tables.programmes)
    for line in read_sheet(folder, "case_study_parties.csv", PARTY_COLUMNS, problems):
        case = tables.cases.get(line.known("case_study", tables.cases, "case study"))
        party = {
            "name": line.text("name", longest=200),
            "organisation": line.matching("organisation", SLUG, A_SLUG, may_be_empty=True),
            "service": line.matching("service", SLUG, A_SLUG, may_be_empty=True),
            "role": line.word("role", {role.value: role.value for role in PartyRole}),
        }
        if case:
            case.parties.append(party)
    for line in read_sheet(folder, "case_study_facts.csv", FACT_COLUMNS, problems):
        case = tables.cases.get(line.known("case_study", tables.cases, "case study"))
        fact = {
            "kind": line.word("kind", {kind.value: kind.value for kind in FactKind}),
            "statement": line.text("statement", longest=400),
            "value": line.text("value", longest=40, may_be_empty=True),
            "unit": line.text("unit", longest=60, may_be_empty=True),
            "as_of": line.text("as_of", longest=40, may_be_empty=True),
            "source": source(line, "source", tables.programmes),
        }
        if case:
            case.facts.append(fact)
    for line in read_sheet(folder, "published_counts.csv", COUNT_COLUMNS, problems):
        programme = line.known("programme", tables.programmes, "programme")
        tables.counts.setdefault(programme, []).append(_count(line, tables.programmes))
    _read_lessons(folder, tables, problems)
    if problems:
        raise ReferenceFileError(sorted(problems, key=lambda problem: (problem.file, problem.row or 0)))
    return tables


def _case(line: Line, programmes: Collection[str]) -> Case:
    ours = line.several("chosen_by_us")
    for column in ours:
        if column not in TERM_COLUMNS:
            line.refuse("chosen_by_us", f"“{column}” is not one of: {', '.join(TERM_COLUMNS)}.")
    return Case(
        about={
            "number": line.whole("number", 1, 1000),
            "title": line.text("title", longest=200),
            "commissioner": line.text("commissioner", longest=200, may_be_empty=True),
            "place": line.text("place", longest=120, may_be_empty=True),
            "founded": line.text("founded", longest=120, may_be_empty=True),
            "legal_form": line.text("legal_form", longest=200, may_be_empty=True),
            "depth": line.word("depth", {depth.value: depth.value for depth in Depth}),
            "offender_link": line.text("offender_link", longest=200, may_be_empty=True),
            "sources": source(line, "sources", programmes),
            "note": line.text("note", longest=300, may_be_empty=True),
        },
        programme=line.known("programme", programmes, "programme"),
        outcode=line.matching("outcode", OUTWARD, "the first half of a postcode", may_be_empty=True),
        sections={
            kind: text
            for kind in Section.values
            if (text := line.text(kind, longest=2000, may_be_empty=True))
        },
        terms=[
            (vocabulary.value, term, column in ours)
            for column, vocabulary in TERM_COLUMNS.items()
            for term in sorted(cells.terms(line, column, vocabulary))
        ],
    )


def _count(line: Line, programmes: Collection[str]) -> dict[str, Any]:
    vocabulary = line.word("vocabulary", {each.value: each.value for each in Vocabulary})
    base = line.whole("base", 1, 1000)
    return {
        "vocabulary": vocabulary,
        "term": line.word("term", {term: term for term in TERMS[vocabulary].values}),
        "label": line.text("label", longest=120),
        "count": line.whole("count", 0, base),
        "base": base,
        "is_exclusive": line.word("is_exclusive", {"yes": True, "no": False}),
        "source": source(line, "source", programmes),
    }


def _read_lessons(folder: Path, tables: Tables, problems: list[Finding]) -> None:
    """Add the lessons of three tables to the programme that is their source."""

    def add(line: Line, **lesson: Any) -> None:
        cited = source(line, "source", tables.programmes)
        tables.lessons.setdefault(cited.partition(":")[0], []).append({**lesson, "source": cited})

    for line in read_sheet(folder, "actions_that_work.csv", ACTION_COLUMNS, problems, unique=("number",)):
        columns = {
            "activities": Vocabulary.ACTIVITY,
            "needs": Vocabulary.NEED,
            "stages": Vocabulary.STAGE,
        }
        add(
            line,
            kind=ACTION,
            title=line.text("action", longest=200),
            terms={
                vocabulary.value: sorted(found)
                for column, vocabulary in columns.items()
                if (found := cells.terms(line, column, vocabulary))
            },
        )
    for line in read_sheet(folder, "key_learning.csv", LEARNING_COLUMNS, problems):
        add(
            line,
            kind=LEARNING,
            theme=line.text("theme", longest=60),
            title=line.text("statement", longest=200),
        )
    for line in read_sheet(folder, "commissioning_lessons.csv", LESSON_COLUMNS, problems):
        unknown = [slug for slug in line.several("cases") if slug not in tables.cases]
        if unknown:
            line.refuse("cases", f"there is no case study {', '.join(unknown)}.")
        add(
            line,
            kind=line.word("kind", {kind.value: kind.value for kind in LessonKind}),
            title=line.text("title", longest=200),
            text=line.text("summary", longest=2000),
            cases=line.several("cases"),
        )


def source(line: Line, column: str, programmes: Collection[str]) -> str:
    """Return where a row comes from: a place in a programme's publication (`slug:L12`), or another source in words."""
    found = line.text(column, longest=400)
    for part in line.several(column):
        key, colon, place = part.partition(":")
        if colon and SLUG.fullmatch(key) and place.startswith("L") and key not in programmes:
            line.refuse(column, f"programmes.csv has no {key}.")
    return found
