"""Reads the shipped tables and checks every cell, without the database."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from accounts.uploads.rows import Finding
from enterprises import fact_values, identifiers
from enterprises.geocoding import postcode_in
from enterprises.importing import cells
from enterprises.importing.relations import RelationRow, read_relations
from enterprises.importing.statements import Statement
from enterprises.vocabulary import SourceKind, Vocabulary
from noms.contact_cells import read_contact
from noms.importing.sheets import OUTWARD, Line, ReferenceFileError, read_sheet
from noms.models import Contactable

ORGANISATIONS, EVIDENCE = "organisations.csv", "organisation_evidence.csv"
ORGANISATION_COLUMNS = (
    "slug", "name", "registered_name", "other_names", "town_or_area", "outcode_from_town", "nation", "legal_form",
    "legal_form_as_stated", "company_no", "charity_no", "organisation_types", "sectors", "activity_terms",
    "stages", "people_worked_with", "what_it_does", "activities", "works_with", "founded", "status", "ended_in",
    "status_as_stated", *Contactable.CONTACT_FIELDS, "case_study_2013", "source", "source_says",
    "evidence_class_by_researcher",
)  # fmt: skip
EVIDENCE_COLUMNS = (
    "organisation", "fact", "value", "financial_year_end", "source_kind", "source_title", "source_address",
    "source_date", "observed_on", "quotation", "note",
)  # fmt: skip

VOCABULARY_BY_COLUMN: dict[str, Vocabulary] = {
    "organisation_types": Vocabulary.ORGANISATION_TYPE,
    "sectors": Vocabulary.SECTOR,
    "activity_terms": Vocabulary.ACTIVITY,
    "stages": Vocabulary.STAGE,
    "people_worked_with": Vocabulary.OFFENDER_GROUP,
}
"""Column with terms, separated by semicolons → their vocabulary."""

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NUMBER = re.compile(r"(?P<number>[^()]+?)\s*(?P<parents>\(parent\))?")

Numbers = tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True)
class Entry:
    """A row of the table of organisations. `about` holds the values that `create_organisation` takes."""

    row: int
    slug: str
    name: str
    about: Mapping[str, Any]
    other_names: tuple[str, ...]
    terms: Mapping[str, frozenset[str]]
    identifiers: Numbers
    place: str
    postcode: str


@dataclass
class Tables:
    """The rows of the three tables, by the slug of the organisation."""

    entries: dict[str, Entry] = field(default_factory=dict)
    statements: dict[str, list[Statement]] = field(default_factory=dict)
    relations: dict[str, list[RelationRow]] = field(default_factory=dict)


def read_tables(folder: Path) -> Tables:
    """Return the three tables in the folder.

    :raises ReferenceFileError: with every problem found, each with its row and column.
    """
    problems: list[Finding] = []
    tables = Tables()
    for line in read_sheet(folder, ORGANISATIONS, ORGANISATION_COLUMNS, problems, unique=("name", "slug")):
        entry = _entry(line)
        tables.entries[entry.slug] = entry
    slugs = {entry.name: entry.slug for entry in tables.entries.values()}
    seen: dict[tuple[str, ...], int] = {}
    for line in read_sheet(folder, EVIDENCE, EVIDENCE_COLUMNS, problems):
        statement = _statement(line, slugs)
        same = (statement.slug, statement.fact, statement.source_kind, statement.source)
        if seen.setdefault(same, line.row) != line.row:
            line.refuse("fact", f"row {seen[same]} has this fact from the same source already.")
        tables.statements.setdefault(statement.slug, []).append(statement)
    for relation in read_relations(folder, slugs, problems):
        tables.relations.setdefault(relation.slug, []).append(relation)
    if problems:
        raise ReferenceFileError(sorted(problems, key=lambda problem: (problem.file, problem.row or 0)))
    return tables


def _entry(line: Line) -> Entry:
    name = " ".join(line.text("name", longest=200).split())
    place = line.text("town_or_area", longest=200, may_be_empty=True)
    outcode = line.matching("outcode_from_town", OUTWARD, "the first half of a postcode", may_be_empty=True)
    return Entry(
        row=line.row,
        slug=line.matching("slug", SLUG, "small letters, figures and hyphens"),
        name=name,
        about={
            "registered_name": line.text("registered_name", longest=200, may_be_empty=True),
            "description": line.text("what_it_does", longest=2000, may_be_empty=True),
            "legal_form": line.text("legal_form", longest=200, may_be_empty=True)
            or line.text("legal_form_as_stated", longest=200, may_be_empty=True),
            **read_contact(line.cell, line.refuse),
            "founded": line.text("founded", longest=100, may_be_empty=True),
            "status": line.text("status", longest=200, may_be_empty=True),
            "ended_in": line.year("ended_in"),
            "works_with": line.text("works_with", longest=300, may_be_empty=True),
            "source": line.text("source", longest=2000),
            "note": _note(line),
        },
        other_names=tuple(sorted(line.several("other_names"))),
        terms={
            vocabulary: cells.terms(line, column, vocabulary)
            for column, vocabulary in VOCABULARY_BY_COLUMN.items()
        },
        identifiers=(
            *_numbers(line, "company_no", identifiers.COMPANY),
            *_numbers(line, "charity_no", identifiers.CHARITY),
        ),
        place=place,
        postcode=outcode or postcode_in(place),
    )


def _note(line: Line) -> str:
    """Return the note for curators: what the source says, and how the compiler of the table read it."""
    source_text = line.text("source_says", longest=2000)
    coding = line.text("evidence_class_by_researcher", longest=200)
    parts = [f"The source says: {source_text}.", f"Compiler’s reading: {coding}."]
    if line.cell("case_study_2013"):
        number = line.whole("case_study_2013", 1, 20)
        parts.append(f"Case study {number} of the Clinks and Social Firms UK series of 2013.")
    return " ".join(parts)


def _numbers(line: Line, column: str, scheme: str) -> Numbers:
    """Return the register numbers in a cell; one marked "(parent)" belongs to the parent body."""
    found = []
    for part in line.several(column):
        match = _NUMBER.fullmatch(part)
        try:
            if match is None:
                raise ValueError("Write the number, and (parent) after it if it is the parent body's.")
            found.append((scheme, identifiers.normalise(scheme, match["number"]), bool(match["parents"])))
        except ValueError as error:
            line.refuse(column, str(error))
    return tuple(found)


def _statement(line: Line, slugs: Mapping[str, str]) -> Statement:
    name = line.known("organisation", slugs, "organisation in organisations.csv")
    fact = line.word("fact", {fact: fact for fact in fact_values.EVIDENCE_FACTS})
    value = line.cell("value")
    try:
        value = fact_values.normalise(fact, value)
    except ValueError as error:
        line.refuse("value", str(error))
    year_end = line.day("financial_year_end") if line.cell("financial_year_end") else None
    if (year_end is None) == (fact in fact_values.YEAR_FACTS):
        line.refuse(
            "financial_year_end", "income needs the end of its financial year, and nothing else has one."
        )
    quotation = line.text("quotation", longest=2000, may_be_empty=True)
    note = line.text("note", longest=2000, may_be_empty=True)
    if not quotation and not note:
        line.refuse("note", "say here in our words what the source says, or quote it under quotation.")
    return Statement(
        slug=slugs.get(name, ""),
        fact=fact,
        value=value,
        source_kind=line.word("source_kind", {kind: kind for kind in SourceKind.values}),
        source=cells.source(line),
        quotation=quotation,
        note=note,
        observed_on=cells.past_day(line, "observed_on"),
        source_date=line.text("source_date", longest=100, may_be_empty=True),
        financial_year_end=year_end,
    )
