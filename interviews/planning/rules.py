"""The calling rules of a strand, as conditions for queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db.models import Q
from django.utils import timezone

from interviews.models import FieldworkRules
from survey.models import Strand, Study

NO_CASE = Q(pk__in=[])


def rules_for(strand: Strand) -> FieldworkRules:
    """Return the rules of the strand, or unsaved default rules if none were set."""
    return FieldworkRules.objects.filter(strand=strand).first() or FieldworkRules(strand=strand)


def rules_by_strand(study: Study) -> Mapping[int, FieldworkRules]:
    """Return the rules of every strand of the study by the strand's key. One query."""
    strands = Strand.objects.filter(study=study).select_related("fieldwork_rules")
    return {
        strand.pk: getattr(strand, "fieldwork_rules", None) or FieldworkRules(strand=strand)
        for strand in strands
    }


def called_recently(all_rules: Iterable[FieldworkRules], now: dt.datetime) -> Q:
    """Match cases whose last call is too recent at `now` for another attempt, by the rules of their strand."""
    return _any_of(
        Q(strand=rules.strand_id, last_call_at__gt=now - dt.timedelta(hours=rules.hours_between))
        for rules in all_rules
    )


def attempts_exhausted(all_rules: Iterable[FieldworkRules]) -> Q:
    """Match cases that have had the maximum number of attempts of their strand."""
    return _any_of(Q(strand=rules.strand_id, attempts__gte=rules.max_attempts) for rules in all_rules)


def prefers_other_part_of_day(all_rules: Iterable[FieldworkRules]) -> Q:
    """Match cases of strands in which the next attempt should be in the other part of the day."""
    return Q(strand__in=[rules.strand_id for rules in all_rules if rules.prefers_other_part_of_day])


def erasure_day(strand: Strand, *, today: dt.date | None = None) -> dt.date:
    """Return the day on which a contact entered `today` is erased.

    This is the strand's retention period after the end of fieldwork, or after today if fieldwork has ended or
    has no end date.
    """
    today = today or timezone.localdate()
    last = max(strand.study.closed_on or today, today)
    return last + dt.timedelta(days=rules_for(strand).contact_retention_days)


def _any_of(conditions: Iterable[Q]) -> Q:
    combined = NO_CASE
    for condition in conditions:
        combined |= condition
    return combined
