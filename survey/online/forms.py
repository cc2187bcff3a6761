"""A page of a questionnaire as a form. It accepts any input; the questionnaire validates it."""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django import forms
from django.forms import BoundField

from survey import conditions, expressions
from survey.fields import (
    GroupFields,
    PageResolver,
    ReadOnly,
    RowPart,
    error_message,
    field_name,
    field_of,
    filter_all_choices,
    has_random_order,
    heading_level,
    in_order,
    initial_value,
    missing_message,
    quotes_on_page,
    read_only,
    recalculation,
    stored_answer,
)
from survey.form_changes import begun_row
from survey.form_state import FormState, deciding_names
from survey.label_texts import filled, optional, with_answers
from survey.page_language import in_page_language
from survey.questionnaire import Question, Questionnaire, QuestionType, Row, Section


@dataclass(frozen=True)
class QuestionRow:
    """One question with its control. `condition` is JSON for the browser, `condition_words` the same as a sentence.

    `key` is the name of its field. `is_suggested`: its answer was filled in and is not confirmed. A calculation has no
    control; `calculation` is its expression as JSON. A repeated group has `parts`, its rows. A heading has a `level`, 2
    for one within no other. A question that is only read has its answer as `reading`; one that is typed and
    calculated has its `recalculation`.
    """

    question: Question
    field: BoundField | None
    is_shown: bool
    condition: str
    condition_words: str
    key: str
    calculation: str = ""
    filtered_by: str = ""
    counted_by: str = ""
    parts: tuple[RowPart[QuestionRow], ...] = ()
    group: GroupFields | None = None
    is_suggested: bool = False
    level: int = 0
    reading: ReadOnly | None = None
    recalculation: str = ""

    @property
    def is_note(self) -> bool:
        """True for words that only are read."""
        return self.question.type is QuestionType.NOTE


NO_SUGGESTIONS: Mapping[str, Any] = {}


class PageForm(forms.Form):
    """The questions of one section that are shown, or can be shown by answers on this page.

    `suggestions` are filled in where there is no answer yet; `suggested` has their questions. `more` is the repeated
    group that gets another row; `removed_row` a group and the number of a row to remove. `seed` belongs to the
    answer: the random order of choices is made from it.
    """

    def __init__(
        self,
        questionnaire: Questionnaire,
        section: Section,
        *,
        answers: Mapping[str, Any],
        suggestions: Mapping[str, Any] = NO_SUGGESTIONS,
        more: str = "",
        removed_row: tuple[str, int] = ("", 0),
        seed: str = "",
        **kwargs: Any,
    ) -> None:
        self.suggested = {
            question.name
            for question in section.questions
            if question.name in suggestions and not answers.get(question.name)
        }
        shown = {**answers, **{name: suggestions[name] for name in self.suggested}}
        super().__init__(
            prefix="q",
            initial={q.name: initial_value(q, shown.get(q.name)) for q in section.questions},
            **kwargs,
        )
        self.form_state = questionnaire.form_state(answers)
        if any(map(has_random_order, section.questions)):
            section = replace(section, questions=in_order(section.questions, seed, self.form_state.values))
        self.questionnaire, self.section, self.stored = questionnaire, section, answers
        self.groups: dict[str, GroupFields] = {}
        self.calculations: dict[str, None] = {}
        own = {question.name for question in section.questions}
        self.resolver = PageResolver(questionnaire, own, self.form_state, self.groups, self.calculations)
        self.questions = [question for question in section.questions if self._may_be_asked(question)]
        for question in self.questions:
            if question.is_repeated:
                leaves = removed_row[1] if removed_row[0] == question.name else 0
                self.groups[question.name] = GroupFields(
                    self,
                    question,
                    answers.get(question.name),
                    more=more == question.name,
                    removed_row=leaves,
                    row_count=len(self.form_state.rows.get(question.name, ())),
                    begin=partial(begun_row, questionnaire, question, answers),
                )
            elif question.is_typed:
                self.fields[question.name] = question_field(question)
        for group in self.groups.values():
            group.add_fields(question_field, self._is_on_page_check(group))
        filter_all_choices(self, self.questions, self.all_answers(), self.resolver)
        self.quotes = quotes_on_page(self, self.questions, self.all_answers, self.resolver, question_label)

    def _with_answers(self, question: Question, key: str) -> Question:
        """Return a question with the answers that its texts quote on this page."""
        return with_answers(question, self.quotes[key]) if key in self.quotes else question

    def answers(self) -> dict[str, dict[str, Any]]:
        """Return the answers on this page as stored objects by question."""
        found = {}
        for question in self.questions:
            if question.name in self.groups:
                stored = self.groups[question.name].stored()
            elif question.is_typed:
                stored = stored_answer(question, self[question.name].data)
            else:
                continue
            if stored:
                found[question.name] = stored
        return found

    def answers_to_save(self) -> dict[str, dict[str, Any]]:
        """Return the answers of this section to save: those typed, and earlier ones that have no control now."""
        on_page = {
            each.name for each in self.questions if each.is_typed or each.type is QuestionType.CALCULATE
        }
        hidden = {
            question.name: dict(self.stored[question.name])
            for question in self.section.questions
            if question.name not in on_page and self.stored.get(question.name)
        }
        return {**hidden, **self.answers()}

    def all_answers(self) -> dict[str, Any]:
        """Return all answers of the respondent, with those of this page as typed."""
        if not self.is_bound:
            return dict(self.stored)
        names = {question.name for question in self.section.questions}
        elsewhere = {name: stored for name, stored in self.stored.items() if name not in names}
        return self.questionnaire.recalculated(self.stored, elsewhere | self.answers_to_save())

    def clean(self) -> dict[str, Any]:
        """Add an error to each question shown that is missing or invalid."""
        all_answers = self.all_answers()
        form_state = self.questionnaire.form_state(all_answers)
        problems = self.questionnaire.problems(all_answers, form_state)
        missing = set(self.questionnaire.missing(all_answers, form_state))
        for question in self.questions:
            if question.name not in form_state.shown or not question.is_typed:
                continue
            if question.name in self.groups:
                has_errors = self._check_rows(self.groups[question.name], form_state.rows[question.name])
                if question.name in problems and not has_errors:
                    self.add_error(None, in_page_language(problems[question.name]))
            elif question.name in problems or question.name in missing:
                self.add_error(
                    question.name, self._message(question, question.name, problems.get(question.name, ""))
                )
        return super().clean() or {}

    def _check_rows(self, group: GroupFields, rows: Iterable[Row]) -> bool:
        """Add errors to the questions of the rows. Returns True if there were any."""
        has_errors = False
        for place, row in zip([*group.places, *group.numbers()[len(group.places) :]], rows, strict=False):
            missing = row.missing()
            for question in group.group.questions:
                name = field_name(group.group, place, question.name)
                if name in self.fields and (question.name in row.problems or question.name in missing):
                    self.add_error(name, self._message(question, name, row.problems.get(question.name, "")))
                    has_errors = True
        return has_errors

    def _message(self, question: Question, key: str, problem: str) -> str:
        """Return the error message for a problem with an answer, or for a missing answer."""
        told = self._with_answers(question, key)
        if problem:
            return error_message(told, filled(problem, self.quotes[key]) if key in self.quotes else problem)
        return missing_message(told)

    def rows(self) -> Iterator[QuestionRow]:
        """Yield the questions of the page, also those that are hidden now, and the calculations for the browser."""
        answers = self.all_answers()
        state = self.questionnaire.form_state(answers)
        for question in self.questions:
            if not question.is_visible:
                continue
            row = self._row(question, question.name, self.resolver, answers, state)
            if question.name in self.suggested:
                row = replace(row, is_suggested=True)
            if question.name in self.groups:
                row = replace(row, parts=tuple(self._parts(row, answers)), group=self.groups[question.name])
            yield row
        done: set[str] = set()
        while new := [name for name in self.calculations if name not in done]:
            for name in new:
                done.add(name)
                yield self._calculated(self.questionnaire.questions[name], name, self.resolver, state.shown)

    @property
    def has_counted_rows(self) -> bool:
        """True if answers on this page decide how many rows a repeated group has."""
        return any(
            self.resolver.decides(expressions.parse(group.group.row_count_of).names)
            for group in self.groups.values()
            if group.group.row_count_of
        )

    @property
    def lacks_rows(self) -> bool:
        """True if the answers as they are typed call for more rows of a repeated group than the page has."""
        counted = [group for group in self.groups.values() if group.group.row_count_of]
        if not counted:
            return False
        rows = self.questionnaire.form_state(self.all_answers()).rows
        return any(len(rows.get(group.group.name, ())) > group.count for group in counted)

    @property
    def has_filtered_choices(self) -> bool:
        """True if choices on this page depend on answers on this page."""
        return any(getattr(field.widget, "only_if", None) for field in self.fields.values())

    def _row(
        self,
        question: Question,
        key: str,
        resolver: PageResolver,
        answers: Mapping[str, Any],
        state: FormState | Row | None,
    ) -> QuestionRow:
        """Return a question of the page or of a row; `state` is None for a row of a hidden group."""
        condition = resolver.condition(self.section, question)
        condition_words = (
            conditions.condition_sentence(
                self.questionnaire, resolver.around(self.section), question, verb=conditions.ANSWER
            )
            if condition
            else ""
        )
        field = self[key] if key in self.fields else None
        filtered_by = ""
        if field is not None and getattr(field.field.widget, "only_if", None):
            filtered_by = conditions.filtering_questions(self.questionnaire, question)
        if question.is_check:
            condition_words = ""
        return QuestionRow(
            self._with_answers(question, key),
            field,
            state is not None and question.name in state.shown,
            condition,
            condition_words,
            key,
            filtered_by=filtered_by,
            counted_by=conditions.counting_questions(self.questionnaire, question),
            level=heading_level(self.section, question) if question.is_heading else 0,
            reading=read_only(question, resolver, answers, state.values if state else {}),
            recalculation=recalculation(question, resolver),
        )

    def _parts(self, row: QuestionRow, answers: Mapping[str, Any]) -> Iterator[RowPart[QuestionRow]]:
        group = self.groups[row.question.name]
        states = group.evaluated_rows(self.questionnaire, answers)
        for place in group.numbers():
            state = states[place - 1] if place <= len(states) else None
            resolver = self.resolver.within(group, place)
            rows = []
            for question in group.group.questions:
                key = field_name(group.group, place, question.name)
                if question.type is QuestionType.HIDDEN:
                    continue
                if not question.is_visible:
                    rows.append(
                        self._calculated(question, key, resolver, state.shown if state else frozenset())
                    )
                elif key in self.fields or not question.is_typed:
                    rows.append(self._row(question, key, resolver, answers, state))
            yield RowPart(place, tuple(rows))

    def _calculated(
        self, question: Question, key: str, resolver: PageResolver, shown: Container[str]
    ) -> QuestionRow:
        found = json.dumps(conditions.expression_tree(question.calculation, resolver))
        section = next(each for each in self.questionnaire.sections if self._is_in_section(question, each))
        condition = resolver.condition(section, question)
        return QuestionRow(question, None, question.name in shown, condition, "", key, found)

    def _is_in_section(self, question: Question, section: Section) -> bool:
        return self.questionnaire.outer_name(question.name) in {each.name for each in section.questions}

    def _may_be_asked(self, question: Question) -> bool:
        """Return True if the question is shown, or answers on this page can show it."""
        names = deciding_names(self.section, question)
        return question.name in self.form_state.shown or self.resolver.decides(names)

    def _is_on_page_check(self, group: GroupFields) -> Callable[[int, Question], bool]:
        """Return a function that says whether a question is shown in a row, or can be by answers on this page."""
        rows = group.evaluated_rows(self.questionnaire, self.stored)

        def is_offered(place: int, question: Question) -> bool:
            is_shown = place <= len(rows) and question.name in rows[place - 1].shown
            names = deciding_names(group.group.rows_section, question)
            return is_shown or not rows or self.resolver.within(group, place).decides(names)

        return is_offered


def question_field(question: Question) -> forms.Field:
    """Return the form field of a question with its label."""
    return field_of(question, label=question_label(question))


def question_label(question: Question) -> str:
    """Return the label of a question, with “(optional)” if no answer is required."""
    if question.is_required or question.required_if:
        return question.label
    return optional(question.label)
