"""Reads the two shipped tables and checks every cell, without the database."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.text import slugify

from accounts.uploads.rows import Finding
from enterprises import fact_values, identifiers
from enterprises.geocoding import postcode_in
from enterprises.vocabulary import OrganisationType, Sector, SourceKind, Vocabulary
from noms.importing.sheets import OUTWARD, Line, ReferenceFileError, read_sheet

ORGANISATIONS, EVIDENCE = "organisations.csv", "organisation_evidence.csv"
ORGANISATION_COLUMNS = (
    "name", "town_or_area", "outcode_from_town", "nation", "legal_form_as_stated", "company_no", "charity_no",
    "sector_coded_by_researcher", "activities", "works_with", "prisons_or_probation_named", "founded",
    "status_as_stated", "website", "clinks2014_case_study", "source", "source_says",
    "evidence_class_by_researcher",
)  # fmt: skip
EVIDENCE_COLUMNS = ("organisation", "fact", "value", "source_kind", "source", "quotation", "observed_on")

TERM_BY_SECTOR: dict[str, tuple[str, str]] = {
    "business administration": (Vocabulary.SECTOR, Sector.BUSINESS_ADMINISTRATION),
    "business start up": (Vocabulary.SECTOR, Sector.BUSINESS_START_UP),
    "cleaning": (Vocabulary.SECTOR, Sector.CLEANING),
    "construction/decorating": (Vocabulary.SECTOR, Sector.CONSTRUCTION),
    "craft": (Vocabulary.SECTOR, Sector.CRAFT),
    "fire safety": (Vocabulary.SECTOR, Sector.OTHER),
    "food": (Vocabulary.SECTOR, Sector.FOOD),
    "gardening/horticulture": (Vocabulary.SECTOR, Sector.HORTICULTURE),
    "health": (Vocabulary.SECTOR, Sector.OTHER),
    "media": (Vocabulary.SECTOR, Sector.OTHER),
    "other": (Vocabulary.SECTOR, Sector.OTHER),
    "print": (Vocabulary.SECTOR, Sector.OTHER),
    "recycling": (Vocabulary.SECTOR, Sector.RECYCLING),
    "retail": (Vocabulary.SECTOR, Sector.RETAIL),
    "social care": (Vocabulary.SECTOR, Sector.OTHER),
    "support organisation": (Vocabulary.ORGANISATION_TYPE, OrganisationType.SUPPORT),
    "support/employment": (Vocabulary.SECTOR, Sector.OTHER),
}
"""The sector as coded in the table (without brackets) → the vocabulary and its term."""

_NUMBER = re.compile(r"(?P<number>[^()]+?)\s*(?P<parents>\(parent\))?")

Numbers = tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True)
class Entry:
    """A row of the table of organisations. `about` holds the texts that `create_organisation` takes."""

    row: int
    slug: str
    name: str
    about: Mapping[str, str]
    terms: Mapping[str, frozenset[str]]
    identifiers: Numbers
    place: str
    postcode: str


@dataclass(frozen=True)
class Statement:
    """A row of the table of evidence; `slug` is the organisation's."""

    slug: str
    fact: str
    value: str
    source_kind: str
    source: str
    quotation: str
    observed_on: dt.date

    @property
    def key(self) -> tuple[str, str, str, str]:
        """The values by which equal evidence about an organisation is recognised."""
        return self.fact, self.value, self.source_kind, self.source


@dataclass
class Tables:
    """The rows of both tables, by slug."""

    entries: dict[str, Entry] = field(default_factory=dict)
    statements: dict[str, list[Statement]] = field(default_factory=dict)


def read_tables(folder: Path) -> Tables:
    """Return both tables in the folder.

    :raises ReferenceFileError: with every problem found, each with its row and column.
    """
    problems: list[Finding] = []
    tables = Tables()
    for line in read_sheet(folder, ORGANISATIONS, ORGANISATION_COLUMNS, problems, unique=("name",)):
        entry = _entry(line)
        if entry.slug in tables.entries:
            line.refuse("name", f"row {tables.entries[entry.slug].row} has nearly the same name.")
        tables.entries[entry.slug] = entry
    slugs = {entry.name: entry.slug for entry in tables.entries.values()}
    seen: dict[tuple[str, ...], int] = {}
    for line in read_sheet(folder, EVIDENCE, EVIDENCE_COLUMNS, problems):
        statement = _statement(line, slugs)
        same = (statement.slug, statement.fact, statement.source_kind, statement.source)
        if seen.setdefault(same, line.row) != line.row:
            line.refuse("fact", f"row {seen[same]} has this fact from the same source already.")
        tables.statements.setdefault(statement.slug, []).append(statement)
    if problems:
        raise ReferenceFileError(sorted(problems, key=lambda problem: (problem.file, problem.row or 0)))
    return tables


def _entry(line: Line) -> Entry:
    name = " ".join(line.text("name", longest=200).split())
    place = line.text("town_or_area", longest=200, may_be_empty=True)
    outcode = line.matching("outcode_from_town", OUTWARD, "the first half of a postcode", may_be_empty=True)
    _check_website(line)
    return Entry(
        row=line.row,
        slug=slugify(name)[:200] or "organisation",
        name=name,
        about={
            "description": line.text("activities", longest=2000, may_be_empty=True),
            "legal_form": line.text("legal_form_as_stated", longest=200, may_be_empty=True),
            "website": line.text("website", longest=200, may_be_empty=True),
            "founded": line.text("founded", longest=100, may_be_empty=True),
            "status": line.text("status_as_stated", longest=200, may_be_empty=True),
            "works_with": line.text("works_with", longest=300, may_be_empty=True),
            "services_named": line.text("prisons_or_probation_named", longest=2000, may_be_empty=True),
            "source": line.text("source", longest=2000),
            "note": _note(line),
        },
        terms=_terms(line),
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
    if line.cell("clinks2014_case_study"):
        number = line.whole("clinks2014_case_study", 1, 20)
        parts.append(f"Case study {number} of the Clinks and Social Firms UK series of 2014.")
    return " ".join(parts)


def _terms(line: Line) -> dict[str, frozenset[str]]:
    column = "sector_coded_by_researcher"
    found: dict[str, set[str]] = {Vocabulary.SECTOR: set(), Vocabulary.ORGANISATION_TYPE: set()}
    for word in line.several(column):
        coded = TERM_BY_SECTOR.get(word.split("(")[0].strip().lower())
        if coded is None:
            line.refuse(column, f"“{word}” is not one of: {', '.join(TERM_BY_SECTOR)}.")
        else:
            found[coded[0]].add(coded[1])
    return {vocabulary: frozenset(terms) for vocabulary, terms in found.items()}


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


def _check_website(line: Line) -> None:
    try:
        if line.cell("website"):
            URLValidator(schemes=["http", "https"])(line.cell("website"))
    except ValidationError:
        line.refuse("website", "this is not a web address beginning with http:// or https://.")


def _statement(line: Line, slugs: Mapping[str, str]) -> Statement:
    name = line.known("organisation", slugs, "organisation in organisations.csv")
    fact = line.word("fact", {fact: fact for fact in fact_values.FIELDS_WITHOUT_A_YEAR})
    value = line.cell("value")
    try:
        value = fact_values.normalise(fact, value)
    except ValueError as error:
        line.refuse("value", str(error))
    day = line.day("observed_on")
    if day > timezone.localdate():
        line.refuse("observed_on", "this date is in the future.")
    return Statement(
        slug=slugs.get(name, ""),
        fact=fact,
        value=value,
        source_kind=line.word("source_kind", {kind: kind for kind in SourceKind.values}),
        source=line.text("source", longest=2000),
        quotation=line.text("quotation", longest=2000),
        observed_on=day,
    )
