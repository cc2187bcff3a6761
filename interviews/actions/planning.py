"""The calling rules of a strand, and the assignment of its cases."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from accounts import audit
from accounts.models import User
from interviews.models import Contact, FieldworkRules
from interviews.planning import case_assignment
from interviews.planning.case_assignment import OpenCase
from interviews.planning.rules import erasure_day, rules_for
from interviews.progress.calling import OPEN_CODES
from noms.models import Region
from survey import actions as survey_actions
from survey.models import SampledUnit, Strand

BY_LOAD, BY_REGION = "load", "region"
RULE_FIELDS = (
    "target",
    "hours_between",
    "prefers_other_part_of_day",
    "max_attempts",
    "contact_retention_days",
)


@transaction.atomic
def set_rules(*, strand: Strand, by: User | None, **values: int | bool) -> FieldworkRules:
    """Set rules of a strand; those not given stay as they are.

    :raises ValidationError: by field.
    """
    rules = rules_for(strand)
    changed = sorted(name for name, value in values.items() if getattr(rules, name) != value)
    if unknown := sorted(set(values) - set(RULE_FIELDS)):
        raise TypeError(f"There is no rule {unknown[0]!r}: use one of {', '.join(RULE_FIELDS)}.")
    if not changed:
        return rules
    for name, value in values.items():
        setattr(rules, name, value)
    rules.stamp(by=by)
    rules.full_clean(validate_unique=False)
    rules.save()
    if "contact_retention_days" in changed:
        Contact.objects.filter(unit__strand=strand, erased_at=None).update(
            erase_on=erasure_day(strand), updated_by=by, updated_at=timezone.now()
        )
    audit.record(
        by=by, verb="fieldwork.rules_set", subject=rules, study=strand.study, detail={"changed": changed}
    )
    return rules


@transaction.atomic
def distribute_cases(
    *,
    strand: Strand,
    people: Sequence[User],
    method: str,
    by: User | None,
    region: Region | None = None,
    also_assigned: bool = False,
) -> dict[User, int]:
    """Assign the open cases of a strand to these people, by load or by region. Returns the number of cases by person.

    Cases that are assigned already are left alone unless `also_assigned`. With `region`, only its cases are assigned.

    :raises ValidationError: without people.
    """
    if not people:
        raise ValidationError({"people": "Choose who shares the cases."})
    units = SampledUnit.objects.filter(strand=strand, code__in=OPEN_CODES)
    if not also_assigned:
        units = units.filter(assigned_to=None)
    if region is not None:
        units = units.filter(service__region=region)
    units_by_key = {
        row.pk: row for row in units.select_related("strand__study", "service__region").order_by("pk")
    }
    cases = [
        OpenCase(pk, str(unit.service.region) if unit.service else "") for pk, unit in units_by_key.items()
    ]
    other_cases = dict(
        SampledUnit.objects.filter(strand=strand, code__in=OPEN_CODES, assigned_to__in=people)
        .exclude(pk__in=units_by_key)
        .order_by()
        .values_list("assigned_to")
        .annotate(number=Count("pk"))
    )
    loads = {person.pk: other_cases.get(person.pk, 0) for person in people}
    assigned = (case_assignment.by_region if method == BY_REGION else case_assignment.by_load)(cases, loads)
    return {
        person: survey_actions.assign(
            units=[units_by_key[pk] for pk in assigned[person.pk]], to=person, by=by
        )
        for person in people
    }
