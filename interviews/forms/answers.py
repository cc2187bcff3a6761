"""The questions of a guide as a form: it takes whatever is typed, and the questionnaire judges it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField

from survey import answers as answering
from survey.answers import AnswerState
from survey.conditions import in_words, tree_of
from survey.questionnaire import Question, Questionnaire, QuestionType, Section

REASONS = (AnswerState.NOT_KNOWN, AnswerState.REFUSED, AnswerState.NOT_ASKED)
"""Why there is no answer, as an interviewer may say it. What does not apply is hidden by its condition."""
STATE_PREFIX = "state:"
OWN_TEMPLATE = {
    QuestionType.SELECT_ONE: "interviews/answer_radios.html",
    QuestionType.SELECT_MULTIPLE: "interviews/answer_checkboxes.html",
}
NARROW = {QuestionType.INTEGER: "govuk-input--width-4", QuestionType.DECIMAL: "govuk-input--width-5"}


@dataclass(frozen=True)
class QuestionRow:
    """One question with its controls. `condition` is JSON for the browser; `when` says it in words."""

    question: Question
    field: BoundField | None
    state: BoundField | None
    note: BoundField | None
    is_shown: bool
    condition: str
    when: str

    @property
    def is_open(self) -> bool:
        """Whether the reason and the note are to be seen at once."""
        return any(part is not None and (part.value() or part.errors) for part in (self.state, self.note))


class AnswersForm(forms.Form):
    """One field a question, beside it why there is no answer, and the interviewer's own note."""

    def __init__(
        self, questionnaire: Questionnaire, *, document: Mapping[str, Any] | None = None, **kwargs: Any
    ):
        super().__init__(prefix="q", initial=_initial(questionnaire, document), **kwargs)
        self.questionnaire = questionnaire
        for question in questionnaire.asked():
            self.fields[question.name] = forms.Field(
                label=question.label,
                help_text=question.hint,
                required=False,
                widget=_widget(question),
                template_name=OWN_TEMPLATE.get(question.type),
            )
            if question.type is not QuestionType.SELECT_ONE:
                self.fields[f"{question.name}--state"] = forms.Field(
                    label="No answer because the respondent",
                    required=False,
                    widget=forms.Select(
                        choices=[("", ""), *((state.value, state.label) for state in REASONS)]
                    ),
                )
            self.fields[f"{question.name}--note"] = forms.Field(
                label="Your own note", required=False, widget=forms.Textarea(attrs={"rows": 2})
            )

    def answers(self) -> dict[str, dict[str, Any]]:
        """Everything that was typed or chosen, as stored objects by question."""
        found = {}
        for question in self.questionnaire.asked():
            value = question.normalised(_clean(self[question.name].data))
            stored: dict[str, Any] = {}
            if isinstance(value, str) and value.startswith(STATE_PREFIX):
                stored = {"state": value.removeprefix(STATE_PREFIX)}
            elif not answering.is_empty(value):
                stored = answering.given(value)
            state = self[f"{question.name}--state"].data if f"{question.name}--state" in self.fields else ""
            if state in {reason.value for reason in REASONS}:
                stored["state"] = state
            if stored:
                found[question.name] = stored
        return found

    def notes(self) -> dict[str, str]:
        """The interviewer's notes by question."""
        found = {name: _clean(self[f"{name}--note"].data) or "" for name in self._names()}
        return {name: text.replace("\r\n", "\n") for name, text in found.items() if text.strip()}

    def _names(self) -> list[str]:
        return [question.name for question in self.questionnaire.asked()]

    def current_answers(self) -> Mapping[str, Any]:
        """What the page shows now, typed or stored."""
        return self.answers() if self.is_bound else self.initial["answers"]

    def sections(self) -> Iterator[dict[str, Any]]:
        """The sections with their rows and the number of questions that still need an answer."""
        answers = self.current_answers()
        shown = self.questionnaire.shown(answers)
        missing = set(self.questionnaire.missing(answers))
        for section in self.questionnaire.sections:
            yield {
                "name": section.name,
                "title": section.title,
                "rows": [self._row(section, question, shown) for question in section.questions],
                "missing": len(missing & {question.name for question in section.questions}),
            }

    def _row(self, section: Section, question: Question, shown: frozenset[str]) -> QuestionRow:
        tree = tree_of(section, question)
        name = question.name
        has_trouble = name in self.errors if self.is_bound else False
        return QuestionRow(
            question=question,
            field=self[name] if question.is_asked else None,
            state=self[f"{name}--state"] if f"{name}--state" in self.fields else None,
            note=self[f"{name}--note"] if question.is_asked else None,
            is_shown=name in shown or has_trouble,
            condition=json.dumps(tree) if tree is not None else "",
            when=in_words(self.questionnaire, section, question),
        )


def _widget(question: Question) -> forms.Widget:
    choices = [(choice.value, choice.label) for choice in question.choices]
    match question.type:
        case QuestionType.SELECT_ONE:
            return forms.RadioSelect(
                choices=choices + [(f"{STATE_PREFIX}{state.value}", state.label) for state in REASONS]
            )
        case QuestionType.SELECT_MULTIPLE:
            return forms.CheckboxSelectMultiple(choices=choices)
        case QuestionType.TEXT if question.is_long:
            return forms.Textarea(attrs={"rows": 5})
    attrs = {"class": NARROW.get(question.type, "")}
    if question.type is QuestionType.INTEGER:
        attrs["inputmode"] = "numeric"
    return forms.TextInput(attrs=attrs)


def _clean(raw: Any) -> Any:
    """What came in without the one character that a database refuses."""
    if isinstance(raw, list):
        return [word.replace("\0", "") for word in raw]
    return raw.replace("\0", "") if isinstance(raw, str) else raw


def _initial(questionnaire: Questionnaire, document: Mapping[str, Any] | None) -> dict[str, Any]:
    stored: Mapping[str, Any] = document["answers"] if document else {}
    initial: dict[str, Any] = {"answers": stored}
    for question in questionnaire.asked():
        held = stored.get(question.name) or {}
        state = held.get("state", "")
        initial[question.name] = held.get("value")
        if question.type is QuestionType.SELECT_ONE and state and answering.is_empty(held.get("value")):
            initial[question.name] = f"{STATE_PREFIX}{state}"
        initial[f"{question.name}--state"] = state
        initial[f"{question.name}--note"] = document["notes"].get(question.name, "") if document else ""
    return initial
