"""Error messages for answers, and answers as text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.safestring import SafeString

from survey import answers as answering
from survey.answers import AnswerState
from survey.languages import LocalizedText, translate_message
from survey.question_types import TOO_LONG
from survey.questionnaire import Question, QuestionType, Row

from .serialisation import has_choice_for

TOO_LONG_PROBLEM = re.compile(
    re.escape(TOO_LONG)
    .replace(r"\{length\}", "(?P<length>[0-9,]+)")
    .replace(r"\{most\}", "(?P<most>[0-9,]+)")
)
"""The message about a text that is too long, with its numbers filled in."""

KEEP_OR_CHANGE = "Some answers do not agree: change one of them, or tick to keep them"
DATE_MESSAGE = "Enter a day, a month and a year, such as 31 3 2009"


def missing_message(question: Question) -> str:
    """Return the error message for a missing answer. The label of a check says what does not agree."""
    if question.is_check:
        return translate_message(KEEP_OR_CHANGE, like=question.label)
    sentence = "Choose an answer for “{question}”" if question.choices else "Enter an answer to “{question}”"
    return translate_message(sentence, like=question.label, question=question.label)


def error_message(question: Question, problem: str) -> str:
    """Return an error message in the language of its question, for a form."""
    if question.type is QuestionType.DATE:
        problem = DATE_MESSAGE
    if found := TOO_LONG_PROBLEM.fullmatch(problem):
        return mark_language(translate_message(TOO_LONG, like=question.label, **found.groupdict()))
    return mark_language(
        problem if isinstance(problem, LocalizedText) else translate_message(problem, like=question.label)
    )


def mark_language(text: str) -> str:
    """Return a LocalizedText as safe HTML with its `lang`, for places such as form errors that would drop it."""
    return SafeString(text.__html__()) if isinstance(text, LocalizedText) else text


def display_answer(question: Question, stored: Mapping[str, Any] | None) -> str:
    """Return an answer as text: its labels, its state, or an empty text if it is missing."""
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
    languages = {
        getattr(choice.label, "lang", "")
        for choice in question.choices
        if choice.value in (chosen if isinstance(chosen, list | tuple) else [chosen])
    }
    return LocalizedText(words, code) if len(languages) == 1 and (code := languages.pop()) else words


def display_row(row: Row) -> str:
    """Return one row of a repeated group as text, one line per question shown."""
    questions = (each for each in row.group.questions if each.takes_answer and each.name in row.shown)
    lines = ((each.label, display_answer(each, row.answers.get(each.name))) for each in questions)
    return "\n".join(f"{label}: {words}" for label, words in lines if words)
