"""How a questionnaire stands for given answers: what is shown, what every question is worth, row by row. Pure.

An answer to a hidden question counts as empty, as XForms have it. Within a repeated group `${name}` is the answer
in the same row; from outside a group is only counted, and its questions are added up.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter
from typing import Any, NamedTuple

from survey import answers as answering
from survey import expressions
from survey.answers import MISSING, Answer, AnswerState
from survey.expressions import PLACE, Expression, Values
from survey.question_types import QuestionType, as_text
from survey.questions import Question, Section

NOT_AN_ANSWER = "An answer is a value, or a word for why there is none."
NO_QUESTION = "The questionnaire has no such question."
VALUE_AND_STATE = "Give an answer or say why there is none, not both."
NOT_A_LIST_OF_ROWS = "The answer to a repeated group is a list of rows."
CACHE_SIZE = 500
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
            if question.takes_answer
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
        asked = (question for question in self.group.questions if question.takes_answer)
        held = {
            q.name: dict(self.answers[q.name])
            for q in asked
            if q.name in self.shown and self.answers.get(q.name)
        }
        return held | stored_calculations(self.group.questions, self.shown, self.values)


@dataclass(frozen=True)
class FormState:
    """What is shown for some answers, and the rows of each group that is shown.

    `values` is what a question is worth to the expressions: every calculation, and every question that one asks about.
    """

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
        if not self._is_plain:
            return self._expression.holds(values)
        key = tuple([values.get(name, "") for name in self._names])
        try:
            return self._kept[key]
        except KeyError:
            if len(self._kept) >= CACHE_SIZE:
                self._kept.clear()
            found = self._kept[key] = self._expression.holds(values)
            return found
        except TypeError:
            # One of them is a list: the answers of several rows.
            return self._expression.holds(values)


class _Step(NamedTuple):
    """A question that is not simply asked: under conditions, calculated, or in rows."""

    question: Question
    conditions: list[_Condition]
    calculation: Expression | None


class EvaluationPlan:
    """The expressions of some questions that stand side by side, read once, in an order to evaluate them.

    Nobody asks what the other questions are worth: only the values of `asked_about` are read.
    """

    def __init__(
        self,
        sections: Sequence[Section],
        dependencies: Mapping[str, Iterable[str]],
        asked_about: frozenset[str] | None = None,
    ) -> None:
        self._asked_about = _referenced_by_any(sections) if asked_about is None else asked_about
        self._groups: dict[str, EvaluationPlan] = {}
        always, steps = [], {}
        for section in sections:
            for question in section.questions:
                sources = filter(None, (section.relevant, question.relevant))
                conditions = [_Condition(source) for source in sources]
                calculation = expressions.parse(question.calculation) if question.calculation else None
                if question.is_repeated:
                    own = Section(question.name, question.label, question.questions)
                    inner = row_dependencies(question)
                    self._groups[question.name] = EvaluationPlan([own], inner, self._asked_about)
                if conditions or calculation or question.is_repeated:
                    steps[question.name] = _Step(question, conditions, calculation)
                else:
                    always.append(question.name)
        self._always = frozenset(always)
        self._known = tuple(self._always & self._asked_about)
        self._steps = [
            steps[name] for name in TopologicalSorter(dependencies).static_order() if name in steps
        ]

    def form_state(self, answers: Answers, outer: Values | None = None) -> FormState:
        """How the questions stand for these answers; `outer` are the values around them, in a row."""
        own: dict[str, str | float | list[str]] = {name: _text_value(name, answers) for name in self._known}
        values: Values = own if outer is None else ChainMap(own, outer)  # type: ignore[arg-type]
        shown = set(self._always)
        rows: dict[str, tuple[Row, ...]] = {}
        for question, conditions, calculation in self._steps:
            if conditions and not all(condition.holds(values) for condition in conditions):
                continue
            name = question.name
            shown.add(name)
            if calculation is not None:
                own[name] = calculation.text(values)
            elif question.is_repeated:
                rows[name] = self._rows(question, answers, own)
                own[name] = [""] * len(rows[name])
                for inner in self._asked_about.intersection(each.name for each in question.questions):
                    own[inner] = [as_text(row.values.get(inner, "")) for row in rows[name]]
            elif name in self._asked_about:
                own[name] = _text_value(name, answers)
        return FormState(frozenset(shown), values, rows)

    def _rows(self, group: Question, answers: Answers, outer: Values) -> tuple[Row, ...]:
        written = stored_rows(answers.get(group.name))
        blank: list[Answers] = [{}] * (group.row_count - len(written))
        found = []
        for place, row in enumerate([*written, *blank], 1):
            around: Values = ChainMap({PLACE: float(place)}, outer)  # type: ignore[arg-type]
            inside = self._groups[group.name].form_state(row, around)
            found.append(Row(group, place, row, inside.shown, inside.values))
        return tuple(found)


def _text_value(name: str, answers: Answers) -> str:
    return as_text(answering.read(answers.get(name)).value)


def stored_rows(stored: Any) -> list[Answers]:
    """The rows of a stored answer; what is no row counts as an empty one."""
    value = answering.read(stored).value
    return (
        [row if isinstance(row, Mapping) else {} for row in value] if isinstance(value, list | tuple) else []
    )


def row_dependencies(group: Question, *, of_choices: bool = False) -> dict[str, frozenset[str]]:
    """For each question of a repeated group, the ones beside it that decide whether it is shown, or its value."""
    own = {question.name for question in group.questions}
    return {
        question.name: referenced_names(question, of_choices=of_choices) & own for question in group.questions
    }


def _referenced_by_any(sections: Sequence[Section]) -> frozenset[str]:
    """The questions that any expression asks about, of whatever question."""
    names: frozenset[str] = frozenset()
    for section in sections:
        inner = [each for question in section.questions for each in question.questions]
        for source in filter(
            None, (section.relevant, *(each.constraint for each in (*section.questions, *inner)))
        ):
            names |= expressions.parse(source).names
        for question in (*section.questions, *inner):
            names |= referenced_names(question, of_choices=True)
    return names


def referenced_names(question: Question, *, of_choices: bool = False) -> frozenset[str]:
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
    if not answering.has_answer_shape(stored):
        return NOT_AN_ANSWER
    if answering.is_contradictory(stored):
        return VALUE_AND_STATE
    answer = answering.read(stored)
    return question.problem_with(answer.value, values) if answer.state is AnswerState.GIVEN else ""


def problem_of_rows(group: Question, stored: Any, rows: Iterable[Row]) -> str:
    """What is wrong with the rows of a group: the first thing, with its row and question."""
    if not answering.has_answer_shape(stored):
        return NOT_AN_ANSWER
    if answering.is_contradictory(stored):
        return VALUE_AND_STATE
    value = stored.get("value")
    if answering.is_empty(value):
        return ""
    if not isinstance(value, list | tuple) or not all(isinstance(row, Mapping) for row in value):
        return NOT_A_LIST_OF_ROWS
    if len(value) > group.max_rows:
        return f"There are {len(value)} rows and the most is {group.max_rows}."
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


def stored_calculations(
    questions: Iterable[Question], shown: frozenset[str], values: Values
) -> dict[str, dict[str, Any]]:
    """The calculations among the questions as they are stored: those that are shown and give anything."""
    return {
        question.name: answering.stored_value(values[question.name])
        for question in questions
        if question.type is QuestionType.CALCULATE and question.name in shown and values.get(question.name)
    }
