"""The calling rules of a strand, as conditions for queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.expressions import Combinable
from django.utils import timezone

from interviews.models import FieldworkRules
from interviews.vocabulary import Disposition
from survey.models import Strand, Study

HOURS_FIELDS: dict[str, str] = {
    Disposition.VOICEMAIL: "hours_after_voicemail",
    Disposition.LEFT_MESSAGE: "hours_after_message",
    Disposition.BREAK_OFF: "hours_after_break_off",
    Disposition.WRONG_NUMBER: "hours_without_contact",
    Disposition.CONTACT_LEFT: "hours_without_contact",
    Disposition.NOT_THE_RIGHT_OFFICE: "hours_without_contact",
}
"""The rule with the hours of rest after an outcome, where it is not `hours_between`."""


def rules_for(strand: Strand) -> FieldworkRules:
    """Return the rules of the strand, or unsaved default rules if none were set."""
    return FieldworkRules.objects.filter(strand=strand).first() or FieldworkRules(strand=strand)


def rules_by_strand(study: Study) -> Mapping[int, FieldworkRules]:
    """Return the rules of every strand of the study, with its division into quotas, by the strand's key. One query."""
    strands = Strand.objects.filter(study=study).select_related("fieldwork_rules", "quota_plan")
    return {
        strand.pk: getattr(strand, "fieldwork_rules", None) or FieldworkRules(strand=strand)
        for strand in strands
    }


def rest_after(rules: FieldworkRules, disposition: str) -> dt.timedelta:
    """Return the time that a case rests after a call with this outcome."""
    if disposition == Disposition.BUSY:
        return dt.timedelta(minutes=rules.minutes_after_engaged)
    return dt.timedelta(hours=getattr(rules, HOURS_FIELDS.get(disposition, "hours_between")))


def rests_until(all_rules: Iterable[FieldworkRules]) -> Combinable:
    """Return the moment until which a case rests after a call, by its outcome and the rules of its strand.

    It is for a query of calls. Read in a query of cases, every condition would hold the whole query of the last call.
    """
    rests = Case(
        *(
            When(unit__strand=rules.strand_id, disposition__in=outcomes, then=Value(rest))
            for rules in all_rules
            for rest, outcomes in _outcomes_by_rest(rules).items()
        ),
        default=Value(dt.timedelta()),
        output_field=models.DurationField(),
    )
    return models.ExpressionWrapper(models.F("made_at") + rests, output_field=models.DateTimeField())


def _outcomes_by_rest(rules: FieldworkRules) -> dict[dt.timedelta, list[str]]:
    outcomes: dict[dt.timedelta, list[str]] = {}
    for disposition in Disposition.values:
        outcomes.setdefault(rest_after(rules, disposition), []).append(disposition)
    return outcomes


def attempts_exhausted(all_rules: Iterable[FieldworkRules]) -> Q:
    """Match cases that have had the maximum number of attempts of their strand."""
    most = Case(
        *(When(strand=rules.strand_id, then=Value(rules.max_attempts)) for rules in all_rules),
        output_field=models.IntegerField(),
    )
    return Q(attempts__gte=most)


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
