"""Stores the tables of organisations, evidence and relations: new rows in bulk, and changes with the actions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.db import transaction

from accounts import changes
from accounts.audit import record
from accounts.uploads.rows import Finding
from enterprises import actions, cache_version
from enterprises.actions.evidence import presumption_changes, update_presumptions
from enterprises.actions.organisations import pii_problems
from enterprises.importing.adding import TERM_SOURCE_PREFIX, add_new, group_by_source
from enterprises.importing.presumptions import presumed
from enterprises.importing.reading import ORGANISATIONS, Entry, Tables
from enterprises.importing.relations import RelationRow, ServiceFinder, store_relations
from enterprises.importing.statements import Statement
from enterprises.models import Evidence, Organisation
from enterprises.vocabulary import SourceKind
from noms.importing.sheets import ReferenceFileError
from noms.models import Outcode, Service
from noms.parsing import outward_code

if TYPE_CHECKING:
    from accounts.models import User


@dataclass
class ImportResult:
    """The numbers of rows added, changed and so on; `withheld` says why entries are unpublished."""

    entries: Counter[str] = field(default_factory=Counter)
    evidence: Counter[str] = field(default_factory=Counter)
    relations: Counter[str] = field(default_factory=Counter)
    withheld: list[str] = field(default_factory=list)

    @property
    def changed_anything(self) -> bool:
        return any(
            counts[word]
            for counts in (self.entries, self.evidence, self.relations)
            for word in ("added", "changed", "withdrawn")
        )

    def __str__(self) -> str:
        entries, evidence, relations = self.entries, self.evidence, self.relations
        text = (
            f"{entries.total()} organisations and projects: {entries['added']} added,"
            f" {entries['changed']} changed, {entries['unchanged']} unchanged"
        )
        if entries["kept"]:
            text += f", {entries['kept']} left as changed by hand"
        if self.withheld:
            text += f", {len(self.withheld)} not published: {' '.join(self.withheld)}"
        text += f"; {evidence['added'] + evidence['unchanged']} facts, stated or presumed: {evidence['added']} added"
        text += f", {evidence['withdrawn']} withdrawn" if evidence["withdrawn"] else ""
        words = ("added", "changed", "withdrawn", "kept")
        counts = ", ".join(
            f"{relations[word]} {word}" for word in words if relations[word] or word == "added"
        )
        return f"{text}; {relations.total() - relations['withdrawn']} relations: {counts}"


@transaction.atomic
@changes.told_once()
def store(*, tables: Tables, by: User | None) -> ImportResult:
    """Make the directory agree with the tables, all in one transaction.

    An entry that somebody changed by hand stays as it is, and evidence for a merged entry goes to the one it was
    merged into. Evidence that a command added and that is no longer in the tables is withdrawn; evidence added by
    people is never touched. If nothing differs only a few queries are made.

    :raises ReferenceFileError: for an outward code that the reference data does not have.
    """
    _check_places(tables)
    located = _locate_relations(tables)
    existing = {
        organisation.slug: organisation
        for organisation in Organisation.objects.filter(slug__in=tables.entries)
        .select_related("merged_into")
        .prefetch_related("terms", "identifiers", "places", "other_names")
    }
    result = ImportResult()
    for slug, organisation in list(existing.items()):
        entry = tables.entries[slug]
        if organisation.updated_by_id is not None or organisation.merged_into_id:
            result.entries["kept"] += 1
            continue
        result.entries["changed" if _update(organisation, entry, by) else "unchanged"] += 1
        _update_publication(organisation, result, by)
    targets = {slug: _active_entry(organisation) for slug, organisation in existing.items()}
    added = _add_new(
        [entry for slug, entry in tables.entries.items() if slug not in existing], tables, result, by
    )
    _store_evidence(targets, tables, result, by)
    result.relations = store_relations(located, targets | added, by)
    if result.changed_anything:
        record(
            by=by,
            verb="directory.loaded",
            detail={
                "entries": dict(result.entries),
                "evidence": dict(result.evidence),
                "relations": dict(result.relations),
            },
        )
        cache_version.bump()
    return result


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


def _locate_relations(tables: Tables) -> dict[str, list[tuple[RelationRow, Service]]]:
    """Return the relations by slug with their services.

    A relation to a service that the directory does not hold is kept as text in the entry of its organisation.
    """
    finder = ServiceFinder()
    located: dict[str, list[tuple[RelationRow, Service]]] = {}
    for slug, entry in tables.entries.items():
        found = [(row, finder.find(row)) for row in tables.relations.get(slug, ())]
        located[slug] = [(row, service) for row, service in found if service is not None]
        others = "\n".join(row.in_words() for row, service in found if service is None)
        tables.entries[slug] = replace(entry, about={**entry.about, "services_named": others})
    return located


def _add_new(
    entries: list[Entry], tables: Tables, result: ImportResult, by: User | None
) -> dict[str, Organisation]:
    """Store new entries with their evidence; return them by slug."""
    added = {}
    facts = {slug: [*stated, *presumed(stated)] for slug, stated in tables.statements.items()}
    for organisation, problems in add_new(entries, facts, by=by):
        result.entries["added"] += 1
        result.evidence["added"] += len(facts.get(organisation.slug, ()))
        added[organisation.slug] = organisation
        if problems:
            result.withheld.append(f"{organisation}: {' '.join(problems)}")
    return added


def _update_publication(organisation: Organisation, result: ImportResult, by: User | None) -> None:
    """Publish an entry, or unpublish and report one whose texts contain personal information."""
    if problems := pii_problems(organisation):
        result.withheld.append(f"{organisation}: {' '.join(problems)}")
    if organisation.is_published and problems:
        actions.unpublish(organisation=organisation, by=by)
    elif not organisation.is_published and not problems:
        actions.publish(organisation=organisation, by=by)


def _update(organisation: Organisation, entry: Entry, by: User | None) -> bool:
    """Update the organisation from the entry; return True if anything differed."""
    added = _add_numbers(organisation, entry, by)
    changes = {name: text for name, text in entry.about.items() if getattr(organisation, name) != text}
    if organisation.name != entry.name:
        changes["name"] = entry.name
    names = {other.name for other in organisation.other_names.all()}
    if (
        not changes
        and names == set(entry.other_names)
        and _terms(organisation, entry) == entry.terms
        and _has_same_place(organisation, entry)
    ):
        return added
    actions.update_organisation(
        organisation=organisation,
        by=by,
        other_names=entry.other_names,
        terms=entry.terms,
        terms_source=TERM_SOURCE_PREFIX + entry.about["source"],
        place=entry.place,
        postcode=entry.postcode,
        **changes,
    )
    return True


def _terms(organisation: Organisation, entry: Entry) -> dict[str, frozenset[str]]:
    rows = organisation.terms.all()
    return {word: frozenset(row.term for row in rows if row.vocabulary == word) for word in entry.terms}


def _has_same_place(organisation: Organisation, entry: Entry) -> bool:
    main = next((place for place in organisation.places.all() if place.is_main), None)
    if main is None:
        return not (entry.place or entry.postcode)
    return (main.label, main.postcode) == (entry.place, entry.postcode)


def _add_numbers(organisation: Organisation, entry: Entry, by: User | None) -> bool:
    existing = {(number.scheme, number.value) for number in organisation.identifiers.all()}
    missing = [number for number in entry.identifiers if number[:2] not in existing]
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


def _active_entry(organisation: Organisation) -> Organisation:
    """Return the active entry: the organisation itself, or the one it was finally merged into."""
    while organisation.merged_into is not None:
        organisation = organisation.merged_into
    return organisation


def _store_evidence(
    targets: dict[str, Organisation], tables: Tables, result: ImportResult, by: User | None
) -> None:
    wanted: dict[int, list[Statement]] = defaultdict(list)
    for slug, organisation in targets.items():
        wanted[organisation.pk] += tables.statements.get(slug, [])
    existing: dict[int, list[Evidence]] = defaultdict(list)
    of_tables = Evidence.objects.exclude(source_kind=SourceKind.PRESUMPTION)
    for row in of_tables.filter(organisation__in=wanted).select_related("organisation"):
        existing[row.organisation_id].append(row)
    presumptions = _presumptions(wanted)
    for organisation in {target.pk: target for target in targets.values()}.values():
        stated = wanted[organisation.pk]
        keys = {statement.key for statement in stated}
        present = set()
        for row in existing[organisation.pk]:
            present.add(row.key)
            if row.key not in keys and row.created_by_id is None and not row.is_withdrawn:
                actions.withdraw_evidence(evidence=row, reason="The table no longer has it.", by=by)
                result.evidence["withdrawn"] += 1
        new = [statement for statement in stated if statement.key not in present]
        result.evidence["unchanged"] += len(stated) - len(new)
        result.evidence["added"] += len(new)
        _add_evidence(organisation, new, by)
    _update_presumptions({target.pk: target for target in targets.values()}, by)
    after = _presumptions(wanted)
    result.evidence["unchanged"] += len(presumptions & after)
    result.evidence["added"] += len(after - presumptions)
    result.evidence["withdrawn"] += len(presumptions - after)


def _update_presumptions(organisations: dict[int, Organisation], by: User | None) -> None:
    """Update the presumptions by the rules, which may have changed. One query if nothing changes."""
    evidence: dict[int, list[Evidence]] = defaultdict(list)
    for row in Evidence.objects.filter(organisation__in=organisations).order_by("pk"):
        evidence[row.organisation_id].append(row)
    for key, rows in evidence.items():
        if any(presumption_changes(rows)):
            update_presumptions(organisation=organisations[key], by=by)
            actions.assess(organisation=organisations[key], by=by)


def _presumptions(organisations: Iterable[int]) -> set[tuple[int, str, str]]:
    """Return the presumptions in use about these organisations: organisation, fact and value."""
    active = Evidence.objects.active().filter(
        organisation__in=list(organisations), source_kind=SourceKind.PRESUMPTION
    )
    return set(active.values_list("organisation", "fact", "value"))


def _add_evidence(organisation: Organisation, new: list[Statement], by: User | None) -> None:
    """Add the evidence, with one action for each source."""
    for statements in group_by_source(new):
        actions.add_facts(
            organisation=organisation,
            facts={statement.fact: statement.value for statement in statements},
            source_kind=statements[0].source_kind,
            source=statements[0].source,
            quotation=statements[0].quotation,
            note=statements[0].note,
            observed_on=statements[0].observed_on,
            source_date=statements[0].source_date,
            financial_year_end=statements[0].financial_year_end,
            by=by,
        )
