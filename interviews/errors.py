"""What a save or a call can meet that is nobody's mistake in typing."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils import timezone

if TYPE_CHECKING:
    from interviews.models import CaseLock, InterviewSave


class SubmissionConflictError(Exception):
    """A submission key that was already used for another text. Pages answer 409."""

    def __init__(self, submission_key: uuid.UUID) -> None:
        self.submission_key = submission_key
        super().__init__(
            "This page was already sent with other words. Load it again before you send it once more."
        )


class StaleVersionError(Exception):
    """A save that began from an older version than the one that is stored.

    Both texts are kept: the stored one in `save.interview`, the late one in `save.document`.
    """

    def __init__(self, save: InterviewSave) -> None:
        self.save = save
        super().__init__("Somebody else saved this interview in the meantime. Both texts are kept.")


class CaseClosedError(ValidationError):
    """A call to a case that nobody should ring again."""


class MentionMovedError(ValidationError):
    """A decision about a mention that is no longer as whoever decided had seen it."""


class CaseLockedError(ValidationError):
    """A case that somebody else is ringing at this moment."""

    def __init__(self, case_lock: CaseLock) -> None:
        since, until = timezone.localtime(case_lock.since), timezone.localtime(case_lock.until)
        super().__init__(
            f"{case_lock.by} has been ringing this case since {since:%H:%M}. "
            f"It frees itself at {until:%H:%M} at the latest."
        )
