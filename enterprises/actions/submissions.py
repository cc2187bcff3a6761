"""Evidence that a program sends: taken once for each key, with a receipt that never changes."""

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
    """The key was used before, for something else."""


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
    """Add one fact and assess the organisation at once; the same key and body again give the first receipt.

    :raises KeyUsedError: for a key that came with another body, or from somebody else.
    :raises ValidationError: by field, as `add_evidence`; nothing is kept then, and the key stays free.
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
    # The unique key lets one of two senders through; the other waits and finds the first one's receipt.
    submission, is_new = EvidenceSubmission.objects.get_or_create(
        submission_key=submission_key,
        defaults={"submission_hash": digest, "created_by": by, "updated_by": by},
    )
    if not is_new:
        if submission.submission_hash != digest:
            raise KeyUsedError
        return submission
    evidence = add_evidence(**{**body, "organisation": organisation}, by=by)
    stands = Assessment.objects.current(definitions.DEFAULT).get(organisation=organisation)
    submission.evidence = evidence
    submission.receipt = {
        "submission_key": str(submission_key),
        "evidence": evidence.pk,
        "organisation": organisation.slug,
        "fact": evidence.fact,
        "value": evidence.value,
        "received_at": timezone.now().isoformat(),
        "definition": stands.definition,
        "outcome": stands.outcome,
    }
    submission.save()
    return submission
