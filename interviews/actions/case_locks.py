"""Taking a case to ring it, so that nobody else rings at the same time, and letting it go."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from interviews.actions.cases import lock, refuse_if_closed
from interviews.case_locks import standing
from interviews.errors import RungBySomebodyElseError
from interviews.models import Ringing
from interviews.models.case_lock import HELD_FOR
from survey.models import SampledUnit


@transaction.atomic
def take_case(*, unit: SampledUnit, by: User, now: dt.datetime | None = None) -> Ringing:
    """Hold a case while `by` rings it; again by the same person to hold it longer. It frees itself.

    Raises RungBySomebodyElseError while somebody else holds it, CaseClosedError when nobody should ring it.
    """
    now = now or timezone.now()
    unit = lock(unit)
    held = standing(unit, now=now)
    if held is not None and held.by_id != by.pk:
        raise RungBySomebodyElseError(held)
    refuse_if_closed(unit)
    since = held.since if held else now
    taken, _ = Ringing.objects.update_or_create(
        unit=unit, defaults={"by": by, "since": since, "until": now + HELD_FOR}
    )
    return taken


def release_case(*, unit: SampledUnit, by: User | None) -> None:
    """Let a case go that `by` holds; what somebody else holds stays held."""
    Ringing.objects.filter(unit=unit, by=by).delete()


def hold_longer(*, unit: SampledUnit, by: User | None, now: dt.datetime | None = None) -> None:
    """Somebody at work on a case that they hold keeps it: one query."""
    now = now or timezone.now()
    Ringing.objects.filter(unit=unit, by=by, until__gt=now).update(until=now + HELD_FOR)
