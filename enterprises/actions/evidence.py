"""Adds and withdraws evidence; the organisation is assessed again in the same transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.audit import record
from enterprises import cache_version
from enterprises.actions.assessments import assess
from enterprises.actions.listing import review_listing
from enterprises.models import Evidence, Organisation

if TYPE_CHECKING:
    from accounts.models import User


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
    added = []
    for fact, value in facts.items():
        if not value.strip():
            continue
        evidence = Evidence(
            organisation=organisation,
            fact=fact,
            value=value.strip(),
            source_kind=source_kind,
            source=source,
            observed_on=observed_on,
            quotation=quotation,
            note=note,
            source_date=source_date,
            financial_year_end=financial_year_end,
        )
        evidence.stamp(by=by)
        evidence.full_clean(exclude=["organisation"], validate_unique=False)
        evidence._history_user = by
        evidence.save()
        added.append(evidence)
    if added:
        detail = {
            "facts": [evidence.fact for evidence in added],
            "evidence": [evidence.pk for evidence in added],
        }
        record(by=by, verb="evidence.added", subject=organisation, detail=detail)
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
    evidence.is_withdrawn = True
    evidence.stamp(by=by)
    evidence._history_user = by
    evidence._change_reason = reason.strip()[:100]
    evidence.save()
    record(
        by=by,
        verb="evidence.withdrawn",
        subject=evidence.organisation,
        detail={"evidence": evidence.pk, "fact": evidence.fact, "reason": reason.strip()},
    )
    assess(organisation=evidence.organisation, by=by)
    cache_version.bump()
    review_listing(organisation=evidence.organisation, by=by)
    return evidence
