"""Which edition of the directory stands, and how it becomes the next: after every act that the audit trail records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from django.core.cache import caches
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import AuditEvent
from enterprises.models import Edition

SUBJECTS = ("enterprises.", "noms.")
VERBS = ("directory.", "reference.")
A_DAY = 24 * 60 * 60
T = TypeVar("T")
WAITING = "_edition_waits"
"""The mark on a connection whose transaction is to be followed by an edition."""


class Standing(NamedTuple):
    """The edition's number and the moment from which it stands."""

    number: int
    changed_at: dt.datetime


def standing() -> Standing:
    """The edition now. Ask before the data are read, so that nothing old is kept under a new number. One query."""
    row = Edition.objects.filter(pk=Edition.ONLY).values_list("number", "changed_at").first()
    return Standing(*row) if row else Standing(0, dt.datetime(2009, 1, 1, tzinfo=dt.UTC))


def kept(name: str, make: Callable[[], T], stands: Standing | None = None) -> T:
    """What `make` gives, made once for an edition: for figures of the whole directory that many pages show.

    Under the name that it is kept by there must be one answer for everybody. `stands`: the edition, where it was asked
    for already. One query without it.
    """
    stands = stands or standing()
    key = f"{name}-{stands.number}-{stands.changed_at.timestamp()}"
    found: T | None = caches["pages"].get(key)
    if found is None:
        found = make()
        caches["pages"].set(key, found, A_DAY)
    return found


def rise() -> None:
    """Make the next edition."""
    now = timezone.now()
    if not Edition.objects.filter(pk=Edition.ONLY).update(number=F("number") + 1, changed_at=now):
        Edition.objects.get_or_create(pk=Edition.ONLY, defaults={"number": 1, "changed_at": now})


def rise_after_commit() -> None:
    """Make the next edition once the change is there for all to see; once for a transaction.

    Not within it: every writer would then wait for every other at this one row.
    """
    # A rollback takes the callback away and leaves the mark, so both are asked.
    if not (
        getattr(connection, WAITING, False) and any(e[1] is _rise_once for e in connection.run_on_commit)
    ):
        setattr(connection, WAITING, True)
        transaction.on_commit(_rise_once)


def forget() -> None:
    """Take nothing to be waiting on this connection; for tests, whose transactions are never committed."""
    setattr(connection, WAITING, False)


def _rise_once() -> None:
    forget()
    rise()


def follow(sender: type[AuditEvent], instance: AuditEvent, **kwargs: Any) -> None:
    """An act was recorded: if it was about the directory or the frame, its edition is past."""
    if instance.subject_type.startswith(SUBJECTS) or instance.verb.startswith(VERBS):
        rise_after_commit()
