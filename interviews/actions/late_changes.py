"""Late changes: excluding a unit from the sample, reinstating it, reopening a case."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.models import User
from interviews.actions.cases import (
    current_exclusion,
    describe_exclusion,
    last_call,
    lock_unit,
    refuse_if_archived,
    refuse_without_fieldwork,
    update_code,
)
from interviews.models import Interview, LateChange
from interviews.vocabulary import EXCLUSIONS, FINAL_DISPOSITIONS, FINISHED, REFUSALS, Change, InterviewStatus
from survey.models import SampledUnit
from survey.vocabulary import CaseCode

NOT_REQUESTED = (
    "The respondent refused. They are rung again only if they asked for it themselves: tick that they did."
)
NOTHING_TO_TAKE_BACK = "Nothing was found out about this case that could be taken back."


@transaction.atomic
def exclude_case(
    *, unit: SampledUnit, change: str, reason: str, by: User | None, same_as: SampledUnit | None = None
) -> LateChange:
    """Record that a unit closed, was merged or is a duplicate. It stays in the sample but counts as not eligible.

    `same_as` is the other unit of the strand; it is required for a duplicate.

    :raises ValidationError: if there is an interview, if the unit is excluded already, or if the other unit is itself
        not eligible.
    """
    # Both are locked, always in the same order, so that two cases do not become duplicates of each other.
    locked = {
        pk: lock_unit(SampledUnit(pk=pk)) for pk in sorted({unit.pk, *([same_as.pk] if same_as else [])})
    }
    unit, other = locked[unit.pk], locked[same_as.pk] if same_as else None
    if change not in EXCLUSIONS:
        raise ValidationError({"change": "Choose what became of it."})
    exclusion = current_exclusion(unit)
    if exclusion is not None:
        raise ValidationError(f"This case is not in the sample any more: {describe_exclusion(exclusion)}.")
    if Interview.objects.filter(unit=unit, status__in=[*FINISHED, InterviewStatus.WITHDRAWN]).exists():
        raise ValidationError("This case has an interview, which counts. Name the other case as found twice.")
    if other is not None:
        _check_other(unit, other)
    return _save_change(unit, change, reason, by=by, same_as=other if change != Change.CLOSED else None)


@transaction.atomic
def reinstate_case(*, unit: SampledUnit, reason: str, by: User | None) -> LateChange:
    """Take back the exclusion of a unit: its calls and its interview count again.

    :raises ValidationError: if the unit is not excluded.
    """
    unit = lock_unit(unit)
    if current_exclusion(unit) is None:
        raise ValidationError(NOTHING_TO_TAKE_BACK)
    return _save_change(unit, Change.TAKEN_BACK, reason, by=by)


@transaction.atomic
def reopen_case(*, unit: SampledUnit, reason: str, by: User | None, is_requested: bool = False) -> LateChange:
    """Reopen a case that a call had closed, for example because the respondent is back from leave.

    After a refusal only if the respondent asked for it: `is_requested` says so, and `reason` what they said.

    :raises ValidationError: if the case is open, has a finished interview, or the respondent refused and did not ask.
    """
    unit = lock_unit(unit)
    refuse_without_fieldwork(unit.strand.study)
    last = last_call(unit)
    status = Interview.objects.filter(unit=unit).values_list("status", flat=True).first()
    if current_exclusion(unit) is not None:
        raise ValidationError("Take back first what was found out about this case.")
    if status in (InterviewStatus.COMPLETE, InterviewStatus.WITHDRAWN):
        raise ValidationError("Nobody rings this case again: its interview is finished.")
    if last is None or last.disposition not in FINAL_DISPOSITIONS:
        raise ValidationError("This case is open: it can be rung as it is.")
    is_refusal = last.disposition in REFUSALS
    if is_refusal and not is_requested:
        raise ValidationError({"is_requested": NOT_REQUESTED})
    return _save_change(unit, Change.REOPENED, reason, by=by, is_requested=is_refusal)


def possible_changes(unit: SampledUnit) -> list[Change]:
    """Return the changes that are possible for a case in its present state."""
    if current_exclusion(unit) is not None:
        return [Change.TAKEN_BACK]
    status = Interview.objects.filter(unit=unit).values_list("status", flat=True).first()
    changes = (
        []
        if status in (*FINISHED, InterviewStatus.WITHDRAWN)
        else [Change.CLOSED, Change.MERGED, Change.FOUND_TWICE]
    )
    last = last_call(unit)
    is_finished = status in (InterviewStatus.COMPLETE, InterviewStatus.WITHDRAWN)
    is_closed = last is not None and last.disposition in FINAL_DISPOSITIONS
    if is_closed and not is_finished and unit.strand.study.takes_calls:
        changes.append(Change.REOPENED)
    return changes


def _check_other(unit: SampledUnit, other: SampledUnit) -> None:
    if other.strand_id != unit.strand_id:
        raise ValidationError({"same_as": f"{other} is not in the same sample."})
    if other.code == CaseCode.NOT_ELIGIBLE:
        raise ValidationError(
            {"same_as": f"{other} is not eligible itself. Name the case that stays in the sample."}
        )


def _save_change(
    unit: SampledUnit,
    change: str,
    reason: str,
    *,
    by: User | None,
    same_as: SampledUnit | None = None,
    is_requested: bool = False,
) -> LateChange:
    refuse_if_archived(unit.strand.study)
    row = LateChange(
        unit=unit, change=change, same_as=same_as, is_requested=is_requested, reason=reason.strip()
    )
    row.stamp(by=by)
    row.full_clean()
    row.save()
    update_code(unit=unit, by=by)
    audit.record(
        by=by,
        verb="case.changed_late",
        subject=row,
        study=unit.strand.study,
        detail={
            "unit": unit.pk,
            "change": change,
            "same_as": same_as.pk if same_as else None,
            **({"requested": True} if is_requested else {}),
        },
    )
    return row
