"""The version of the directory: a number that rises after each recorded change, and what is cached under it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from django.core.cache import caches
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import AuditEvent
from enterprises.models import DirectoryVersion

SUBJECTS = ("enterprises.", "noms.")
VERBS = ("directory.", "reference.")
A_DAY = 24 * 60 * 60
T = TypeVar("T")
PENDING = "_directory_version_pending"
"""An attribute set on the connection while its transaction will end with a new version."""


class Version(NamedTuple):
    """A version's number and the moment since which it is current."""

    number: int
    changed_at: dt.datetime


def current() -> Version:
    """Return the current version. One query.

    Call it before reading the data, so that old data are never cached under a new number.
    """
    row = (
        DirectoryVersion.objects.filter(pk=DirectoryVersion.ONLY).values_list("number", "changed_at").first()
    )
    return Version(*row) if row else Version(0, dt.datetime(2009, 1, 1, tzinfo=dt.UTC))


def cached(name: str, make: Callable[[], T], version: Version | None = None) -> T:
    """Return the result of `make`, computed once per version of the directory.

    The result must be the same for every visitor. Pass `version` if it is known already; otherwise it costs
    one query.
    """
    version = version or current()
    key = f"{name}-{version.number}-{version.changed_at.timestamp()}"
    found: T | None = caches["pages"].get(key)
    if found is None:
        found = make()
        caches["pages"].set(key, found, A_DAY)
    return found


def bump() -> None:
    """Start the next version now."""
    now = timezone.now()
    if not DirectoryVersion.objects.filter(pk=DirectoryVersion.ONLY).update(
        number=F("number") + 1, changed_at=now
    ):
        DirectoryVersion.objects.get_or_create(
            pk=DirectoryVersion.ONLY, defaults={"number": 1, "changed_at": now}
        )


def bump_on_commit() -> None:
    """Start the next version once the current transaction is committed; once per transaction.

    It is not done within the transaction, because every writer would then wait for the lock on this one row.
    """
    # A rollback removes the callback but leaves the attribute, so both are checked.
    if not (
        getattr(connection, PENDING, False) and any(e[1] is _bump_pending for e in connection.run_on_commit)
    ):
        setattr(connection, PENDING, True)
        transaction.on_commit(_bump_pending)


def forget() -> None:
    """Clear the pending mark of this connection; for tests, whose transactions are never committed."""
    setattr(connection, PENDING, False)


def _bump_pending() -> None:
    forget()
    bump()


def follow(sender: type[AuditEvent], instance: AuditEvent, **kwargs: Any) -> None:
    """Start a new version after an audit event about the directory or the frame."""
    if instance.subject_type.startswith(SUBJECTS) or instance.verb.startswith(VERBS):
        bump_on_commit()
