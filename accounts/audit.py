"""Writing the audit trail: the one door to it."""

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
    """Write what was done, in the transaction of the deed: both stand or neither.

    `verb` is words joined by a dot, the thing first: `interview.saved`. `by` is None for a command and
    for a visitor. `study` is a study or its slug. `detail` holds numbers, words and keys, never personal
    data.

    :raises ValueError: for a verb that is not written so.
    """
    event = _event(by, verb, subject, detail)
    event.study_slug = study if isinstance(study, str) else getattr(study, "slug", "")
    event.save()
    return event


def record_each(
    *, by: Visitor | None, verb: str, deeds: Iterable[tuple[models.Model, Mapping[str, Any]]]
) -> None:
    """Write the same deed, done to many things at once: each with its detail. One query for some forty of them.

    Nobody is told of these one by one: record the whole of it as well, as one event.

    :raises ValueError: for a verb that is not written so.
    """
    AuditEvent.objects.bulk_create(_event(by, verb, subject, detail) for subject, detail in deeds)


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
        event.subject_label = label_of(subject)[:LABEL_LENGTH]
    return event


def label_of(subject: models.Model) -> str:
    """How the trail names an object: its `audit_label`, or its own words unless it holds class-C fields."""
    label: str | None = getattr(subject, "audit_label", None)
    if label is not None:
        return label
    if getattr(subject, "CLASS_C", ()):
        return f"{subject._meta.verbose_name} {subject.pk}"
    return str(subject)
