"""What a release lets move, what it carries over from an earlier one, and what its audit says."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from reports.disclosure import ControlledReport, blocks_in, control
from reports.disclosure.audit import AuditResult, audit
from reports.disclosure.policy import Cleared, Policy, clear
from reports.disclosure.printed import GroupFigures, figures_in, printed_figures
from reports.disclosure.revisions import UNREADABLE, Held, Member, ReleaseFigures, held_groups
from reports.models import Release, ReleaseMember
from reports.releases.listed_relations import audit_relations
from reports.releases.members import Membership, hash_key, members_of
from reports.releases.plain_values import from_plain, plain
from reports.releases.public import Released, opened
from reports.table import Report, Table
from survey.models import Study

FIGURES = "figures"
"""The part of a release with its printed figures as intervals, by which later ones are compared with it."""


@dataclass(frozen=True)
class Revision:
    """The reports of a release as they may be printed after all earlier ones.

    `figures` are plain values of the figures that it is the first to print; `members` are the respondents they count.
    """

    reports: Mapping[str, ControlledReport]
    figures: Mapping[str, Any]
    members: tuple[Member, ...]
    held: Held
    audit: AuditResult


def revise(study: Study, reports: Mapping[str, Report], current: Released | None) -> Revision:
    """Return the reports of a new release of a study: cleared, compared with all earlier releases, and audited.

    `current` is the release whose tables are carried over where figures may not move. Without one, because each was
    withdrawn, such tables have no figures.
    """
    policy = Policy.of(next(iter(reports.values())).study)
    cleared = clear(blocks_in(reports.values()), policy)
    shown = figures_in(reports.values(), cleared)
    membership = members_of(study, cleared.blocks.values())
    earlier = earlier_figures(study)
    own = printed_figures(cleared, policy, shown)
    held, result = _audited(cleared, policy, shown, earlier, own, membership)
    controlled = {
        name: control(report, carried=_carried(report, held, current)) for name, report in reports.items()
    }
    return Revision(
        reports=controlled,
        figures=plain(
            {group: each.without(group, held) for group, each in own.items() if group not in held.groups}
        ),
        members=membership.members,
        held=held,
        audit=result + audit_relations(study, controlled),
    )


def _audited(
    cleared: Cleared,
    policy: Policy,
    shown: Collection[tuple[str, str, str]],
    earlier: Sequence[ReleaseFigures],
    own: Mapping[str, GroupFigures],
    membership: Membership,
) -> tuple[Held, AuditResult]:
    """Return what is carried over, and what the audit finds in the rest.

    Where the rule for revisions lets a group move and the audit finds something in it, the group is carried over too.
    """
    held = held_groups(earlier, ReleaseFigures(own, membership.members))
    before = {group for release in earlier for group in release.groups}
    while True:
        result = audit(
            cleared,
            policy,
            earlier,
            shown=shown,
            members=membership.members,
            given=membership.given,
            held=held,
        )
        found = {finding.group for finding in result.findings} & before - held.groups
        if not found:
            return held, result
        held = replace(held, groups=held.groups | found, areas=held.areas - found)


def earlier_figures(study: Study) -> list[ReleaseFigures]:
    """Return what each release of a study that was ever public was the first to print, with its members."""
    public = list(Release.objects.of_study(study).public().order_by("number"))
    return [
        ReleaseFigures(
            groups={
                group: from_plain(GroupFigures, each)
                for group, each in (opened(release).part(FIGURES) or {}).items()
            },
            members=tuple(stored_members(release)),
        )
        for release in public
    ]


def stored_members(release: Release) -> Iterator[Member]:
    """Yield the members of a release; hashes that were made with another key are UNREADABLE."""
    key = hash_key()
    for row in ReleaseMember.objects.filter(release=release):
        answers = {
            group: answer if answer.startswith(f"{key}:") else UNREADABLE
            for group, answer in row.answers.items()
        }
        yield Member(row.interview_id, row.strand, row.part, row.area, answers)


def save_members(release: Release, members: Iterable[Member]) -> None:
    """Store the members of a release that is in preparation, in place of those of an earlier preview."""
    release.members.all().delete()
    ReleaseMember.objects.bulk_create(
        ReleaseMember(
            release=release,
            interview_id=member.key,
            strand=member.strand,
            part=member.part,
            area=member.area,
            answers=dict(member.answers),
        )
        for member in members
    )


def _carried(report: Report, held: Held, current: Released | None) -> Mapping[str, Table]:
    """Return the tables to print in place of the report's own, by key."""
    own = {
        table.key: table
        for table in report.tables
        if any(held.holds(each.block.group, each.place, each.block.areas) for each in table.shows.values())
    }
    before = current.report(report.name) if current and own else None
    earlier = {table.key: table for table in before.tables} if before else {}
    return {
        key: _as_in(earlier[key], current.release.number) if current and key in earlier else _emptied(table)
        for key, table in own.items()
    }


def _emptied(table: Table) -> Table:
    """Return a table whose figures may not move, and that no current release has, without its figures."""
    keys = [column.key for column in table.columns if column.is_number and not column.heads]
    note = (
        "[c] Too few answers have changed since a release that was withdrawn for new figures, because the difference "
        "would tell what these few said."
    )
    return replace(
        table,
        rows=tuple({**row, **dict.fromkeys(keys)} for row in table.rows),
        hidden=frozenset((number, key) for number in range(len(table.rows)) for key in keys),
        notes=(note, *table.notes),
        shows={},
    )


def _as_in(table: Table, number: int) -> Table:
    """Return a table of an earlier release marked as such; one that was carried over then keeps its mark."""
    if table.from_release:
        return table
    note = (
        f"[e] As in release {number}: too few answers have changed since then for new figures, because the difference "
        "would tell what these few said."
    )
    return replace(table, from_release=number, notes=(note, *table.notes))
