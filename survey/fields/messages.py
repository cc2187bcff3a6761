"""Error messages for answers, and answers as text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext, gettext_lazy

from survey import answers as answering
from survey.answers import AnswerState
from survey.languages import LocalizedText
from survey.markdown import unmarked
from survey.page_language import in_page_language, mark_language
from survey.question_types import problem_with
from survey.questionnaire import Question, QuestionType, Row

from .serialisation import has_choice_for

KEEP_OR_CHANGE = gettext_lazy("Some answers do not agree: change one of them, or tick to keep them")
TYPED_IN_PARTS = {
    QuestionType.DATE: gettext_lazy("Enter a day, a month and a year, such as 31 3 2009"),
    QuestionType.DATETIME: gettext_lazy("Enter a day, a month, a year and a time, such as 31 3 2009 14:30"),
}
"""What to enter where a form has several boxes for one answer."""


def missing_message(question: Question) -> str:
    """Return the error message for a missing answer. The label of a check says what does not agree."""
    if question.is_check:
        return str(KEEP_OR_CHANGE)
    if question.required_message:
        return mark_language(unmarked(question.required_message))
    if question.type is QuestionType.ACKNOWLEDGE:
        sentence = gettext("Tick “{question}”")
    elif question.type is QuestionType.RANK:
        sentence = gettext("Choose each place for “{question}”")
    elif question.choices:
        sentence = gettext("Choose an answer for “{question}”")
    else:
        sentence = gettext("Enter an answer to “{question}”")
    return format_html(sentence, question=unmarked(question.label))


def error_message(question: Question, problem: str) -> str:
    """Return an error message for a form: the question's own in its language, ours in that of the page."""
    if question.type in TYPED_IN_PARTS and problem == problem_with(question.type, "", frozenset()):
        return str(TYPED_IN_PARTS[question.type])
    return in_page_language(unmarked(problem))


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
        return _day(answer.value)
    if question.type is QuestionType.DATETIME and question.problem_with(answer.value) == "":
        day, _, time = answer.value.partition("T")
        return f"{_day(day)}, {time}"
    if question.type is QuestionType.ACKNOWLEDGE:
        return in_page_language(question.display_value(answer.value))
    words, chosen = question.display_value(answer.value), answer.value
    languages = {
        getattr(choice.label, "lang", "")
        for choice in question.choices
        if choice.value in (chosen if isinstance(chosen, list | tuple) else [chosen])
    }
    return LocalizedText(words, code) if len(languages) == 1 and (code := languages.pop()) else words


def _day(value: str) -> str:
    year, month, day = value.split("-")
    return f"{int(day)}/{month}/{year}"


def display_row(row: Row) -> str:
    """Return one row of a repeated group as text, one line per question shown."""
    questions = (each for each in row.group.questions if each.takes_answer and each.name in row.shown)
    answers = row.completed()
    lines = ((each.label, display_answer(each, answers.get(each.name))) for each in questions)
    return "\n".join(f"{label}: {words}" for label, words in lines if words)
