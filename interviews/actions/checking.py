"""Checking interviews: verdicts of the study lead, notes to interviewers and their answers."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts import audit
from accounts.models import User
from interviews.actions.cases import lock_unit, refuse_if_archived
from interviews.errors import SubmissionConflictError
from interviews.models import Checklist, Interview, InterviewCheck
from interviews.supervision.checking import open_checks, points_of
from survey.models import Study

MAX_POINTS = 30
POINT_LENGTH = 200


@transaction.atomic
def check_interview(
    *,
    interview: Interview,
    verdict: str,
    points: Mapping[str, str],
    note: str,
    version: int,
    submission_key: uuid.UUID,
    by: User | None,
    seen: int | None = None,
) -> InterviewCheck:
    """Record what the study lead found in reading an interview. It settles the earlier checks of the interview.

    `version` is the version of the interview that was read, and `seen` the number of its checks at that time, or None.
    The same submission again returns the first check. No answer and no figure changes.

    :raises ValidationError: if the interview is not finished, or was changed or checked meanwhile; or by field.
    :raises SubmissionConflictError: if the key came before with something else.
    """
    unit = lock_unit(interview.unit)
    earlier = InterviewCheck.objects.filter(submission_key=submission_key).first()
    if earlier is not None:
        sent = (interview.pk, verdict, dict(points), note)
        if (earlier.interview_id, earlier.verdict, earlier.points, earlier.note) != sent:
            raise SubmissionConflictError(submission_key)
        return earlier
    refuse_if_archived(unit.strand.study)
    interview = Interview.objects.select_related("unit").get(pk=interview.pk)
    if not interview.is_finished:
        raise ValidationError("This interview is not finished, so it is not checked.")
    if interview.version != version:
        raise ValidationError(
            "The interview was changed since you opened it. Read it again, then send your check."
        )
    checks = InterviewCheck.objects.filter(interview=interview)
    if seen is not None and checks.count() != seen:
        raise ValidationError("Somebody else checked this interview meanwhile. Read that check first.")
    check = InterviewCheck(
        interview=interview,
        version=version,
        interviewer_id=interview.interviewer_id,
        verdict=verdict,
        points=dict(points),
        note=note,
        submission_key=submission_key,
    )
    check.stamp(by=by)
    check.full_clean(validate_unique=False)
    _settle(checks, by=by)
    check.save()
    audit.record(
        by=by,
        verb="interview.checked",
        subject=check,
        study=unit.strand.study,
        detail={"case": unit.pk, "verdict": verdict},
    )
    return check


@transaction.atomic
def acknowledge_check(*, check: InterviewCheck, reply: str, by: User | None) -> InterviewCheck:
    """Record that the interviewer has read a note, with an answer if there is one. A second time writes nothing.

    :raises ValidationError: if the note is to somebody else, or was answered with other words already.
    """
    lock_unit(check.interview.unit)
    check = InterviewCheck.objects.select_related("interview__unit__strand__study").get(pk=check.pk)
    if by is not None and by.pk != check.interviewer_id:
        raise ValidationError("This note is to somebody else.")
    if check.acknowledged_at is not None:
        if reply and reply != check.reply:
            raise ValidationError("You have answered this note already.")
        return check
    refuse_if_archived(check.interview.unit.strand.study)
    check.reply, check.acknowledged_at = reply, timezone.now()
    check.stamp(by=by)
    check.full_clean(validate_unique=False)
    check.save()
    audit.record(
        by=by,
        verb="check.acknowledged",
        subject=check,
        study=check.interview.unit.strand.study,
        detail={"case": check.interview.unit_id, "is_answered": bool(reply)},
    )
    return check


@transaction.atomic
def settle_check(*, check: InterviewCheck, by: User | None) -> InterviewCheck:
    """Record that nothing more is to be done about what a check found. Settling twice changes nothing.

    :raises CaseClosedError: if the study is archived.
    """
    unit = lock_unit(check.interview.unit)
    refuse_if_archived(unit.strand.study)
    if _settle(InterviewCheck.objects.filter(pk=check.pk), by=by):
        audit.record(
            by=by, verb="check.settled", subject=check, study=unit.strand.study, detail={"case": unit.pk}
        )
    return InterviewCheck.objects.get(pk=check.pk)


def _settle(checks: QuerySet[InterviewCheck], *, by: User | None) -> int:
    now = timezone.now()
    return open_checks(checks).update(settled_at=now, updated_by=by, updated_at=now)


def erase_checks(interviews: QuerySet[Interview]) -> None:
    """Erase the words of the checks of these interviews. Call it in the transaction that erases the interviews' words.

    The verdicts remain, and nothing about them is open any more.
    """
    now = timezone.now()
    checks = InterviewCheck.objects.filter(interview__in=interviews, erased_at=None)
    open_checks(checks).update(settled_at=now)
    checks.update(note="", reply="", points={}, erased_at=now, updated_at=now)


@transaction.atomic
def set_checklist(*, study: Study, points: Sequence[str], by: User | None) -> Checklist | None:
    """Set the points that are looked at in each check of the study. The present points again write nothing.

    :raises ValidationError: for no point, too many, a point twice or one that is too long.
    """
    errors = []
    if not 1 <= len(points) <= MAX_POINTS:
        errors.append(f"Write from 1 to {MAX_POINTS} points, one on each line.")
    if len(set(points)) < len(points):
        errors.append("A point is there twice.")
    errors += [
        f"“{point[:40]}…” is too long: {POINT_LENGTH} characters at most."
        for point in points
        if len(point) > POINT_LENGTH
    ]
    if errors:
        raise ValidationError({"points": errors})
    checklist = Checklist.objects.select_for_update().filter(study=study).first()
    if list(points) == points_of(study):
        return checklist
    refuse_if_archived(study)
    checklist = checklist or Checklist(study=study)
    checklist.points = list(points)
    checklist.stamp(by=by)
    checklist.save()
    audit.record(by=by, verb="checklist.set", subject=checklist, study=study, detail={"number": len(points)})
    return checklist
