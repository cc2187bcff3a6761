"""What an online answer can meet that is nobody's mistake in typing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

if TYPE_CHECKING:
    from survey.models import Response


class SurveyClosedError(ValidationError):
    """The survey takes no answers today."""


class AlreadySentError(Exception):
    """A change to answers that were sent before, or a submission key used for other answers. Pages answer 409."""

    def __init__(self, response: Response) -> None:
        self.response = response
        super().__init__(f"These answers were already sent, with the reference number {response}.")


class ChangedMeanwhileError(Exception):
    """The stored answers are not those that the page was opened with: another window changed them."""

    def __init__(self, response: Response) -> None:
        self.response = response
        super().__init__("These answers were changed in another window.")
