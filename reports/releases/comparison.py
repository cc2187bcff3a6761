"""The live figures beside the released ones, table by table: what has moved, why, and what the next release holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from enterprises.models import Assessment
from reports.disclosure import control, exact
from reports.disclosure.revisions import Change, Member, changes_between
from reports.models import Release
from reports.releases.build import public_reports
from reports.releases.public import Released
from reports.releases.revision import revise, stored_members
from reports.table import Row, Table, cell_text, name_text
from survey.models import Study
from wording import counted, listed

NEW, GONE, MOVED = "new", "gone", "moved"
ELSEWHERE = "A change in the directory, the calls or the definition."


@dataclass(frozen=True)
class MovedFigure:
    """One cell that would be printed otherwise today. `following` is what the next release prints."""

    row: str
    column: str
    released: str
    live: str
    following: str


@dataclass(frozen=True)
class ComparedTable:
    """A table that has moved, is new or is gone, with the reason. `is_held` if the next release carries it over."""

    report: str
    title: str
    state: str
    figures: tuple[MovedFigure, ...]
    reason: str
    is_held: bool = False


@dataclass(frozen=True)
class LiveComparison:
    """The live figures of a study beside those of its current release.

    `reason` is empty where all that has moved was held back by an earlier release already.
    """

    release: Release
    tables: tuple[ComparedTable, ...]
    unchanged: int
    reason: str

    @property
    def moved(self) -> int:
        """The number of figures that would be printed otherwise today."""
        return sum(len(table.figures) for table in self.tables)


def compare(study: Study, current: Released) -> LiveComparison:
    """Return the live figures of a study beside those of its current release."""
    reports = public_reports(study)
    revision = revise(study, reports, current)
    since = _Reasons(study, current.release, revision.members)
    found: list[ComparedTable] = []
    unchanged = 0
    for name, report in reports.items():
        before = current.report(name)
        released = {table.key: table for table in before.tables} if before else {}
        shown = {table.key: table for table in control(report).tables}
        live = {table.key: table for table in exact(report).tables}
        following = {table.key: table for table in revision.reports[name].tables}
        declared = {table.key: table for table in report.tables}
        for key in dict.fromkeys([*shown, *released]):
            figures: tuple[MovedFigure, ...] = ()
            if key in released and key in shown:
                figures = tuple(_moved(released[key], shown[key], live[key], following.get(key, shown[key])))
                state = MOVED
            else:
                state = NEW if key in shown else GONE
            if state == MOVED and not figures:
                unchanged += 1
                continue
            title = (shown.get(key) or released[key]).title
            is_held = key in following and following[key].from_release > 0
            since_number = released[key].from_release if key in released else 0
            reason = since.of(declared.get(key), since_number)
            found.append(ComparedTable(report.title, title, state, figures, reason, is_held))
    reason = since.in_all()
    if reason == ELSEWHERE and all(each.is_held for each in found):
        reason = ""
    return LiveComparison(current.release, tuple(found), unchanged, reason)


def _moved(before: Table, shown: Table, live: Table, following: Table) -> Iterator[MovedFigure]:
    """Yield the cells of which the released text is another than the cleared one of now; rows meet by their words."""
    released, exactly, printed = (_by_words(table) for table in (before, live, following))
    columns = {column.key: column for column in before.columns}
    for words, row in _by_words(shown).items():
        for column in shown.columns:
            if not column.is_number or column.heads or column.key not in columns:
                continue
            was = cell_text(columns[column.key], released[words][column.key]) if words in released else "–"
            now = cell_text(column, row[column.key])
            if was != now:
                yield MovedFigure(
                    row=", ".join(filter(None, words)),
                    column=column.label,
                    released=was,
                    live=_text(live, exactly, words, column.key),
                    following=_text(following, printed, words, column.key),
                )


def _text(table: Table, rows: Mapping[tuple[str, ...], Row], words: tuple[str, ...], key: str) -> str:
    column = next((column for column in table.columns if column.key == key), None)
    return cell_text(column, rows[words][key]) if column and words in rows else "–"


def _by_words(table: Table) -> dict[tuple[str, ...], Row]:
    """Return the rows by their words; a figure that heads its row, such as a threshold, is one of them."""
    keys = [column.key for column in table.columns if column.heads or not column.is_number]
    return {tuple(name_text(row[key]) for key in keys): row for row in table.rows}


class _Reasons:
    """What has happened since a release, from which the figures of each table have moved."""

    def __init__(self, study: Study, release: Release, members: Sequence[Member]) -> None:
        self._now = members
        self._release = release
        self._members = {release.number: list(stored_members(release))}
        read_at = max(filter(None, (release.created_at, release.read_at)))
        current = Assessment.objects.current(study.definition_reference)
        self._reassessed = current.filter(created_at__gt=read_at).count()

    def of(self, table: Table | None, number: int) -> str:
        """Return why the figures of a table have moved since the release of this number, 0 for the current one."""
        groups = {figure.block.group for figure in table.shows.values()} if table else set()
        before = self._of_release(number or self._release.number)
        changes = [changes_between(group, before, self._now) for group in groups]
        largest = max(changes, key=lambda change: change.number, default=Change())
        return _sentence(largest, 0) if largest.number else self.in_all(number)

    def in_all(self, number: int = 0) -> str:
        """Return all that has happened since the release of this number, 0 for the current one, in one sentence."""
        members = self._of_release(number or self._release.number)
        before = {member.key: member for member in members}
        erased = sum(member.key is None for member in members)
        now = {member.key: member for member in self._now}
        change = Change(
            added=len(now.keys() - before.keys()),
            removed=len(before.keys() - now.keys() - {None}),
            changed=sum(before[key].answers != now[key].answers for key in now.keys() & before.keys()),
            unknown=erased,
        )
        return _sentence(change, self._reassessed)

    def _of_release(self, number: int) -> list[Member]:
        if number not in self._members:
            release = Release.objects.defer("content").get(study=self._release.study_id, number=number)
            self._members[number] = list(stored_members(release))
        return self._members[number]


def _sentence(change: Change, reassessed: int) -> str:
    parts = list(
        chain(
            [counted(change.added, "new interview", "new interviews")] if change.added else [],
            [counted(change.removed, "interview removed", "interviews removed")] if change.removed else [],
            [counted(change.unknown, "interview erased", "interviews erased")] if change.unknown else [],
            [counted(change.changed, "corrected answer", "corrected answers")] if change.changed else [],
            [counted(reassessed, "organisation reassessed", "organisations reassessed")]
            if reassessed
            else [],
        )
    )
    return f"{listed(parts)}." if parts else ELSEWHERE
