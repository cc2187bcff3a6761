"""Questions, their choices and the sections they stand in, as a questionnaire asks them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from survey import answers as answering
from survey import expressions, question_types
from survey.expressions import Values
from survey.question_types import QuestionType, as_text

MAX_ROWS = 30
"""The most rows of a repeated group."""


LIKERT, ROW, HEADINGS = "likert", "list-nolabel", "label"
"""How ODK shows one choice: on a scale, as a row below headings, or as nothing but these headings."""

SIDE_BY_SIDE = (LIKERT, ROW)
MAX_COLUMNS = 8
"""The most choices that stand side by side; more of them stand below one another."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One word that may be chosen, and how it is printed. `attributes` are the columns that filters ask about."""

    value: str
    label: str
    attributes: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Question:
    """One question as it is asked. `relevant`, `constraint` and the like are XPath, empty for none.

    A calculation is never asked: its value is made of the answers. A repeated group has `questions` of its own,
    answered in rows: `row_count` of them, or as many as the respondent adds (0).
    """

    name: str
    type: QuestionType
    label: str
    hint: str = ""
    is_required: bool = False
    is_long: bool = False
    relevant: str = ""
    constraint: str = ""
    constraint_message: str = ""
    choices: tuple[Choice, ...] = ()
    choice_filter: str = ""
    calculation: str = ""
    questions: tuple[Question, ...] = ()
    row_count: int = 0
    appearance: str = ""

    @property
    def scale(self) -> tuple[Choice, ...]:
        """The choices that stand side by side, as headings of a row or of several; none for other questions."""
        is_row = self.appearance in SIDE_BY_SIDE and not self.choice_filter
        return self.choices if is_row and len(self.choices) <= MAX_COLUMNS else ()

    @property
    def takes_answer(self) -> bool:
        """Whether it takes an answer."""
        return self.type not in (QuestionType.NOTE, QuestionType.CALCULATE)

    @property
    def is_visible(self) -> bool:
        """Whether anything of it is seen: a calculation is not."""
        return self.type is not QuestionType.CALCULATE

    @property
    def is_repeated(self) -> bool:
        """Whether it is a group that is answered in rows."""
        return self.type is QuestionType.REPEAT

    @property
    def max_rows(self) -> int:
        """The most rows that it takes."""
        return self.row_count or MAX_ROWS

    def display_value(self, value: Any) -> str:
        """A stored value as it is printed; rows one to a line."""
        if self.is_repeated and isinstance(value, list | tuple):
            return "\n".join(f"{place}. {self.display_row(row)}" for place, row in enumerate(value, 1))
        labels = {choice.value: choice.label for choice in self.choices}
        if isinstance(value, list | tuple):
            return ", ".join(labels.get(str(word), str(word)) for word in value)
        return labels.get(str(value), str(value))

    def display_row(self, row: Any) -> str:
        """One row of a repeated group as it is printed."""
        said = []
        for question in self.questions:
            answer = answering.read(row.get(question.name) if isinstance(row, Mapping) else None)
            if answer.state is answering.AnswerState.MISSING or not question.label:
                continue
            words = answer.state.label if answer.value is None else question.display_value(answer.value)
            said.append(f"{question.label}: {words}")
        return "; ".join(said)

    def normalise(self, raw: Any) -> Any:
        """What was typed in the form it is stored in; what cannot be understood stays as it was typed."""
        return raw if self.is_repeated else question_types.normalise(self.type, raw)

    def choices_for(self, values: Values) -> tuple[Choice, ...]:
        """The choices that its filter allows for these values."""
        if not self.choice_filter:
            return self.choices
        allows = expressions.parse(self.choice_filter, is_filter=True)
        return tuple(
            choice
            for choice in self.choices
            if allows.holds(values, attributes={**choice.attributes, "name": choice.value})
        )

    def problem_with(self, value: Any, values: Values = expressions.NO_VALUES) -> str:
        """What is wrong with a value in one sentence, or nothing. `values` are the other answers."""
        words = {choice.value for choice in self.choices_for(values)}
        return question_types.problem_with(self.type, value, words) or self._constraint_problem(value, values)

    def _constraint_problem(self, value: Any, values: Values) -> str:
        if not self.constraint or expressions.parse(self.constraint).holds(values, own=as_text(value)):
            return ""
        return self.constraint_message or f"This answer must satisfy {self.constraint}."


@dataclass(frozen=True, slots=True)
class Section:
    """A group of questions on one theme."""

    name: str
    title: str
    questions: tuple[Question, ...]
    relevant: str = ""
