"""The questions of an interview guide as a form. It accepts any text; the questionnaire validates it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.forms import BoundField

from interviews.consent import section_before_organisations
from survey.answers import AnswerState
from survey.conditions import condition_sentence, counting_questions, expression_tree
from survey.fields import (
    GroupFields,
    PageResolver,
    ReadOnly,
    RowPart,
    field_of,
    filter_all_choices,
    has_choice_for,
    heading_level,
    initial_value,
    quotes_on_page,
    read_only,
    recalculation,
    stored_answer,
)
from survey.form_changes import begun_row
from survey.form_state import FormState
from survey.label_texts import filled, with_answers
from survey.questionnaire import Question, Questionnaire, QuestionType, Row, Section
from survey.spoken_words import ReadAloud

REASONS = (AnswerState.NOT_KNOWN, AnswerState.REFUSED, AnswerState.NOT_ASKED)
"""Reasons for no answer that an interviewer can choose. “Does not apply” follows from the conditions."""
OWN_TEMPLATE = {
    QuestionType.SELECT_ONE: "interviews/answer_radios.html",
    QuestionType.SELECT_MULTIPLE: "interviews/answer_checkboxes.html",
}


@dataclass(frozen=True)
class QuestionRow:
    """One question with its fields. `condition` is JSON for the browser and `condition_words` the same in words.

    `key` is the name of its field. A calculation has no field; `calculation` is its expression as JSON for the browser.
    A repeated group has `parts`. A note has `words` (interviews.words). A heading has a `level`, 3 for one within no
    other. A question that is only read has its answer as `reading`; one that is typed and calculated has its
    `recalculation`. It `is_required` if it must be asked now; `required_if` is its condition as JSON.
    """

    question: Question
    field: BoundField | None
    state: BoundField | None
    note: BoundField | None
    is_shown: bool
    condition: str
    condition_words: str
    key: str
    calculation: str = ""
    group: GroupFields | None = None
    parts: tuple[RowPart[QuestionRow], ...] = ()
    words: ReadAloud | None = None
    level: int = 0
    reading: ReadOnly | None = None
    recalculation: str = ""
    is_required: bool = False
    required_if: str = ""
    counted_by: str = ""

    @property
    def aside_label(self) -> str:
        """The summary of the part with the reason for no answer and the note."""
        if self.state is None:
            return "Add a note"
        return "No answer, or a note" if self.note is not None else "No answer"

    @property
    def is_open(self) -> bool:
        """Return True if the reason or the note is filled in or has an error, so that they must be visible."""
        return any(part is not None and (part.value() or part.errors) for part in (self.state, self.note))


class AnswersForm(forms.Form):
    """A field for each question, with a reason for no answer and a note of the interviewer.

    `more` is the name of a repeated group to which a row is added.
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
        self.field_warnings: dict[str, str] = {}
        stored: Mapping[str, Any] = self.initial["answers"]
        self.groups: dict[str, GroupFields] = {}
        is_counted = any(question.row_count_of for question in questionnaire.questions.values())
        rows = questionnaire.form_state(stored).rows if is_counted else {}
        for question in questionnaire.answerable_questions():
            name = question.name
            if question.is_repeated:
                group = GroupFields(
                    self,
                    question,
                    stored.get(name),
                    more=more == name,
                    row_count=len(rows.get(name, ())),
                    begin=partial(begun_row, questionnaire, question, stored),
                    read=self._read,
                )
                self.groups[name] = group
                group.add_fields(_field, lambda place, inner: True)
                for key, inner, answer in group.stored_fields():
                    if inner.type is not QuestionType.SELECT_ONE:
                        self.fields[f"{key}--state"] = _state_field(inner, answer)
            elif question.is_typed:
                self.fields[name] = _field(question)
            if question.type is not QuestionType.SELECT_ONE and question.is_typed:
                self.fields[f"{name}--state"] = _state_field(question, stored.get(name) or {})
            self.fields[f"{question.name}--note"] = forms.Field(
                label="Your own note", required=False, widget=forms.Textarea(attrs={"rows": 2})
            )

    def answers(self) -> dict[str, dict[str, Any]]:
        """Return the submitted answers as stored answers, by question, with the hidden values stored before."""
        before: Mapping[str, Any] = self.initial["answers"]
        hidden = [each for each in self.questionnaire.questions.values() if each.type is QuestionType.HIDDEN]
        found = {each.name: dict(before[each.name]) for each in hidden if before.get(each.name)}
        for question in self.questionnaire.answerable_questions():
            stored = self._read(question, question.name)
            if stored:
                found[question.name] = stored
        return found

    def _read(self, question: Question, name: str) -> dict[str, Any]:
        """Return the stored answer of one field, including its reason for no answer."""
        if question.is_read_only:
            return dict(self.initial["answers"].get(name) or {})
        is_group = question.is_repeated
        stored = self.groups[name].stored() if is_group else stored_answer(question, _clean(self[name].data))
        state = self[f"{name}--state"].data if f"{name}--state" in self.fields else ""
        if state in {reason.value for reason in REASONS}:
            stored["state"] = state
        return stored

    def notes(self) -> dict[str, str]:
        """Return the interviewer's notes by question."""
        found = {name: _clean(self[f"{name}--note"].data) or "" for name in self._names()}
        return {name: text.replace("\r\n", "\n") for name, text in found.items() if text.strip()}

    def _names(self) -> list[str]:
        return [question.name for question in self.questionnaire.answerable_questions()]

    def current_answers(self) -> Mapping[str, Any]:
        """Return the answers that the page shows: submitted or stored."""
        return self.answers() if self.is_bound else self.initial["answers"]

    def sections(self) -> Iterator[dict[str, Any]]:
        """Yield the sections, each with its rows and the number of questions that still need an answer.

        The organisations named are asked for after the first section that asks more than consent.
        """
        answers = self.current_answers()
        states = self.questionnaire.form_state(answers)
        missing = set(self.questionnaire.missing(answers, states))
        own = set(self.questionnaire.questions)
        resolver = PageResolver(self.questionnaire, own, states, self.groups, {})
        filter_all_choices(self, self.questionnaire.questions.values(), answers, resolver)
        self.quotes = quotes_on_page(
            self, self.questionnaire.questions.values(), lambda: answers, resolver, _label
        )
        before_organisations = section_before_organisations(self.questionnaire)
        for section in self.questionnaire.sections:
            yield {
                "is_before_organisations": section.name == before_organisations,
                "name": section.name,
                "title": filled(section.title, resolver.quote(states.values)),
                "chapter": section.chapter,
                "rows": [
                    self._row(section, each, resolver, states)
                    for each in section.questions
                    if _is_on_page(each)
                ],
                "missing": len(missing & {question.name for question in section.questions}),
            }

    def _row(
        self, section: Section, question: Question, resolver: PageResolver, state: FormState | Row | None
    ) -> QuestionRow:
        name = resolver.key(question)
        has_errors = name in self.errors if self.is_bound else False
        calculation = question.calculation if question.type is QuestionType.CALCULATE else ""
        return QuestionRow(
            question=with_answers(question, self.quotes[name]) if name in self.quotes else question,
            field=self[name] if name in self.fields else None,
            state=self[f"{name}--state"] if f"{name}--state" in self.fields else None,
            note=self[f"{name}--note"] if f"{name}--note" in self.fields else None,
            is_shown=(state is not None and question.name in state.shown) or has_errors,
            condition=resolver.condition(section, question),
            condition_words=condition_sentence(self.questionnaire, resolver.around(section), question),
            key=name,
            calculation=json.dumps(expression_tree(calculation, resolver)) if calculation else "",
            group=self.groups.get(name),
            counted_by=counting_questions(self.questionnaire, question),
            level=heading_level(section, question, top=3) if question.is_heading else 0,
            reading=read_only(question, resolver, self.current_answers(), state.values if state else {})
            if question.is_read_only
            else None,
            recalculation=recalculation(question, resolver),
            is_required=question.name in state.required if state else question.is_required,
            required_if=json.dumps(expression_tree(question.required_if, resolver))
            if question.required_if
            else "",
            parts=tuple(self._parts(section, self.groups[name], resolver)) if name in self.groups else (),
        )

    def _parts(
        self, section: Section, group: GroupFields, resolver: PageResolver
    ) -> Iterator[RowPart[QuestionRow]]:
        rows: tuple[Row, ...] = group.evaluated_rows(self.questionnaire, self.current_answers())
        for place in group.numbers():
            state = rows[place - 1] if place <= len(rows) else None
            inside = resolver.within(group, place)
            questions = [each for each in group.group.questions if _is_on_page(each)]
            yield RowPart(place, tuple(self._row(section, each, inside, state) for each in questions))


def _label(question: Question) -> str:
    return question.label


def _is_on_page(question: Question) -> bool:
    """Return True for a question that the page shows, or that the browser calculates."""
    return question.type is not QuestionType.HIDDEN


def _field(question: Question) -> forms.Field:
    return field_of(question, reasons=REASONS, template_name=OWN_TEMPLATE.get(question.type))


def _state_field(question: Question, stored: Mapping[str, Any]) -> forms.Field:
    """Return the field for the reason for no answer. It is empty if the question offers that reason as a choice."""
    state = stored.get("state", "")
    return forms.Field(
        label="No answer because the respondent",
        required=False,
        initial="" if has_choice_for(question, state) else state,
        widget=forms.Select(choices=[("", ""), *((each.value, each.label) for each in REASONS)]),
    )


def _clean(raw: Any) -> Any:
    """Remove null characters, which PostgreSQL rejects."""
    if isinstance(raw, list):
        return [word.replace("\0", "") for word in raw]
    return raw.replace("\0", "") if isinstance(raw, str) else raw


def _initial(questionnaire: Questionnaire, document: Mapping[str, Any] | None) -> dict[str, Any]:
    stored: Mapping[str, Any] = document["answers"] if document else {}
    initial: dict[str, Any] = {"answers": stored}
    for question in questionnaire.answerable_questions():
        initial[question.name] = initial_value(question, stored.get(question.name))
        initial[f"{question.name}--note"] = document["notes"].get(question.name, "") if document else ""
    return initial
