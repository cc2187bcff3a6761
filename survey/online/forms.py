"""A page of a questionnaire as a form: it takes whatever is typed, and the questionnaire judges it."""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.forms import BoundField

from survey import conditions, expressions
from survey.fields import (
    GroupFields,
    PageFrame,
    RowPart,
    field_of,
    key_of,
    marked,
    narrow_all,
    shown_value,
    stored_of,
    trouble,
    wanted,
)
from survey.form_state import names_in
from survey.languages import say
from survey.questionnaire import Question, Questionnaire, Row, Section


@dataclass(frozen=True)
class QuestionRow:
    """One question with its control. `condition` is JSON for the browser; `when` says it in words.

    `key` is its field. A calculation has no control, but its `calculation` for the browser. A repeated group has
    `parts`, its rows.
    """

    question: Question
    field: BoundField | None
    is_shown: bool
    condition: str
    when: str
    key: str
    calculation: str = ""
    narrowed_by: str = ""
    parts: tuple[RowPart[QuestionRow], ...] = ()
    group: GroupFields | None = None


class PageForm(forms.Form):
    """The questions of one section, as the answers on the other pages call for them.

    `more` is the repeated group to show another row of; `without` a group and the row to leave out of it.
    """

    def __init__(
        self,
        questionnaire: Questionnaire,
        section: Section,
        *,
        answers: Mapping[str, Any],
        more: str = "",
        without: tuple[str, int] = ("", 0),
        **kwargs: Any,
    ) -> None:
        super().__init__(
            prefix="q",
            initial={q.name: shown_value(q, answers.get(q.name)) for q in section.questions},
            **kwargs,
        )
        self.questionnaire, self.section, self.stored = questionnaire, section, answers
        self.standing = questionnaire.standing(answers)
        self.groups: dict[str, GroupFields] = {}
        self.calculations: dict[str, None] = {}
        own = {question.name for question in section.questions}
        self.frame = PageFrame(questionnaire, own, self.standing, self.groups, self.calculations)
        self.asked = [question for question in section.questions if self._may_be_asked(question)]
        for question in self.asked:
            if question.is_repeated:
                leaves = without[1] if without[0] == question.name else 0
                self.groups[question.name] = GroupFields(
                    self, question, answers.get(question.name), more=more == question.name, without=leaves
                )
            elif question.is_asked:
                self.fields[question.name] = asked_field(question)
        for group in self.groups.values():
            group.add_fields(asked_field, self._offered(group))
        narrow_all(self, self.asked, self.whole(), self.frame)

    def answers(self) -> dict[str, dict[str, Any]]:
        """Everything that was typed or chosen on this page, as stored objects by question."""
        found = {}
        for question in self.asked:
            if question.name in self.groups:
                stored = self.groups[question.name].stored()
            elif question.is_asked:
                stored = stored_of(question, self[question.name].data)
            else:
                continue
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
        standing = self.questionnaire.standing(whole)
        problems = self.questionnaire.problems(whole, standing)
        missing = set(self.questionnaire.missing(whole, standing))
        for question in self.asked:
            if question.name not in standing.shown or not question.is_asked:
                continue
            if question.name in self.groups:
                told = self._check_rows(self.groups[question.name], standing.rows[question.name])
                if question.name in problems and not told:
                    self.add_error(None, problems[question.name])
            elif question.name in problems:
                self.add_error(question.name, trouble(question, problems[question.name]))
            elif question.name in missing:
                self.add_error(question.name, marked(wanted(question)))
        return super().clean() or {}

    def _check_rows(self, group: GroupFields, rows: Iterable[Row]) -> bool:
        """Say at the questions of the rows what is wrong; whether anything was said."""
        told = False
        for place, row in zip([*group.places, *group.numbers()[len(group.places) :]], rows, strict=False):
            missing = row.missing()
            for question in group.group.questions:
                name = key_of(group.group, place, question.name)
                if name in self.fields and (question.name in row.problems or question.name in missing):
                    problem = row.problems.get(question.name)
                    said = trouble(question, problem) if problem else marked(wanted(question))
                    self.add_error(name, said)
                    told = True
        return told

    def rows(self) -> Iterator[QuestionRow]:
        """The questions of the page, the ones that may yet be asked among them, and what the browser calculates."""
        shown = self.questionnaire.shown(self.whole())
        for question in self.asked:
            if not question.is_seen:
                continue
            row = self._row(question, question.name, self.frame, shown)
            if question.name in self.groups:
                row = replace(row, parts=tuple(self._parts(row)), group=self.groups[question.name])
            yield row
        told: set[str] = set()
        while new := [name for name in self.calculations if name not in told]:
            for name in new:
                told.add(name)
                yield self._calculated(self.questionnaire.questions[name], name, self.frame, shown)

    @property
    def is_narrowing(self) -> bool:
        """Whether what may be chosen on the page depends on answers on the page."""
        return any(getattr(field.widget, "only_if", None) for field in self.fields.values())

    def _row(self, question: Question, key: str, frame: PageFrame, shown: Container[str]) -> QuestionRow:
        condition = frame.condition(self.section, question)
        when = (
            conditions.in_words(self.questionnaire, self.section, question, verb="Answer")
            if condition
            else ""
        )
        field = self[key] if key in self.fields else None
        narrowed_by = ""
        if field is not None and getattr(field.field.widget, "only_if", None):
            names = expressions.parse(question.choice_filter, is_filter=True).names
            narrowed_by = " and ".join(
                f"“{each}”" for each in conditions.labels_of(self.questionnaire, names)
            )
        return QuestionRow(
            question, field, question.name in shown, condition, when, key, narrowed_by=narrowed_by
        )

    def _parts(self, row: QuestionRow) -> Iterator[RowPart[QuestionRow]]:
        group = self.groups[row.question.name]
        standing = group.standing_rows(self.questionnaire, self.whole())
        for place in group.numbers():
            shown = standing[place - 1].shown if standing else frozenset()
            frame = self.frame.within(group, place)
            rows = []
            for question in group.group.questions:
                key = key_of(group.group, place, question.name)
                if not question.is_seen:
                    rows.append(self._calculated(question, key, frame, shown))
                elif key in self.fields or not question.is_asked:
                    made = self._row(question, key, frame, shown)
                    # The group says when it is asked itself.
                    rows.append(made if question.relevant else replace(made, when=""))
            yield RowPart(place, tuple(rows))

    def _calculated(
        self, question: Question, key: str, frame: PageFrame, shown: Container[str]
    ) -> QuestionRow:
        found = json.dumps(conditions.tree(question.calculation, frame))
        section = next(each for each in self.questionnaire.sections if self._stands_in(question, each))
        condition = frame.condition(section, question)
        return QuestionRow(question, None, question.name in shown, condition, "", key, found)

    def _stands_in(self, question: Question, section: Section) -> bool:
        return self.questionnaire.outside(question.name) in {each.name for each in section.questions}

    def _may_be_asked(self, question: Question) -> bool:
        """Whether answers on this page can show the question, or it is shown already."""
        names = names_in(question)
        if self.section.relevant:
            names |= expressions.parse(self.section.relevant).names
        return question.name in self.standing.shown or self.frame.decides(names)

    def _offered(self, group: GroupFields) -> Callable[[int, Question], bool]:
        """Whether a question stands in a row: it is shown there, or the page can show it."""
        rows = group.standing_rows(self.questionnaire, self.stored)

        def is_offered(place: int, question: Question) -> bool:
            is_shown = place <= len(rows) and question.name in rows[place - 1].shown
            return is_shown or not rows or self.frame.within(group, place).decides(names_in(question))

        return is_offered


def asked_field(question: Question) -> forms.Field:
    """The control of a question, under the words that stand above it."""
    return field_of(question, label=label_of(question))


def label_of(question: Question) -> str:
    """How a question stands above its control: one that may be left out says so."""
    if question.is_required:
        return question.label
    return say("{question} (optional)", like=question.label, question=question.label)
