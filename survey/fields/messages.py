"""What is said about an answer: what to do about a missing one, and how one is printed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.safestring import SafeString

from survey import answers as answering
from survey.answers import AnswerState
from survey.languages import LocalizedText, translate_message
from survey.questionnaire import Question, QuestionType, Row

from .serialisation import has_choice_for

DATE_MESSAGE = "Enter a day, a month and a year, such as 31 3 2009"


def missing_message(question: Question) -> str:
    """What to do about an answer that is missing."""
    sentence = "Choose an answer for “{question}”" if question.choices else "Enter an answer to “{question}”"
    return translate_message(sentence, like=question.label, question=question.label)


def error_message(question: Question, problem: str) -> str:
    """What is wrong with an answer, in the language of its question, ready for a form."""
    if question.type is QuestionType.DATE:
        problem = DATE_MESSAGE
    return mark_language(
        problem if isinstance(problem, LocalizedText) else translate_message(problem, like=question.label)
    )


def mark_language(text: str) -> str:
    """A text for a place that keeps only plain text, such as a form's errors: its language marked up already."""
    return SafeString(text.__html__()) if isinstance(text, LocalizedText) else text


def display_answer(question: Question, stored: Mapping[str, Any] | None) -> str:
    """An answer as it is printed: its words, why there is none, or nothing for a missing one."""
    answer = answering.read(stored)
    if answer.state is AnswerState.MISSING:
        return ""
    if answer.state is not AnswerState.GIVEN:
        return (
            question.display_value(answer.state.value)
            if has_choice_for(question, answer.state)
            else answer.state.label
        )
    if question.type is QuestionType.DATE and question.problem_with(answer.value) == "":
        year, month, day = answer.value.split("-")
        return f"{int(day)}/{month}/{year}"
    words, chosen = question.display_value(answer.value), answer.value
    spoken = {
        getattr(choice.label, "lang", "")
        for choice in question.choices
        if choice.value in (chosen if isinstance(chosen, list | tuple) else [chosen])
    }
    return LocalizedText(words, code) if len(spoken) == 1 and (code := spoken.pop()) else words


def display_row(row: Row) -> str:
    """One row of a repeated group as it is printed, a line a question; nothing of what is hidden in it."""
    asked = (each for each in row.group.questions if each.takes_answer and each.name in row.shown)
    said = ((each.label, display_answer(each, row.answers.get(each.name))) for each in asked)
    return "\n".join(f"{label}: {words}" for label, words in said if words)
