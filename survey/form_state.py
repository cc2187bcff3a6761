"""The state of a form for given answers: which questions are shown and what their values are. No Django here.

An answer to a hidden question counts as empty, as in XForms, and is not sent; a draft keeps it. Within a repeated group
`${name}` is the answer in the same row; outside the group only functions over all rows can be used, such as `sum`.

today() and now() are the time of the clock until the answers are sent; from then on the time that was stored with them
at MOMENT_KEY, so that no condition and no calculation of sent answers ever changes.

For example, if `why` is relevant when `${works} = 'no'`, the answers `{"works": {"value": "yes"}}` give a state with
`shown == {"works"}`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from survey import answers as answering
from survey import expressions
from survey.answers import MISSING, Answer, AnswerState
from survey.expressions import Values
from survey.languages import Sentence
from survey.question_types import WITHOUT_VALUE, QuestionType, as_text
from survey.questions import Question, Section

NOT_AN_ANSWER = Sentence("An answer is a value, or a word for why there is none.")
NO_QUESTION = Sentence("The questionnaire has no such question.")
VALUE_AND_STATE = Sentence("Give an answer or say why there is none, not both.")
NOT_A_LIST_OF_ROWS = Sentence("The answer to a repeated group is a list of rows.")
MOMENT_KEY = "now()"
"""The key in sent answers for the time at which they were sent, if the questionnaire asks for it."""
CACHE_SIZE = 500
"""The number of results that a condition caches."""
Answers = Mapping[str, Mapping[str, Any]]


class Condition:
    """A condition that caches its results, because it is evaluated for many answers."""

    def __init__(self, source: str) -> None:
        self._expression = expressions.parse(source)
        wants = self._expression
        self._names = tuple(sorted(wants.names))
        looks_above = any(function == "indexed-repeat" for function, _ in wants.aggregated)
        self._is_plain = not (wants.uses_position or wants.uses_situation or wants.uses_chance or looks_above)
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


class Requirements(NamedTuple):
    """The questions that must be answered when they are shown, and those that must under a condition."""

    always: frozenset[str]
    conditional: tuple[tuple[str, Condition], ...]

    def of(self, shown: frozenset[str], values: Values) -> frozenset[str]:
        found = {name for name, condition in self.conditional if name in shown and condition.holds(values)}
        return (self.always & shown) | found


@dataclass(frozen=True)
class Row:
    """The state of one row of a repeated group. `place` counts from 1; `values` include those outside the row."""

    group: Question
    place: int
    answers: Answers
    shown: frozenset[str]
    values: Values
    required: frozenset[str] = frozenset()

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
            and (question.name in self.required or not required_only)
            and state_of(question, self.answers, self.shown, self.values) == MISSING
        )

    def states(self) -> dict[str, Answer]:
        """Return the answer to each question of the row, with calculations."""
        return {
            question.name: state_of(question, self.answers, self.shown, self.values)
            for question in self.group.questions
            if question.is_recorded
        }

    def completed(self) -> dict[str, Any]:
        """Return the answers of the row to store when the form is sent: those shown, with calculations."""
        return shown_answers(self.group.questions, self.answers, self.shown, self.values)


@dataclass(frozen=True)
class FormState:
    """The names of the questions shown, and the rows of each repeated group shown.

    `values` are the values that expressions and texts use: every calculation, and every question that an expression
    refers to or a text quotes. `row_counts` are the numbers of rows that expressions ask for, also beyond the most.
    """

    shown: frozenset[str]
    values: Values
    rows: Mapping[str, tuple[Row, ...]]
    row_counts: Mapping[str, int] = field(default_factory=dict)
    requirements: Requirements = field(default=Requirements(frozenset(), ()), repr=False)

    @cached_property
    def required(self) -> frozenset[str]:
        """The names of the questions that must be answered now."""
        return self.requirements.of(self.shown, self.values)


def is_kept(question: Question) -> bool:
    """Return True for a calculation whose value is stored when it is made: by a trigger, by chance, or by once()."""
    if not question.calculation:
        return False
    parsed = expressions.parse(question.calculation)
    return bool(question.triggers) or parsed.uses_own_value or parsed.uses_chance


def is_computed(question: Question) -> bool:
    """Return True for a question whose value is always its calculation: nobody types it, and it is not kept."""
    if not question.calculation or question.is_typed:
        return False
    return not is_kept(question)


def stored_rows(stored: Any) -> list[Answers]:
    """Return the rows of a stored answer. Anything that is not a row is treated as an empty row."""
    value = answering.read(stored).value
    return (
        [row if isinstance(row, Mapping) else {} for row in value] if isinstance(value, list | tuple) else []
    )


def text_of(name: str, answers: Answers) -> str:
    """Return a stored answer as expressions have it; an empty text if there is none."""
    return as_text(answering.read(answers.get(name)).value)


def row_dependencies(group: Question) -> dict[str, frozenset[str]]:
    """Map each question of a repeated group to the questions of the group that decide if it is shown, or its value."""
    own = {question.name for question in group.questions}
    return {name: names & own for name, names in dependencies_of(group.rows_section).items()}


def dependencies_of(section: Section) -> dict[str, frozenset[str]]:
    """Map each question of a section to all names that decide if it is shown, or its value."""
    return {each.name: deciding_names(section, each) for each in section.questions}


def deciding_names(section: Section, question: Question) -> frozenset[str]:
    """Return the names that decide if a question is shown, or its value."""
    conditions = (expressions.parse(source).names for source in section.conditions_of(question))
    return referenced_names(question).union(*conditions)


def referenced_names(question: Question) -> frozenset[str]:
    """Return the names in a question's condition, calculation and number of rows.

    A calculation that a trigger makes may ask for the value that it had before.
    """
    calculated = expressions.parse(question.calculation).names if question.calculation else frozenset()
    names = calculated - {question.name} if question.triggers else calculated
    for source in filter(None, (question.relevant, question.row_count_of)):
        names |= expressions.parse(source).names
    return names


def problem_of(question: Question | None, stored: Any, values: Values) -> str:
    """Return the error message for a stored answer, or an empty text. Not for repeated groups."""
    if question is None or question.type in WITHOUT_VALUE:
        return NO_QUESTION
    if question.type is QuestionType.CALCULATE or is_computed(question):
        # It is made anew, whatever is stored.
        return ""
    if not answering.has_answer_shape(stored):
        return NOT_AN_ANSWER
    if answering.is_contradictory(stored):
        return VALUE_AND_STATE
    answer = answering.read(stored)
    return question.problem_with(answer.value, values) if answer.state is AnswerState.GIVEN else ""


def too_many_rows(count: int, most: int) -> str:
    """Return the error message for more rows than a repeated group may have."""
    return Sentence("There are {number} rows and the most is {most}.", number=count, most=most)


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
        return too_many_rows(len(value), group.max_rows)
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
    if is_computed(question):
        made = values.get(question.name, "")
        return Answer(AnswerState.GIVEN, question.normalise(made)) if made else MISSING
    return answering.read(answers.get(question.name))


def shown_answers(
    questions: Iterable[Question], answers: Answers, shown: frozenset[str], values: Values
) -> dict[str, dict[str, Any]]:
    """Return the answers to store when a form is sent: to the questions that are shown, with their calculations."""
    found = {}
    for question in questions:
        if question.name not in shown or question.is_repeated or not question.is_recorded:
            continue
        if is_computed(question):
            made = values.get(question.name)
            if made:
                found[question.name] = answering.stored_value(question.normalise(made))
        elif answers.get(question.name):
            found[question.name] = dict(answers[question.name])
    return found
