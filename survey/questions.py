"""Questions, their choices and their sections. No Django here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from survey import answers as answering
from survey import expressions, question_types
from survey.expressions import Values
from survey.languages import Sentence, to_translate
from survey.question_types import QuestionType, as_text

MAX_ROWS = 30
"""Maximum number of rows of a repeated group."""


LIKERT, ROW, HEADINGS = "likert", "list-nolabel", "label"
"""ODK's appearances of a single choice: a scale, a row under headings, or only the headings."""

CHECK = "check"
"""Our appearance of a question that asks contradicting answers back: a required select_multiple with one choice, to
keep them, whose `relevant` says when they contradict. ODK and KoboToolbox treat it as an ordinary question."""

RANGE_DEFAULTS = {"start": "1", "end": "10", "step": "1"}
RANGE_PROBLEM = to_translate("Enter a number from {lowest} to {highest}, in steps of {step}.")

TICKED = Sentence("Ticked")

SIDE_BY_SIDE = (LIKERT, ROW)
MAX_COLUMNS = 8
"""Maximum number of choices shown side by side; more are shown one below the other."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice: its value and label. `attributes` are the columns that choice filters use."""

    value: str
    label: str
    attributes: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Question:
    """A question. `relevant`, `constraint`, `choice_filter`, `calculation` and `…_if` are XPath, or empty.

    A calculation takes no answer: its value comes from other answers. A question that takes one may be calculated as
    well, anew whenever one of its `triggers`, or else one of the answers in its `calculation`, changes. A repeated
    group has its own `questions`, answered in rows: `row_count` of them, or as many as `row_count_of` (XPath) comes to,
    or any number that the respondent adds.

    `name` is unique in the form. `column` is the name in the file where that differs: questions of one name in
    different groups are named by their path. `path` names all groups around the question, the outermost first.
    `default` is the stored text that the question begins with, `dynamic_default` the XPath of it, evaluated once when
    the form or the row begins. `media` says what belongs beside the label and did not come with the form: a
    “picture”, a “sound”, a “film”.
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
    path: tuple[str, ...] = ()
    column: str = ""
    default: str = ""
    dynamic_default: str = ""
    triggers: tuple[str, ...] = ()
    required_if: str = ""
    required_message: str = ""
    is_read_only: bool = False
    guidance: str = ""
    row_count_of: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict, hash=False)
    media: tuple[str, ...] = ()

    @property
    def own_name(self) -> str:
        """The name of the question in its file."""
        return self.column or self.name

    @property
    def full_path(self) -> tuple[str, ...]:
        """The names of the groups around the question, and its own, as its file gives them."""
        return (*self.path, self.own_name)

    @property
    def sources(self) -> tuple[str, ...]:
        """All XPath of the question but its choice filter."""
        sources = (self.relevant, self.required_if, self.constraint, self.calculation, self.dynamic_default)
        return tuple(filter(None, (*sources, self.row_count_of, self.parameters.get("seed", ""))))

    @property
    def texts(self) -> tuple[str, ...]:
        """All texts of the question that a respondent may read, but its choices."""
        texts = (self.label, self.hint, self.guidance, self.constraint_message, self.required_message)
        return tuple(filter(None, texts))

    @property
    def scale(self) -> tuple[Choice, ...]:
        """The choices shown side by side as a scale; empty for other questions."""
        is_row = self.appearance in SIDE_BY_SIDE and not self.choice_filter
        return self.choices if is_row and len(self.choices) <= MAX_COLUMNS else ()

    @property
    def takes_answer(self) -> bool:
        """True if the question takes an answer."""
        return self.type not in question_types.NOT_ASKED

    @property
    def is_recorded(self) -> bool:
        """True if the question has a value when answers are sent: it takes an answer, or is calculated or hidden."""
        return self.type not in question_types.WITHOUT_VALUE

    @property
    def is_heading(self) -> bool:
        """True for a group within a group."""
        return self.type is QuestionType.HEADING

    @property
    def is_check(self) -> bool:
        """True for a question that asks contradicting answers back."""
        return self.appearance == CHECK

    @property
    def is_visible(self) -> bool:
        """True if the question appears on a page: a calculation and a hidden value do not."""
        return self.type not in (QuestionType.CALCULATE, QuestionType.HIDDEN)

    @property
    def is_repeated(self) -> bool:
        """True for a group that is answered in rows."""
        return self.type is QuestionType.REPEAT

    @property
    def is_counted(self) -> bool:
        """True for a repeated group whose number of rows the form decides."""
        return bool(self.row_count or self.row_count_of)

    @property
    def rows_section(self) -> Section:
        """The questions of a repeated group as a section, without the condition of the group."""
        return Section(self.own_name, self.label, self.questions)

    @property
    def is_typed(self) -> bool:
        """True for a question with a control: one that takes an answer and is not only read."""
        return self.takes_answer and not self.is_read_only

    @property
    def range_limits(self) -> tuple[Decimal, Decimal, Decimal]:
        """The lowest and highest value of a range and its step; what the form leaves out is as in ODK."""
        start, end, step = (
            Decimal(self.parameters.get(name) or word) for name, word in RANGE_DEFAULTS.items()
        )
        return min(start, end), max(start, end), abs(step)

    @property
    def has_whole_steps(self) -> bool:
        """True for a range of whole numbers."""
        start, _, step = self.range_limits
        return start % 1 == 0 and step % 1 == 0

    @property
    def max_rows(self) -> int:
        """Maximum number of rows."""
        return self.row_count or MAX_ROWS

    def display_value(self, value: Any) -> str:
        """Return a stored value with the labels of choices; rows one per line."""
        if self.is_repeated and isinstance(value, list | tuple):
            return "\n".join(f"{place}. {self.display_row(row)}" for place, row in enumerate(value, 1))
        if self.type is QuestionType.ACKNOWLEDGE and value == question_types.ACKNOWLEDGED:
            return TICKED
        labels = {choice.value: choice.label for choice in self.choices}
        if self.type is QuestionType.RANK and isinstance(value, list | tuple):
            return "\n".join(f"{place}. {labels.get(str(word), word)}" for place, word in enumerate(value, 1))
        if isinstance(value, list | tuple):
            return ", ".join(labels.get(str(word), str(word)) for word in value)
        return labels.get(str(value), str(value))

    def display_row(self, row: Any) -> str:
        """Return one row of a repeated group as text."""
        parts = []
        for question in self.questions:
            answer = answering.read(row.get(question.name) if isinstance(row, Mapping) else None)
            if answer.state is answering.AnswerState.MISSING or not question.label:
                continue
            words = answer.state.label if answer.value is None else question.display_value(answer.value)
            parts.append(f"{question.label}: {words}")
        return "; ".join(parts)

    def normalise(self, raw: Any) -> Any:
        """Return typed input in the form in which it is stored. Invalid input is returned unchanged."""
        return raw if self.is_repeated else question_types.normalise(self.type, raw)

    def choices_for(self, values: Values) -> tuple[Choice, ...]:
        """Return the choices that the choice filter allows for these values."""
        if not self.choice_filter:
            return self.choices
        allows = expressions.parse(self.choice_filter, is_filter=True)
        return tuple(
            choice
            for choice in self.choices
            if allows.holds(values, attributes={**choice.attributes, "name": choice.value})
        )

    def problem_with(self, value: Any, values: Values = expressions.NO_VALUES) -> str:
        """Return an error message for a value, or an empty text. `values` are the other answers."""
        words = {choice.value for choice in self.choices_for(values)}
        problem = question_types.problem_with(self.type, value, words)
        if self.type is QuestionType.RANGE:
            problem = self._range_problem(None if problem else value)
        return problem or self._constraint_problem(value, values)

    def _range_problem(self, value: Any) -> str:
        """Return an error message for a number outside the range, or None for what is no number."""
        lowest, highest, step = self.range_limits
        number = None if value is None else Decimal(str(value))
        if number is not None and lowest <= number <= highest and (number - lowest) % step == 0:
            return ""
        limits = {"lowest": f"{lowest:f}", "highest": f"{highest:f}", "step": f"{step:f}"}
        return Sentence(RANGE_PROBLEM, **limits)

    def _constraint_problem(self, value: Any, values: Values) -> str:
        if not self.constraint or expressions.parse(self.constraint).holds(values, own=as_text(value)):
            return ""
        return self.constraint_message or Sentence("This answer must satisfy {rule}.", rule=self.constraint)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A group around several sections."""

    name: str
    title: str
    relevant: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A group of questions on one theme: a page. `chapter` is the group around it, if there is one."""

    name: str
    title: str
    questions: tuple[Question, ...]
    relevant: str = ""
    column: str = ""
    chapter: Chapter | None = None

    @property
    def own_name(self) -> str:
        """The name of the group in its file."""
        return self.column or self.name

    @property
    def path(self) -> tuple[str, ...]:
        """The names of the groups that a question of the section is in, if it is in no group within it."""
        return (*((self.chapter.name,) if self.chapter else ()), self.own_name)

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles of the chapter and of the section, each if it has one."""
        return tuple(filter(None, (self.chapter.title if self.chapter else "", self.title)))

    @property
    def conditions(self) -> tuple[str, ...]:
        """The conditions under which the section is shown; all must hold."""
        return tuple(filter(None, (self.chapter.relevant if self.chapter else "", self.relevant)))

    def headings_of(self, question: Question) -> tuple[Question, ...]:
        """Return the headings of the groups within the section that a question is in, the outermost first."""
        if question.path == self.path:
            return ()
        return tuple(
            each
            for each in self.questions
            if each.type is QuestionType.HEADING and each.full_path == question.path[: len(each.full_path)]
        )

    def conditions_of(self, question: Question) -> tuple[str, ...]:
        """Return the conditions under which a question is shown: of its section, its headings, its own.

        A group may be shown by a value within it that nobody is asked for; that value is there without the condition.
        """
        around = (*self.conditions, *(each.relevant for each in self.headings_of(question)))
        found = (each for each in around if question.takes_answer or f"${{{question.name}}}" not in each)
        return tuple(filter(None, (*found, question.relevant)))
