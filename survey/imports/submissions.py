"""Exported tables as submissions: answers to a questionnaire, validated like online answers. No database access."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from django.utils import timezone

from accounts.uploads.rows import Finding, Row, Sheet, UnreadableError
from survey import answers as answering
from survey import expressions
from survey.imports.headings import Columns, SheetColumns, Vocabulary
from survey.imports.metadata import NO_ANSWER, OF_ONA, REJECTED, SENT_IN_UTC, About, standard, tool_of
from survey.imports.rows import ExportRow, findings_of, key_of
from survey.imports.versions import OF_KOBO, Versions
from survey.questionnaire import Question, Questionnaire, QuestionType
from survey.vocabulary import Source

NO_KEY = (
    "No column says which submission a row is: ODK Central and SurveyCTO write KEY, KoboToolbox and Ona _uuid. Load "
    "the file as the tool exported it."
)
NO_QUESTION = (
    "{file}: no column belongs to a question of this questionnaire{columns}. Choose the questionnaire that was "
    "answered."
)
TWO_TABLES = "{names} are both tables of submissions. Load one at a time."
NO_GROUP = (
    "{file}: this table holds rows of a repeated group, and the questionnaire has none with its columns."
)
NESTED = "{file}: this table holds rows of a repeated group within another, which are not taken."
MOVED = "{columns} answer the same question: each row is read from the one that it fills."
OTHER_GROUP = (
    "“{column}” is read as the question of its name, which is in another group of this questionnaire."
)
NOT_THERE = "It belongs to the submission “{index}”, which is not in the file."
TWO_PARENTS = "Its columns name two different submissions. Load the file as the tool exported it."
MEDIA = "Pictures, sounds, films, files and places are passed over: {columns}."
AS_NO_ANSWER = "“n/a” is read as no answer, as Ona writes it."
IN_THIS_ZONE = "Times without a time zone are read as times in {zone}."
IN_UTC = "Times of sending without a time zone are read as UTC, as KoboToolbox and Ona write them."
BY_NUMBER = "The rows are known by the numbers of their server (_id), because the file has no column _uuid."
OF_SEVERAL_VERSIONS = (
    "The rows name {number} versions of the form by the ids of KoboToolbox. All are read with version {read}."
)
OTHER_RESULT = (
    "{name}: {number} rows have another result than the calculation has here, which is the one that is "
    "stored."
)
REMARKS = "The second row explains the headings and is passed over."
MOST_NAMED = 8


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
    reader = _Reader(versions, [About.of(sheet) for sheet in sheets])
    submissions = tuple(reader.submissions(report))
    return Export(
        tool_of(reader.tables, has_no_answers=reader.without_answer),
        submissions,
        tuple(reader.notices(submissions)),
        reader.unknown,
    )


@dataclass
class _Group:
    """The rows of a repeated group in a table of their own, by the number of the row of their submission."""

    about: About
    group: str
    by_parent: dict[int, list[ExportRow]]
    orphans: list[Submission]


class _Reader:
    """Reads the tables of one export."""

    def __init__(self, versions: Versions, tables: Sequence[About]) -> None:
        self.versions = versions
        self.tables = tables
        self.main = self._main_table()
        self.unknown: dict[str, str] = {}
        self.media: list[str] = []
        self._columns: dict[tuple[str, str], SheetColumns] = {}
        self._results: Counter[str] = Counter()
        self.rows = list(self._data_rows(self.main))
        used = {version for row in self.rows if (version := self._version_of(row)[0])}
        self.used = sorted(used) or [versions.chosen.version]
        self.without_answer = False
        columns = [self._columns_of(self.main, version) for version in self.used]
        self._collect(self.main.sheet, columns)
        self._groups = self._group_tables()
        if not any(each.names for each in columns) and not self._groups:
            named = ", ".join(f"“{heading[:100]}”" for heading in list(self.unknown)[:MOST_NAMED])
            raise UnreadableError(
                NO_QUESTION.format(file=self.main.sheet.name, columns=f", not {named}" if named else "")
            )
        self.without_answer = self._writes_no_answer()

    def _main_table(self) -> About:
        mains = [about for about in self.tables if not about.is_repeat and about.key]
        if not mains:
            raise UnreadableError(NO_KEY)
        if len(mains) > 1:
            names = " and ".join(f"“{about.sheet.name}”" for about in mains)
            raise UnreadableError(TWO_TABLES.format(names=names))
        return mains[0]

    def _data_rows(self, about: About) -> Iterator[ExportRow]:
        """Yield the rows of a table below those that explain the headings, as with HXL or the labels of Ona."""
        for place, (number, cells) in enumerate(about.sheet.cells):
            if place == 0 and self._explains_headings(about, cells):
                self.remarks = True
                continue
            yield ExportRow(about.sheet.name, number, cells)

    remarks = False

    def _explains_headings(self, about: About, cells: Mapping[str, str]) -> bool:
        filled = {heading: cell for heading, cell in cells.items() if cell}
        if not filled or any(cells.get(column) for column in about.identifying):
            return False
        if all(cell.startswith("#") for cell in filled.values()):
            return True
        vocabulary = self.versions.vocabulary()
        recognised = {heading: vocabulary.main.places(cell) for heading, cell in filled.items()}
        return all(places and places[0].has_labels for places in recognised.values())

    def _version_of(self, row: ExportRow) -> tuple[str, str, str]:
        """Return the version with which to read a row, with the column and a sentence where it names another."""
        columns = [column for column in self.main.versions if row.cell(column) not in ("", NO_ANSWER)]
        read, words = self.versions.read_with([row.cell(column) for column in columns])
        return read, columns[0] if columns else "", words

    def _columns_of(self, about: About, version: str, group: Question | None = None) -> SheetColumns:
        key = (about.sheet.name, version)
        if key not in self._columns:
            vocabulary = self.versions.vocabulary(version)
            self._columns[key] = vocabulary.columns_of(about.sheet, group, about.identifying)
        return self._columns[key]

    def _collect(self, sheet: Sheet, columns: Sequence[SheetColumns]) -> None:
        """Add the columns that no version knows, and those of media."""
        for heading in sheet.headings:
            reasons = [each.unknown[heading] for each in columns if heading in each.unknown]
            if len(reasons) == len(columns):
                self.unknown[f"{sheet.name}: {heading}" if sheet is not self.main.sheet else heading] = (
                    reasons[0]
                )
        self.media += [
            heading for heading in sheet.headings if all(heading in each.media for each in columns)
        ]

    def _group_tables(self) -> dict[str, _Group]:
        found: dict[str, _Group] = {}
        troubles = []
        for about in self.tables:
            if about is self.main:
                continue
            if not about.is_repeat:
                self.unknown[about.sheet.name] = "no column says which submission a row is"
                continue
            group = None if about.is_nested else self._group_of(about)
            if group is None:
                self.unknown[about.sheet.name] = "no repeated group of the questionnaire has its columns"
            elif group in found:
                troubles.append(f"{about.sheet.name}: the rows of “{group}” are there already.")
            else:
                found[group] = self._group_rows(about, group)
        if troubles:
            raise UnreadableError(troubles)
        return found

    def _group_of(self, about: About) -> str | None:
        """Return the repeated group whose rows are in a table: by its name, its keys, and its columns."""
        best: tuple[int, int, str] | None = None
        for version in self.used:
            vocabulary = self.versions.vocabulary(version)
            for name in vocabulary.repeated:
                group = vocabulary.questionnaire.questions[name]
                columns = vocabulary.columns_of(about.sheet, group, about.identifying)
                fit = (int(_is_named(about, group)), len(columns.own.names), name)
                if columns.own.names and (best is None or fit[:2] > best[:2]):
                    best = fit
        return best[2] if best else None

    def _group_rows(self, about: About, name: str) -> _Group:
        links = self._links(about)
        found = _Group(about, name, defaultdict(list), [])
        for row in self._data_rows(about):
            parents = {
                parent for column, index in links if (parent := _parent(row.cell(column), index)) is not None
            }
            if len(parents) == 1:
                found.by_parent[parents.pop()].append(row)
                continue
            column = next(iter(links), ("", {}))[0]
            words = TWO_PARENTS if parents else NOT_THERE.format(index=row.cell(column)[:60])
            finding = Finding(row.file, row.row, column, words)
            found.orphans.append(Submission(row.file, row.row, uuid.UUID(int=0), findings=[finding]))
        order = about.column("_index"), about.column("key") or about.column("__id")
        for rows in found.by_parent.values():
            rows.sort(key=lambda row: _place_in_group(row, *order))
        self._collect_group(about, name)
        return found

    def _collect_group(self, about: About, name: str) -> None:
        columns = []
        for version in self.used:
            group = self.versions.vocabulary(version).questionnaire.questions.get(name)
            if group is not None and group.is_repeated:
                columns.append(self._columns_of(about, version, group))
        self._collect(about.sheet, columns)

    def _links(self, about: About) -> list[tuple[str, dict[str, int]]]:
        """Return the columns by which a row names its submission, with the numbers of the rows that they mean."""
        found = []
        for column, names in about.links:
            own = next(filter(None, (self.main.column(name) for name in names)), "")
            index = {plain_key(row.cell(own)): place for place, row in enumerate(self.rows)} if own else {}
            index.pop("", None)
            if index:
                found.append((column, index))
        return found

    def _writes_no_answer(self) -> bool:
        """Return True if `n/a` in a text says that there is no answer: where other questions have it too."""
        headings = {standard(heading) for heading in self.main.sheet.headings}
        if NO_ANSWER not in set(
            chain(*(about.sheet.values(h) for about in self.tables for h in about.sheet.headings))
        ):
            return False
        if headings & OF_ONA or any(re.search(r"\[\d+\]", heading) for heading in headings):
            return True
        for version in self.used:
            questions = self.versions.vocabulary(version).questionnaire.questions
            own = self._columns_of(self.main, version).own
            for name in own.names:
                question = questions.get(name)
                if question is None or question.type is QuestionType.TEXT:
                    continue
                if any(NO_ANSWER in self.main.sheet.values(column) for column in own.of(name)):
                    return True
        return False

    def submissions(self, report: Report) -> Iterator[Submission]:
        """Yield the submissions in the order of the main table, then the rows that belong to none."""
        for place, row in enumerate(self.rows):
            report(place, len(self.rows))
            yield self._submission(place, row)
        for group in self._groups.values():
            yield from group.orphans

    def _submission(self, place: int, row: ExportRow) -> Submission:
        about = self.main
        row.without_answer = self.without_answer
        version, column, words = self._version_of(row)
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
        vocabulary = self.versions.vocabulary(version)
        questionnaire = vocabulary.questionnaire
        columns = self._columns_of(about, version)
        asked = [each for each in questionnaire.questions.values() if not each.is_repeated]
        row.read_answers(asked, columns.own, vocabulary)
        rows = self._rows_of_groups(place, row, vocabulary, columns)
        made.answers = dict(row.answers)
        for name, inside in rows.items():
            made.answers[name] = answering.stored_value([each.answers for each, _ in inside])
        self._judge(questionnaire, made, row, columns.own, rows)
        made.findings = findings_of([row, *(each for each, _ in chain(*rows.values()))])
        return made

    def _rows_of_groups(
        self, place: int, row: ExportRow, vocabulary: Vocabulary, columns: SheetColumns
    ) -> dict[str, list[tuple[ExportRow, Columns]]]:
        """Return the rows of each repeated group of a submission, with their columns."""
        found: dict[str, list[tuple[ExportRow, Columns]]] = {}
        for name in vocabulary.repeated:
            group = vocabulary.questionnaire.questions[name]
            inside: list[tuple[ExportRow, Columns]] = []
            if name in self._groups:
                own = self._columns_of(self._groups[name].about, vocabulary.questionnaire.version, group).own
                inside = [(each, own) for each in self._groups[name].by_parent.get(place, ())]
            else:
                beside = columns.rows_of(name)
                last = max((number for number, each in beside.items() if row.is_filled(each)), default=0)
                counted = row.cell(columns.counts.get(name, "")).removesuffix(".0")
                if counted.isdecimal():
                    last = max(last, min(int(counted), max(beside, default=0)))
                inside = [(row.beside(), beside.get(number, Columns())) for number in range(1, last + 1)]
            for each, own in inside:
                each.without_answer = self.without_answer
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
        for name, problem in questionnaire.problems(made.answers, form_state).items():
            if name not in form_state.shown:
                continue
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
        self._take_results(questionnaire, made, row)

    def _take_results(self, questionnaire: Questionnaire, made: Submission, row: ExportRow) -> None:
        """Take the result of a calculation with the day from the file, where it was made; count others that differ."""
        for name, result in row.calculated.items():
            here = str(made.answers.get(name, {}).get("value", ""))
            if not result or name not in made.answers or _is_equal(result, here):
                continue
            if _depends_on_moment(questionnaire.questions[name]):
                made.answers[name] = answering.stored_value(result)
            else:
                self._results[name] += 1

    def notices(self, submissions: Sequence[Submission]) -> Iterator[str]:
        """Yield what is to be said of the whole file."""
        yield from dict.fromkeys(note for about in self.tables for note in about.sheet.notes)
        if self.remarks:
            yield REMARKS
        yield from self._missing()
        if self.media:
            yield MEDIA.format(columns=_listed(self.media))
        yield from self._other_columns()
        if self.without_answer:
            yield AS_NO_ANSWER
        yield from self._times(submissions)
        chosen = self.versions.chosen.version
        named = {row.cell(each) for row in self.rows for each in self.main.versions} - {"", chosen}
        of_kobo = [each for each in named if OF_KOBO.fullmatch(each)]
        if len(of_kobo) > 1:
            yield OF_SEVERAL_VERSIONS.format(number=len(of_kobo), read=chosen)
        if standard(self.main.key) == "_id" and not self.main.root:
            yield BY_NUMBER
        for name, number in self._results.items():
            yield OTHER_RESULT.format(name=name, number=number)

    def _other_columns(self) -> Iterator[str]:
        """Yield which columns answer one question, and which are recognised by their name alone."""
        slots = [own for table in self._columns.values() for own in table.slots.values()]
        several = dict.fromkeys(tuple(columns) for own in slots for columns in own.several())
        for columns in several:
            yield MOVED.format(columns=" and ".join(f"“{heading}”" for heading in columns))
        moved = dict.fromkeys(heading for table in self._columns.values() for heading in table.moved)
        for heading in moved:
            if heading not in set(chain(*several)):
                yield OTHER_GROUP.format(column=heading)

    def _missing(self) -> Iterator[str]:
        tables = [self._columns_of(self.main, version) for version in self.used]
        present = {name for table in tables for name in table.names} | set(self._groups)
        questions = self.versions.vocabulary(self.used[-1]).questionnaire.answerable_questions()
        absent = [question for question in questions if question.name not in present]
        single = [question.name for question in absent if not question.is_repeated]
        repeated = [question.name for question in absent if question.is_repeated]
        if single:
            yield f"The file has no column for {_listed(single)}: these answers will be missing."
        if repeated:
            yield f"The rows of {_listed(repeated)} are not among the files: they will be missing. Add their table."

    def _times(self, submissions: Sequence[Submission]) -> Iterator[str]:
        number = sum(made.sent_at is None and not made.findings for made in submissions)
        if number:
            yield f"{number} of them do not say when they were sent: the time of loading is stored."
        texts = {row.cell(self.main.sent) for row in self.rows} - {"", NO_ANSWER}
        if any(not re.search(r"(Z|[+-]\d\d:?\d\d)$", text) for text in texts):
            if standard(self.main.sent) == SENT_IN_UTC:
                yield IN_UTC
            else:
                yield IN_THIS_ZONE.format(zone=timezone.get_default_timezone_name())


def _is_named(about: About, group: Question) -> bool:
    """Return True if a file or a sheet of a workbook is named after a group, or its keys are."""
    stem = re.sub(r"\.csv$", "", about.sheet.name, flags=re.IGNORECASE)
    own = group.own_name
    # A sheet has 31 characters at most.
    names = {
        name[:31].casefold() for name in (own, group.name, group.label, "/".join(group.full_path)) if name
    }
    last = re.split(r", sheet ", stem)[-1].casefold()
    if last in names or stem.casefold().endswith(tuple(f"{sign}{own.casefold()}" for sign in "-_.")):
        return True
    column = about.column("key") or about.column("__id")
    return any(f"/{own}[" in cells.get(column, "") for _, cells in about.sheet.cells[:1])


def plain_key(key: str) -> str:
    """Return a key as it is compared, whether it begins with `uuid:` or not, or a program made a number of it."""
    return key.strip().removeprefix("uuid:").removesuffix(".0").casefold()


def _parent(named: str, index: Mapping[str, int]) -> int | None:
    """Return the number of the row of the submission that a row names, also by the path of a group within it."""
    key = plain_key(named)
    while key:
        if key in index:
            return index[key]
        key, _, last = key.rpartition("/")
        if "[" in last:
            return None
    return None


def _place_in_group(row: Row, index: str, key: str) -> int:
    """Return the place of a row of a repeated group within its submission, or 0 where the file does not say."""
    if found := re.search(r"\[(\d{1,9})\]$", row.cell(key)):
        return int(found[1])
    text = row.cell(index).removesuffix(".0")
    return int(text) if text.isdecimal() else 0


def _key(row: ExportRow, column: str) -> uuid.UUID | None:
    return key_of(row.cell(column)) if column and row.cell(column) != NO_ANSWER else None


def _column(row: ExportRow, columns: Columns, name: str) -> str:
    return row.filled(columns.whole.get(name, [])) or next(iter(columns.of(name)), name)


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more


def _is_equal(one: str, other: str) -> bool:
    try:
        return abs(float(one) - float(other)) < 1e-9 * max(1, abs(float(one)))
    except ValueError:
        return one == other


def _depends_on_moment(question: Question) -> bool:
    calculation = expressions.parse(question.calculation)
    return calculation.uses_time or calculation.uses_chance
