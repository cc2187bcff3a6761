"""Exported rows as answers to a questionnaire, validated like online answers. No database access."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from django.utils import timezone

from accounts.uploads.rows import Finding, Row, Sheet, UnreadableError
from survey import answers as answering
from survey.fields import STATE_PREFIX, stored_answer
from survey.imports import headings
from survey.imports.headings import Columns
from survey.questionnaire import Question, Questionnaire, QuestionType

STATES = {state.value for state in answering.STORED_STATES}
TICKED = {"1", "1.0", "true", "yes"}
UNTICKED = {"", "0", "0.0", "false", "no"}
REVIEW = ("ReviewState", "_validation_status")
REJECTED = {"rejected", "not approved", "not_approved", "validation_status_not_approved"}
FOREIGN = (
    "{file}: the questionnaire has no question for {columns}. Choose the questionnaire that was answered, and export "
    "with names and values (XML), not labels."
)
NO_INSTANCE = "It does not say which submission it is."
NO_MOMENT = (
    "It is not a time such as 2009-07-15T10:11:12Z. Load the file as the tool exported it, without saving it in a "
    "spreadsheet program."
)
TWICE = "The columns “{first}” and “{second}” answer the same question, and both are filled. Leave one empty."
MOVED = "{columns} answer the same question: each row is read from the one that it fills."
LABEL = "It is the label of a choice. Export with names and values (XML), not labels."
OUT_OF_TIME = "It is before the year 2000 or in the future."
EARLIEST = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
MOST_NAMED = 8


@dataclass
class Submission:
    """One submission: its file and row, its key, when it was sent, and its answers to store."""

    file: str
    row: int
    key: uuid.UUID
    sent_at: dt.datetime | None
    answers: dict[str, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    is_rejected: bool = False


@dataclass(frozen=True)
class Export:
    """The submissions of an export, and notices about the whole file."""

    is_kobo: bool
    submissions: tuple[Submission, ...]
    notices: tuple[str, ...] = ()


def read(
    questionnaire: Questionnaire,
    sheets: Sequence[Sheet],
    report: Callable[[int, int], None] = lambda done, of: None,
) -> Export:
    """Return the submissions in exported sheets.

    :raises UnreadableError: where the sheets are no export of this questionnaire.
    """
    main = headings.main_sheet(sheets)
    columns = headings.columns_of(main, tuple(questionnaire.questions.values()))
    troubles = [_foreign(main, columns)] if columns.unknown else []
    groups: dict[str, _Group] = {}
    for sheet in sheets:
        if not headings.is_repeat(sheet):
            continue
        try:
            group = headings.group_of(sheet, questionnaire)
        except UnreadableError as error:
            troubles += error.messages
            continue
        if group.name in groups:
            troubles.append(f"{sheet.name}: the rows of “{group.name}” are there already.")
        groups[group.name] = _Group.of(sheet, group)
    if troubles:
        raise UnreadableError(troubles)
    if not columns.names:
        raise UnreadableError(f"{main.name}: no column belongs to a question of this questionnaire.")
    submissions = tuple(_submissions(questionnaire, main, columns, groups, report))
    notices = (*_notices(questionnaire, main, columns, groups), *_undated(submissions))
    return Export(headings.is_kobo(main), submissions, notices)


def key_of(text: str) -> uuid.UUID | None:
    """Return the UUID of a submission, one derived from a key that is not a UUID, or None for an empty key."""
    word = text.strip().removeprefix("uuid:")
    if not word:
        return None
    try:
        return uuid.UUID(word)
    except ValueError:
        return uuid.uuid5(uuid.NAMESPACE_URL, word)


class _ExportRow(Row):
    """One row of an export: a submission, or a row of a repeated group. Each has its own list of findings."""

    answers: dict[str, Any]

    def refuse_once(self, column: str, reason: str) -> None:
        """Add a finding about the cell, unless it has one."""
        if all(finding.column != column for finding in self.findings):
            self.refuse(column, reason)

    def key(self, column: str) -> uuid.UUID:
        """Return the key of the submission; zeros, with a finding, for an empty cell."""
        key = key_of(self.cell(column))
        if key is None:
            self.refuse(column, NO_INSTANCE)
        return key or uuid.UUID(int=0)

    def moment(self, column: str) -> dt.datetime | None:
        """Return a time, in UTC if it has no zone; None for an empty cell, and with a finding for an unreadable one."""
        text = self.cell(column)
        if not text:
            return None
        try:
            found = dt.datetime.fromisoformat(text)
        except ValueError:
            self.refuse(column, NO_MOMENT)
            return None
        found = found if found.tzinfo else found.replace(tzinfo=dt.UTC)
        if not EARLIEST <= found <= timezone.now() + dt.timedelta(days=1):
            self.refuse(column, OUT_OF_TIME)
            return None
        return found

    def filled(self, columns: Sequence[str]) -> str:
        """Return the column that this row fills, of those of one answer; a second filled one adds a finding.

        Without a filled column it is the first, and empty where there is no column.
        """
        found = [column for column in columns if self.cell(column)]
        for second in found[1:]:
            self.refuse_once(second, TWICE.format(first=found[0], second=second))
        return next(iter(found or columns), "")

    def read_answers(self, questions: Iterable[Question], columns: Columns) -> None:
        """Set the answers to store; a cell at fault adds a finding."""
        self.answers = {}
        for question in questions:
            if not question.takes_answer or question.name not in columns.names:
                continue
            heading = self.filled(columns.whole.get(question.name, []))
            raw: Any = self.cell(heading)
            self._refuse_label(question, heading)
            if question.type is QuestionType.SELECT_MULTIPLE:
                raw = self._several(question, columns)
            if stored := stored_answer(question, _marked(question, raw)):
                self.answers[question.name] = stored

    def _several(self, question: Question, columns: Columns) -> list[str]:
        """Return the choices from the column of the question, or from the columns of single choices."""
        whole = self.filled(columns.whole.get(question.name, []))
        words = self.cell(whole).split()
        split = {
            choice: self.filled(those) for choice, those in columns.choices.get(question.name, {}).items()
        }
        ticked = []
        for choice, heading in split.items():
            cell = self.cell(heading).casefold()
            if cell in TICKED:
                ticked.append(choice)
            elif cell not in UNTICKED:
                self.refuse(heading, "It is neither 1 nor 0.")
                return words
        if words and split and set(words) & set(split) != set(ticked):
            self.refuse(whole, "It does not agree with the columns of its choices.")
        return words or ticked

    def _refuse_label(self, question: Question, heading: str) -> None:
        """Add a finding if a cell has the label of a choice in place of its value."""
        word = self.cell(heading)
        labels = {choice.label for choice in question.choices}
        if word in labels and word not in {choice.value for choice in question.choices}:
            self.refuse(heading, LABEL)


@dataclass
class _Group:
    """The rows of a repeated group by the key of their submission."""

    columns: Columns
    by_parent: dict[str, list[_ExportRow]]

    @classmethod
    def of(cls, sheet: Sheet, group: Question) -> _Group:
        """Return the rows in a sheet."""
        columns = headings.columns_of(sheet, group.questions)
        parent = headings.KOBO_PARENT if headings.KOBO_PARENT in sheet.headings else headings.CENTRAL_PARENT
        found: dict[str, list[_ExportRow]] = defaultdict(list)
        for row in _rows(sheet):
            row.read_answers(group.questions, columns)
            found[row.cell(parent)].append(row)
        return cls(columns, found)


def _rows(sheet: Sheet) -> Iterator[_ExportRow]:
    return (_ExportRow(sheet.name, number, cells, []) for number, cells in sheet.cells)


def _submissions(
    questionnaire: Questionnaire,
    main: Sheet,
    columns: Columns,
    groups: Mapping[str, _Group],
    report: Callable[[int, int], None],
) -> Iterator[Submission]:
    key_column = headings.key_column(main)
    index_column = headings.KOBO_INDEX if headings.is_kobo(main) else key_column
    sent_column = headings.sent_column(main)
    asked = [question for question in questionnaire.questions.values() if not question.is_repeated]
    seen: set[str] = set()
    for done, row in enumerate(_rows(main)):
        report(done, len(main.cells))
        made = Submission(row.file, row.row, row.key(key_column), row.moment(sent_column))
        made.is_rejected = any(row.cell(each).casefold() in REJECTED for each in REVIEW)
        row.read_answers(asked, columns)
        made.answers = row.answers
        index = row.cell(index_column)
        seen.add(index)
        rows = {name: group.by_parent[index] for name, group in groups.items() if index in group.by_parent}
        for name, inside in rows.items():
            made.answers[name] = answering.stored_value([each.answers for each in inside])
        _judge(questionnaire, made, row, columns, groups, rows)
        made.findings = [found for each in (row, *chain(*rows.values())) for found in each.findings]
        yield made
    for group in groups.values():
        for index, orphans in group.by_parent.items():
            if index not in seen:
                yield _orphan(orphans[0], index)


def _judge(
    questionnaire: Questionnaire,
    made: Submission,
    row: _ExportRow,
    columns: Columns,
    groups: Mapping[str, _Group],
    rows: Mapping[str, Sequence[_ExportRow]],
) -> None:
    """Refuse the cells of questions shown that the questionnaire finds at fault, and evaluate calculations."""
    form_state = questionnaire.form_state(made.answers)
    for name, problem in questionnaire.problems(made.answers, form_state).items():
        if name not in form_state.shown:
            continue
        is_inside = False
        for stands, source in zip(form_state.rows.get(name, ()), rows.get(name, ()), strict=False):
            for inner, words in stands.problems.items():
                source.refuse_once(source.filled(groups[name].columns.whole.get(inner, [inner])), words)
                is_inside = True
        if not is_inside:
            row.refuse_once(row.filled(columns.whole.get(name, [name])), problem)
    made.answers = questionnaire.completed(made.answers, form_state)


def _orphan(row: Row, index: str) -> Submission:
    words = f"It belongs to the submission “{index}”, which is not in the file."
    return Submission(
        row.file, row.row, uuid.UUID(int=0), None, findings=[Finding(row.file, row.row, "", words)]
    )


def _marked(question: Question, raw: Any) -> Any:
    """Return the values with the prefix of states added to choices that say why there is no answer."""
    listed = {choice.value for choice in question.choices} & STATES
    if isinstance(raw, list):
        return [f"{STATE_PREFIX}{word}" if word in listed else word for word in raw]
    return f"{STATE_PREFIX}{raw}" if raw in listed else raw


def _undated(submissions: Sequence[Submission]) -> Iterator[str]:
    number = sum(made.sent_at is None and not made.findings for made in submissions)
    if number:
        yield f"{number} of them do not say when they were sent: the time of loading is stored."


def _foreign(sheet: Sheet, columns: Columns) -> str:
    named = [f"“{heading[:100]}”" for heading in columns.unknown[:MOST_NAMED]]
    more = len(columns.unknown) - len(named)
    return FOREIGN.format(file=sheet.name, columns=", ".join(named) + (f" and {more} more" if more else ""))


def _notices(
    questionnaire: Questionnaire, main: Sheet, columns: Columns, groups: Mapping[str, _Group]
) -> Iterator[str]:
    absent = [
        q.name
        for q in questionnaire.answerable_questions()
        if not q.is_repeated and q.name not in columns.names
    ]
    if absent:
        more = f" and {len(absent) - MOST_NAMED} more" if len(absent) > MOST_NAMED else ""
        yield f"The file has no column for {', '.join(absent[:MOST_NAMED])}{more}: these answers will be missing."
    without = [q.name for q in questionnaire.answerable_questions() if q.is_repeated and q.name not in groups]
    if without:
        yield f"The rows of {', '.join(without)} are not among the files: they will be missing. Add their CSV."
    for several in chain(columns.moved(), *(group.columns.moved() for group in groups.values())):
        yield MOVED.format(columns=" and ".join(f"“{heading}”" for heading in several))
    if "FormVersion" in main.headings:
        versions = ", ".join(sorted(main.values("FormVersion") - {"", questionnaire.version})[:MOST_NAMED])
        if versions:
            yield f"Some were answered with version {versions} of the form, not {questionnaire.version}."
