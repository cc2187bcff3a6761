"""Exported rows as answers to a questionnaire, validated like online answers. No database."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from accounts.uploads.files import Sheet
from accounts.uploads.rows import Finding, UnreadableError
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


def read(questionnaire: Questionnaire, sheets: Sequence[Sheet]) -> Export:
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
    submissions = tuple(_submissions(questionnaire, main, columns, groups))
    return Export(headings.is_kobo(main), submissions, tuple(_notices(questionnaire, main, columns, groups)))


def key_of(text: str) -> uuid.UUID | None:
    """Return the UUID of a submission, one derived from a key that is not a UUID, or None for an empty key."""
    word = text.strip().removeprefix("uuid:")
    if not word:
        return None
    try:
        return uuid.UUID(word)
    except ValueError:
        return uuid.uuid5(uuid.NAMESPACE_URL, word)


@dataclass
class _Row:
    """One row of a repeated group: its file and row number, its answers and findings."""

    file: str
    row: int
    answers: dict[str, Any]
    findings: list[Finding]


@dataclass
class _Group:
    """The rows of a repeated group by the key of their submission."""

    columns: Columns
    by_parent: dict[str, list[_Row]]

    @classmethod
    def of(cls, sheet: Sheet, group: Question) -> _Group:
        """Return the rows in a sheet."""
        columns = headings.columns_of(sheet, group.questions)
        parent = headings.KOBO_PARENT if headings.KOBO_PARENT in sheet.headings else headings.CENTRAL_PARENT
        found: dict[str, list[_Row]] = defaultdict(list)
        for number, row in sheet.rows:
            answers, wrong = _answers(group.questions, columns, row)
            findings = [Finding(sheet.name, number, column, problem) for column, problem in wrong]
            found[row[parent].strip()].append(_Row(sheet.name, number, answers, findings))
        return cls(columns, found)


def _submissions(
    questionnaire: Questionnaire, main: Sheet, columns: Columns, groups: Mapping[str, _Group]
) -> Iterator[Submission]:
    key_column = headings.key_column(main)
    index_column = headings.KOBO_INDEX if headings.is_kobo(main) else key_column
    asked = [question for question in questionnaire.questions.values() if not question.is_repeated]
    seen: set[str] = set()
    for number, row in main.rows:
        key = key_of(row[key_column])
        made = Submission(main.name, number, key or uuid.UUID(int=0), None)
        if key is None:
            made.findings.append(Finding(main.name, number, key_column, NO_INSTANCE))
        made.sent_at = _moment(row.get(headings.KOBO_SENT) or row.get(headings.CENTRAL_SENT) or "")
        made.is_rejected = any(row.get(each, "").strip().casefold() in REJECTED for each in REVIEW)
        made.answers, wrong = _answers(asked, columns, row)
        made.findings += [Finding(main.name, number, column, problem) for column, problem in wrong]
        index = row.get(index_column, "").strip()
        seen.add(index)
        rows = {name: group.by_parent[index] for name, group in groups.items() if index in group.by_parent}
        for name, inside in rows.items():
            made.answers[name] = answering.stored_value([each.answers for each in inside])
            made.findings += [finding for each in inside for finding in each.findings]
        _judge(questionnaire, made, columns, groups, rows)
        yield made
    for group in groups.values():
        for index, orphans in group.by_parent.items():
            if index not in seen:
                yield _orphan(orphans[0], index)


def _judge(
    questionnaire: Questionnaire,
    made: Submission,
    columns: Columns,
    groups: Mapping[str, _Group],
    rows: Mapping[str, Sequence[_Row]],
) -> None:
    """Add the errors of questions shown to the findings, and evaluate calculations."""
    form_state = questionnaire.form_state(made.answers)
    told = {(finding.file, finding.row, finding.column) for finding in made.findings}
    found: list[Finding] = []
    for name, problem in questionnaire.problems(made.answers, form_state).items():
        if name not in form_state.shown:
            continue
        inside = [
            Finding(source.file, source.row, groups[name].columns.whole.get(inner, inner), words)
            for stands, source in zip(form_state.rows.get(name, ()), rows.get(name, ()), strict=False)
            for inner, words in stands.problems.items()
        ]
        found += inside or [Finding(made.file, made.row, columns.whole.get(name, name), problem)]
    made.findings += [each for each in found if (each.file, each.row, each.column) not in told]
    made.answers = questionnaire.completed(made.answers, form_state)


def _orphan(row: _Row, index: str) -> Submission:
    made = Submission(row.file, row.row, uuid.UUID(int=0), None)
    words = f"It belongs to the submission “{index}”, which is not in the file."
    made.findings.append(Finding(row.file, row.row, "", words))
    return made


def _answers(
    questions: Sequence[Question], columns: Columns, row: Mapping[str, str]
) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """Return the answers of a row to store, and errors as pairs of column and message."""
    answers: dict[str, Any] = {}
    wrong: list[tuple[str, str]] = []
    for question in questions:
        if not question.takes_answer or question.name not in columns.names:
            continue
        heading = columns.whole.get(question.name, "")
        raw: Any = row[heading] if heading else ""
        if question.type is QuestionType.SELECT_MULTIPLE:
            raw, problem = _several(question, columns, row, raw)
            if problem:
                wrong.append(problem)
        problem_words = _label_given(question, raw)
        if problem_words:
            wrong.append((heading, problem_words))
        stored = stored_answer(question, _marked(question, raw))
        if stored:
            answers[question.name] = stored
    return answers, wrong


def _several(
    question: Question, columns: Columns, row: Mapping[str, str], joined: str
) -> tuple[list[str], tuple[str, str] | None]:
    """Return the choices from the column of the question or the columns of single choices, and an error."""
    words = joined.split()
    split = columns.choices.get(question.name, {})
    ticked = []
    for choice, heading in split.items():
        cell = row[heading].strip().casefold()
        if cell in TICKED:
            ticked.append(choice)
        elif cell not in UNTICKED:
            return words, (heading, f"“{row[heading][:100]}” is neither 1 nor 0.")
    if words and split and set(words) & set(split) != set(ticked):
        heading = columns.whole[question.name]
        return words, (heading, "It does not agree with the columns of its choices.")
    return words or ticked, None


def _label_given(question: Question, raw: Any) -> str:
    """Return an error message if a cell has the label of a choice in place of its value."""
    if not isinstance(raw, str) or not question.choices:
        return ""
    word = raw.strip()
    labels = {choice.label for choice in question.choices}
    if word in labels and word not in {choice.value for choice in question.choices}:
        return f"“{word[:100]}” is the label of a choice. Export with names and values (XML), not labels."
    return ""


def _marked(question: Question, raw: Any) -> Any:
    """Return the values with the prefix of states added to choices that say why there is no answer."""
    listed = {choice.value for choice in question.choices} & STATES
    if isinstance(raw, list):
        return [f"{STATE_PREFIX}{word}" if word in listed else word for word in raw]
    word = raw.strip() if isinstance(raw, str) and question.choices else raw
    return f"{STATE_PREFIX}{word}" if word in listed else word


def _moment(text: str) -> dt.datetime | None:
    """Return a timestamp of an export, in UTC if it has no zone; None if it is empty or invalid."""
    try:
        found = dt.datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def _foreign(sheet: Sheet, columns: Columns) -> str:
    named = [f"“{heading[:100]}”" for heading in columns.unknown[:MOST_NAMED]]
    more = len(columns.unknown) - len(named)
    return FOREIGN.format(file=sheet.name, columns=", ".join(named) + (f" and {more} more" if more else ""))


def _notices(
    questionnaire: Questionnaire, main: Sheet, columns: Columns, groups: Mapping[str, Any]
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
    if "FormVersion" in main.headings:
        versions = ", ".join(sorted(main.values("FormVersion") - {"", questionnaire.version})[:MOST_NAMED])
        if versions:
            yield f"Some were answered with version {versions} of the form, not {questionnaire.version}."
