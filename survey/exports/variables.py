"""The tables of an export and their variables: one table of answers and one per repeated group.

A table has a variable for each question. A question that allows several choices also has one for each choice, and a
question that puts choices in order one for each choice with its place. An acknowledgement is a choice that has only
“Yes”. An export that is not full has only numbers, dates, times and choices, never names or free text.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from survey import expressions
from survey.answers import STATE_LABELS, Answer, AnswerState
from survey.online import directory_mapping
from survey.question_types import ACKNOWLEDGED
from survey.questionnaire import Choice, Question, Questionnaire, QuestionType
from survey.vocabulary import ResponseStatus, Source

Cell = str | int | Decimal | dt.date | AnswerState | None
"""A value, the state of an answer without one, or None for a missing answer."""

ANSWERS = "answers"
ANOTHER = "another"
"""The value of a coarsened variable that stands for several choices, each named by few."""
KEY = "row"
"""The variable that joins the tables: the number of the response in the file."""
NUMBER = "number"
CHOSEN_CATEGORIES = (Choice("0", "Not chosen"), Choice("1", "Chosen"))
ACKNOWLEDGED_CATEGORIES = (Choice(ACKNOWLEDGED, "Yes"),)


class Kind(StrEnum):
    """The kind of a variable. SEVERAL is the list of choices, FLAG is 1 or 0 for one of them.

    The cells of TIME and DATETIME are text, such as 14:30 and 2009-07-15T14:30.
    """

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"
    CHOICE = "choice"
    SEVERAL = "several"
    FLAG = "flag"


KINDS = {
    QuestionType.INTEGER: Kind.INTEGER,
    QuestionType.DECIMAL: Kind.DECIMAL,
    QuestionType.RANGE: Kind.DECIMAL,
    QuestionType.DATE: Kind.DATE,
    QuestionType.TIME: Kind.TIME,
    QuestionType.DATETIME: Kind.DATETIME,
    QuestionType.SELECT_ONE: Kind.CHOICE,
    QuestionType.ACKNOWLEDGE: Kind.CHOICE,
    QuestionType.SELECT_MULTIPLE: Kind.SEVERAL,
    QuestionType.RANK: Kind.SEVERAL,
    QuestionType.REPEAT: Kind.INTEGER,
}
"""Types without free text. A calculation and a hidden value may contain free text."""


@dataclass(frozen=True, slots=True)
class Variable:
    """One column: its name, label, kind and categories.

    `question` is None for metadata. A coarsened variable (`survey.exports.coarsening`) shows `top` for every larger
    value, ANOTHER for the choices in `merged`, and no text other than its choices.
    """

    name: str
    label: str
    kind: Kind
    categories: tuple[Choice, ...] = ()
    question: Question | None = None
    choice: str = ""
    is_coarsened: bool = False
    merged: frozenset[str] = frozenset()
    top: int | Decimal | None = None

    def cell(self, answer: Answer) -> Cell:
        """Return the cell of an answer in this column."""
        return self.shown(self._exact_cell(answer))

    def shown(self, cell: Cell) -> Cell:
        """Return a cell as this variable shows it: unchanged, unless the variable is coarsened."""
        if not self.is_coarsened or cell is None or isinstance(cell, AnswerState):
            return cell
        if self.kind is Kind.CHOICE:
            known = {choice.value for choice in self.categories}
            return ANOTHER if cell in self.merged else cell if cell in known else None
        if self.kind is Kind.SEVERAL and self.question is not None:
            known = {choice.value for choice in self.question.choices}
            return " ".join(word for word in str(cell).split() if word in known)
        if self.top is None:
            return cell
        return min(cell, self.top) if isinstance(cell, int | Decimal) else None

    def _exact_cell(self, answer: Answer) -> Cell:
        if answer.state is AnswerState.MISSING:
            return None
        if answer.state is not AnswerState.GIVEN:
            return answer.state
        value = answer.value
        if isinstance(value, list | tuple):
            if self.kind is Kind.FLAG:
                return int(self.choice in value)
            if self.choice:
                return value.index(self.choice) + 1 if self.choice in value else None
            if self.question is not None and self.question.is_repeated:
                return len(value)
            return " ".join(str(word) for word in value)
        return _typed(self.kind, value)


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its name, title and variables. `group` is its repeated group, if any."""

    name: str
    title: str
    variables: tuple[Variable, ...]
    group: Question | None = None

    @property
    def answer_variables(self) -> tuple[Variable, ...]:
        """The variables that contain answers."""
        return tuple(variable for variable in self.variables if variable.question is not None)


METADATA = (
    Variable(KEY, "Number of the answer in this file", Kind.INTEGER),
    Variable("version", "Version of the questionnaire", Kind.TEXT),
    Variable("sent_on", "Day on which it was sent", Kind.DATE),
    Variable(
        "came_by", "How it came", Kind.CHOICE, tuple(Choice(word.value, str(word.label)) for word in Source)
    ),
    Variable(
        "status",
        "Status of the answer",
        Kind.CHOICE,
        tuple(
            Choice(word.value, str(word.label))
            for word in (ResponseStatus.SUBMITTED, ResponseStatus.ACCEPTED)
        ),
    ),
)
NAMES = (
    Variable("reference", "Reference number of the answer", Kind.TEXT),
    Variable("organisation", "Organisation of the directory that it was accepted for", Kind.TEXT),
)


def tables_of(
    questionnaire: Questionnaire,
    *,
    is_full: bool,
    name: str = ANSWERS,
    metadata: tuple[Variable, ...] = METADATA,
    names: tuple[Variable, ...] = NAMES,
    left_out: Collection[str] = (),
) -> tuple[Table, ...]:
    """Return the table of answers, then one per repeated group. Free text and names only if `is_full`.

    `metadata` are the first variables, beginning with the number of the row. `names` are the variables that only a full
    export has. Questions in `left_out` are in no table.
    """
    questionnaire = questionnaire.readable
    nameless = nameless_questions(questionnaire)
    recorded = [each for each in questionnaire.recorded_questions() if each.name not in left_out]
    groups = [question for question in recorded if question.is_repeated]
    about = (*metadata, *(names if is_full else ()))

    def variables_for(questions: Iterable[Question]) -> list[Variable]:
        return [
            made
            for each in questions
            if each.is_recorded and each.name not in left_out
            if is_full or each.name in nameless
            for made in _variables(each, nameless)
        ]

    used_names = {variable.name for variable in about}
    variables = _with_free_names(used_names, variables_for(recorded))
    main = Table(name, questionnaire.title, (*about, *variables))
    return (main, *(_group_table(group, variables_for(group.questions), metadata[0]) for group in groups))


def nameless_questions(questionnaire: Questionnaire) -> frozenset[str]:
    """Return the questions whose answers do not identify the respondent: numbers, dates and choices.

    A calculation is included if all questions it depends on are.
    """
    everything = [*questionnaire.recorded_questions()]
    everything += [inner for group in everything if group.is_repeated for inner in group.questions]
    found = {
        each.name
        for each in everything
        if each.type in KINDS and not directory_mapping.IDENTIFYING & {each.name, each.own_name}
    }
    made = {
        each.name: expressions.parse(each.calculation).names
        for each in everything
        if each.type is QuestionType.CALCULATE
    }
    while fresh := {name for name, names in made.items() if name not in found and names <= found}:
        found |= fresh
    return frozenset(found)


def _group_table(group: Question, variables: list[Variable], number: Variable) -> Table:
    about = (
        number,
        Variable(NUMBER, f"Number of the row within “{group.label or group.name}”", Kind.INTEGER),
    )
    return Table(
        group.name,
        group.label or group.name,
        (*about, *_with_free_names({KEY, NUMBER}, variables)),
        group=group,
    )


def _variables(question: Question, nameless: frozenset[str]) -> list[Variable]:
    label = str(question.label or question.name)
    kind = KINDS.get(question.type, Kind.TEXT)
    if question.type is QuestionType.CALCULATE and question.name in nameless:
        kind = Kind.DECIMAL
    if question.type is QuestionType.RANGE and question.has_whole_steps:
        kind = Kind.INTEGER
    choices = tuple(choice for choice in question.choices if choice.value not in STATE_LABELS)
    if question.type is QuestionType.ACKNOWLEDGE:
        choices = ACKNOWLEDGED_CATEGORIES
    if question.is_repeated:
        label = f"Number of rows: {label}"
    found = [Variable(question.name, label, kind, choices if kind is Kind.CHOICE else (), question)]
    if kind is Kind.SEVERAL:
        is_rank = question.type is QuestionType.RANK
        found += [
            Variable(
                f"{question.name}/{choice.value}",
                f"Place of {choice.label} ({label})" if is_rank else f"{choice.label} ({label})",
                Kind.INTEGER if is_rank else Kind.FLAG,
                () if is_rank else CHOSEN_CATEGORIES,
                question,
                choice.value,
            )
            for choice in choices
        ]
    return found


def _with_free_names(used_names: set[str], variables: list[Variable]) -> list[Variable]:
    """Return the variables, with an underscore added to names that are taken."""
    found = []
    for variable in variables:
        name = variable.name
        while name in used_names:
            name = f"{name}_"
        used_names.add(name)
        found.append(replace(variable, name=name))
    return found


def _typed(kind: Kind, value: object) -> Cell:
    """Return a stored value converted to its kind; text if that fails."""
    text = str(value)
    try:
        if kind is Kind.INTEGER:
            return int(text)
        if kind is Kind.DECIMAL:
            number = Decimal(text)
            return number if number.is_finite() else text
        return dt.date.fromisoformat(text) if kind is Kind.DATE else text
    except (ValueError, InvalidOperation):
        return text
