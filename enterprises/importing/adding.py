"""Adds many new organisations at once: the same rows as the actions would store, with few queries for each batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from accounts.audit import record_many
from enterprises import actions, geocoding, name_index
from enterprises.actions.organisations import ABOUT_FIELDS, pii_problems
from enterprises.bulk_insert import insert
from enterprises.importing.history import add_history
from enterprises.importing.reading import Entry
from enterprises.importing.statements import STATED_FIELDS, Statement
from enterprises.models import Evidence, Identifier, Organisation, OrganisationTerm, OtherName, Place
from noms.models import Outcode
from noms.parsing import outward_code

if TYPE_CHECKING:
    from accounts.models import User

BATCH = 500
TERM_SOURCE_PREFIX = "Coded by the table’s compiler from: "
ORGANISATION_COLUMNS = ("name", "slug", *ABOUT_FIELDS, "is_published", "created_by_id", "updated_by_id")
LOCATION_COLUMNS = ("outcode_id", "area_id", "region_id", "latitude", "longitude")
EVIDENCE_COLUMNS = ("organisation_id", *STATED_FIELDS, "created_by_id", "updated_by_id")

Number = tuple[Organisation, str, str, bool, str]
"""An organisation, its register, the number, whether it is the parent body's, and the source."""


class PlaceLocator:
    """Locates the places of entries: fetches all outward codes at once, and looks each label and postcode up once."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        wanted = {outward_code(entry.postcode) for entry in entries if entry.postcode}
        self._outcodes = Outcode.objects.select_related("area", "region").in_bulk(
            [one for one in wanted if one]
        )
        self._found: dict[tuple[str, str], Place] = {}

    def place(self, entry: Entry) -> Place:
        """Return the main place of an entry, unsaved and without an organisation.

        :raises ValidationError: for a postcode that is not in England or Wales.
        """
        key = entry.place, entry.postcode
        if key not in self._found:
            found = self._found[key] = Place(label=entry.place, postcode=entry.postcode.strip().upper())
            geocoding.locate(found, self._outcodes)
        return self._found[key]


def add_new(
    entries: Sequence[Entry], statements: dict[str, list[Statement]], *, by: User | None
) -> Iterator[tuple[Organisation, list[str]]]:
    """Store new entries with their evidence; yield each organisation with the reasons that keep it unpublished.

    History, audit trail, name keys and assessments are written as the actions would; each organisation is assessed
    once, at the end. An entry whose texts contain personal information is not published.

    :raises ValidationError: for a text or a number that the directory refuses.
    """
    locator = PlaceLocator(entries)
    for start in range(0, len(entries), BATCH):
        batch = entries[start : start + BATCH]
        added = _entries(batch, by)
        pairs = [(added[entry.slug][0], entry) for entry in batch]
        _add_details(pairs, locator, by)
        _add_evidence(pairs, statements, by)
        name_index.refresh([organisation.pk for organisation, _ in pairs])
        actions.assess_all(by=by, organisations=[organisation.pk for organisation, _ in pairs])
        yield from added.values()


def group_by_source(statements: Sequence[Statement]) -> Iterator[list[Statement]]:
    """Yield the statements in groups that differ only in the fact and its value."""
    for _, group in groupby(sorted(statements, key=_source_key), key=_source_key):
        yield list(group)


def _source_key(statement: Statement) -> tuple[str, ...]:
    days = (str(statement.observed_on), statement.source_date, str(statement.financial_year_end))
    return statement.source_kind, statement.source, *days, statement.quotation, statement.note


def _entries(batch: Sequence[Entry], by: User | None) -> dict[str, tuple[Organisation, list[str]]]:
    """Store the organisations of the batch with their history; return them by slug, each with its PII problems."""
    stored: dict[str, tuple[Organisation, list[str]]] = {}
    for entry in batch:
        organisation = Organisation(name=entry.name, slug=entry.slug, **entry.about)
        problems = pii_problems(organisation)
        organisation.is_published = not problems
        organisation.stamp(by=by)
        organisation.clean_fields(exclude=["merged_into"])
        stored[entry.slug] = organisation, problems
    rows = [
        [getattr(organisation, name) for name in ORGANISATION_COLUMNS] for organisation, _ in stored.values()
    ]
    insert(Organisation, ORGANISATION_COLUMNS, rows)
    keys = dict(Organisation.objects.filter(slug__in=stored).order_by().values_list("slug", "pk"))
    for slug, (organisation, _) in stored.items():
        organisation.pk = keys[slug]
        organisation._state.adding = False
    add_history(
        Organisation, ORGANISATION_COLUMNS, [organisation.pk for organisation, _ in stored.values()], rows, by
    )
    record_many(by=by, verb="organisation.created", subjects=[(one, {}) for one, _ in stored.values()])
    return stored


def _add_details(pairs: Sequence[tuple[Organisation, Entry]], locator: PlaceLocator, by: User | None) -> None:
    """Store the terms, places, other names and register numbers."""
    insert(
        OrganisationTerm,
        ("organisation_id", "vocabulary", "term", "source"),
        [
            (organisation.pk, vocabulary, term, TERM_SOURCE_PREFIX + entry.about["source"])
            for organisation, entry in pairs
            for vocabulary, terms in entry.terms.items()
            for term in sorted(terms)
        ],
    )
    insert(
        Place,
        ("organisation_id", "label", "postcode", *LOCATION_COLUMNS),
        [
            (organisation.pk, main.label, main.postcode, *(getattr(main, name) for name in LOCATION_COLUMNS))
            for organisation, entry in pairs
            if entry.place or entry.postcode
            for main in (locator.place(entry),)
        ],
    )
    insert(
        OtherName,
        ("organisation_id", "name"),
        [(organisation.pk, name) for organisation, entry in pairs for name in entry.other_names],
    )
    _add_identifiers(pairs, by)


def _add_identifiers(pairs: Sequence[tuple[Organisation, Entry]], by: User | None) -> None:
    """Store register numbers: new ones in bulk; those already in use through the action, which reports the problem."""
    wanted = {value for _, entry in pairs for _, value, _ in entry.identifiers}
    seen = (
        set(Identifier.objects.filter(value__in=wanted).values_list("scheme", "value")) if wanted else set()
    )
    new: list[Number] = []
    in_use: list[Number] = []
    for organisation, entry in pairs:
        for scheme, value, is_parents in entry.identifiers:
            number = (organisation, scheme, value, is_parents, entry.about["source"])
            (in_use if (scheme, value) in seen else new).append(number)
            seen.add((scheme, value))
    names = ("scheme", "value", "is_parents", "source")
    insert(Identifier, ("organisation_id", *names), [(one.pk, *number) for one, *number in new])
    subjects = [
        (one, {"number": str(Identifier(scheme=scheme, value=value))}) for one, scheme, value, *_ in new
    ]
    record_many(by=by, verb="organisation.identified", subjects=subjects)
    for organisation, scheme, value, is_parents, source in in_use:
        actions.add_identifier(
            organisation=organisation, scheme=scheme, value=value, is_parents=is_parents, source=source, by=by
        )


def _add_evidence(
    pairs: Sequence[tuple[Organisation, Entry]], statements: dict[str, list[Statement]], by: User | None
) -> None:
    """Store the statements as evidence."""
    key = by.pk if by else None
    groups = [
        (organisation, group)
        for organisation, entry in pairs
        for group in group_by_source(statements.get(entry.slug, []))
    ]
    rows = [
        (organisation.pk, *(getattr(one, name) for name in STATED_FIELDS), key, key)
        for organisation, group in groups
        for one in group
    ]
    insert(Evidence, EVIDENCE_COLUMNS, rows)
    # By key is the order in which they were inserted, because these organisations had none before.
    stored = Evidence.objects.filter(organisation__in=[organisation.pk for organisation, _ in pairs])
    keys = list(stored.order_by("pk").values_list("pk", flat=True))
    add_history(Evidence, EVIDENCE_COLUMNS, keys, rows, by)
    numbered = iter(keys)
    subjects = [
        (organisation, {"facts": [one.fact for one in group], "evidence": [next(numbered) for _ in group]})
        for organisation, group in groups
    ]
    record_many(by=by, verb="evidence.added", subjects=subjects)
