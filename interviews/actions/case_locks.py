"""Lock a case while ringing it or being sent to it, so that nobody else rings it at the same time, and release it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from interviews.actions.cases import lock_unit, refuse_if_closed
from interviews.errors import CaseLockedError
from interviews.models import CaseLock
from interviews.models.case import LOCK_DURATION, RESERVATION_DURATION
from interviews.worklist import next_case
from survey.models import SampledUnit, Study


def active_lock(unit: SampledUnit, *, now: dt.datetime) -> CaseLock | None:
    """Return the case's lock if it has not expired. No query if `case_lock` was selected with the unit."""
    case_lock: CaseLock | None = getattr(unit, "case_lock", None)
    return case_lock if case_lock is not None and case_lock.until > now else None


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
    since = now if active is None or active.is_reservation else active.since
    case_lock, _ = CaseLock.objects.update_or_create(
        unit=unit,
        defaults={"by": by, "since": since, "until": now + LOCK_DURATION, "is_reservation": False},
    )
    return case_lock


@transaction.atomic
def reserve_next_case(
    *, study: Study, by: User, after: SampledUnit | None = None, now: dt.datetime | None = None
) -> SampledUnit | None:
    """Reserve the next case to call for `by` and return it, or None: no case is to be called, or the study is not open.

    Two people never get the same case. The case that `by` leaves (`after`) and their other reservations are released.
    """
    if not study.takes_calls:
        return None
    now = now or timezone.now()
    CaseLock.objects.filter(Q(is_reservation=True) | Q(unit=after), by=by).delete()
    while (found := next_case(study, now=now, after=after, user=by)) is not None:
        # Somebody else may have taken the case since it was read: the lock on its row decides.
        unit = lock_unit(found)
        active = CaseLock.objects.filter(unit=unit, until__gt=now).first()
        if active is None:
            CaseLock.objects.update_or_create(
                unit=unit,
                defaults={
                    "by": by,
                    "since": now,
                    "until": now + RESERVATION_DURATION,
                    "is_reservation": True,
                },
            )
            return unit
        if active.by_id == by.pk:
            return unit
    return None


def refuse_if_locked(unit: SampledUnit, *, by: User | None, now: dt.datetime | None = None) -> None:
    """Raise CaseLockedError if somebody else has the case. One query."""
    active = CaseLock.objects.filter(unit=unit, until__gt=now or timezone.now()).exclude(by=by)
    if (case_lock := active.select_related("by").first()) is not None:
        raise CaseLockedError(case_lock)


def ringing_since(*, unit: SampledUnit, by: User | None, now: dt.datetime) -> dt.datetime | None:
    """Return the moment at which `by` pressed “I am ringing now”, or None if they have not. One query."""
    active = CaseLock.objects.filter(unit=unit, by=by, until__gt=now, since__lte=now, is_reservation=False)
    return active.values_list("since", flat=True).first()


def lock_again(*, unit: SampledUnit, by: User, since: dt.datetime, now: dt.datetime) -> None:
    """Lock a case again for somebody who was calling it since then, unless somebody else has locked it."""
    if not CaseLock.objects.filter(unit=unit, until__gt=now).exclude(by=by).exists():
        CaseLock.objects.update_or_create(
            unit=unit,
            defaults={"by": by, "since": since, "until": now + LOCK_DURATION, "is_reservation": False},
        )


def release_case(*, unit: SampledUnit, by: User | None) -> None:
    """Release the lock that `by` has on a case; another person's lock stays."""
    CaseLock.objects.filter(unit=unit, by=by).delete()


def extend_lock(*, unit: SampledUnit, by: User | None, now: dt.datetime | None = None) -> None:
    """Extend the active lock that `by` has on a case. One query."""
    now = now or timezone.now()
    CaseLock.objects.filter(unit=unit, by=by, until__gt=now).update(until=now + LOCK_DURATION)
