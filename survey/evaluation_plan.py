"""The order in which the expressions of a questionnaire are evaluated, and their evaluation. No Django here."""

from __future__ import annotations

import math
from collections import ChainMap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from graphlib import TopologicalSorter
from typing import Any, NamedTuple

from survey import expressions
from survey.expressions import ABOVE_KEY, POSITION_KEY, SITUATION_KEY, Expression, Situation, Values
from survey.form_state import (
    MOMENT_KEY,
    Answers,
    Condition,
    FormState,
    Requirements,
    Row,
    is_computed,
    row_dependencies,
    stored_rows,
    text_of,
)
from survey.label_texts import quoted_names
from survey.lookup_tables import Table
from survey.question_types import as_text
from survey.questions import MAX_ROWS, Question, Section
from survey.xpath_values import number


class _Step(NamedTuple):
    """A question to evaluate: it has conditions, is calculated, or is a repeated group."""

    question: Question
    conditions: list[Condition]
    calculation: Expression | None
    row_count: Expression | None


class EvaluationPlan:
    """The parsed expressions of a list of sections, in an order in which they can be evaluated.

    Only the values of `referenced` questions are read, because no expression needs the others. `situation` is what
    expressions may ask for besides answers; the time is added for each form.
    """

    def __init__(
        self,
        sections: Sequence[Section],
        dependencies: Mapping[str, Iterable[str]],
        *,
        version: str = "",
        tables: Mapping[str, Table] | None = None,
        outer: EvaluationPlan | None = None,
    ) -> None:
        wants = _Wants.of(sections)
        self._referenced: frozenset[str] = outer._referenced if outer else wants.names
        self.uses_time = wants.uses_time
        self._situation = _situation(sections, wants, version, tables or {}) if wants.uses_situation else None
        self._groups: dict[str, EvaluationPlan] = {}
        always, steps = [], {}
        for section in sections:
            for question in section.questions:
                conditions = [Condition(source) for source in section.conditions_of(question)]
                calculation = _parsed(question.calculation) if is_computed(question) else None
                if question.is_repeated:
                    self._groups[question.name] = EvaluationPlan(
                        [question.rows_section], row_dependencies(question), outer=self
                    )
                if conditions or calculation or question.is_repeated:
                    row_count = _parsed(question.row_count_of)
                    steps[question.name] = _Step(question, conditions, calculation, row_count)
                else:
                    always.append(question.name)
        self._always = frozenset(always)
        self._known = tuple(self._always & self._referenced)
        self._steps = [
            steps[name] for name in TopologicalSorter(dependencies).static_order() if name in steps
        ]
        questions = [question for section in sections for question in section.questions]
        self._requirements = Requirements(
            frozenset(question.name for question in questions if question.is_required),
            tuple((each.name, Condition(each.required_if)) for each in questions if each.required_if),
        )

    def form_state(self, answers: Answers, outer: Values | None = None) -> FormState:
        """Return the form state for these answers. `outer` are the values outside the row, for the plan of a row."""
        own: dict[str, Any] = {name: text_of(name, answers) for name in self._known}
        if outer is None and self._situation is not None:
            moment = text_of(MOMENT_KEY, answers)
            own[SITUATION_KEY] = replace(self._situation, moment=moment) if moment else self._situation
        values: Values = own if outer is None else ChainMap(own, outer)  # type: ignore[arg-type]  # nothing writes to it
        shown = set(self._always)
        rows: dict[str, tuple[Row, ...]] = {}
        row_counts: dict[str, int] = {}
        for question, conditions, calculation, row_count in self._steps:
            if conditions and not all(condition.holds(values) for condition in conditions):
                continue
            name = question.name
            shown.add(name)
            if calculation is not None:
                own[name] = calculation.text(values)
            elif question.is_repeated:
                count = question.row_count
                if row_count is not None:
                    count = row_counts[name] = _whole(row_count.text(values))
                written = _row_answers(question, answers, count)
                # A row may ask how many there are.
                own[name] = ["1"] * len(written)
                rows[name] = self._rows(question, written, own)
                for inner in self._referenced.intersection(each.name for each in question.questions):
                    own[inner] = [as_text(row.values.get(inner, "")) for row in rows[name]]
            elif name in self._referenced:
                own[name] = text_of(name, answers)
        return FormState(frozenset(shown), values, rows, row_counts, self._requirements)

    def _rows(self, group: Question, written: Sequence[Answers], outer: Values) -> tuple[Row, ...]:
        found: list[Row] = []
        plan = self._groups[group.name]
        for place, row in enumerate(written, 1):
            above = {POSITION_KEY: float(place), ABOVE_KEY: [each.values for each in found]}
            around: Values = ChainMap(above, outer)  # type: ignore[arg-type]  # nothing writes to it
            inside = plan.form_state(row, around)
            found.append(Row(group, place, row, inside.shown, inside.values, inside.required))
        return tuple(found)


class _Wants(NamedTuple):
    """What the expressions and texts of a list of sections ask for: names of questions, the time, the Situation."""

    names: frozenset[str]
    uses_time: bool
    uses_situation: bool
    choice_names: frozenset[str]

    @classmethod
    def of(cls, sections: Sequence[Section]) -> _Wants:
        questions = [question for section in sections for question in section.questions]
        questions += [inner for question in questions for inner in question.questions]
        lasting = {source for section in sections for source in section.conditions}
        lasting |= {source for each in questions for source in each.sources if source != each.constraint}
        constraints = {each.constraint for each in questions if each.constraint}
        filters = {each.choice_filter for each in questions if each.choice_filter}
        parsed = [expressions.parse(source) for source in lasting | constraints]
        parsed += [expressions.parse(source, is_filter=True) for source in filters]
        quoted = (quoted_names(question) for question in questions)
        return cls(
            names=frozenset().union(*quoted, *(each.names for each in parsed)),
            # A constraint has held when the answers were sent, and changes no value.
            uses_time=any(each.uses_time and each.source not in constraints - lasting for each in parsed),
            uses_situation=any(each.uses_situation for each in parsed),
            choice_names=frozenset().union(*(each.choice_names for each in parsed)),
        )


def _situation(
    sections: Sequence[Section], wants: _Wants, version: str, tables: Mapping[str, Table]
) -> Situation:
    questions = [question for section in sections for question in section.questions]
    questions += [inner for question in questions for inner in question.questions]
    return Situation(
        version=version,
        choices={
            question.name: {choice.value: choice.label for choice in question.choices}
            for question in questions
            if question.name in wants.choice_names
        },
        tables={name: tuple(table.cells()) for name, table in tables.items()},
    )


def _parsed(source: str) -> Expression | None:
    return expressions.parse(source) if source else None


def _whole(text: str) -> int:
    """Return a number of rows: the whole number in a text, and 0 for what is none or below 0."""
    figure = number(text)
    return max(0, int(figure)) if math.isfinite(figure) else 0


def _row_answers(group: Question, answers: Answers, count: int) -> list[Answers]:
    """Return the answers of each row of a group: those stored, and empty ones up to the number of rows it has."""
    written = stored_rows(answers.get(group.name))
    if group.row_count_of:
        written = written[:count]
    blank: list[Answers] = [{}] * (min(count, MAX_ROWS) - len(written))
    return [*written, *blank]
