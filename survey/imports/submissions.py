"""Exported tables as submissions: answers to a questionnaire, validated like online answers. No database access."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from math import isclose
from typing import Any

from django.utils import timezone

from accounts.uploads.rows import Finding, Sheet
from survey import answers as answering
from survey.form_state import MOMENT_KEY
from survey.imports.headings import Columns, SheetColumns, Vocabulary
from survey.imports.metadata import REJECTED, SENT_IN_UTC, About, standard, tool_of
from survey.imports.notices import notices
from survey.imports.rows import ExportRow, findings_of, key_of
from survey.imports.tables import Tables
from survey.imports.versions import Versions
from survey.questionnaire import Questionnaire
from survey.vocabulary import Source

NOT_ASKED = "This question is not asked with these answers, so its answer is left out."


@dataclass
class Submission:
    """One submission: its file and row, its key, when it was sent, and its answers to store.

    `key` is that of the first version, `instance` that of this one where the file says it, `replaces` that of the one
    before. `version` is that of the questionnaire with which it was read. Only `findings` keep it from being loaded,
    `remarks` do not.
    """

    file: str
    row: int
    key: uuid.UUID
    sent_at: dt.datetime | None = None
    instance: uuid.UUID | None = None
    replaces: uuid.UUID | None = None
    version: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    remarks: list[Finding] = field(default_factory=list)
    is_rejected: bool = False


@dataclass(frozen=True)
class Export:
    """The submissions of an export, notices about the whole file, and the reason for each column that nobody knows."""

    tool: Source
    submissions: tuple[Submission, ...]
    notices: tuple[str, ...] = ()
    unknown: Mapping[str, str] = field(default_factory=dict)


Report = Callable[[int, int], None]


def read(versions: Versions, sheets: Sequence[Sheet], report: Report = lambda done, of: None) -> Export:
    """Return the submissions in exported tables.

    :raises UnreadableError: where the tables are no export of this questionnaire.
    """
    tables = Tables(versions, [About.of(sheet) for sheet in sheets])
    reader = _Reader(tables)
    submissions = tuple(reader.submissions(report))
    undated = sum(made.sent_at is None and not made.findings for made in submissions)
    return Export(
        tool_of(tables.tables, has_no_answers=tables.without_answer),
        submissions,
        tuple(notices(tables, undated=undated, other_results=reader.other_results)),
        tables.unknown,
    )


class _Reader:
    """Reads the submissions in the tables of one export. `other_results` counts calculations that differ from ours."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.other_results: Counter[str] = Counter()

    def submissions(self, report: Report) -> Iterator[Submission]:
        """Yield the submissions in the order of the main table, then the rows that belong to none."""
        rows = self.tables.rows
        for place, row in enumerate(rows):
            report(place, len(rows))
            yield self._submission(place, row)
        for group in self.tables.groups.values():
            for finding in group.orphans:
                assert finding.row is not None
                yield Submission(finding.file, finding.row, uuid.UUID(int=0), findings=[finding])

    def _submission(self, place: int, row: ExportRow) -> Submission:
        about = self.tables.main
        row.without_answer = self.tables.without_answer
        version, column, words = self.tables.version_of(row)
        zone = dt.UTC if standard(about.sent) == SENT_IN_UTC else timezone.get_default_timezone()
        made = Submission(
            row.file,
            row.row,
            row.key([each for each in (about.root, about.key) if each]),
            sent_at=row.moment(about.sent, zone) if about.sent else None,
            instance=_key(row, about.instance),
            replaces=_key(row, about.replaced),
            version=version,
            remarks=[Finding(row.file, row.row, column, words)] if words else [],
            is_rejected=any(row.cell(each).casefold() in REJECTED for each in about.reviews),
        )
        vocabulary = self.tables.versions.vocabulary(version)
        questionnaire = vocabulary.questionnaire
        columns = self.tables.columns_of(about, version)
        asked = [each for each in questionnaire.questions.values() if not each.is_repeated]
        row.read_answers(asked, columns.own, vocabulary)
        rows = self._rows_of_groups(place, row, vocabulary, columns)
        made.answers = row.answers | {
            name: answering.stored_value(result) for name, result in row.calculated.items() if result
        }
        for name, inside in rows.items():
            made.answers[name] = answering.stored_value([each.answers for each, _ in inside])
        if vocabulary.asks_for_time and (ended := self._ended(row, made)):
            made.answers[MOMENT_KEY] = answering.stored_value(
                timezone.localtime(ended).isoformat(timespec="milliseconds")
            )
        self._judge(questionnaire, made, row, columns.own, rows)
        made.findings = findings_of([row, *(each for each, _ in chain(*rows.values()))])
        return made

    def _ended(self, row: ExportRow, made: Submission) -> dt.datetime | None:
        """Return when a form was answered, which is what today() means in it; None if the file does not say."""
        column = self.tables.main.ended
        found = row.moment(column, timezone.get_default_timezone()) if column else None
        return found or made.sent_at

    def _rows_of_groups(
        self, place: int, row: ExportRow, vocabulary: Vocabulary, columns: SheetColumns
    ) -> dict[str, list[tuple[ExportRow, Columns]]]:
        """Return the rows of each repeated group of a submission, with their columns."""
        found: dict[str, list[tuple[ExportRow, Columns]]] = {}
        for name in vocabulary.repeated:
            group = vocabulary.questionnaire.questions[name]
            inside: list[tuple[ExportRow, Columns]] = []
            if name in self.tables.groups:
                own = self.tables.columns_of(
                    self.tables.groups[name].about, vocabulary.questionnaire.version, group
                ).own
                inside = [(each, own) for each in self.tables.groups[name].by_parent.get(place, ())]
            else:
                beside = columns.rows_of(name)
                last = max((number for number, each in beside.items() if row.is_filled(each)), default=0)
                counted = row.cell(columns.counts.get(name, "")).removesuffix(".0")
                if counted.isdecimal():
                    last = max(last, min(int(counted), max(beside, default=0)))
                inside = [(row.beside(), beside.get(number, Columns())) for number in range(1, last + 1)]
            for each, own in inside:
                each.without_answer = row.without_answer
                each.read_answers(group.questions, own, vocabulary)
            if inside:
                found[name] = inside
        return found

    def _judge(
        self,
        questionnaire: Questionnaire,
        made: Submission,
        row: ExportRow,
        columns: Columns,
        rows: Mapping[str, Sequence[tuple[ExportRow, Columns]]],
    ) -> None:
        """Refuse the cells of questions shown that the questionnaire finds at fault, and evaluate calculations.

        An answer at fault is left out of the answers.
        """
        form_state = questionnaire.form_state(made.answers)
        problems = questionnaire.problems(made.answers, form_state)
        for name in row.answers.keys() - form_state.shown:
            made.remarks.append(Finding(row.file, row.row, _column(row, columns, name), NOT_ASKED))
            problems.pop(name, "")
            del made.answers[name]
        for name, inside in rows.items():
            for stands, (source, own) in zip(form_state.rows.get(name, ()), inside, strict=False):
                made.remarks += [
                    Finding(source.file, source.row, _column(source, own, inner), NOT_ASKED)
                    for inner in source.answers
                    if inner not in stands.shown
                ]
        for name, problem in problems.items():
            is_inside = False
            for stands, (source, own) in zip(form_state.rows.get(name, ()), rows.get(name, ()), strict=False):
                for inner, words in stands.problems.items():
                    source.refuse_once(_column(source, own, inner), words)
                    source.answers.pop(inner, None)
                    is_inside = True
            if not is_inside:
                row.refuse_once(_column(row, columns, name), problem)
                made.answers.pop(name, None)
        if row.findings or any(each.findings for each, _ in chain(*rows.values())):
            form_state = questionnaire.form_state(made.answers)
        made.answers = questionnaire.completed(made.answers, form_state)
        self._compare_results(made, row)

    def _compare_results(self, made: Submission, row: ExportRow) -> None:
        """Count the calculations with another result than in the file."""
        for name, result in row.calculated.items():
            here = str(made.answers.get(name, {}).get("value", ""))
            if result and name in made.answers and not _is_equal(result, here):
                self.other_results[name] += 1


def _key(row: ExportRow, column: str) -> uuid.UUID | None:
    return key_of(row.cell(column)) if row.has(column) else None


def _column(row: ExportRow, columns: Columns, name: str) -> str:
    return row.filled(columns.whole.get(name, [])) or next(iter(columns.of(name)), name)


def _is_equal(one: str, other: str) -> bool:
    try:
        return one == other or isclose(float(one), float(other), rel_tol=1e-9, abs_tol=1e-9)
    except ValueError:
        return False
