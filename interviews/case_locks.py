"""Who is ringing a case at this moment."""

from __future__ import annotations

import datetime as dt

from accounts.models import User
from interviews.models import Ringing
from survey.models import SampledUnit


def standing(unit: SampledUnit, *, now: dt.datetime) -> Ringing | None:
    """The case's hold that has not run out; `ringing` selected beforehand costs no query."""
    held: Ringing | None = getattr(unit, "ringing", None)
    return held if held is not None and held.until > now else None


def rung_by(unit: SampledUnit, *, now: dt.datetime) -> User | None:
    """Who is ringing the case, or None."""
    held = standing(unit, now=now)
    return held.by if held else None
