"""Errors in saving an interview or a call for reasons other than invalid input."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils import timezone

if TYPE_CHECKING:
    from interviews.models import CallCorrection, CaseLock, InterviewSave


class SubmissionConflictError(Exception):
    """A submission key was used before, with other content. Pages answer with status 409."""

    def __init__(self, submission_key: uuid.UUID) -> None:
        self.submission_key = submission_key
        super().__init__(
            "This page was already sent with other words. Load it again before you send it once more."
        )


class StaleVersionError(Exception):
    """A save started from an older version than the current one.

    Both texts are kept: the current one in `save.interview`, the late one in `save.document`.
    """

    def __init__(self, save: InterviewSave) -> None:
        self.save = save
        super().__init__("Somebody else saved this interview in the meantime. Both texts are kept.")


class StaleCorrectionError(ValidationError):
    """Somebody corrected the call since the user opened the page. `correction` is theirs."""

    def __init__(self, correction: CallCorrection) -> None:
        self.correction = correction
        moment = timezone.localtime(correction.created_at)
        super().__init__(
            f"{correction.created_by or 'Somebody else'} corrected this call at {moment:%H:%M}. What it says now is "
            "below; what you entered is kept. Send it again if it is still needed."
        )


class CaseClosedError(ValidationError):
    """The case must not be called again."""


class MentionChangedError(ValidationError):
    """The mention has changed since the user who decides about it opened the page."""


class CasesMovedError(ValidationError):
    """Cases have changed hands since the study lead saw what would move."""

    def __init__(self) -> None:
        super().__init__("Cases changed meanwhile, so nothing was moved. Look at what would move now.")


class CaseLockedError(ValidationError):
    """Somebody else is calling the case, or was just sent to it. `holder` says who, and until when."""

    def __init__(self, case_lock: CaseLock) -> None:
        since, until = timezone.localtime(case_lock.since), timezone.localtime(case_lock.until)
        doing = (
            "was just sent to this case and has it" if case_lock.is_reservation else "is ringing this case"
        )
        self.holder = f"{case_lock.by} {doing} until {until:%H:%M}."
        what = "was sent to this case at" if case_lock.is_reservation else "has been ringing this case since"
        super().__init__(
            f"{case_lock.by} {what} {since:%H:%M}. Others can ring it from {until:%H:%M} at the latest."
        )
