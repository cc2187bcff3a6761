"""The columns of one question in a table, and the cells of an answer in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any, Generic, TypeVar

from survey.answers import Answer, AnswerState, Stored, read
from survey.exports.variables import Cell, Kind, Table, Variable
from survey.question_types import QuestionType

CACHE_SIZE = 500
"""The number of different answers per question whose cells are cached."""
FormattedCell = TypeVar("FormattedCell")
CellWriter = Callable[[Kind, Cell], FormattedCell]
"""A function that formats a cell of a column of this kind."""


def unchanged(kind: Kind, cell: Cell) -> Cell:
    """Return the cell unchanged."""
    return cell


class Columns(Generic[FormattedCell]):
    """The columns of one question.

    Cells of questions with choices are cached, because few different answers occur; text and numbers are not.
    """

    def __init__(self, variables: Sequence[Variable], writing: CellWriter[FormattedCell]) -> None:
        self._variables, self._write_cell = variables, writing
        question = variables[0].question
        assert question is not None
        self.question, self.name = question, question.name
        self.is_calculation = question.type is QuestionType.CALCULATE
        self._words = frozenset(choice.value for choice in question.choices)
        self._cache: dict[Any, list[FormattedCell]] = {}
        self.hidden = self.of(Answer(AnswerState.NOT_APPLICABLE))
        """The cells of a hidden question."""

    def of(self, answer: Answer) -> list[FormattedCell]:
        """Return the cells of an answer."""
        return [self._write_cell(variable.kind, variable.cell(answer)) for variable in self._variables]

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


def columns_of(table: Table, writing: CellWriter[FormattedCell]) -> list[Columns[FormattedCell]]:
    """Return the columns of a table that contain answers, by question."""
    return [
        Columns(list(variables), writing)
        for _, variables in groupby(table.answer_variables, key=lambda variable: variable.question)
    ]
