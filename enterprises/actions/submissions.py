"""Evidence that a program submits: accepted once for each key, with a receipt that never changes."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from accounts.idempotency import fingerprint
from enterprises.actions.evidence import add_evidence
from enterprises.classification import definitions
from enterprises.models import Assessment, EvidenceSubmission, Organisation

if TYPE_CHECKING:
    from accounts.models import User


class KeyUsedError(Exception):
    """The submission key was used before with other content."""


@transaction.atomic
def submit_evidence(
    *,
    submission_key: uuid.UUID,
    organisation: Organisation,
    fact: str,
    value: str,
    source_kind: str,
    source: str,
    observed_on: dt.date,
    by: User | None,
    quotation: str = "",
    financial_year_end: dt.date | None = None,
) -> EvidenceSubmission:
    """Add one fact and assess the organisation; the same key and content again return the first submission.

    :raises KeyUsedError: for a key that was used with other content, or by another user.
    :raises ValidationError: by field, as `add_evidence`; nothing is stored then, and the key can be used again.
    """
    body: dict[str, Any] = {
        "organisation": organisation.pk,
        "fact": fact,
        "value": value,
        "source_kind": source_kind,
        "source": source,
        "observed_on": observed_on,
        "quotation": quotation,
        "financial_year_end": financial_year_end,
    }
    digest = fingerprint(by=by.pk if by else None, **body)
    # Of two simultaneous requests the unique key lets one through; the other waits and finds its receipt.
    submission, is_new = EvidenceSubmission.objects.get_or_create(
        submission_key=submission_key,
        defaults={"submission_hash": digest, "created_by": by, "updated_by": by},
    )
    if not is_new:
        if submission.submission_hash != digest:
            raise KeyUsedError
        return submission
    evidence = add_evidence(**{**body, "organisation": organisation}, by=by)
    current = Assessment.objects.current(definitions.DEFAULT).get(organisation=organisation)
    submission.evidence = evidence
    submission.receipt = {
        "submission_key": str(submission_key),
        "evidence": evidence.pk,
        "organisation": organisation.slug,
        "fact": evidence.fact,
        "value": evidence.value,
        "received_at": timezone.now().isoformat(),
        "definition": current.definition,
        "outcome": current.outcome,
    }
    submission.save()
    return submission
