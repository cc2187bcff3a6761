"""The day of one person in figures: calls and interviews today, and the next call-back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from interviews.models import Call, Interview
from interviews.vocabulary import FINISHED
from interviews.worklist import midnight

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class MyDay:
    """What somebody did today, by British time, and their next call-back in any study."""

    calls: int
    interviews: int
    next_call_back: Call | None


def my_day(user: User, now: dt.datetime, call_backs: Iterable[Call]) -> MyDay:
    """Return the day of this person. Undone calls do not count; an interview counts once it is finished.

    `call_backs` are those of the person, the earliest first (interviews.call_backs). Two queries, and theirs.
    """
    today = timezone.localdate(now)
    return MyDay(
        calls=Call.objects.filter(created_by=user, made_at__gte=midnight(today), made_at__lte=now).count(),
        interviews=Interview.objects.filter(interviewer=user, held_on=today, status__in=FINISHED).count(),
        next_call_back=next(
            (call for call in call_backs if call.call_back_at is not None and call.call_back_at > now), None
        ),
    )
