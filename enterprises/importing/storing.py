"""Storing the tables of organisations and evidence: new entries at once, the others by the ordinary actions."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction

from accounts.audit import record
from accounts.uploads.findings import Finding
from enterprises import actions, cache_version
from enterprises.actions.organisations import pii_problems
from enterprises.importing.adding import CODED_FROM, add, sayings
from enterprises.importing.reading import ORGANISATIONS, Entry, Statement, Tables
from enterprises.models import Evidence, Organisation
from noms.importing.problems import ReferenceFileError
from noms.models import Outcode
from noms.postcodes import outward_code

if TYPE_CHECKING:
    from accounts.models import User


@dataclass
class Stored:
    """What one loading did; `withheld` says of which entries something seems to say who somebody is."""

    entries: Counter[str] = field(default_factory=Counter)
    evidence: Counter[str] = field(default_factory=Counter)
    withheld: list[str] = field(default_factory=list)

    @property
    def changed_anything(self) -> bool:
        return any(
            counts[word]
            for counts in (self.entries, self.evidence)
            for word in ("added", "changed", "withdrawn")
        )

    def __str__(self) -> str:
        entries, evidence = self.entries, self.evidence
        told = (
            f"{entries.total()} organisations and projects: {entries['added']} added,"
            f" {entries['changed']} changed, {entries['unchanged']} unchanged"
        )
        if entries["kept"]:
            told += f", {entries['kept']} left as changed by hand"
        if self.withheld:
            told += f", {len(self.withheld)} not published: {' '.join(self.withheld)}"
        told += f"; {evidence['added'] + evidence['unchanged']} pieces of evidence: {evidence['added']} added"
        return told + (f", {evidence['withdrawn']} withdrawn" if evidence["withdrawn"] else "")


@transaction.atomic
def store(*, tables: Tables, by: User | None) -> Stored:
    """Make the directory hold what the tables say; the whole of it or nothing.

    An entry that somebody changed by hand is left as it is, and evidence for one that was merged goes to
    the entry that took it in. Evidence that a command added and that the tables no longer have is
    withdrawn; what people added is never touched. A handful of queries when nothing differs.

    :raises ReferenceFileError: for an outward code that the reference data does not have.
    """
    _check_places(tables)
    held = {
        organisation.slug: organisation
        for organisation in Organisation.objects.filter(slug__in=tables.entries)
        .select_related("merged_into")
        .prefetch_related("terms", "identifiers", "places")
    }
    stored = Stored()
    for slug, organisation in list(held.items()):
        entry = tables.entries[slug]
        if organisation.updated_by_id is not None or organisation.merged_into_id:
            stored.entries["kept"] += 1
            continue
        stored.entries["changed" if _bring_up_to_date(organisation, entry, by) else "unchanged"] += 1
        _settle_publication(organisation, stored, by)
    _add_new([entry for slug, entry in tables.entries.items() if slug not in held], tables, stored, by)
    targets = {slug: _standing(organisation) for slug, organisation in held.items()}
    _store_evidence(targets, tables, stored, by)
    if stored.changed_anything:
        record(
            by=by,
            verb="directory.loaded",
            detail={"entries": dict(stored.entries), "evidence": dict(stored.evidence)},
        )
        cache_version.bump()
    return stored


def _check_places(tables: Tables) -> None:
    wanted = {entry.slug: outward_code(entry.postcode) for entry in tables.entries.values() if entry.postcode}
    known = set(Outcode.objects.filter(pk__in=set(wanted.values())).values_list("pk", flat=True))
    problems = [
        Finding(
            ORGANISATIONS,
            tables.entries[slug].row,
            "outcode_from_town",
            "this is not an outward code of England and Wales; has load_reference been run?",
            tables.entries[slug].postcode,
        )
        for slug, outcode in wanted.items()
        if outcode not in known
    ]
    if problems:
        raise ReferenceFileError(problems)


def _add_new(entries: list[Entry], tables: Tables, stored: Stored, by: User | None) -> None:
    for organisation, problems in add(entries, tables.statements, by=by):
        stored.entries["added"] += 1
        stored.evidence["added"] += len(tables.statements.get(organisation.slug, ()))
        if problems:
            stored.withheld.append(f"{organisation}: {' '.join(problems)}")


def _settle_publication(organisation: Organisation, stored: Stored, by: User | None) -> None:
    """Show an entry to everybody, unless a text of it seems to say who somebody is: then it is kept, and told."""
    if problems := pii_problems(organisation):
        stored.withheld.append(f"{organisation}: {' '.join(problems)}")
    if organisation.is_published and problems:
        actions.unpublish(organisation=organisation, by=by)
    elif not organisation.is_published and not problems:
        actions.publish(organisation=organisation, by=by)


def _bring_up_to_date(organisation: Organisation, entry: Entry, by: User | None) -> bool:
    """Whether anything differed."""
    added = _add_numbers(organisation, entry, by)
    changes = {name: text for name, text in entry.about.items() if getattr(organisation, name) != text}
    if organisation.name != entry.name:
        changes["name"] = entry.name
    if not changes and _terms(organisation, entry) == entry.terms and _is_placed(organisation, entry):
        return added
    actions.update_organisation(
        organisation=organisation,
        by=by,
        terms=entry.terms,
        terms_source=CODED_FROM + entry.about["source"],
        place=entry.place,
        postcode=entry.postcode,
        **changes,
    )
    return True


def _terms(organisation: Organisation, entry: Entry) -> dict[str, frozenset[str]]:
    rows = organisation.terms.all()
    return {word: frozenset(row.term for row in rows if row.vocabulary == word) for word in entry.terms}


def _is_placed(organisation: Organisation, entry: Entry) -> bool:
    main = next((place for place in organisation.places.all() if place.is_main), None)
    if main is None:
        return not (entry.place or entry.postcode)
    return (main.label, main.postcode) == (entry.place, entry.postcode)


def _add_numbers(organisation: Organisation, entry: Entry, by: User | None) -> bool:
    held = {(number.scheme, number.value) for number in organisation.identifiers.all()}
    missing = [number for number in entry.identifiers if number[:2] not in held]
    for scheme, value, is_parents in missing:
        actions.add_identifier(
            organisation=organisation,
            scheme=scheme,
            value=value,
            is_parents=is_parents,
            source=entry.about["source"],
            by=by,
        )
    return bool(missing)


def _standing(organisation: Organisation) -> Organisation:
    """The entry itself, or the one into which it was merged in the end."""
    while organisation.merged_into is not None:
        organisation = organisation.merged_into
    return organisation


def _store_evidence(
    targets: dict[str, Organisation], tables: Tables, stored: Stored, by: User | None
) -> None:
    wanted: dict[int, list[Statement]] = defaultdict(list)
    for slug, organisation in targets.items():
        wanted[organisation.pk] += tables.statements.get(slug, [])
    held: dict[int, list[Evidence]] = defaultdict(list)
    for row in Evidence.objects.filter(organisation__in=wanted).select_related("organisation"):
        held[row.organisation_id].append(row)
    for organisation in {target.pk: target for target in targets.values()}.values():
        keys = {statement.key for statement in wanted[organisation.pk]}
        present = set()
        for row in held[organisation.pk]:
            key = (row.fact, row.value, row.source_kind, row.source)
            present.add(key)
            if key not in keys and row.created_by_id is None and not row.is_withdrawn:
                actions.withdraw_evidence(evidence=row, reason="The table no longer has it.", by=by)
                stored.evidence["withdrawn"] += 1
        fresh = [statement for statement in wanted[organisation.pk] if statement.key not in present]
        stored.evidence["unchanged"] += len(wanted[organisation.pk]) - len(fresh)
        stored.evidence["added"] += len(fresh)
        _add(organisation, fresh, by)


def _add(organisation: Organisation, fresh: list[Statement], by: User | None) -> None:
    """Add what one source says in one go."""
    for statements in sayings(fresh):
        actions.add_facts(
            organisation=organisation,
            facts={statement.fact: statement.value for statement in statements},
            source_kind=statements[0].source_kind,
            source=statements[0].source,
            quotation=statements[0].quotation,
            observed_on=statements[0].observed_on,
            by=by,
        )
