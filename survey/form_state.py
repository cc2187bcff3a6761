"""The state of a form for given answers: which questions are shown and what their values are. No Django here.

An answer to a hidden question counts as empty, as in XForms, and is not sent; a draft keeps it. Within a repeated group
`${name}` is the answer in the same row; outside the group only functions over all rows can be used, such as `sum`.

today() and now() are the time of the clock until the answers are sent; from then on the time that was stored with them
at MOMENT_KEY, so that no condition and no calculation of sent answers ever changes.

For example, if `why` is relevant when `${works} = 'no'`, the answers `{"works": {"value": "yes"}}` give a state with
`shown == {"works"}`.
"""

from __future__ import annotations

import math
from collections import ChainMap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from graphlib import TopologicalSorter
from typing import Any, NamedTuple

from survey import answers as answering
from survey import expressions
from survey.answers import MISSING, Answer, AnswerState
from survey.expressions import POSITION_KEY, SITUATION_KEY, Expression, Situation, Values
from survey.label_texts import quoted_names
from survey.languages import Sentence
from survey.lookup_tables import Table
from survey.question_types import WITHOUT_VALUE, QuestionType, as_text
from survey.questions import MAX_ROWS, Question, Section
from survey.xpath_values import number

NOT_AN_ANSWER = Sentence("An answer is a value, or a word for why there is none.")
NO_QUESTION = Sentence("The questionnaire has no such question.")
VALUE_AND_STATE = Sentence("Give an answer or say why there is none, not both.")
NOT_A_LIST_OF_ROWS = Sentence("The answer to a repeated group is a list of rows.")
MOMENT_KEY = "now()"
"""The key in sent answers for the time at which they were sent, if the questionnaire asks for it."""
CACHE_SIZE = 500
"""The number of results that a condition caches."""
Answers = Mapping[str, Mapping[str, Any]]


class _Requirements(NamedTuple):
    """The questions that must be answered when they are shown, and those that must under a condition."""

    always: frozenset[str]
    conditional: tuple[tuple[str, _Condition], ...]

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
    requirements: _Requirements = field(default=_Requirements(frozenset(), ()), repr=False)

    @cached_property
    def required(self) -> frozenset[str]:
        """The names of the questions that must be answered now."""
        return self.requirements.of(self.shown, self.values)


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
                conditions = [_Condition(source) for source in section.conditions_of(question)]
                calculation = _parsed(question.calculation) if is_computed(question) else None
                if question.is_repeated:
                    own = Section(question.own_name, question.label, question.questions)
                    self._groups[question.name] = EvaluationPlan(
                        [own], row_dependencies(question), outer=self
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
        self._requirements = _Requirements(
            frozenset(question.name for question in questions if question.is_required),
            tuple((each.name, _Condition(each.required_if)) for each in questions if each.required_if),
        )

    def form_state(self, answers: Answers, outer: Values | None = None) -> FormState:
        """Return the form state for these answers. `outer` are the values outside the row, for the plan of a row."""
        own: dict[str, Any] = {name: _text_value(name, answers) for name in self._known}
        if outer is None and self._situation is not None:
            moment = _text_value(MOMENT_KEY, answers)
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
                own[name] = _text_value(name, answers)
        return FormState(frozenset(shown), values, rows, row_counts, self._requirements)

    def _rows(self, group: Question, written: Sequence[Answers], outer: Values) -> tuple[Row, ...]:
        found = []
        plan = self._groups[group.name]
        for place, row in enumerate(written, 1):
            around: Values = ChainMap({POSITION_KEY: float(place)}, outer)  # type: ignore[arg-type]  # nothing writes to it
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


def is_kept(question: Question) -> bool:
    """Return True for a calculation whose value is stored when it is made: by a trigger, by chance, or by once()."""
    if not question.calculation:
        return False
    parsed = expressions.parse(question.calculation)
    return bool(question.triggers) or parsed.uses_own_value or parsed.uses_chance


def is_computed(question: Question) -> bool:
    """Return True for a question whose value is always its calculation: nobody types it, and it is not kept."""
    if not question.calculation or (question.takes_answer and not question.is_read_only):
        return False
    return not is_kept(question)


def _text_value(name: str, answers: Answers) -> str:
    return as_text(answering.read(answers.get(name)).value)


def _row_answers(group: Question, answers: Answers, count: int) -> list[Answers]:
    """Return the answers of each row of a group: those stored, and empty ones up to the number of rows it has."""
    written = stored_rows(answers.get(group.name))
    if group.row_count_of:
        written = written[:count]
    blank: list[Answers] = [{}] * (min(count, MAX_ROWS) - len(written))
    return [*written, *blank]


def stored_rows(stored: Any) -> list[Answers]:
    """Return the rows of a stored answer. Anything that is not a row is treated as an empty row."""
    value = answering.read(stored).value
    return (
        [row if isinstance(row, Mapping) else {} for row in value] if isinstance(value, list | tuple) else []
    )


def row_dependencies(group: Question) -> dict[str, frozenset[str]]:
    """Map each question of a repeated group to the questions of the group that decide if it is shown, or its value."""
    own = {question.name for question in group.questions}
    section = Section(group.own_name, group.label, group.questions)
    return {name: names & own for name, names in dependencies_of(section).items()}


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
