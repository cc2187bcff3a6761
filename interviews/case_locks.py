"""Who has locked a case to ring it."""

from __future__ import annotations

import datetime as dt

from accounts.models import User
from interviews.models import CaseLock
from survey.models import SampledUnit


def active_lock(unit: SampledUnit, *, now: dt.datetime) -> CaseLock | None:
    """Return the case's lock if it has not expired. No query if `case_lock` was selected with the unit."""
    case_lock: CaseLock | None = getattr(unit, "case_lock", None)
    return case_lock if case_lock is not None and case_lock.until > now else None


def locked_by(unit: SampledUnit, *, now: dt.datetime) -> User | None:
    """Return the person who is ringing the case, or None."""
    active = active_lock(unit, now=now)
    return active.by if active else None
