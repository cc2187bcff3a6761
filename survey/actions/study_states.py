"""The states of a study after its opening: close, reopen, archive."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from survey import study_parts
from survey.models import Study
from survey.vocabulary import StudyState


class UnfinishedError(ValidationError):
    """A study is not closed yet, because something is unfinished. Its messages say what, one sentence each."""


@transaction.atomic
def close_study(*, study: Study, by: User | None, is_confirmed: bool = False) -> Study:
    """End the fieldwork of an open study: from now on it takes no calls, no interviews and no answers.

    Its last day is today, unless it ended before.

    :raises UnfinishedError: if something is unfinished, such as interviews owed, unless `is_confirmed`.
    :raises ValidationError: for a study that is not open.
    """
    study = lock_study(study)
    _expect(study, StudyState.OPEN, "Only an open study can be closed.")
    unfinished = study_parts.unfinished(study)
    if unfinished and not is_confirmed:
        raise UnfinishedError(unfinished)
    today = timezone.localdate()
    if study.opened_on <= today and not study.has_ended:
        study.closed_on = today
    detail = {"unfinished": unfinished}
    study = set_state(study=study, state=StudyState.CLOSED, verb="study.closed", detail=detail, by=by)
    study_parts.follow_days(study, by=by)
    return study


@transaction.atomic
def reopen_study(*, study: Study, reason: str, by: User | None, closed_on: dt.date | None = None) -> Study:
    """Open a closed study again. Its fieldwork then ends on `closed_on`, or has no end.

    :raises ValidationError: by field, without a reason, and for a study that is not closed. An archived one is never
        reopened.
    """
    study = lock_study(study)
    if study.state == StudyState.ARCHIVED:
        raise ValidationError(
            "An archived study is never reopened: its contacts are erased. Copy it instead."
        )
    _expect(study, StudyState.CLOSED, "Only a closed study can be reopened.")
    if not reason.strip():
        raise ValidationError({"reason": "Say why the study is reopened."})
    study.closed_on = closed_on
    study.full_clean()
    detail = {"reason": reason.strip()}
    study = set_state(study=study, state=StudyState.OPEN, verb="study.reopened", detail=detail, by=by)
    study_parts.follow_days(study, by=by)
    return study


@transaction.atomic
def archive_study(*, study: Study, by: User | None) -> Study:
    """Archive a closed study: the details of its contacts are erased, and nothing in it changes any more.

    :raises ValidationError: for a study that is not closed.
    """
    study = lock_study(study)
    _expect(study, StudyState.CLOSED, "Close the study before you archive it.")
    detail = study_parts.archive(study, by=by)
    return set_state(study=study, state=StudyState.ARCHIVED, verb="study.archived", detail=detail, by=by)


def lock_study(study: Study) -> Study:
    """Return the study, locked until the transaction ends."""
    return Study.objects.select_for_update(of=("self",)).get(pk=study.pk)


def refuse_without_fieldwork(study: Study) -> None:
    """Raise ValidationError unless the study is open."""
    if not study.takes_answers:
        raise ValidationError(study.why_no_fieldwork)


def refuse_if_archived(study: Study) -> None:
    """Raise ValidationError if nothing in the study changes any more."""
    if study.is_archived:
        raise ValidationError(study.why_no_fieldwork)


def set_state(*, study: Study, state: str, verb: str, detail: Mapping[str, Any], by: User | None) -> Study:
    """Store the state of a study and record it. Only for the actions on studies, which check what may follow."""
    study.state = state
    study.stamp(by=by)
    study.save(update_fields=["state", "closed_on", "updated_by", "updated_at"])
    audit.record(by=by, verb=verb, subject=study, study=study, detail=dict(detail))
    return study


def _expect(study: Study, state: str, sentence: str) -> None:
    if study.state != state:
        raise ValidationError(f"{sentence} This study is {study.get_state_display().lower()}.")
