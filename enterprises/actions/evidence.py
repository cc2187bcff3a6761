"""Adds and withdraws evidence; presumptions and outcomes of the organisation follow in the same transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.audit import record
from enterprises import cache_version, fact_values
from enterprises.actions.assessments import assess
from enterprises.actions.listing import review_listing
from enterprises.importing.presumptions import presumed, rules
from enterprises.importing.statements import STATED_FIELDS, Statement
from enterprises.models import Evidence, Organisation
from enterprises.vocabulary import PUBLICATIONS, SourceKind

if TYPE_CHECKING:
    from accounts.models import User

REASONS = PUBLICATIONS
"""The kinds of source on which presumptions rest: not what a study was told, whose respondents can be asked."""
KNOWN = ["organisation", "created_by", "updated_by"]
"""The fields whose rows the caller has at hand; looking for each of them again would be a query."""
NOT_PRESUMED = "It no longer follows from what sources state."
"""The reason of a withdrawal by rule. A presumption that was withdrawn for another reason does not come back."""


@transaction.atomic
def add_evidence(
    *,
    organisation: Organisation,
    fact: str,
    value: str,
    source_kind: str,
    source: str,
    observed_on: dt.date,
    by: User | None,
    quotation: str = "",
    note: str = "",
    source_date: str = "",
    financial_year_end: dt.date | None = None,
) -> Evidence:
    """Record what one source says about one fact, and assess the organisation again.

    :raises ValidationError: by field, for an unknown fact, a value that it cannot have, or a date in the future.
    """
    (evidence,) = add_facts(
        organisation=organisation,
        facts={fact: value},
        source_kind=source_kind,
        source=source,
        observed_on=observed_on,
        by=by,
        quotation=quotation,
        note=note,
        source_date=source_date,
        financial_year_end=financial_year_end,
    )
    return evidence


@transaction.atomic
def add_facts(
    *,
    organisation: Organisation,
    facts: Mapping[str, str],
    source_kind: str,
    source: str,
    observed_on: dt.date,
    by: User | None,
    quotation: str = "",
    note: str = "",
    source_date: str = "",
    financial_year_end: dt.date | None = None,
) -> list[Evidence]:
    """Record all that one source says on one day (a survey answer, an interview), and assess the organisation once.

    Blank values are left out.

    :raises ValidationError: by field, as `add_evidence`.
    """
    added = _store(
        organisation,
        facts,
        by=by,
        source_kind=source_kind,
        source=source,
        observed_on=observed_on,
        quotation=quotation,
        note=note,
        source_date=source_date,
        financial_year_end=financial_year_end,
    )
    if added:
        if source_kind in REASONS:
            update_presumptions(organisation=organisation, by=by)
        assess(organisation=organisation, by=by)
        cache_version.bump()
    return added


@transaction.atomic
def withdraw_evidence(*, evidence: Evidence, reason: str, by: User | None) -> Evidence:
    """Withdraw evidence and assess the organisation again; the evidence is kept with its history.

    :raises ValidationError: without a reason.
    """
    if not reason.strip():
        raise ValidationError({"reason": "Say why this evidence is no longer used."})
    if evidence.is_withdrawn:
        return evidence
    _withdraw(evidence, reason.strip(), by)
    if evidence.source_kind in REASONS:
        update_presumptions(organisation=evidence.organisation, by=by)
    assess(organisation=evidence.organisation, by=by)
    cache_version.bump()
    review_listing(organisation=evidence.organisation, by=by)
    return evidence


@transaction.atomic
def update_presumptions(*, organisation: Organisation, by: User | None) -> None:
    """Add the presumptions that follow from the evidence now, and withdraw those that no longer do.

    The caller assesses the organisation again. Invented organisations get no presumptions. One query if nothing
    changes.
    """
    if organisation.is_invented:
        return
    ended, new = presumption_changes(Evidence.objects.filter(organisation=organisation).order_by("pk"))
    for row in ended:
        row.organisation = organisation
        _withdraw(row, NOT_PRESUMED, by)
    for statement in new:
        _store(
            organisation,
            {statement.fact: statement.value},
            by=by,
            source_kind=statement.source_kind,
            source=statement.source,
            observed_on=statement.observed_on,
            note=statement.note,
            source_date=statement.source_date,
        )


def presumption_changes(evidence: Iterable[Evidence]) -> tuple[list[Evidence], list[Statement]]:
    """Return the presumptions to withdraw and those to add, from all the evidence on one organisation, in order."""
    rows = list(evidence)
    stated = [_statement(row) for row in rows if row.source_kind in REASONS and not row.is_withdrawn]
    wanted = {statement.key: statement for statement in presumed(stated)}
    by_rule = {rule.words for rule in rules()}
    stored = {row.key: row for row in rows if row.source_kind == SourceKind.PRESUMPTION}
    ended = [
        row
        for key, row in stored.items()
        if key not in wanted and row.source in by_rule and not row.is_withdrawn
    ]
    new = [
        statement
        for key, statement in wanted.items()
        if key not in stored or _was_withdrawn_by_rule(stored[key])
    ]
    return ended, new


def _statement(row: Evidence) -> Statement:
    return Statement(slug="", **{name: getattr(row, name) for name in STATED_FIELDS})


def _was_withdrawn_by_rule(row: Evidence) -> bool:
    return row.is_withdrawn and row.history.latest().history_change_reason == NOT_PRESUMED


def _store(
    organisation: Organisation, facts: Mapping[str, str], *, by: User | None, **about: Any
) -> list[Evidence]:
    """Store the values that are not blank as evidence, with one audit event."""
    added = []
    for fact, value in facts.items():
        if not value.strip():
            continue
        evidence = Evidence(organisation=organisation, fact=fact, value=value.strip(), **about)
        evidence.stamp(by=by)
        # Only the rule about income looks at two fields. The fields' own checks know the others, each of which would be
        # a query.
        looks_at_two = fact in fact_values.YEAR_FACTS
        evidence.full_clean(exclude=KNOWN, validate_unique=False, validate_constraints=looks_at_two)
        evidence._history_user = by
        evidence.save()
        added.append(evidence)
    if added:
        detail = {
            "facts": [evidence.fact for evidence in added],
            "evidence": [evidence.pk for evidence in added],
        }
        record(by=by, verb="evidence.added", subject=organisation, detail=detail)
    return added


def _withdraw(evidence: Evidence, reason: str, by: User | None) -> None:
    evidence.is_withdrawn = True
    evidence.stamp(by=by)
    evidence._history_user = by
    evidence._change_reason = reason[:100]
    evidence.save()
    record(
        by=by,
        verb="evidence.withdrawn",
        subject=evidence.organisation,
        detail={"evidence": evidence.pk, "fact": evidence.fact, "reason": reason},
    )
