"""Error messages for answers, and answers as text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext, gettext_lazy

from survey import answers as answering
from survey.answers import AnswerState
from survey.languages import LocalizedText
from survey.page_language import in_page_language
from survey.questionnaire import Question, QuestionType, Row

from .serialisation import has_choice_for

KEEP_OR_CHANGE = gettext_lazy("Some answers do not agree: change one of them, or tick to keep them")
DATE_MESSAGE = gettext_lazy("Enter a day, a month and a year, such as 31 3 2009")


def missing_message(question: Question) -> str:
    """Return the error message for a missing answer. The label of a check says what does not agree."""
    if question.is_check:
        return str(KEEP_OR_CHANGE)
    sentence = (
        gettext("Choose an answer for “{question}”")
        if question.choices
        else gettext("Enter an answer to “{question}”")
    )
    return format_html(sentence, question=question.label)


def error_message(question: Question, problem: str) -> str:
    """Return an error message for a form: the question's own in its language, ours in that of the page."""
    if question.type is QuestionType.DATE:
        return str(DATE_MESSAGE)
    return in_page_language(problem)


def display_answer(question: Question, stored: Mapping[str, Any] | None) -> str:
    """Return an answer as text: its labels, its state, or an empty text if it is missing."""
    answer = answering.read(stored)
    if answer.state is AnswerState.MISSING:
        return ""
    if answer.state is not AnswerState.GIVEN:
        return (
            question.display_value(answer.state.value)
            if has_choice_for(question, answer.state)
            else gettext(answer.state.label)
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
