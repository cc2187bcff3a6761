"""Form fields for the rows of a repeated group, and how their input is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django import forms
from django.http import QueryDict

from noms.parsing import parse_whole_number
from survey import answers as answering
from survey.form_state import stored_rows
from survey.questionnaire import Question, Questionnaire, QuestionType, Row

from .serialisation import initial_value, stored_answer

R_co = TypeVar("R_co", covariant=True)
ADD, REMOVE = "add", "remove"
"""The actions of the buttons that add and remove a row."""


@dataclass(frozen=True)
class RowPart(Generic[R_co]):
    """One row of a repeated group on a page: its number from 1, and its questions."""

    place: int
    rows: tuple[R_co, ...]


def field_name(group: Question, place: int, name: str) -> str:
    """Return the name of the form field for a question in a row, such as `people:2:age`."""
    return f"{group.name}:{place}:{name}"


class GroupFields:
    """One repeated group on a form. It shows the rows stored or sent, and at least one blank row.

    `more` adds a blank row; `row_count` is the number of rows that the answers call for, if they decide it; `begin`
    returns what a new row begins with. The row with the number `removed_row` is not stored. `read` returns the stored
    answer of one field.
    """

    def __init__(
        self,
        form: forms.Form,
        group: Question,
        stored: Mapping[str, Any] | None,
        *,
        more: bool = False,
        removed_row: int = 0,
        row_count: int | None = None,
        begin: Callable[[int], Mapping[str, Any]] | None = None,
        read: Callable[[Question, str], dict[str, Any]] | None = None,
    ) -> None:
        self.read = read or self._read
        self.form, self.group, self.removed_row = form, group, removed_row
        self.begin = begin or (lambda place: {})
        self.stored_rows = stored_rows(stored)
        self.row_count = group.row_count if row_count is None else row_count
        self.count = self._count(more)
        self.places: list[int] = []
        """For each stored row the number of the row on the form; filled by `stored`."""

    def add_fields(
        self, make: Callable[[Question], forms.Field], is_offered: Callable[[int, Question], bool]
    ) -> None:
        """Add the fields of every row to the form."""
        for place in self.numbers():
            stored = self._row(place)
            for question in self.group.questions:
                if question.is_typed and is_offered(place, question):
                    field = make(question)
                    field.initial = initial_value(question, stored.get(question.name))
                    self.form.fields[field_name(self.group, place, question.name)] = field

    def stored_fields(self) -> Iterator[tuple[str, Question, Mapping[str, Any]]]:
        """Yield each field of the rows: its name, its question and its stored answer."""
        for place in self.numbers():
            stored = self._row(place)
            for name, question in self._offered(place):
                yield name, question, stored.get(question.name) or {}

    @property
    def count_name(self) -> str:
        """The name of the input with the number of rows."""
        return self.form.add_prefix(f"{self.group.name}:rows")

    @property
    def can_add_row(self) -> bool:
        """True if the respondent may add a row."""
        return not self.group.is_counted and self.count < self.group.max_rows

    def numbers(self) -> range:
        """Return the numbers of the rows, from 1."""
        return range(1, self.count + 1)

    def shown_rows(self) -> list[Mapping[str, Any]]:
        """Return the rows on the form, with blank ones."""
        if self.form.is_bound:
            return [self._typed(place) for place in self.numbers()]
        return [self._row(place) for place in self.numbers()]

    def _row(self, place: int) -> Mapping[str, Any]:
        """Return a stored row, or what a new one begins with."""
        return self.stored_rows[place - 1] if place <= len(self.stored_rows) else self.begin(place)

    def stored(self) -> dict[str, Any]:
        """Return the answer to store. Blank rows are left out, unless the number of rows is fixed."""
        self.places = []
        rows = []
        for place in self.numbers():
            typed = self._typed(place)
            if place != self.removed_row and (typed or self.group.is_counted):
                rows.append(typed)
                self.places.append(place)
        while rows and not rows[-1]:
            rows.pop()
        return answering.stored_value(rows) if rows else {}

    def evaluated_rows(self, questionnaire: Questionnaire, whole: Mapping[str, Any]) -> tuple[Row, ...]:
        """Return the state of each row on the form for all answers, with blank rows; none for a hidden group."""
        name = self.group.name
        return questionnaire.rows(name, {**whole, name: {"value": self.shown_rows()}})

    def _read(self, question: Question, name: str) -> dict[str, Any]:
        return stored_answer(question, self.form[name].data)

    def _typed(self, place: int) -> dict[str, Any]:
        found = dict(self._hidden(place))
        for name, question in self._offered(place):
            stored = self.read(question, name)
            if stored:
                found[question.name] = stored
        return found

    def _offered(self, place: int) -> Iterator[tuple[str, Question]]:
        for question in self.group.questions:
            name = field_name(self.group, place, question.name)
            if name in self.form.fields:
                yield name, question

    def _hidden(self, place: int) -> Iterator[tuple[str, Any]]:
        """Yield earlier answers of a row to questions that are not on the form now."""
        offered = {question.name for _, question in self._offered(place)}
        stored = self.stored_rows[place - 1] if place <= len(self.stored_rows) else {}
        kept = [
            each for each in self.group.questions if each.takes_answer or each.type is QuestionType.HIDDEN
        ]
        own_names = {question.name for question in kept}
        return ((name, stored[name]) for name in stored if name in own_names - offered)

    def _count(self, more: bool) -> int:
        if self.group.row_count:
            return self.group.row_count
        sent = str(self.form.data.get(self.count_name, "")) if self.form.is_bound else ""
        number = parse_whole_number(sent)
        if self.group.row_count_of:
            return min(self.row_count if number is None else number, self.group.max_rows)
        count = len(self.stored_rows) if number is None else number
        return max(1, min(count + more, self.group.max_rows))


def row_action(word: str) -> tuple[str, str, int]:
    """Split the value of a button, such as `add:people` or `remove:people:2`, into action, group and row number."""
    action, _, rest = word.partition(":")
    if action not in {ADD, REMOVE}:
        return word, "", 0
    group, _, place = rest.partition(":")
    return action, group, parse_whole_number(place) or 0


def data_without_row(data: QueryDict, group: str, place: int) -> QueryDict:
    """Return form data without one row of a group; later rows move up. `group` is its name in the form."""
    left = data.copy()
    head = f"{group}:"
    moved: dict[str, list[str]] = {}
    for name in [name for name in left if name.startswith(head)]:
        at, _, rest = name.removeprefix(head).partition(":")
        number = parse_whole_number(at) or 0
        if rest and number >= place > 0:
            values = left.pop(name)
            if number > place:
                moved[f"{head}{number - 1}:{rest}"] = values
    for name, values in moved.items():
        left.setlist(name, values)
    count = parse_whole_number(left.get(f"{head}rows", "")) or 0
    if 0 < place <= count:
        left[f"{head}rows"] = str(count - 1)
    return left
