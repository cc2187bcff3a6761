"""The cells that answers give in the columns of their question, as a format writes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any, Generic, TypeVar

from survey.answers import Answer, AnswerState, Stored, read
from survey.exports.variables import Cell, Kind, Table, Variable
from survey.question_types import QuestionType

MOST_KEPT = 500
"""The most different answers to one question whose cells are kept: several may be chosen in any number of ways."""
Written = TypeVar("Written")
Writing = Callable[[Kind, Cell], Written]
"""How a format writes a cell of a column of this kind."""


def as_it_is(kind: Kind, cell: Cell) -> Cell:
    """A cell that is left as it is."""
    return cell


class Columns(Generic[Written]):
    """The columns of one question, side by side.

    There are few ways to answer a question with choices, and what they give is kept; words and figures are not.
    """

    def __init__(self, variables: Sequence[Variable], writing: Writing[Written]) -> None:
        self._variables, self._writing = variables, writing
        question = variables[0].question
        assert question is not None
        self.question, self.name = question, question.name
        self.is_made = question.type is QuestionType.CALCULATE
        self._words = frozenset(choice.value for choice in question.choices)
        self._kept: dict[Any, list[Written]] = {}
        self.hidden = self.of(Answer(AnswerState.NOT_APPLICABLE))
        """What stands here where the question was not asked."""

    def of(self, answer: Answer) -> list[Written]:
        """The cells of an answer."""
        return [self._writing(variable.kind, variable.cell(answer)) for variable in self._variables]

    def of_stored(self, stored: Stored | None) -> list[Written]:
        """The cells of an answer as it is stored."""
        if not self._words:
            return self.of(read(stored))
        value = stored.get("value") if isinstance(stored, dict) else None
        try:
            key = tuple(value) if isinstance(value, list) else value
            return self._kept[key]
        except (KeyError, TypeError):
            found = self.of(read(stored))
        if self._is_chosen(value):
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[key] = found
        return found

    def _is_chosen(self, value: object) -> bool:
        """Whether a value is one of the choices, or some of them, and nothing else."""
        words = value if isinstance(value, list) else [value]
        return bool(words) and all(isinstance(word, str) and word in self._words for word in words)


def columns_of(table: Table, writing: Writing[Written]) -> list[Columns[Written]]:
    """The columns of a table that hold answers, by question."""
    return [
        Columns(list(variables), writing)
        for _, variables in groupby(table.said, key=lambda variable: variable.question)
    ]
