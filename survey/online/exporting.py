"""The answers to one questionnaire as rows of a table, by default without what says who answered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.utils import timezone

from survey import answers as answering
from survey.answers import Answer, AnswerState
from survey.models import Instrument, Response, Strand
from survey.online import bindings
from survey.questionnaire import Question, Questionnaire, QuestionType

Cell = str | int | None
OPEN_LINK, INVITED = "open link", "invited"


class Column(NamedTuple):
    """One column: a question, or one choice of a question that takes several."""

    head: str
    question: Question
    choice: str = ""

    def cell(self, answer: Answer) -> Cell:
        """The answer in this column. A state stands in brackets, a missing answer is empty.

        A choice is 1 or 0 where the question was answered, and empty where it was not.
        """
        if self.choice:
            return int(self.choice in answer.value) if answer.state is AnswerState.GIVEN else None
        if answer.state is AnswerState.MISSING:
            return None
        if answer.state is not AnswerState.GIVEN:
            return f"[{answer.state.value}]"
        if isinstance(answer.value, list | tuple):
            return " ".join(str(word) for word in answer.value)
        return answer.value if isinstance(answer.value, int) else str(answer.value)


def columns(questionnaire: Questionnaire, *, is_full: bool) -> list[Column]:
    """The questions in their order; without words of the respondent's own unless the table is full."""
    found = []
    for question in questionnaire.asked():
        if not is_full and _may_identify(question):
            continue
        found.append(Column(question.name, question))
        if question.type is QuestionType.SELECT_MULTIPLE:
            found.extend(
                Column(f"{question.name}/{choice.value}", question, choice.value)
                for choice in question.choices
                if choice.value not in answering.STATE_LABELS
            )
    return found


def rows(strand: Strand, instrument: Instrument, *, is_full: bool) -> Iterator[list[Cell]]:
    """The heads, then a row for each answer that was sent and neither rejected nor set aside.

    Without names a row is known by its place in the file only. One query for any number of answers.
    """
    questionnaire = instrument.questionnaire
    asked = columns(questionnaire, is_full=is_full)
    heads = ["row", "version", "sent_on", "came_by", "status"]
    yield [*heads, *(["reference", "organisation"] if is_full else []), *(column.head for column in asked)]
    sent = Response.objects.sent().filter(strand=strand, instrument=instrument).order_by("pk")
    for number, response in enumerate(sent.select_related("organisation").iterator(), 1):
        assert response.submitted_at is not None
        states = questionnaire.states(response.answers)
        about: list[Cell] = [
            number,
            instrument.version,
            timezone.localdate(response.submitted_at).isoformat(),
            INVITED if response.invitation_id else OPEN_LINK,
            response.status,
        ]
        if is_full:
            about += [response.reference, str(response.organisation or "")]
        yield [*about, *(column.cell(states[column.question.name]) for column in asked)]


def _may_identify(question: Question) -> bool:
    return question.type is QuestionType.TEXT or question.name in bindings.IDENTIFYING
