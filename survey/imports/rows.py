"""One row of an export: its ids, its times, and the answers in its cells. No database access."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from django.utils import timezone

from accounts.uploads.rows import Finding, Row
from survey import answers as answering
from survey.fields import STATE_PREFIX, stored_answer
from survey.form_state import is_kept
from survey.imports.cells import CellError, ChoiceWords, in_words, is_ticked, value_of
from survey.imports.headings import Columns, Vocabulary
from survey.imports.metadata import NO_ANSWER, UNFILLED
from survey.question_types import SEVERAL
from survey.questionnaire import Question, QuestionType

STATES = {state.value for state in answering.STORED_STATES}
NO_INSTANCE = "It does not say which submission it is."
NO_MOMENT = (
    "It is not a time such as 2009-07-15T10:11:12Z. Load the file as the tool exported it, without saving it in a "
    "spreadsheet program."
)
TWICE = "The columns “{first}” and “{second}” answer the same question, and both are filled. Leave one empty."
DISAGREES = "It does not agree with the columns of its choices."
OUT_OF_TIME = "It is before the year 2000 or in the future."
EARLIEST = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def key_of(text: str) -> uuid.UUID | None:
    """Return the UUID of a submission, one derived from a key that is not a UUID, or None for an empty key."""
    word = text.strip().removeprefix("uuid:")
    if not word:
        return None
    try:
        return uuid.UUID(word)
    except ValueError:
        return uuid.uuid5(uuid.NAMESPACE_URL, word)


class ExportRow(Row):
    """One row of an export: a submission, or a row of a repeated group. Each has its own list of findings.

    `answers` are those to store; `calculated` are the results of calculations in the file. `without_answer` says that
    `n/a` stands where there is no answer.
    """

    def __init__(self, file: str, row: int, cells: dict[str, str], *, without_answer: bool = False) -> None:
        super().__init__(file, row, cells, findings=[])
        self.without_answer = without_answer
        self.answers: dict[str, Any] = {}
        self.calculated: dict[str, str] = {}

    def beside(self) -> ExportRow:
        """Return a row of a repeated group whose cells are in this row."""
        return ExportRow(self.file, self.row, self._cells, without_answer=self.without_answer)

    def has(self, column: str) -> bool:
        """Return True if the cell has a content other than `n/a`."""
        return self.cell(column) not in UNFILLED

    def refuse_once(self, column: str, reason: str) -> None:
        """Add a finding about the cell, unless it has one."""
        if all(finding.column != column for finding in self.findings):
            self.refuse(column, reason)

    def key(self, columns: Sequence[str]) -> uuid.UUID:
        """Return the key in the first column that is filled; zeros, with a finding, where none is."""
        key = next(filter(None, (key_of(self.cell(column)) for column in columns if self.has(column))), None)
        if key is None:
            self.refuse(next(iter(columns), ""), NO_INSTANCE)
        return key or uuid.UUID(int=0)

    def moment(self, column: str, zone: dt.tzinfo) -> dt.datetime | None:
        """Return a time, in the zone if it says none; None for an empty cell, and with a finding for an unreadable one.

        A day and a time in words, as SurveyCTO writes them, have no zone.
        """
        if not self.has(column):
            return None
        text = self.cell(column)
        found: dt.datetime | None
        try:
            found = in_words(text) or dt.datetime.fromisoformat(text)
        except ValueError:
            found = None
        # Figures alone may be a day in ISO 8601, but also a number of a spreadsheet program.
        if found is None or text.isdecimal():
            self.refuse(column, NO_MOMENT)
            return None
        found = found if found.tzinfo else found.replace(tzinfo=zone)
        try:
            is_possible = EARLIEST <= found <= timezone.now() + dt.timedelta(days=1)
        except OverflowError:
            is_possible = False
        if not is_possible:
            self.refuse(column, OUT_OF_TIME)
            return None
        return found

    def filled(self, columns: Sequence[str]) -> str:
        """Return the column that this row fills, of those of one answer; a second filled one adds a finding.

        Without a filled column it is the first, and empty where there is no column.
        """
        found = [column for column in columns if self.has(column)]
        for second in found[1:]:
            self.refuse_once(second, TWICE.format(first=found[0], second=second))
        return next(iter(found or columns), "")

    def is_filled(self, columns: Columns) -> bool:
        """Return True if the row fills one of the columns."""
        return any(map(self.has, chain(*columns.whole.values()))) or any(
            self._ticks(columns, name) for name in columns.choices
        )

    def _ticks(self, columns: Columns, name: str) -> bool:
        cells = (self.cell(each).casefold() for those in columns.choices[name].values() for each in those)
        return any(cell not in (*UNFILLED, "0", "0.0", "false") for cell in cells)

    def read_answers(self, questions: Iterable[Question], columns: Columns, vocabulary: Vocabulary) -> None:
        """Set the answers to store; a cell that cannot be read adds a finding and gives none."""
        for question in questions:
            if not columns.of(question.name):
                continue
            if question.type is QuestionType.CALCULATE:
                made = self._text(question, self.filled(columns.whole[question.name]))
                if is_kept(question) and made:
                    # It was made once, or by chance: nothing here could make it anew.
                    self.answers[question.name] = answering.stored_value(made)
                else:
                    self.calculated[question.name] = made
                continue
            words = vocabulary.words_of(question)
            column = self.filled(columns.whole.get(question.name, []))
            try:
                if question.type in SEVERAL:
                    raw: Any = self._several(question, columns, words)
                else:
                    raw = self._single(question, column, words, prefers_labels=column in columns.with_labels)
            except CellError as error:
                offered = self._offered(question, vocabulary) if error.choices else set()
                left = [choice for choice in error.choices if choice in offered]
                if len(left) != 1:
                    self.refuse_once(column, str(error))
                    continue
                raw = left[0]
            if stored := stored_answer(question, _marked(question, raw)):
                self.answers[question.name] = stored

    def _offered(self, question: Question, vocabulary: Vocabulary) -> set[str]:
        """Return the choices that the answers before offer, as of the towns of one county; none without a filter."""
        if not question.choice_filter or question.name in vocabulary.questionnaire.group_of:
            return set()
        values = vocabulary.questionnaire.form_state(self.answers).values
        return {choice.value for choice in question.choices_for(values)}

    def _text(self, question: Question, column: str) -> str:
        """Return the text of an answer; empty for `n/a` that says that there is none."""
        text = self.cell(column)
        if text.casefold() != NO_ANSWER:
            return text
        is_word = question.type is QuestionType.TEXT and not self.without_answer
        return text if is_word else ""

    def _single(self, question: Question, column: str, words: ChoiceWords, *, prefers_labels: bool) -> str:
        text = self._text(question, column)
        if not text:
            return ""
        if question.choices:
            return words.value_of(text, prefers_labels=prefers_labels)
        return value_of(question, text)

    def _several(self, question: Question, columns: Columns, words: ChoiceWords) -> list[str]:
        """Return the choices from the column of the question, or from the columns of single choices.

        :raises CellError: for a text that can be taken apart in two ways, unless the choices have columns.
        """
        whole = self.filled(columns.whole.get(question.name, []))
        split = {
            choice: self.filled(those) for choice, those in columns.choices.get(question.name, {}).items()
        }
        ticked = []
        for choice, heading in split.items():
            try:
                if is_ticked(self.cell(heading), words.by_choice[choice]):
                    ticked.append(choice)
            except CellError as error:
                self.refuse_once(heading, str(error))
        text = self._text(question, whole)
        try:
            written = words.values_of(text, prefers_labels=whole in columns.with_labels)
        except CellError:
            if not split:
                raise
            written = ticked
        if written and split and set(written) & set(split) != set(ticked):
            self.refuse_once(whole, DISAGREES)
        # A column for each choice has no order, and the choices that the file has no column for are in the other one.
        return written or ticked


def findings_of(rows: Iterable[ExportRow]) -> list[Finding]:
    """Return what is wrong with the rows."""
    return [found for row in rows for found in row.findings]


def _marked(question: Question, raw: Any) -> Any:
    """Return the values with the prefix of states added to choices that say why there is no answer."""
    listed = {choice.value for choice in question.choices} & STATES
    if isinstance(raw, list):
        return [f"{STATE_PREFIX}{word}" if word in listed else word for word in raw]
    return f"{STATE_PREFIX}{raw}" if raw in listed else raw
