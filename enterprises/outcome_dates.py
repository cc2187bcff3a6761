"""Dates outcomes by their facts: an outcome from old facts, or of a body that ended, is shown with its year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from django.utils import timezone

from enterprises.classification import definitions
from enterprises.classification.implications import RELATED_FACTS
from enterprises.models import Assessment, Evidence
from enterprises.vocabulary import Outcome

YEARS_UNTIL_OLD = 5
"""Facts of more than this many years ago no longer say what an organisation is."""

GENERAL_ANSWERS = frozenset({"independent", "trades", "reinvests", "distributes_profit", "charity"})
LASTING_FACTS = frozenset({"founded_by_service_staff"})
"""Facts that never become old."""


def mark(assessments: Collection[Assessment]) -> None:
    """Set `was_in` on assessments whose organisations are loaded, where the outcome is of an earlier year.

    The outcome has the date of the oldest fact that it rests on; each fact has the date of its newest evidence. An
    invented organisation has no later time in which this could have changed. One query at most.
    """
    real = [one for one in assessments if not one.organisation.is_invented and _is_settled(one)]
    keys = {key for one in real for used in one.evidence_used.values() for key in used}
    if not keys:
        return
    days = dict(Evidence.objects.filter(pk__in=keys).values_list("pk", "observed_on"))
    for one in real:
        year = year_of(one.evidence_used, days, facts=_facts_of(one))
        one.was_in = was_in(year, ended_in=one.organisation.ended_in, today=timezone.localdate())


def year_of(
    used: Mapping[str, Collection[int]], days: Mapping[int, dt.date], *, facts: Collection[str]
) -> int | None:
    """Return the year of the oldest of these facts; None if no evidence speaks of them.

    `used` maps fact → the evidence behind it, and `days` the evidence → its day. A detail that no evidence states has
    the date of the general answers that speak of it.
    """
    years = []
    for fact in facts:
        behind = used.get(fact) or [key for general in _general(fact) for key in used.get(general, ())]
        found = [days[key].year for key in behind if key in days]
        if found:
            years.append(max(found))
    return min(years, default=None)


def was_in(year: int | None, *, ended_in: int | None, today: dt.date) -> int | None:
    """Return the year of an outcome that is no longer sure today, or None for one of today.

    >>> was_in(2010, ended_in=None, today=dt.date(2026, 11, 30))
    2010
    >>> was_in(2022, ended_in=None, today=dt.date(2026, 11, 30)) is None
    True
    >>> was_in(2026, ended_in=2015, today=dt.date(2026, 11, 30))
    2015
    """
    known = [one for one in (year, ended_in) if one is not None]
    if ended_in is not None or (year is not None and year < today.year - YEARS_UNTIL_OLD):
        return min(known)
    return None


def _is_settled(one: Assessment) -> bool:
    """Return True if the outcome is known, or at least that it is included."""
    return one.outcome != Outcome.UNDETERMINED or one.is_included


def _facts_of(one: Assessment) -> list[str]:
    """Return the facts that the definition asks and that may change; of a version no longer shipped, all used."""
    try:
        facts: Collection[str] = definitions.get(one.definition, one.version).facts
    except KeyError:
        facts = one.evidence_used.keys()
    return [fact for fact in facts if fact not in LASTING_FACTS]


def _general(fact: str) -> list[str]:
    return [general for general in RELATED_FACTS.get(fact, ()) if general in GENERAL_ANSWERS]
