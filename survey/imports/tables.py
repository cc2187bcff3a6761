"""The tables of one export: that of the submissions, and those of repeated groups, joined. No database access."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from accounts.uploads.rows import Finding, Row, Sheet, UnreadableError
from survey.imports.headings import NESTED, SheetColumns
from survey.imports.metadata import NO_ANSWER, OF_ONADATA, About, standard
from survey.imports.rows import ExportRow
from survey.imports.versions import Versions
from survey.questionnaire import Question, QuestionType

NO_KEY = (
    "No column says which submission a row is: ODK Central and SurveyCTO write KEY, KoboToolbox and Ona _uuid. Load "
    "the file as the tool exported it."
)
NO_QUESTION = (
    "{file}: no column belongs to a question of this questionnaire{columns}. Choose the questionnaire that was "
    "answered."
)
TWO_TABLES = "{names} are both tables of submissions. Load one at a time."
NOT_THERE = "It belongs to the submission “{index}”, which is not in the file."
TWO_PARENTS = "Its columns name two different submissions. Load the file as the tool exported it."
NO_GROUP = "no repeated group of the questionnaire has its columns"
MOST_NAMED = 8


@dataclass
class GroupRows:
    """The rows of a repeated group in a table of their own, by the number of the row of their submission.

    `orphans` are the rows that belong to none.
    """

    about: About
    group: str
    by_parent: dict[int, list[ExportRow]]
    orphans: list[Finding]


class Tables:
    """The tables of one export, with the columns of each by the version of the questionnaire.

    `rows` are those of the submissions, `groups` the rows of repeated groups in tables of their own, `used` the
    versions with which rows are read, `unknown` the columns and tables that none of them knows, with the reason,
    and `media` the columns of pictures, sounds, films, files and places. `without_answer` says that `n/a` stands for
    no answer, `has_explanations` that a row below the headings explains them.

    :raises UnreadableError: where the tables are no export of this questionnaire.
    """

    def __init__(self, versions: Versions, tables: Sequence[About]) -> None:
        self.versions = versions
        self.tables = tables
        self.main = self._main_table()
        self.unknown: dict[str, str] = {}
        self.media: list[str] = []
        self.columns: dict[tuple[str, str], SheetColumns] = {}
        self.has_explanations = False
        self.rows = list(self._data_rows(self.main))
        used = {version for row in self.rows if (version := self.version_of(row)[0])}
        self.used = [each for each in versions.ordered if each in used] or [versions.chosen.version]
        self.without_answer = False
        columns = [self.columns_of(self.main, version) for version in self.used]
        self._collect(self.main.sheet, columns)
        self.groups = self._group_tables()
        if not any(each.names for each in columns) and not self.groups:
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
                self.has_explanations = True
                continue
            yield ExportRow(about.sheet.name, number, cells)

    def _explains_headings(self, about: About, cells: Mapping[str, str]) -> bool:
        filled = {heading: cell for heading, cell in cells.items() if cell}
        if not filled or any(cells.get(column) for column in about.identifying):
            return False
        if all(cell.startswith("#") for cell in filled.values()):
            return True
        vocabulary = self.versions.vocabulary()
        recognised = {heading: vocabulary.main.places(cell) for heading, cell in filled.items()}
        return all(places and places[0].has_labels for places in recognised.values())

    def version_of(self, row: ExportRow) -> tuple[str, str, str]:
        """Return the version with which to read a row, with the column and a sentence where it names another."""
        columns = [column for column in self.main.versions if row.has(column)]
        read, words = self.versions.read_with([row.cell(column) for column in columns])
        return read, columns[0] if columns else "", words

    def columns_of(self, about: About, version: str, group: Question | None = None) -> SheetColumns:
        key = (about.sheet.name, version)
        if key not in self.columns:
            vocabulary = self.versions.vocabulary(version)
            self.columns[key] = vocabulary.columns_of(about.sheet, group, about.identifying)
        return self.columns[key]

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

    def _group_tables(self) -> dict[str, GroupRows]:
        found: dict[str, GroupRows] = {}
        troubles = []
        for about in self.tables:
            if about is self.main or about.is_log:
                continue
            if not about.is_repeat:
                self.unknown[about.sheet.name] = "no column says which submission a row is"
                continue
            is_nested = about.is_nested or self._is_in_a_group(about)
            group = None if is_nested else self._group_of(about)
            if group is None:
                self.unknown[about.sheet.name] = NESTED if is_nested else NO_GROUP
            elif group in found:
                troubles.append(f"{about.sheet.name}: the rows of “{group}” are there already.")
            else:
                found[group] = self._group_rows(about, group)
        if troubles:
            raise UnreadableError(troubles)
        return found

    def _is_in_a_group(self, about: About) -> bool:
        """Return True if the rows of a table belong to rows of another repeated group, which KoboToolbox names."""
        column = about.column("_parent_table_name")
        if not column:
            return False
        groups = {_table_name(each) for each in self.tables if each.is_repeat and each is not about}
        parents = {_as_sheet(name) for name in about.sheet.values(column) - {""}}
        return bool(parents) and parents <= groups

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

    def _group_rows(self, about: About, name: str) -> GroupRows:
        links = self._links(about)
        found = GroupRows(about, name, defaultdict(list), [])
        for row in self._data_rows(about):
            parents = {
                parent for column, index in links if (parent := _parent(row.cell(column), index)) is not None
            }
            if len(parents) == 1:
                found.by_parent[parents.pop()].append(row)
                continue
            column = next(iter(links), ("", {}))[0]
            words = TWO_PARENTS if parents else NOT_THERE.format(index=row.cell(column)[:60])
            found.orphans.append(Finding(row.file, row.row, column, words))
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
                columns.append(self.columns_of(about, version, group))
        self._collect(about.sheet, columns)

    def _links(self, about: About) -> list[tuple[str, dict[str, int]]]:
        """Return the columns by which a row names its submission, with the numbers of the rows that they mean."""
        found = []
        for column, names in about.links:
            own = next(filter(None, (self.main.column(name) for name in names)), "")
            if own:
                keys = [plain_key(row.cell(own)) for row in self.rows]
                number = Counter(keys)
                # A key that is there twice, as the numbers of two files put together, names no row.
                index = {key: place for place, key in enumerate(keys) if key and number[key] == 1}
                found.append((column, index))
        return found

    def _writes_no_answer(self) -> bool:
        """Return True if `n/a` in a text says that there is no answer: where other questions have it too."""
        headings = {standard(heading) for heading in self.main.sheet.headings}
        if NO_ANSWER not in set(
            chain(*(about.sheet.values(h) for about in self.tables for h in about.sheet.headings))
        ):
            return False
        if headings & OF_ONADATA or any(re.search(r"\[\d+\]", heading) for heading in headings):
            return True
        for version in self.used:
            questions = self.versions.vocabulary(version).questionnaire.questions
            own = self.columns_of(self.main, version).own
            for name in own.names:
                question = questions.get(name)
                if question is None or question.type is QuestionType.TEXT:
                    continue
                if any(NO_ANSWER in self.main.sheet.values(column) for column in own.of(name)):
                    return True
        return False


def _table_name(about: About) -> str:
    """Return the name of the sheet of a workbook, or of the file without `.csv`, as it is compared."""
    return about.sheet.name.rpartition(", sheet ")[2].casefold().removesuffix(".csv")


def _as_sheet(name: str) -> str:
    """Return a name as `_table_name` gives it for a sheet, which has 31 characters at most."""
    return name[:31].casefold()


def _is_named(about: About, group: Question) -> bool:
    """Return True if a file or a sheet of a workbook is named after a group, or its keys are."""
    own, table = group.own_name, _table_name(about)
    names = {_as_sheet(name) for name in (own, group.name, group.label, "/".join(group.full_path)) if name}
    if table in names or table.endswith(tuple(f"{sign}{own.casefold()}" for sign in "-_.")):
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
