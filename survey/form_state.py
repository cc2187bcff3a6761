"""The state of a form for given answers: which questions are shown and what their values are. No Django here.

An answer to a hidden question counts as empty, as in XForms. Within a repeated group `${name}` is the answer in the
same row; outside the group only functions over all rows can be used, such as `count` and `sum`.

For example, if `why` is relevant when `${works} = 'no'`, the answers `{"works": {"value": "yes"}}` give a state with
`shown == {"works"}`.
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
from survey.expressions import POSITION_KEY, Expression, Values
from survey.languages import Sentence
from survey.question_types import QuestionType, as_text
from survey.questions import Question, Section

NOT_AN_ANSWER = Sentence("An answer is a value, or a word for why there is none.")
NO_QUESTION = Sentence("The questionnaire has no such question.")
VALUE_AND_STATE = Sentence("Give an answer or say why there is none, not both.")
NOT_A_LIST_OF_ROWS = Sentence("The answer to a repeated group is a list of rows.")
CACHE_SIZE = 500
"""The number of results that a condition caches."""
Answers = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Row:
    """The state of one row of a repeated group. `place` counts from 1; `values` include those outside the row."""

    group: Question
    place: int
    answers: Answers
    shown: frozenset[str]
    values: Values

    @cached_property
    def problems(self) -> dict[str, str]:
        """The error messages of the row by question. Hidden questions have none."""
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
        """Return the names of the shown questions of the row that have neither an answer nor a reason for none."""
        return tuple(
            question.name
            for question in self.group.questions
            if question.takes_answer
            and question.name in self.shown
            and (question.is_required or not required_only)
            and answering.read(self.answers.get(question.name)) == MISSING
        )

    def states(self) -> dict[str, Answer]:
        """Return the answer to each question of the row, with calculations."""
        return {
            question.name: state_of(question, self.answers, self.shown, self.values)
            for question in self.group.questions
            if question.type is not QuestionType.NOTE
        }

    def completed(self) -> dict[str, Any]:
        """Return the answers of the row to store when the form is sent: those shown, with calculations."""
        questions = (question for question in self.group.questions if question.takes_answer)
        stored = {
            q.name: dict(self.answers[q.name])
            for q in questions
            if q.name in self.shown and self.answers.get(q.name)
        }
        return stored | stored_calculations(self.group.questions, self.shown, self.values)


@dataclass(frozen=True)
class FormState:
    """The names of the questions shown, and the rows of each repeated group shown.

    `values` are the values that expressions use: every calculation, and every question that an expression refers to.
    """

    shown: frozenset[str]
    values: Values
    rows: Mapping[str, tuple[Row, ...]]


class _Condition:
    """A condition that caches its results, because it is evaluated for many answers."""

    def __init__(self, source: str) -> None:
        self._expression = expressions.parse(source)
        wants = self._expression
        self._names = tuple(sorted(wants.names))
        self._is_plain = not (wants.uses_position or wants.uses_situation or wants.uses_chance)
        self._cache: dict[tuple[Any, ...], bool] = {}

    def holds(self, values: Values) -> bool:
        if not self._is_plain:
            return self._expression.holds(values)
        key = tuple([values.get(name, "") for name in self._names])
        try:
            return self._cache[key]
        except KeyError:
            if len(self._cache) >= CACHE_SIZE:
                self._cache.clear()
            found = self._cache[key] = self._expression.holds(values)
            return found
        except TypeError:
            # A value is a list (the answers of several rows), which cannot be a key.
            return self._expression.holds(values)


class _Step(NamedTuple):
    """A question to evaluate: it has conditions, is calculated, or is a repeated group."""

    question: Question
    conditions: list[_Condition]
    calculation: Expression | None


class EvaluationPlan:
    """The parsed expressions of a list of sections, in an order in which they can be evaluated.

    Only the values of `referenced` questions are read, because no expression needs the others.
    """

    def __init__(
        self,
        sections: Sequence[Section],
        dependencies: Mapping[str, Iterable[str]],
        referenced: frozenset[str] | None = None,
    ) -> None:
        self._referenced = _referenced_by_any(sections) if referenced is None else referenced
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
                    self._groups[question.name] = EvaluationPlan([own], inner, self._referenced)
                if conditions or calculation or question.is_repeated:
                    steps[question.name] = _Step(question, conditions, calculation)
                else:
                    always.append(question.name)
        self._always = frozenset(always)
        self._known = tuple(self._always & self._referenced)
        self._steps = [
            steps[name] for name in TopologicalSorter(dependencies).static_order() if name in steps
        ]

    def form_state(self, answers: Answers, outer: Values | None = None) -> FormState:
        """Return the form state for these answers. `outer` are the values outside the row, for the plan of a row."""
        own: dict[str, str | float | list[str]] = {name: _text_value(name, answers) for name in self._known}
        values: Values = own if outer is None else ChainMap(own, outer)  # type: ignore[arg-type]  # nothing writes to it
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
                for inner in self._referenced.intersection(each.name for each in question.questions):
                    own[inner] = [as_text(row.values.get(inner, "")) for row in rows[name]]
            elif name in self._referenced:
                own[name] = _text_value(name, answers)
        return FormState(frozenset(shown), values, rows)

    def _rows(self, group: Question, answers: Answers, outer: Values) -> tuple[Row, ...]:
        written = stored_rows(answers.get(group.name))
        blank: list[Answers] = [{}] * (group.row_count - len(written))
        found = []
        for place, row in enumerate([*written, *blank], 1):
            around: Values = ChainMap({POSITION_KEY: float(place)}, outer)  # type: ignore[arg-type]  # nothing writes to it
            inside = self._groups[group.name].form_state(row, around)
            found.append(Row(group, place, row, inside.shown, inside.values))
        return tuple(found)


def _text_value(name: str, answers: Answers) -> str:
    return as_text(answering.read(answers.get(name)).value)


def stored_rows(stored: Any) -> list[Answers]:
    """Return the rows of a stored answer. Anything that is not a row is treated as an empty row."""
    value = answering.read(stored).value
    return (
        [row if isinstance(row, Mapping) else {} for row in value] if isinstance(value, list | tuple) else []
    )


def row_dependencies(group: Question, *, of_choices: bool = False) -> dict[str, frozenset[str]]:
    """Map each question of a repeated group to the questions of the group that decide if it is shown, or its value."""
    own = {question.name for question in group.questions}
    return {
        question.name: referenced_names(question, of_choices=of_choices) & own for question in group.questions
    }


def _referenced_by_any(sections: Sequence[Section]) -> frozenset[str]:
    """Return the names of all questions that any expression of the sections refers to."""
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
    """Return the names in a question's condition and calculation; with `of_choices` also in its choice filter."""
    names: frozenset[str] = frozenset()
    for source in filter(None, (question.relevant, question.calculation)):
        names |= expressions.parse(source).names
    if of_choices and question.choice_filter:
        names |= expressions.parse(question.choice_filter, is_filter=True).names
    return names


def problem_of(question: Question | None, stored: Any, values: Values) -> str:
    """Return the error message for a stored answer, or an empty text. Not for repeated groups."""
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
    """Return the first error message for the rows of a group, with its row and question, or an empty text."""
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
        return Sentence(
            "There are {number} rows and the most is {most}.", number=len(value), most=group.max_rows
        )
    labels = {question.name: question.label for question in group.questions}
    for row in rows:
        for name, problem in row.problems.items():
            label = labels.get(name, name)
            return Sentence(
                "Row {place}, “{label}”: {problem}", place=row.place, label=label, problem=problem
            )
    return ""


def state_of(question: Question, answers: Answers, shown: frozenset[str], values: Values) -> Answer:
    """Return the answer in one of the six states. A hidden question does not apply; a calculation is redone."""
    if question.name not in shown:
        return Answer(AnswerState.NOT_APPLICABLE)
    if question.type is QuestionType.CALCULATE:
        made = values.get(question.name, "")
        return Answer(AnswerState.GIVEN, made) if made else MISSING
    return answering.read(answers.get(question.name))


def stored_calculations(
    questions: Iterable[Question], shown: frozenset[str], values: Values
) -> dict[str, dict[str, Any]]:
    """Return the calculations to store: those of questions that are shown and have a value."""
    return {
        question.name: answering.stored_value(values[question.name])
        for question in questions
        if question.type is QuestionType.CALCULATE and question.name in shown and values.get(question.name)
    }
