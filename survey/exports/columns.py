"""The columns of one question in a table, and the cells of an answer in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any, Generic, TypeVar

from survey.answers import Answer, AnswerState, Stored, read
from survey.exports.variables import Cell, Kind, Table, Variable
from survey.question_types import QuestionType
from survey.questions import Question

CACHE_SIZE = 500
"""The number of different answers per question whose cells are cached."""
FormattedCell = TypeVar("FormattedCell")
CellWriter = Callable[[Kind, Cell], FormattedCell]
"""A function that formats a cell of a column of this kind."""


def unchanged(kind: Kind, cell: Cell) -> Cell:
    """Return the cell unchanged."""
    return cell


class Columns(Generic[FormattedCell]):
    """The columns of one question of a table, for the answers to `question`.

    That is the question as a version of the questionnaire asks it, where the table has several versions; None if the
    version does not ask it. A choice that it does not offer was not asked. Cells of questions with choices are cached,
    because few different answers occur; text and numbers are not.
    """

    def __init__(
        self, variables: Sequence[Variable], writing: CellWriter[FormattedCell], question: Question | None
    ) -> None:
        column = variables[0].question
        assert column is not None
        self.column = column.name
        self.question = question or column
        self.name = question.name if question else ""
        self.is_calculation = self.question.type is QuestionType.CALCULATE
        self._words = frozenset(choice.value for choice in self.question.choices)
        self._variables, self._write_cell = variables, writing
        self._is_asked = [not variable.choice or variable.choice in self._words for variable in variables]
        self._cache: dict[Any, list[FormattedCell]] = {}
        self.hidden = self.of(Answer(AnswerState.NOT_APPLICABLE if question else AnswerState.NOT_ASKED))
        """The cells of a question that is hidden, or not asked."""

    def of(self, answer: Answer) -> list[FormattedCell]:
        """Return the cells of an answer."""
        return [
            self._write_cell(variable.kind, variable.cell(answer) if is_asked else AnswerState.NOT_ASKED)
            for variable, is_asked in zip(self._variables, self._is_asked, strict=True)
        ]

    def of_stored(self, stored: Stored | None) -> list[FormattedCell]:
        """Return the cells of a stored answer."""
        if not self._words:
            return self.of(read(stored))
        value = stored.get("value") if isinstance(stored, dict) else None
        try:
            key = tuple(value) if isinstance(value, list) else value
            return self._cache[key]
        except (KeyError, TypeError):
            found = self.of(read(stored))
        if self._is_chosen(value):
            if len(self._cache) >= CACHE_SIZE:
                self._cache.clear()
            self._cache[key] = found
        return found

    def _is_chosen(self, value: object) -> bool:
        """Return True if a value is one choice or a list of choices."""
        words = value if isinstance(value, list) else [value]
        return bool(words) and all(isinstance(word, str) and word in self._words for word in words)


def columns_of(
    table: Table, writing: CellWriter[FormattedCell], asked: Mapping[str, Question] | None = None
) -> list[Columns[FormattedCell]]:
    """Return the columns of a table that contain answers, by question.

    `asked` has, by column, the questions whose answers are written; by default they are those of the table.
    """
    found = []
    for column, variables in groupby(table.answer_variables, key=lambda variable: variable.question):
        assert column is not None
        question = column if asked is None else asked.get(column.name)
        found.append(Columns(list(variables), writing, question))
    return found
