"""Reads the shipped table of relations and stores them as published engagements, each with its source and date."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from accounts.audit import record_many
from accounts.uploads.rows import Finding
from enterprises import actions, source_dates
from enterprises.bulk_insert import insert
from enterprises.importing import cells
from enterprises.importing.history import add_history
from enterprises.models import Engagement, EngagementTerm, Organisation
from enterprises.vocabulary import Arrangement, EngagementStatus, SourceKind, Vocabulary
from noms.importing.sheets import Line, read_sheet
from noms.models import Service, Site
from noms.vocabulary import REFERENCE_FRAME

if TYPE_CHECKING:
    from accounts.models import User

RELATIONS = "organisation_relations.csv"
RELATION_COLUMNS = (
    "organisation", "service", "service_code", "relation", "started", "ended", "last_seen", "arrangement",
    "activities", "stages", "source_title", "source_address", "source_date", "observed_on", "note",
)  # fmt: skip
TERM_COLUMNS = {"activities": Vocabulary.ACTIVITY, "stages": Vocabulary.STAGE}
ABOUT_COLUMNS = (
    "status", "arrangement", "description", "started_on", "started_precision", "ended_on", "ended_precision",
    "last_seen", "source_kind", "source", "observed_on", "source_date",
)  # fmt: skip
COLUMNS = ("organisation_id", "service_id", *ABOUT_COLUMNS, "is_published", "created_by_id", "updated_by_id")

Key = tuple[int, int, str]
"""The organisation, the service and the source: what makes a relation the same when the table is loaded again."""


@dataclass(frozen=True)
class RelationRow:
    """A row of the table: an organisation (by slug), a service as its source names it, and their relation.

    `about` holds values that the action `engage` takes.
    """

    slug: str
    service: str
    code: str
    about: Mapping[str, Any]
    terms: Mapping[str, frozenset[str]]

    def in_words(self) -> str:
        """Return the relation in words, for a service that the directory does not hold."""
        about = self.about
        label = EngagementStatus(about["status"]).label
        parts = [f"{label} {self.service}", about["description"]]
        parts += [f"last seen in {about['last_seen']}"] if about["last_seen"] else []
        date = source_dates.in_words(about["observed_on"], about["source_date"])
        return f"{'; '.join(part for part in parts if part)}. Source: {about['source']} ({date})."


class ServiceFinder:
    """Finds services by the code of an establishment or a site, or probation services by name. Two queries.

    Only those of England and Wales: a unit of an own frame may have the same code or name.
    """

    def __init__(self) -> None:
        services = list(Service.objects.in_frame(REFERENCE_FRAME))
        sites = Site.objects.select_related("service").order_by("-pk")
        self._by_code: dict[str, Service] = {site.noms_code: site.service for site in sites}
        self._by_code |= {service.noms_code: service for service in services if service.noms_code}
        self._by_name = {service.name: service for service in services if not service.is_prison}

    def find(self, row: RelationRow) -> Service | None:
        """Return the service, or None if the directory does not hold it."""
        return self._by_code.get(row.code) if row.code else self._by_name.get(row.service)


def read_relations(folder: Path, slugs: Mapping[str, str], problems: list[Finding]) -> Iterator[RelationRow]:
    """Yield the rows of the table of relations; `slugs` maps the name of an organisation → its slug."""
    seen: dict[tuple[str, ...], int] = {}
    for line in read_sheet(folder, RELATIONS, RELATION_COLUMNS, problems):
        row = _row(line, slugs)
        same = (row.slug, row.service, row.about["source"])
        if seen.setdefault(same, line.row) != line.row:
            line.refuse("service", f"row {seen[same]} has this relation from the same source already.")
        yield row


def store_relations(
    wanted: Mapping[str, list[tuple[RelationRow, Service]]],
    targets: Mapping[str, Organisation],
    by: User | None,
) -> Counter[str]:
    """Make the engagements of the organisations agree with the rows; return the numbers added, changed and so on.

    `wanted` and `targets` are by slug. Engagements that people entered, changed or took back are left as they are.
    """
    rows: dict[Key, tuple[Organisation, Service, RelationRow]] = {}
    for slug, found in wanted.items():
        for row, service in found:
            rows[targets[slug].pk, service.pk, row.about["source"]] = targets[slug], service, row
    keys = {target.pk for target in targets.values()}
    stored = {
        (one.organisation_id, one.service_id, one.source): one
        for one in Engagement.objects.filter(
            organisation__in=keys, created_by=None, source_kind=SourceKind.DESK
        ).prefetch_related("terms")
    }
    deleted = Engagement.history.filter(history_type="-", history_user__isnull=False, organisation__in=keys)
    taken_back = set(deleted.values_list("organisation_id", "service_id", "source"))
    counts: Counter[str] = Counter()
    for key, engagement in stored.items():
        if engagement.updated_by_id is not None:
            counts["kept"] += 1
        elif key not in rows:
            actions.withdraw_engagement(engagement=engagement, reason="The table no longer has it.", by=by)
            counts["withdrawn"] += 1
        else:
            counts["changed" if _update(engagement, *rows[key], by) else "unchanged"] += 1
    new = {key: row for key, row in rows.items() if key not in stored and key not in taken_back}
    _add(new, by)
    counts["added"] = len(new)
    return counts


def _update(
    engagement: Engagement, organisation: Organisation, service: Service, row: RelationRow, by: User | None
) -> bool:
    """Update the engagement from the row; return True if anything differed."""
    terms = defaultdict(set)
    for term in engagement.terms.all():
        terms[term.vocabulary].add(term.term)
    same_terms = dict(terms) == {name: set(words) for name, words in row.terms.items() if words}
    if same_terms and all(getattr(engagement, name) == value for name, value in row.about.items()):
        return False
    actions.engage(
        engagement=engagement,
        organisation=organisation,
        service=service,
        terms=row.terms,
        is_published=True,
        by=by,
        **row.about,
    )
    return True


def _add(new: Mapping[Key, tuple[Organisation, Service, RelationRow]], by: User | None) -> None:
    """Store new engagements at once, as the action would: with history, terms and audit events."""
    if not new:
        return
    who = by.pk if by else None
    values = [
        (organisation.pk, service.pk, *(row.about[name] for name in ABOUT_COLUMNS), True, who, who)
        for organisation, service, row in new.values()
    ]
    insert(Engagement, COLUMNS, values)
    fresh = Engagement.objects.filter(organisation__in={key[0] for key in new}, created_by=by)
    fresh = fresh.select_related("organisation", "service").order_by("pk")
    found = {(one.organisation_id, one.service_id, one.source): one for one in fresh}
    engagements = [found[key] for key in new]
    add_history(Engagement, COLUMNS, [one.pk for one in engagements], values, by)
    terms = [
        (engagement.pk, vocabulary, term)
        for engagement, (_, _, row) in zip(engagements, new.values(), strict=True)
        for vocabulary, words in row.terms.items()
        for term in sorted(words)
    ]
    insert(EngagementTerm, ("engagement_id", "vocabulary", "term"), terms)
    subjects = [
        (
            engagement,
            {"service": service.slug, "organisation": organisation.slug, "status": row.about["status"]},
        )
        for engagement, (organisation, service, row) in zip(engagements, new.values(), strict=True)
    ]
    record_many(by=by, verb="engagement.created", subjects=subjects)


def _row(line: Line, slugs: Mapping[str, str]) -> RelationRow:
    name = line.known("organisation", slugs, "organisation in organisations.csv")
    started, started_precision = cells.first_day(line, "started")
    ended, ended_precision = cells.last_day(line, "ended")
    if started and ended and ended < started:
        line.refuse("ended", "this is before the start.")
    statuses = (EngagementStatus.WORKS, EngagementStatus.WORKED)
    return RelationRow(
        slug=slugs.get(name, ""),
        service=line.text("service", longest=120),
        code=line.cell("service_code"),
        about={
            "status": line.word("relation", {status.value: status.value for status in statuses}),
            "arrangement": line.word("arrangement", {word: word for word in Arrangement.values}),
            "description": line.text("note", longest=2000, may_be_empty=True),
            "started_on": started,
            "started_precision": started_precision.value,
            "ended_on": ended,
            "ended_precision": ended_precision.value,
            "last_seen": line.year("last_seen"),
            "source_kind": SourceKind.DESK.value,
            "source": cells.source(line),
            "observed_on": cells.past_day(line, "observed_on"),
            "source_date": line.text("source_date", longest=100, may_be_empty=True),
        },
        terms={
            vocabulary.value: cells.terms(line, column, vocabulary)
            for column, vocabulary in TERM_COLUMNS.items()
        },
    )
