"""Errors of online responses that are not input errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

if TYPE_CHECKING:
    from survey.models import Response


class SurveyClosedError(ValidationError):
    """The survey is not open today."""


class WithdrawnError(Exception):
    """The respondent has withdrawn the answers behind a private link."""

    def __init__(self, response: Response) -> None:
        self.response = response
        super().__init__(f"The answers {response} were withdrawn.")


class AlreadySentError(Exception):
    """The answers were already sent, or the submission key was used for others. Pages answer 409."""

    def __init__(self, response: Response) -> None:
        self.response = response
        super().__init__(f"These answers were already sent, with the reference number {response}.")


class ChangedMeanwhileError(Exception):
    """The stored answers have changed in another window since the page was opened."""

    def __init__(self, response: Response) -> None:
        self.response = response
        super().__init__("These answers were changed in another window.")
