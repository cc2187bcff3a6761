"""How a questionnaire stands for given answers: what is shown, what every question is worth, row by row. Pure.

An answer to a hidden question counts as empty, as XForms have it. Within a repeated group `${name}` is the answer
in the same row; from outside a group is only counted, and its questions are added up.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter
from typing import Any

from survey import answers as answering
from survey import expressions
from survey.answers import MISSING, Answer, AnswerState
from survey.expressions import PLACE, Expression, Values
from survey.question_types import QuestionType, as_text
from survey.questions import Question, Section

NOT_STORED = "An answer is a value, or a word for why there is none."
NO_QUESTION = "The questionnaire has no such question."
BOTH = "Give an answer or say why there is none, not both."
NOT_ROWS = "The answer to a repeated group is a list of rows."
MOST_KEPT = 500
"""The most values for which a condition keeps what it gave."""
Answers = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Row:
    """One row of a repeated group as it stands; `place` from 1. `values` are its own and those outside."""

    group: Question
    place: int
    answers: Answers
    shown: frozenset[str]
    values: Values

    @cached_property
    def problems(self) -> dict[str, str]:
        """By question of the row that is shown, what is wrong with what was written."""
        known = {question.name: question for question in self.group.questions}
        found = {}
        for name, stored in self.answers.items():
            question = known.get(name)
            if question is None or name in self.shown:
                problem = problem_of(question, stored, self.values)
                if problem:
                    found[name] = problem
        return found

    def missing(self, *, required_only: bool = True) -> tuple[str, ...]:
        """Questions of the row that are shown and have no answer in any state."""
        return tuple(
            question.name
            for question in self.group.questions
            if question.is_asked
            and question.name in self.shown
            and (question.is_required or not required_only)
            and answering.read(self.answers.get(question.name)) == MISSING
        )

    def states(self) -> dict[str, Answer]:
        """Every question of the row with its answer, calculations among them."""
        return {
            question.name: state_of(question, self.answers, self.shown, self.values)
            for question in self.group.questions
            if question.type is not QuestionType.NOTE
        }

    def kept(self) -> dict[str, Any]:
        """The row as it is kept once it is sent: what is shown, with its calculations."""
        asked = (question for question in self.group.questions if question.is_asked)
        held = {
            q.name: dict(self.answers[q.name])
            for q in asked
            if q.name in self.shown and self.answers.get(q.name)
        }
        return held | calculated(self.group.questions, self.shown, self.values)


@dataclass(frozen=True)
class Standing:
    """What is shown for some answers, what every question is worth, and the rows of each group that is shown."""

    shown: frozenset[str]
    values: Values
    rows: Mapping[str, tuple[Row, ...]]


class _Condition:
    """A condition that is asked over and over: what it gave for some values is kept."""

    def __init__(self, source: str) -> None:
        self._expression = expressions.parse(source)
        wants = self._expression
        self._names = tuple(sorted(wants.single))
        self._is_plain = not (wants.listed or wants.asks_place or wants.asks_day)
        self._kept: dict[tuple[Any, ...], bool] = {}

    def holds(self, values: Values) -> bool:
        found = [values.get(name, "") for name in self._names]
        if not self._is_plain or any(isinstance(value, list) for value in found):
            return self._expression.holds(values)
        key = tuple(found)
        if key not in self._kept:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[key] = self._expression.holds(values)
        return self._kept[key]


class Plan:
    """The expressions of some questions that stand side by side, read once, in an order to evaluate them."""

    def __init__(self, sections: Iterable[Section], dependencies: Mapping[str, Iterable[str]]) -> None:
        self._questions: dict[str, Question] = {}
        self._conditions: dict[str, list[_Condition]] = {}
        self._calculations: dict[str, Expression] = {}
        self._groups: dict[str, Plan] = {}
        for section in sections:
            for question in section.questions:
                sources = filter(None, (section.relevant, question.relevant))
                self._questions[question.name] = question
                self._conditions[question.name] = [_Condition(source) for source in sources]
                if question.calculation:
                    self._calculations[question.name] = expressions.parse(question.calculation)
                if question.is_repeated:
                    own = Section(question.name, question.label, question.questions)
                    self._groups[question.name] = Plan([own], inner_dependencies(question))
        self._order = tuple(
            name for name in TopologicalSorter(dependencies).static_order() if name in self._questions
        )

    def standing(self, answers: Answers, outer: Values | None = None) -> Standing:
        """How the questions stand for these answers; `outer` are the values around them, in a row."""
        own: dict[str, str | float | list[str]] = {}
        values: Values = own if outer is None else ChainMap(own, outer)  # type: ignore[arg-type]
        shown = set()
        rows: dict[str, tuple[Row, ...]] = {}
        for name in self._order:
            conditions = self._conditions[name]
            if conditions and not all(condition.holds(values) for condition in conditions):
                continue
            shown.add(name)
            question = self._questions[name]
            if name in self._calculations:
                own[name] = self._calculations[name].text(values)
            elif question.is_repeated:
                rows[name] = self._rows(question, answers, own)
                own[name] = [""] * len(rows[name])
                for inner in question.questions:
                    own[inner.name] = [as_text(row.values.get(inner.name, "")) for row in rows[name]]
            else:
                own[name] = as_text(answering.read(answers.get(name)).value)
        return Standing(frozenset(shown), values, rows)

    def _rows(self, group: Question, answers: Answers, outer: Values) -> tuple[Row, ...]:
        written = rows_in(answers.get(group.name))
        blank: list[Answers] = [{}] * (group.row_count - len(written))
        found = []
        for place, row in enumerate([*written, *blank], 1):
            around: Values = ChainMap({PLACE: float(place)}, outer)  # type: ignore[arg-type]
            inside = self._groups[group.name].standing(row, around)
            found.append(Row(group, place, row, inside.shown, inside.values))
        return tuple(found)


def rows_in(stored: Any) -> list[Answers]:
    """The rows of a stored answer; what is no row counts as an empty one."""
    value = answering.read(stored).value
    return (
        [row if isinstance(row, Mapping) else {} for row in value] if isinstance(value, list | tuple) else []
    )


def inner_dependencies(group: Question, *, of_choices: bool = False) -> dict[str, frozenset[str]]:
    """For each question of a repeated group, the ones beside it that decide whether it is shown, or its value."""
    own = {question.name for question in group.questions}
    return {question.name: names_in(question, of_choices=of_choices) & own for question in group.questions}


def names_in(question: Question, *, of_choices: bool = False) -> frozenset[str]:
    """The questions that decide whether this one is shown, its value if it is calculated and, with
    `of_choices`, what may be chosen.
    """
    names: frozenset[str] = frozenset()
    for source in filter(None, (question.relevant, question.calculation)):
        names |= expressions.parse(source).names
    if of_choices and question.choice_filter:
        names |= expressions.parse(question.choice_filter, is_filter=True).names
    return names


def problem_of(question: Question | None, stored: Any, values: Values) -> str:
    """What is wrong with a stored answer to a question that is no repeated group, or nothing."""
    if question is None or question.type is QuestionType.NOTE:
        return NO_QUESTION
    if question.type is QuestionType.CALCULATE:
        return ""
    if not answering.is_stored(stored):
        return NOT_STORED
    if answering.is_contradictory(stored):
        return BOTH
    answer = answering.read(stored)
    return question.problem_with(answer.value, values) if answer.state is AnswerState.GIVEN else ""


def problem_of_rows(group: Question, stored: Any, rows: Iterable[Row]) -> str:
    """What is wrong with the rows of a group: the first thing, with its row and question."""
    if not answering.is_stored(stored):
        return NOT_STORED
    if answering.is_contradictory(stored):
        return BOTH
    value = stored.get("value")
    if answering.is_empty(value):
        return ""
    if not isinstance(value, list | tuple) or not all(isinstance(row, Mapping) for row in value):
        return NOT_ROWS
    if len(value) > group.most_rows:
        return f"There are {len(value)} rows and the most is {group.most_rows}."
    labels = {question.name: question.label for question in group.questions}
    for row in rows:
        for name, problem in row.problems.items():
            return f"Row {row.place}, “{labels.get(name, name)}”: {problem}"
    return ""


def state_of(question: Question, answers: Answers, shown: frozenset[str], values: Values) -> Answer:
    """An answer in one of the six states: a hidden one does not apply, a calculated one is made anew."""
    if question.name not in shown:
        return Answer(AnswerState.NOT_APPLICABLE)
    if question.type is QuestionType.CALCULATE:
        made = values.get(question.name, "")
        return Answer(AnswerState.GIVEN, made) if made else MISSING
    return answering.read(answers.get(question.name))


def calculated(
    questions: Iterable[Question], shown: frozenset[str], values: Values
) -> dict[str, dict[str, Any]]:
    """The calculations among the questions as they are stored: those that are shown and give anything."""
    return {
        question.name: answering.given(values[question.name])
        for question in questions
        if question.type is QuestionType.CALCULATE and question.name in shown and values.get(question.name)
    }
