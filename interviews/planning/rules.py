"""The rules by which cases are rung again, as a strand has them or by default."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db.models import Q
from django.utils import timezone

from interviews.models import FieldworkRules
from survey.models import Strand, Study

NONE = Q(pk__in=[])


def rules_of(strand: Strand) -> FieldworkRules:
    """The strand's own rules, or the defaults, not stored."""
    return FieldworkRules.objects.filter(strand=strand).first() or FieldworkRules(strand=strand)


def rules_by_strand(study: Study) -> Mapping[int, FieldworkRules]:
    """The rules of every strand of the study; one query."""
    strands = Strand.objects.filter(study=study).select_related("fieldwork_rules")
    return {
        strand.pk: getattr(strand, "fieldwork_rules", None) or FieldworkRules(strand=strand)
        for strand in strands
    }


def rung_lately(every: Iterable[FieldworkRules], now: dt.datetime) -> Q:
    """Cases rung sooner before `now` than their strand's rules allow the next attempt."""
    return _any(
        Q(strand=rules.strand_id, last_call_at__gt=now - dt.timedelta(hours=rules.hours_between))
        for rules in every
    )


def rung_often_enough(every: Iterable[FieldworkRules]) -> Q:
    """Cases with as many attempts as their strand's rules allow."""
    return _any(Q(strand=rules.strand_id, attempts__gte=rules.most_attempts) for rules in every)


def wants_another_part_of_day(every: Iterable[FieldworkRules]) -> Q:
    """Cases of the strands that prefer another part of the day for the next attempt."""
    return Q(strand__in=[rules.strand_id for rules in every if rules.prefers_other_part_of_day])


def erasure_day(strand: Strand, *, today: dt.date | None = None) -> dt.date:
    """When a contact entered `today` is erased: so many days after the end of fieldwork, or after today if later."""
    today = today or timezone.localdate()
    last = max(strand.study.closed_on or today, today)
    return last + dt.timedelta(days=rules_of(strand).contacts_kept_days)


def _any(conditions: Iterable[Q]) -> Q:
    found = NONE
    for condition in conditions:
        found |= condition
    return found
