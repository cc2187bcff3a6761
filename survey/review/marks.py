"""What a reviewer should look at first: answers that contradict each other, and what the respondent has changed."""

from __future__ import annotations

from typing import NamedTuple

from survey.fields import display_answer
from survey.models import Response
from survey.vocabulary import ResponseStatus


class Contradiction(NamedTuple):
    """Answers that contradict each other, in words, and whether the respondent ticked that they are right."""

    words: str
    is_kept: bool


class Difference(NamedTuple):
    """A question whose answer the respondent has changed, with both answers in words."""

    label: str
    before: str
    now: str


def contradictions_of(response: Response) -> list[Contradiction]:
    """Return the contradictions in the answers, by the checks of their questionnaire."""
    found = response.questionnaire.readable.contradictions(response.answers)
    return [Contradiction(each.label, bool(response.answers.get(each.name))) for each in found]


def differences_of(response: Response) -> tuple[bool, list[Difference]]:
    """Return what differs from the answers that were accepted, or else from those sent before; and whether accepted.

    One query. Nothing differs where nothing was sent before.
    """
    versions = list(response.earlier_answers.order_by("number"))
    accepted = [each for each in versions if each.status == ResponseStatus.ACCEPTED]
    before = (accepted or versions)[-1:]
    if not before:
        return False, []
    answers = before[0].answers
    found = [
        Difference(
            question.label,
            display_answer(question, answers.get(question.name)),
            display_answer(question, response.answers.get(question.name)),
        )
        for question in response.questionnaire.readable.answerable_questions()
        # A check goes with the answers that it asked back; it is shown among the contradictions.
        if not question.is_check
        and (answers.get(question.name) or {}) != (response.answers.get(question.name) or {})
    ]
    return bool(accepted), found
