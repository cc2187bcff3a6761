"""Statistical disclosure control: every report passes through `control`, or `exact` for research roles, before any
format accepts it."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import InitVar, dataclass, replace

from reports.disclosure.blocks import Block, blocks_of
from reports.disclosure.cleared_tables import arranged, cleared_table
from reports.disclosure.policy import Policy, clear
from reports.releases.mark import ReleaseMark
from reports.table import Report, StudyFacts, Table

__all__ = [
    "ControlledReport",
    "Policy",
    "blocks_in",
    "control",
    "exact",
    "from_release",
    "must_be_controlled",
]

_SEAL = object()


@dataclass(frozen=True)
class ControlledReport:
    """A report that a format may show. Only `control`, `exact` and `from_release` make one; every format
    refuses anything else.

    `is_exact` is True if its figures are not protected. Every format marks such a report as not for publication.
    `release` is the release that it was read from, None for a report of the live data.
    """

    name: str
    title: str
    aim: str
    answer: str
    tables: tuple[Table, ...]
    study: StudyFacts
    notes: tuple[str, ...]
    data_on: dt.date | None
    is_exact: bool
    release: ReleaseMark | None
    seal: InitVar[object]

    def __post_init__(self, seal: object) -> None:
        if seal is not _SEAL:
            raise TypeError("A controlled report is made by reports.disclosure.control or exact only.")


def must_be_controlled(report: object) -> ControlledReport:
    """Return the report itself if it has been through disclosure control; raise TypeError otherwise."""
    if not isinstance(report, ControlledReport):
        raise TypeError(
            f"A {type(report).__name__} cannot be shown: put it through reports.disclosure.control first."
        )
    return report


def control(
    report: Report, policy: Policy | None = None, *, carried: Mapping[str, Table] | None = None
) -> ControlledReport:
    """Return the report with its tables of class B cleared, and its first sentence written from the result.

    The policy is the study's own unless another is given. Tables of class A are not changed. `carried` are tables by
    key to print as an earlier release had them.
    """
    rules = policy or Policy.of(report.study)
    cleared = clear(blocks_in([report]), rules)
    own = {
        table.key: cleared_table(table, cleared, rules) if table.shows else table for table in report.tables
    }
    shown = tuple(table for table in {**own, **(carried or {})}.values() if table is not None)
    notes = (*report.notes, rules.note) if any(table.shows for table in report.tables) else report.notes
    return _controlled(replace(report, notes=notes), shown, is_exact=False)


def exact(report: Report) -> ControlledReport:
    """Return the report with all its figures as they are, for research roles only (`reports.readers`)."""
    tables = tuple(replace(arranged(table), shows={}) for table in report.tables)
    return _controlled(report, tables, is_exact=True)


def blocks_in(reports: Iterable[Report]) -> tuple[Block, ...]:
    """Return the blocks that the tables of these reports show, once each.

    :raises ValueError: if two reports count one group differently.
    """
    return blocks_of(
        figure for report in reports for table in report.tables for figure in table.shows.values()
    )


def _controlled(report: Report, tables: tuple[Table, ...], *, is_exact: bool) -> ControlledReport:
    return ControlledReport(
        name=report.name,
        title=report.title,
        aim=report.aim,
        answer=report.answer_from({table.key: table for table in tables}),
        tables=tables,
        study=report.study,
        notes=report.notes,
        data_on=report.data_on,
        is_exact=is_exact,
        release=None,
        seal=_SEAL,
    )


def from_release(
    *,
    name: str,
    title: str,
    aim: str,
    answer: str,
    tables: tuple[Table, ...],
    study: StudyFacts,
    notes: tuple[str, ...],
    data_on: dt.date | None,
    release: ReleaseMark | None,
) -> ControlledReport:
    """Return a report as a release holds it, after disclosure control; for `reports.releases.content` only."""
    return ControlledReport(
        name=name,
        title=title,
        aim=aim,
        answer=answer,
        tables=tables,
        study=study,
        notes=notes,
        data_on=data_on,
        is_exact=False,
        release=release,
        seal=_SEAL,
    )
