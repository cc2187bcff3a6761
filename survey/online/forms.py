"""A page of a questionnaire as a form: it takes whatever is typed, and the questionnaire judges it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField

from survey import answers as answering
from survey import conditions
from survey.answers import STATED, AnswerState
from survey.question_types import as_text
from survey.questionnaire import Question, Questionnaire, QuestionType, Section

STATE_PREFIX = "state:"
STATES = {state.value for state in STATED}
"""Choices of these names are no answers but say why there is none; stored as a state, never as a value."""
NARROW = {QuestionType.INTEGER: "govuk-input--width-5", QuestionType.DECIMAL: "govuk-input--width-10"}
SHORT_NAMES = {"postcode": "govuk-input--width-10"}
AUTOCOMPLETE = {
    "contact_name": "name",
    "contact_email": "email",
    "contact_telephone": "tel",
    "organisation_name": "organization",
    "website": "url",
}
INPUT_TYPES = {"contact_email": "email", "contact_telephone": "tel"}


NO_DAY = "Enter a day, a month and a year, such as 31 3 2009"


class DayMonthYear(forms.SelectDateWidget):
    """A day in three boxes. What is not a day comes back as it was typed, year-month-day."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str | None:
        parts = [str(data.get(f"{name}_{part}", "")).strip() for part in ("year", "month", "day")]
        if not any(parts):
            return None
        year, month, day = parts
        if all(re.fullmatch(r"[0-9]{1,4}", part) for part in parts):
            return f"{year.zfill(4)}-{month.zfill(2)}-{day.zfill(2)}"
        return "-".join(parts)

    def format_value(self, value: Any) -> dict[str, str]:
        """What stands in each box: also of a day that is not whole, or none."""
        parts = str(value or "").split("-", 2)
        return dict(zip(("year", "month", "day"), [*parts, "", ""], strict=False))


@dataclass(frozen=True)
class QuestionRow:
    """One question with its control. `condition` is JSON for the browser; `when` says it in words."""

    question: Question
    field: BoundField | None
    is_shown: bool
    condition: str
    when: str


class PageForm(forms.Form):
    """The questions of one section, as the answers on the other pages call for them."""

    def __init__(
        self, questionnaire: Questionnaire, section: Section, *, answers: Mapping[str, Any], **kwargs: Any
    ) -> None:
        super().__init__(
            prefix="q",
            initial={q.name: shown_value(q, answers.get(q.name)) for q in section.questions},
            **kwargs,
        )
        self.questionnaire, self.section, self.stored = questionnaire, section, answers
        self.asked = [question for question in section.questions if self._may_be_asked(question)]
        for question in self.asked:
            if question.is_asked:
                self.fields[question.name] = field_of(question)

    def answers(self) -> dict[str, dict[str, Any]]:
        """Everything that was typed or chosen on this page, as stored objects by question."""
        found = {}
        for question in self.asked:
            if question.is_asked:
                stored = stored_of(question, self[question.name].data)
                if stored:
                    found[question.name] = stored
        return found

    def kept(self) -> dict[str, dict[str, Any]]:
        """What the page is to keep: what was typed, and what was answered before to questions not on it now."""
        on_page = {question.name for question in self.asked}
        hidden = {
            question.name: dict(self.stored[question.name])
            for question in self.section.questions
            if question.name not in on_page and self.stored.get(question.name)
        }
        return {**hidden, **self.answers()}

    def whole(self) -> dict[str, Any]:
        """All answers of the respondent with the ones of this page as they were typed."""
        if not self.is_bound:
            return dict(self.stored)
        names = {question.name for question in self.section.questions}
        return {name: held for name, held in self.stored.items() if name not in names} | self.kept()

    def clean(self) -> dict[str, Any]:
        """Say at each question that is asked what is missing or cannot be understood."""
        whole = self.whole()
        shown = self.questionnaire.shown(whole)
        problems = self.questionnaire.problems(whole)
        missing = set(self.questionnaire.missing(whole))
        for question in self.asked:
            if question.name not in shown or not question.is_asked:
                continue
            if question.name in problems:
                self.add_error(
                    question.name, NO_DAY if question.type is QuestionType.DATE else problems[question.name]
                )
            elif question.name in missing:
                self.add_error(question.name, wanted(question))
        return super().clean() or {}

    def rows(self) -> Iterator[QuestionRow]:
        """The questions of the page, the ones that may yet be asked among them."""
        shown = self.questionnaire.shown(self.whole())
        for question in self.asked:
            tree = self._tree(question)
            yield QuestionRow(
                question=question,
                field=self[question.name] if question.is_asked else None,
                is_shown=question.name in shown,
                condition="" if tree is None else json.dumps(tree),
                when=conditions.in_words(self.questionnaire, self.section, question, verb="Answer")
                if tree is not None
                else "",
            )

    def _own(self) -> set[str]:
        return {question.name for question in self.section.questions}

    def _may_be_asked(self, question: Question) -> bool:
        """Whether answers on this page can show the question, or it is shown already."""
        if question.name in self.questionnaire.shown(self.stored):
            return True
        names = self.questionnaire.dependencies()[question.name]
        return bool(names & self._own())

    def _tree(self, question: Question) -> conditions.Tree | None:
        """What decides on this page whether the question is asked; None where only other pages do."""
        tree = conditions.tree_of(self.section, question)
        own = self._own()
        if tree is None or not self.questionnaire.dependencies()[question.name] & own:
            return None
        shown = self.questionnaire.shown(self.stored)

        def settled(part: Any) -> Any:
            if isinstance(part, list) and part and part[0] == "$" and part[1] not in own:
                held = self.stored.get(part[1]) if part[1] in shown else None
                return as_text(answering.read(held).value)
            return [settled(each) for each in part] if isinstance(part, list) else part

        found: conditions.Tree = settled(tree)
        return found


class PreviewForm(forms.Form):
    """All questions of a questionnaire, as respondents see them, each with the words of its condition."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        super().__init__(prefix="q")
        self.questionnaire = questionnaire
        for question in questionnaire.asked():
            self.fields[question.name] = field_of(question)

    def sections(self) -> Iterator[tuple[Section, list[QuestionRow]]]:
        """The sections with their rows."""
        for section in self.questionnaire.sections:
            yield section, [self._row(section, question) for question in section.questions]

    def _row(self, section: Section, question: Question) -> QuestionRow:
        when = conditions.in_words(self.questionnaire, section, question, verb="Answer")
        return QuestionRow(question, self[question.name] if question.is_asked else None, True, "", when)


def field_of(question: Question) -> forms.Field:
    """A form field for a question; it accepts anything, because the questionnaire judges."""
    label = question.label if question.is_required else f"{question.label} (optional)"
    return forms.Field(label=label, help_text=question.hint, required=False, widget=widget_of(question))


def widget_of(question: Question) -> forms.Widget:
    """The control for a question's type."""
    choices = [(_word(choice.value), choice.label) for choice in question.choices]
    match question.type:
        case QuestionType.SELECT_ONE:
            return forms.RadioSelect(choices=choices)
        case QuestionType.SELECT_MULTIPLE:
            return forms.CheckboxSelectMultiple(choices=choices)
        case QuestionType.DATE:
            return DayMonthYear()
        case QuestionType.TEXT if question.is_long:
            return forms.Textarea(attrs={"rows": 4})
    attrs = {"class": NARROW.get(question.type, SHORT_NAMES.get(question.name, ""))}
    if question.type is QuestionType.INTEGER:
        attrs["inputmode"] = "numeric"
    if question.type is QuestionType.DECIMAL:
        attrs["inputmode"] = "decimal"
    if question.name in AUTOCOMPLETE:
        attrs["autocomplete"] = AUTOCOMPLETE[question.name]
    if question.name in INPUT_TYPES:
        attrs["type"] = INPUT_TYPES[question.name]
    return forms.TextInput(attrs=attrs)


def stored_of(question: Question, raw: Any) -> dict[str, Any]:
    """What was typed as a stored answer; nothing for nothing."""
    value = question.normalised(raw)
    if isinstance(value, list):
        words = [word for word in value if not word.startswith(STATE_PREFIX)]
        states = [word.removeprefix(STATE_PREFIX) for word in value if word.startswith(STATE_PREFIX)]
        states = [state for state in states if state in STATES]
        if words and states:
            return {"value": words, "state": states[0]}
        value = words or (f"{STATE_PREFIX}{states[0]}" if states else None)
    if isinstance(value, str) and value.startswith(STATE_PREFIX) and question.choices:
        state = value.removeprefix(STATE_PREFIX)
        return answering.stated(state) if state in STATES else {}
    if isinstance(value, str) and not question.is_long:
        value = value.strip()
    return {} if answering.is_empty(value) else answering.given(value)


def shown_value(question: Question, stored: Mapping[str, Any] | None) -> Any:
    """A stored answer as its control holds it."""
    held = stored or {}
    value, state = held.get("value"), held.get("state", "")
    if not question.choices:
        return value
    if question.type is QuestionType.SELECT_MULTIPLE:
        words = list(value) if isinstance(value, list | tuple) else []
        return [*words, *([f"{STATE_PREFIX}{state}"] if state else [])]
    return f"{STATE_PREFIX}{state}" if state and answering.is_empty(value) else value


def wanted(question: Question) -> str:
    """What to do about an answer that is missing."""
    if question.choices:
        return f"Choose an answer for “{question.label}”"
    return f"Enter an answer to “{question.label}”"


def in_words(question: Question, stored: Mapping[str, Any] | None) -> str:
    """An answer as it is printed: its words, why there is none, or nothing for a missing one."""
    answer = answering.read(stored)
    if answer.state is AnswerState.MISSING:
        return ""
    if answer.state is not AnswerState.GIVEN:
        return (
            question.words_for(answer.state.value) if _lists(question, answer.state) else answer.state.label
        )
    if question.type is QuestionType.DATE and question.problem_with(answer.value) == "":
        year, month, day = answer.value.split("-")
        return f"{int(day)}/{month}/{year}"
    return question.words_for(answer.value)


def _lists(question: Question, state: AnswerState) -> bool:
    return any(choice.value == state.value for choice in question.choices)


def _word(value: str) -> str:
    return f"{STATE_PREFIX}{value}" if value in STATES else value
