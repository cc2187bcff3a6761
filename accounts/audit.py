"""Writing the audit trail: the one door to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
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
    """Write what was done, in the transaction of the deed: both stand or neither.

    `verb` is words joined by a dot, the thing first: `interview.saved`. `by` is None for a command and
    for a visitor. `study` is a study or its slug. `detail` holds numbers, words and keys, never personal
    data.

    :raises ValueError: for a verb that is not written so.
    """
    if not VERB.fullmatch(verb):
        raise ValueError(f"{verb!r} is not an audit verb: write it like 'interview.saved'.")
    event = AuditEvent(
        by=by if by is not None and by.is_authenticated else None,
        verb=verb,
        study_slug=study if isinstance(study, str) else getattr(study, "slug", ""),
        detail=dict(detail or {}),
    )
    if subject is not None:
        event.subject_type = subject._meta.label_lower
        event.subject_id = "" if subject.pk is None else str(subject.pk)
        event.subject_label = label_of(subject)[:LABEL_LENGTH]
    event.save()
    return event


def label_of(subject: models.Model) -> str:
    """How the trail names an object: its `audit_label`, or its own words unless it holds class-C fields."""
    label: str | None = getattr(subject, "audit_label", None)
    if label is not None:
        return label
    if getattr(subject, "CLASS_C", ()):
        return f"{subject._meta.verbose_name} {subject.pk}"
    return str(subject)
