"""Assesses organisations by definitions and stores the outcomes; records a curator's verdict beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet, Value, prefetch_related_objects
from django.utils import timezone

from accounts.audit import record
from enterprises import cache_version, facts_from_evidence
from enterprises.bulk_insert import insert
from enterprises.classification import definitions
from enterprises.classification.assess import Assessment as Verdict
from enterprises.classification.assess import assess as assess_facts
from enterprises.classification.criteria import Definition
from enterprises.classification.facts import hash_of
from enterprises.classification.implications import reading_of
from enterprises.models import Assessment, Organisation, Override
from enterprises.vocabulary import OPEN_OUTCOMES, ListingConsent, Outcome

if TYPE_CHECKING:
    from accounts.models import User

BATCH = 500
COMPARED_FIELDS = (
    "version",
    "definition_hash",
    "outcome",
    "is_included",
    "possible",
    "missing",
    "criteria",
    "conflicts",
    "facts",
    "evidence_used",
    "facts_hash",
)
"""The content of an assessment; a new one replaces the stored one if any of these differs."""
STORED = (
    "organisation_id",
    "definition",
    *COMPARED_FIELDS,
    "is_current",
    "is_shown",
    "assessed_at",
    "created_by_id",
    "updated_by_id",
)
Key = tuple[int, str, bool, bool]
"""Organisation, definition, whether figures count the assessment, and whether everybody sees it."""


_required: list[Callable[[], QuerySet[Any, tuple[str, str]]]] = []


class ReassessmentProgress(NamedTuple):
    """The number of organisations assessed, and of assessments that were new or changed."""

    organisations: int = 0
    changed: int = 0


def register_versions(versions: Callable[[], QuerySet[Any, tuple[str, str]]]) -> None:
    """Register a function that returns rows (id of a definition, version) whose outcomes must be stored."""
    _required.append(versions)


def definitions_in_use() -> tuple[Definition, ...]:
    """Return the definitions whose outcomes are stored.

    These are the default one, each that `assess_all` has run with, and those that were registered, such as the versions
    with which studies were opened. One query.
    """
    stored = Assessment.objects.filter(is_current=True).order_by().values_list("definition", Value(""))
    rows = stored.distinct().union(*(each() for each in _required))
    wanted = {definitions.reference_of(id, version) if version else id for id, version in rows}
    wanted.add(definitions.DEFAULT)
    every = [version for each in definitions.all() for version in reversed(definitions.versions(each.id))]
    return tuple(d for d in every if stored_as(d) in wanted)


def stored_as(definition: Definition) -> str:
    """Return the name under which the outcomes of a definition are stored."""
    return definitions.reference_of(definition.id, definition.version)


@transaction.atomic
def assess(
    *, organisation: Organisation, by: User | None, using: Sequence[Definition] | None = None
) -> list[Assessment]:
    """Assess one organisation and return the new assessments; none if nothing changed.

    An assessment that differs is replaced by a new current one, never edited.
    """
    using = definitions_in_use() if using is None else using
    changed = Assessment.objects.bulk_create(_replace_changed([organisation.pk], using, by))
    for assessment in changed:
        record(
            by=by,
            verb="organisation.assessed",
            subject=organisation,
            detail={"definition": assessment.definition, "outcome": assessment.outcome},
        )
    if changed:
        cache_version.bump(organisation.slug)
    return changed


def assess_all(
    *,
    by: User | None,
    organisations: Iterable[int] | None = None,
    using: Sequence[Definition] | None = None,
    progress: Callable[[ReassessmentProgress], None] | None = None,
) -> ReassessmentProgress:
    """Assess the whole directory (or these primary keys) and store what changed.

    Each batch is a transaction of its own, with a fixed number of queries: an interrupted run has stored whole
    batches, and the next run writes only what differs. `progress` is called after each batch and may stop the run
    with an exception.
    """
    using = definitions_in_use() if using is None else using
    done = ReassessmentProgress()
    try:
        for batch in _batches(organisations):
            with transaction.atomic():
                changed = _replace_changed(batch, using, by)
                insert(Assessment, STORED, ([getattr(new, name) for name in STORED] for new in changed))
                if changed:
                    assessed = Organisation.objects.filter(pk__in={new.organisation_id for new in changed})
                    cache_version.bump(*assessed.order_by().values_list("slug", flat=True))
            done = ReassessmentProgress(done.organisations + len(batch), done.changed + len(changed))
            if progress:
                progress(done)
    finally:
        # Runs also when `progress` stopped the run, because the batches before that are stored.
        if done.changed:
            detail = {**done._asdict(), "definitions": [stored_as(d) for d in using]}
            record(by=by, verb="directory.assessed", detail=detail)
    return done


def differences(
    organisations: Iterable[int] | None = None, *, using: Sequence[Definition] | None = None
) -> Iterator[tuple[Assessment | None, Assessment]]:
    """Yield the stored assessments that are not what the evidence gives now, each with the correct one."""
    using = definitions_in_use() if using is None else using
    for batch in _batches(organisations):
        stored = _stored(batch, using)
        differing = [
            (old, new)
            for new in _assessments(batch, using, by=None)
            for old in [stored.get(_key(new))]
            if old is None or _content(old) != _content(new)
        ]
        prefetch_related_objects([new for _, new in differing], "organisation")
        yield from differing


@transaction.atomic
def override(
    *,
    organisation: Organisation,
    outcome: str,
    reason: str,
    by: User | None,
    definition: str = definitions.DEFAULT,
) -> Override:
    """Record a curator's verdict beside the rule's outcome; an active one for the same definition is withdrawn first.

    :raises ValidationError: without a reason, for an unknown outcome or definition.
    """
    if definition not in {d.id for d in definitions.all()}:
        raise ValidationError({"definition": f"There is no definition “{definition}”."})
    if outcome not in Outcome.values or outcome in OPEN_OUTCOMES:
        raise ValidationError({"outcome": "Choose an outcome. To leave it open, withdraw the override."})
    if not reason.strip():
        raise ValidationError({"reason": "Give the reason for the override."})
    for active in organisation.overrides.filter(definition=definition, is_withdrawn=False):
        if (active.outcome, active.reason) == (outcome, reason.strip()):
            return active
        withdraw_override(override=active, by=by)
    made = Override(organisation=organisation, definition=definition, outcome=outcome, reason=reason.strip())
    made.stamp(by=by)
    made.save()
    record(
        by=by,
        verb="organisation.overridden",
        subject=organisation,
        detail={"definition": definition, "outcome": outcome, "override": made.pk},
    )
    cache_version.bump()
    return made


@transaction.atomic
def withdraw_override(*, override: Override, by: User | None) -> Override:
    """Withdraw a curator's verdict, which is kept for the record."""
    if override.is_withdrawn:
        return override
    override.is_withdrawn = True
    override.stamp(by=by)
    override.save()
    record(
        by=by,
        verb="organisation.override_withdrawn",
        subject=override.organisation,
        detail={"definition": override.definition, "override": override.pk},
    )
    cache_version.bump()
    return override


def _batches(organisations: Iterable[int] | None) -> Iterator[list[int]]:
    """Yield the primary keys of active organisations, BATCH at a time, in order."""
    if organisations is not None:
        every = sorted(set(organisations))
        yield from (every[start : start + BATCH] for start in range(0, len(every), BATCH))
        return
    last = 0
    while batch := list(
        Organisation.objects.active().filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]
    ):
        yield batch
        last = batch[-1]


def _replace_changed(batch: list[int], using: Sequence[Definition], by: User | None) -> list[Assessment]:
    """Return the new or changed assessments of up to BATCH organisations, unsaved.

    Those that they replace are marked as not current. At most six queries.
    """
    stored = _stored(batch, using)
    changed = []
    for new in _assessments(batch, using, by=by):
        old = stored.get(_key(new))
        if old is not None and _content(old) == _content(new):
            del stored[_key(new)]
        else:
            changed.append(new)
    if superseded := [old.pk for old in stored.values()]:
        Assessment.objects.filter(pk__in=superseded).update(
            is_current=False, is_shown=False, updated_at=timezone.now(), updated_by=by
        )
    return changed


def _stored(batch: list[int], using: Sequence[Definition]) -> dict[Key, Assessment]:
    rows = Assessment.objects.filter(
        Q(is_current=True) | Q(is_shown=True),
        organisation__in=batch,
        definition__in=[stored_as(d) for d in using],
    ).order_by()
    return {_key(row): row for row in rows}


def _key(row: Assessment) -> Key:
    return row.organisation_id, row.definition, row.is_current, row.is_shown


def _assessments(batch: list[int], using: Sequence[Definition], *, by: User | None) -> Iterator[Assessment]:
    """Yield the assessment of each organisation by each definition, unsaved.

    An organisation that refused to be listed has a second one, from publications alone, which is the public one.
    """
    refused = Organisation.objects.filter(pk__in=batch, listing_consent=ListingConsent.NO)
    unlisted = set(refused.order_by().values_list("pk", flat=True))
    everything = facts_from_evidence.derive_many(batch)
    published = facts_from_evidence.derive_many(unlisted, published_only=True) if unlisted else {}
    told = facts_from_evidence.told_in_confidence(batch)
    each = [(definition, stored_as(definition), _facts_by_criterion(definition)) for definition in using]
    now = timezone.now()
    for pk, derived, is_current, is_shown in (
        *((pk, derived, True, pk not in unlisted) for pk, derived in everything.items()),
        *((pk, derived, False, True) for pk, derived in published.items()),
    ):
        cells = derived.facts.cells()
        facts_hash = hash_of(cells)
        for definition, name, facts in each:
            verdict = assess_facts(derived.facts, definition)
            yield Assessment(
                organisation_id=pk,
                definition=name,
                version=definition.version,
                definition_hash=definition.hash,
                outcome=verdict.outcome,
                is_included=verdict.is_included() is True,
                possible=list(verdict.possible),
                missing=list(verdict.missing),
                criteria=_criteria(verdict, facts, told.get(pk, set()) if is_current else set()),
                conflicts=facts_from_evidence.conflicts_as_data(derived, verdict),
                facts=cells,
                evidence_used=derived.used,
                facts_hash=facts_hash,
                is_current=is_current,
                is_shown=is_shown,
                assessed_at=now,
                created_by=by,
                updated_by=by,
            )


def _facts_by_criterion(definition: Definition) -> list[frozenset[str]]:
    """Return all facts on which the result of each criterion may rest."""
    reading = reading_of(definition.facts)
    return [
        frozenset(facts_from_evidence.with_incomes(reading.about(criterion.facts)))
        for criterion in definition.criteria
    ]


def _criteria(verdict: Verdict, facts: Sequence[frozenset[str]], told: set[str]) -> list[dict[str, Any]]:
    """Return the results as they are stored. `is_public` is False if somebody `told` the study one of the facts."""
    return [
        {
            "id": one.id,
            "title": one.title,
            "result": one.result,
            "reason": one.reason,
            "is_public": told.isdisjoint(names),
        }
        for one, names in zip(verdict.criteria, facts, strict=True)
    ]


def _content(assessment: Assessment) -> dict[str, Any]:
    return {field: getattr(assessment, field) for field in COMPARED_FIELDS}
