"""The calling rules of a strand, and the assignment of its cases."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts import audit
from accounts.models import User
from interviews.actions.cases import refuse_if_archived
from interviews.errors import CasesMovedError
from interviews.models import Contact, FieldworkRules
from interviews.planning.assignment import Which, fingerprint_of, interviewers, open_cases, share_out
from interviews.planning.rules import erasure_day, rules_for
from noms.models import Region
from survey import actions as survey_actions
from survey.models import SampledUnit, Strand

RULE_FIELDS = (
    "target",
    "minutes_after_engaged",
    "hours_between",
    "hours_after_voicemail",
    "hours_after_message",
    "hours_after_break_off",
    "hours_without_contact",
    "prefers_other_part_of_day",
    "max_attempts",
    "contact_retention_days",
    "check_one_in",
    "check_seed",
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
    refuse_if_archived(strand.study)
    for name, value in values.items():
        setattr(rules, name, value)
    rules.stamp(by=by)
    rules.full_clean(validate_unique=False)
    rules.save()
    if "contact_retention_days" in changed:
        follow_erasure_day(strand, by=by)
    audit.record(
        by=by, verb="fieldwork.rules_set", subject=rules, study=strand.study, detail={"changed": changed}
    )
    return rules


def follow_erasure_day(strand: Strand, *, by: User | None) -> None:
    """Set the day on which the contacts of a strand are erased by its rules and the end of fieldwork."""
    Contact.objects.filter(unit__strand=strand, erased_at=None).update(
        erase_on=erasure_day(strand), updated_by=by, updated_at=timezone.now()
    )


@transaction.atomic
def distribute_cases(
    *,
    strand: Strand,
    people: Sequence[User],
    method: str,
    by: User | None,
    region: Region | None = None,
    which: str = Which.UNASSIGNED,
    seen: str | None = None,
) -> dict[User, int]:
    """Share out the open cases of a strand, by load or by region. Returns the number of them by person.

    `which` says whether cases that somebody has are shared out as well. `seen` is the fingerprint of the proposal that
    the lead has seen.

    :raises ValidationError: without people, or if the proposal is another one now.
    """
    if not people:
        raise ValidationError({"people": "Choose who shares the cases."})
    refuse_if_archived(strand.study)
    _lock(open_cases(strand))
    proposal = share_out(strand=strand, people=people, method=method, region=region, which=which)
    if seen is not None and seen != proposal.fingerprint:
        raise CasesMovedError
    return {
        person: survey_actions.assign(
            units=[unit for unit, to in proposal.cases if to == person], to=person, by=by
        )
        for person in people
    }


@transaction.atomic
def assign_cases(
    *, units: Sequence[SampledUnit], to: User | None, by: User | None, seen: str | None = None
) -> int:
    """Give these cases to one person, or to nobody. Returns the number of cases that change hands.

    `seen` is the fingerprint of the cases that the lead has seen.

    :raises ValidationError: if the person can enter no interviews, or a case has changed hands meanwhile.
    """
    if to is not None and not interviewers().filter(pk=to.pk).exists():
        raise ValidationError({"to": f"{to} can enter no interviews any more."})
    cases = SampledUnit.objects.filter(pk__in=[unit.pk for unit in units])
    _lock(cases)
    present = list(cases.select_related("strand__study").order_by("pk"))
    for study in {unit.strand.study for unit in present}:
        refuse_if_archived(study)
    if seen is not None and seen != fingerprint_of(present):
        raise CasesMovedError
    return survey_actions.assign(
        units=[unit for unit in present if unit.assigned_to_id != (to.pk if to else None)], to=to, by=by
    )


def _lock(cases: QuerySet[SampledUnit]) -> None:
    """Lock the cases until the transaction ends, so that two assignments wait for each other."""
    list(cases.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
