"""Functions that write audit events. Nothing else writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from accounts.models import AuditEvent
from accounts.roles import Visitor

VERB = re.compile(r"[a-z][a-z_]*(\.[a-z][a-z_]*)+")
LABEL_LENGTH = 200


def record(
    *,
    by: Visitor | None,
    verb: str,
    subject: models.Model | None = None,
    study: Any = None,
    detail: Mapping[str, Any] | None = None,
) -> AuditEvent:
    """Write one audit event; call it in the transaction of the action that it records.

    `verb` is a noun and a participle joined by a dot, such as `interview.saved`. `by` is None for a command
    and for an anonymous user. `study` is a study or its slug. `detail` has no personal data.

    :raises ValueError: for a verb in another form.
    """
    event = _event(by, verb, subject, detail)
    event.study_slug = study if isinstance(study, str) else getattr(study, "slug", "")
    event.save()
    return event


def record_many(
    *, by: Visitor | None, verb: str, subjects: Iterable[tuple[models.Model, Mapping[str, Any]]]
) -> None:
    """Write one audit event for each pair of subject and detail, all with the same verb, in bulk.

    :raises ValueError: for a verb in another form.
    """
    AuditEvent.objects.bulk_create(_event(by, verb, subject, detail) for subject, detail in subjects)


def _event(
    by: Visitor | None, verb: str, subject: models.Model | None, detail: Mapping[str, Any] | None
) -> AuditEvent:
    if not VERB.fullmatch(verb):
        raise ValueError(f"{verb!r} is not an audit verb: write it like 'interview.saved'.")
    event = AuditEvent(
        by=by if by is not None and by.is_authenticated else None, verb=verb, detail=dict(detail or {})
    )
    if subject is not None:
        event.subject_type = subject._meta.label_lower
        event.subject_id = "" if subject.pk is None else str(subject.pk)
        event.subject_label = subject_label(subject)[:LABEL_LENGTH]
    return event


def subject_label(subject: models.Model) -> str:
    """Return the object's `audit_label` or its str(), or type and number if it has class-C fields."""
    label: str | None = getattr(subject, "audit_label", None)
    if label is not None:
        return label
    if getattr(subject, "CLASS_C", ()):
        return f"{subject._meta.verbose_name} {subject.pk}"
    return str(subject)
