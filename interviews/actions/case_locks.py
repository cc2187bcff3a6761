"""Locking a case while calling it, so that nobody else calls it at the same time."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from interviews.actions.cases import lock_unit, refuse_if_closed
from interviews.case_locks import active_lock
from interviews.errors import CaseLockedError
from interviews.models import CaseLock
from interviews.models.case_lock import LOCK_DURATION
from survey.models import SampledUnit


@transaction.atomic
def lock_case(*, unit: SampledUnit, by: User, now: dt.datetime | None = None) -> CaseLock:
    """Lock a case for `by`, or extend their lock. It expires after `LOCK_DURATION`.

    :raises CaseLockedError: if somebody else has locked it.
    :raises CaseClosedError: if the case must not be called.
    """
    now = now or timezone.now()
    unit = lock_unit(unit)
    active = active_lock(unit, now=now)
    if active is not None and active.by_id != by.pk:
        raise CaseLockedError(active)
    refuse_if_closed(unit)
    since = active.since if active else now
    case_lock, _ = CaseLock.objects.update_or_create(
        unit=unit, defaults={"by": by, "since": since, "until": now + LOCK_DURATION}
    )
    return case_lock


def release_case(*, unit: SampledUnit, by: User | None) -> None:
    """Release the lock that `by` has on a case; another person's lock stays."""
    CaseLock.objects.filter(unit=unit, by=by).delete()


def extend_lock(*, unit: SampledUnit, by: User | None, now: dt.datetime | None = None) -> None:
    """Extend the active lock that `by` has on a case. One query."""
    now = now or timezone.now()
    CaseLock.objects.filter(unit=unit, by=by, until__gt=now).update(until=now + LOCK_DURATION)
