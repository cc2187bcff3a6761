"""The questions of a guide as a form: it takes whatever is typed, and the questionnaire judges it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField

from survey.answers import AnswerState
from survey.conditions import in_words, tree
from survey.fields import (
    GroupFields,
    PageFrame,
    RowPart,
    field_of,
    listed,
    narrow_all,
    shown_value,
    stored_of,
)
from survey.questionnaire import Question, Questionnaire, QuestionType, Row, Section

REASONS = (AnswerState.NOT_KNOWN, AnswerState.REFUSED, AnswerState.NOT_ASKED)
"""Why there is no answer, as an interviewer may say it. What does not apply is hidden by its condition."""
OWN_TEMPLATE = {
    QuestionType.SELECT_ONE: "interviews/answer_radios.html",
    QuestionType.SELECT_MULTIPLE: "interviews/answer_checkboxes.html",
}


@dataclass(frozen=True)
class QuestionRow:
    """One question with its controls. `condition` is JSON for the browser; `when` says it in words.

    `key` is its field. A calculation has none, but its `calculation` for the browser; a repeated group has `parts`.
    """

    question: Question
    field: BoundField | None
    state: BoundField | None
    note: BoundField | None
    is_shown: bool
    condition: str
    when: str
    key: str
    calculation: str = ""
    group: GroupFields | None = None
    parts: tuple[RowPart[QuestionRow], ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether the reason and the note are to be seen at once."""
        return any(part is not None and (part.value() or part.errors) for part in (self.state, self.note))


class AnswersForm(forms.Form):
    """One field a question, beside it why there is no answer, and the interviewer's own note.

    `more` is the repeated group to show another row of.
    """

    def __init__(
        self,
        questionnaire: Questionnaire,
        *,
        document: Mapping[str, Any] | None = None,
        more: str = "",
        **kwargs: Any,
    ):
        super().__init__(prefix="q", initial=_initial(questionnaire, document), **kwargs)
        self.questionnaire = questionnaire
        stored: Mapping[str, Any] = self.initial["answers"]
        self.groups: dict[str, GroupFields] = {}
        for question in questionnaire.asked():
            name = question.name
            if question.is_repeated:
                group = GroupFields(self, question, stored.get(name), more=more == name, read=self._read)
                self.groups[name] = group
                group.add_fields(_field, lambda place, inner: True)
                for key, inner, held in group.placed():
                    if inner.type is not QuestionType.SELECT_ONE:
                        self.fields[f"{key}--state"] = _state_field(inner, held)
            else:
                self.fields[name] = _field(question)
            if question.type is not QuestionType.SELECT_ONE:
                self.fields[f"{name}--state"] = _state_field(question, stored.get(name) or {})
            self.fields[f"{question.name}--note"] = forms.Field(
                label="Your own note", required=False, widget=forms.Textarea(attrs={"rows": 2})
            )

    def answers(self) -> dict[str, dict[str, Any]]:
        """Everything that was typed or chosen, as stored objects by question."""
        found = {}
        for question in self.questionnaire.asked():
            stored = self._read(question, question.name)
            if stored:
                found[question.name] = stored
        return found

    def _read(self, question: Question, name: str) -> dict[str, Any]:
        """What is stored of one field, and of why there is nothing in it."""
        is_group = question.is_repeated
        stored = self.groups[name].stored() if is_group else stored_of(question, _clean(self[name].data))
        state = self[f"{name}--state"].data if f"{name}--state" in self.fields else ""
        if state in {reason.value for reason in REASONS}:
            stored["state"] = state
        return stored

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
        standing = self.questionnaire.standing(answers)
        shown = standing.shown
        missing = set(self.questionnaire.missing(answers, standing))
        own = set(self.questionnaire.questions)
        frame = PageFrame(self.questionnaire, own, standing, self.groups, {})
        narrow_all(self, self.questionnaire.questions.values(), answers, frame)
        for section in self.questionnaire.sections:
            yield {
                "name": section.name,
                "title": section.title,
                "rows": [self._row(section, question, frame, shown) for question in section.questions],
                "missing": len(missing & {question.name for question in section.questions}),
            }

    def _row(
        self, section: Section, question: Question, frame: PageFrame, shown: frozenset[str]
    ) -> QuestionRow:
        name = frame.key(question)
        has_trouble = name in self.errors if self.is_bound else False
        made = question.calculation
        return QuestionRow(
            question=question,
            field=self[name] if name in self.fields else None,
            state=self[f"{name}--state"] if f"{name}--state" in self.fields else None,
            note=self[f"{name}--note"] if f"{name}--note" in self.fields else None,
            is_shown=question.name in shown or has_trouble,
            condition=frame.condition(section, question),
            when=in_words(self.questionnaire, section if frame.row is None else _ALONE, question),
            key=name,
            calculation=json.dumps(tree(made, frame)) if made else "",
            group=self.groups.get(name),
            parts=tuple(self._parts(section, self.groups[name], frame)) if name in self.groups else (),
        )

    def _parts(
        self, section: Section, group: GroupFields, frame: PageFrame
    ) -> Iterator[RowPart[QuestionRow]]:
        rows: tuple[Row, ...] = group.standing_rows(self.questionnaire, self.current_answers())
        for place in group.numbers():
            shown = rows[place - 1].shown if rows else frozenset()
            inside = frame.within(group, place)
            questions = group.group.questions
            yield RowPart(place, tuple(self._row(section, each, inside, shown) for each in questions))


_ALONE = Section("", "", ())
"""The section of a question in a row: its group says itself when it is asked."""


def _field(question: Question) -> forms.Field:
    return field_of(question, reasons=REASONS, template_name=OWN_TEMPLATE.get(question.type))


def _state_field(question: Question, held: Mapping[str, Any]) -> forms.Field:
    """Why there is no answer. A reason that the question lists is ticked there, and not said a second time."""
    state = held.get("state", "")
    return forms.Field(
        label="No answer because the respondent",
        required=False,
        initial="" if listed(question, state) else state,
        widget=forms.Select(choices=[("", ""), *((each.value, each.label) for each in REASONS)]),
    )


def _clean(raw: Any) -> Any:
    """What came in without the one character that a database refuses."""
    if isinstance(raw, list):
        return [word.replace("\0", "") for word in raw]
    return raw.replace("\0", "") if isinstance(raw, str) else raw


def _initial(questionnaire: Questionnaire, document: Mapping[str, Any] | None) -> dict[str, Any]:
    stored: Mapping[str, Any] = document["answers"] if document else {}
    initial: dict[str, Any] = {"answers": stored}
    for question in questionnaire.asked():
        initial[question.name] = shown_value(question, stored.get(question.name))
        initial[f"{question.name}--note"] = document["notes"].get(question.name, "") if document else ""
    return initial
