"""The version of the directory: a number that rises after each change, and what is cached under it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from django.core.cache import caches
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from accounts import changes
from enterprises.models import DirectoryVersion

KIND = "organisation"
"""What organisations are called where changes are told."""
A_DAY = 24 * 60 * 60
T = TypeVar("T")


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


def bump(*organisations: str) -> None:
    """Start the next version once the current transaction is committed; once per transaction.

    Every action that changes the directory or the frame calls this, after it has written, with the slugs of the
    organisations that it changed, added or deleted: the apps above learn of them at once (`accounts.changes`). A reader
    who sees the new version also sees the new data, because the data were committed first. It is not done within the
    transaction, because every writer would then wait for the lock on this one row.
    """
    if organisations:
        changes.tell(KIND, organisations)
    if not any(_start_next in waiting for waiting in connection.run_on_commit):
        transaction.on_commit(_start_next)


def _start_next() -> None:
    now = timezone.now()
    only = DirectoryVersion.objects.filter(pk=DirectoryVersion.ONLY)
    if not only.update(number=F("number") + 1, changed_at=now):
        DirectoryVersion.objects.get_or_create(
            pk=DirectoryVersion.ONLY, defaults={"number": 1, "changed_at": now}
        )
