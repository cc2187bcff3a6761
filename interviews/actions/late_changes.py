"""What is found out about a unit after the draw: closed, merged, found twice, or none of these after all."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.models import User
from interviews.actions.cases import last_word, lock, out_in_words, settle_code, standing_change
from interviews.models import Interview, LateChange
from interviews.vocabulary import FINAL, HELD, OUT, REFUSED, Change, InterviewStatus
from survey.models import SampledUnit
from survey.vocabulary import CaseCode

NOTHING_TO_TAKE_BACK = "Nothing was found out about this case that could be taken back."


@transaction.atomic
def take_out(
    *, unit: SampledUnit, change: str, reason: str, by: User | None, same_as: SampledUnit | None = None
) -> LateChange:
    """Say that a unit closed, was merged or stands twice in the sample: it stays there and counts as not eligible.

    `same_as` is the other unit of the strand; needed for one found twice. Raises ValidationError when there is an
    interview, when the unit is out already, and when the other unit does not stand in the sample itself.
    """
    # Both are held, in one order everywhere, so that two cases do not each become the other's double.
    held = {pk: lock(SampledUnit(pk=pk)) for pk in sorted({unit.pk, *([same_as.pk] if same_as else [])})}
    unit, other = held[unit.pk], held[same_as.pk] if same_as else None
    if change not in OUT:
        raise ValidationError({"change": "Choose what became of it."})
    standing = standing_change(unit)
    if standing is not None:
        raise ValidationError(f"This case is not in the sample any more: {out_in_words(standing)}.")
    if Interview.objects.filter(unit=unit, status__in=[*HELD, InterviewStatus.WITHDRAWN]).exists():
        raise ValidationError("This case has an interview, which counts. Name the other case as found twice.")
    if other is not None:
        _check_other(unit, other)
    return _changed(unit, change, reason, by=by, same_as=other if change != Change.CLOSED else None)


@transaction.atomic
def take_back(*, unit: SampledUnit, reason: str, by: User | None) -> LateChange:
    """Say that a unit is in the sample after all: its calls and its interview count again as they stand.

    Raises ValidationError when it never left.
    """
    unit = lock(unit)
    if standing_change(unit) is None:
        raise ValidationError(NOTHING_TO_TAKE_BACK)
    return _changed(unit, Change.TAKEN_BACK, reason, by=by)


@transaction.atomic
def reopen_case(*, unit: SampledUnit, reason: str, by: User | None) -> LateChange:
    """Have a case rung again that a call had closed: somebody away came back, a service is open after all.

    Raises ValidationError for a case that is open, has its interview, or was refused: a refusal stands for ever.
    """
    unit = lock(unit)
    last = last_word(unit)
    status = Interview.objects.filter(unit=unit).values_list("status", flat=True).first()
    if standing_change(unit) is not None:
        raise ValidationError("Take back first what was found out about this case.")
    if status in (InterviewStatus.COMPLETE, InterviewStatus.WITHDRAWN):
        raise ValidationError("Nobody rings this case again: its interview is finished.")
    if last is None or last.disposition not in FINAL:
        raise ValidationError("This case is open: it can be rung as it is.")
    if last.disposition in REFUSED:
        raise ValidationError("The respondent refused, and nobody rings them again.")
    return _changed(unit, Change.REOPENED, reason, by=by)


def possible_changes(unit: SampledUnit) -> list[Change]:
    """What may be said of a case as it stands."""
    if standing_change(unit) is not None:
        return [Change.TAKEN_BACK]
    status = Interview.objects.filter(unit=unit).values_list("status", flat=True).first()
    found = (
        []
        if status in (*HELD, InterviewStatus.WITHDRAWN)
        else [Change.CLOSED, Change.MERGED, Change.FOUND_TWICE]
    )
    last = last_word(unit)
    is_finished = status in (InterviewStatus.COMPLETE, InterviewStatus.WITHDRAWN)
    if last is not None and last.disposition in FINAL - REFUSED and not is_finished:
        found.append(Change.REOPENED)
    return found


def _check_other(unit: SampledUnit, other: SampledUnit) -> None:
    if other.strand_id != unit.strand_id:
        raise ValidationError({"same_as": f"{other} is not in the same sample."})
    if other.code == CaseCode.NOT_ELIGIBLE:
        raise ValidationError(
            {"same_as": f"{other} is not eligible itself. Name the case that stands for both."}
        )


def _changed(
    unit: SampledUnit, change: str, reason: str, *, by: User | None, same_as: SampledUnit | None = None
) -> LateChange:
    row = LateChange(unit=unit, change=change, same_as=same_as, reason=reason.strip())
    row.stamp(by=by)
    row.full_clean()
    row.save()
    settle_code(unit=unit, by=by)
    audit.record(
        by=by,
        verb="case.changed_late",
        subject=row,
        study=unit.strand.study,
        detail={"unit": unit.pk, "change": change, "same_as": same_as.pk if same_as else None},
    )
    return row
