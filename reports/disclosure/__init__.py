"""Statistical disclosure control: every report passes through `control`, or `exact` for research roles, before any
format accepts it."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import InitVar, dataclass, replace
from functools import lru_cache

from reports.disclosure.blocks import Block, blocks_of
from reports.disclosure.cell_graph import CellAddress
from reports.disclosure.cleared_tables import arranged, cleared_table
from reports.disclosure.linked_cells import cell_graph_of
from reports.disclosure.old_policy import Policy
from reports.disclosure.policy import Policy as PublicationPolicy
from reports.disclosure.policy import clear
from reports.disclosure.rounding import round_cells, round_count, round_rows
from reports.disclosure.suppression import suppressed_figures
from reports.releases.mark import ReleaseMark
from reports.table import Cell, Report, Row, StudyFacts, Table, share

__all__ = [
    "ControlledReport",
    "Policy",
    "blocks_in",
    "control",
    "exact",
    "from_release",
    "must_be_controlled",
    "protect",
    "round_count",
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


def control(report: Report, policy: Policy | PublicationPolicy | None = None) -> ControlledReport:
    """Return the report with its tables of class B cleared, and its first sentence written from the result.

    The policy is the study's own unless another is given. Tables of class A are not changed. Those of class B that do
    not declare yet what they show are still protected by suppression or rounding.
    """
    rules = policy if isinstance(policy, PublicationPolicy) else PublicationPolicy.of(report.study)
    old = policy if isinstance(policy, Policy) else Policy()
    cleared = clear(blocks_in([report]), rules)
    waiting = [table for table in report.tables if not table.shows]
    protected = dict(zip((table.key for table in waiting), protect(waiting, old), strict=True))
    tables = (
        cleared_table(table, cleared, rules) if table.shows else protected[table.key]
        for table in report.tables
    )
    shown = tuple(table for table in tables if table is not None)
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


def protect(tables: Sequence[Table], policy: Policy) -> tuple[Table, ...]:
    """Return the tables of one report with those of class B protected together, because their cells are linked.

    Fixed cells are shown unchanged and taken for known. Tables with lines are always rounded: neighbouring points
    differ by single units, which suppression of small counts does not conceal. Percentages and cells with a formula
    are worked out again from the protected counts; a percentage without a `ratio` is left out, because it would
    disclose the counts.
    """
    results = list(tables)
    linked = []
    for number, table in enumerate(tables):
        if table.data_class == "B" and table.lines is None:
            linked.append(number)
        elif table.data_class == "B":
            rounding = replace(policy, method="rounding")
            results[number] = _finished(table, round_rows(table, policy.base), rounding)
    protect_cells = _suppressed if policy.method == "suppression" else _rounded
    size = policy.threshold if policy.method == "suppression" else policy.base
    rows = {number: [dict(row) for row in tables[number].rows] for number in linked}
    for (position, row, key), cell in protect_cells(
        _TableSet(tuple(tables[number] for number in linked)), size
    ):
        rows[linked[position]][row][key] = cell
    for number in linked:
        results[number] = _finished(tables[number], rows[number], policy)
    return tuple(results)


class _TableSet:
    """Tables compared and hashed by their content, so that equal ones are protected once."""

    def __init__(self, tables: tuple[Table, ...]) -> None:
        self.tables = tables
        self.content = tuple(
            (
                table.columns,
                table.total_rows,
                table.fixed,
                tuple(table.names.items()),
                tuple(table.sums.items()),
                tuple(tuple(row.values()) for row in table.rows),
            )
            for table in tables
        )

    def __hash__(self) -> int:
        return hash(self.content)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _TableSet) and self.content == other.content


ProtectedCells = tuple[tuple[CellAddress, int | None], ...]


@lru_cache(maxsize=64)
def _rounded(tables: _TableSet, base: int) -> ProtectedCells:
    """Return the protected cells with the figures shown, None where one is hidden."""
    return tuple(round_cells(cell_graph_of(tables.tables), base).items())


@lru_cache(maxsize=64)
def _suppressed(tables: _TableSet, threshold: int) -> ProtectedCells:
    """Return the hidden cells, each with None."""
    figures = cell_graph_of(tables.tables)
    suppressed = suppressed_figures(figures, threshold)
    # A small count is hidden even if it equals a fixed one.
    return tuple(
        (place, None)
        for place in figures.printed()
        if place not in figures.fixed
        if figures.of(place) in suppressed or figures.value[place] < threshold
    )


def _finished(table: Table, rows: Sequence[dict[str, Cell]], policy: Policy) -> Table:
    for row in rows:
        for column in table.columns:
            if column.kind == "percent" and not column.heads and column.formula is None:
                row[column.key] = _ratio(row, column.ratio)
        for column in table.columns:
            if column.formula is not None:
                is_inexact = column.exact and policy.method == "rounding"
                row[column.key] = None if is_inexact else column.formula(row)
    hidden = frozenset(_hidden_cells(table, rows, policy))
    return replace(
        table,
        rows=tuple(rows),
        hidden=hidden,
        protection=policy.sentence if hidden or policy.method == "rounding" else "",
        notes=(*table.notes, policy.note(beside_fixed=bool(table.fixed))),
    )


def _hidden_cells(table: Table, rows: Sequence[Row], policy: Policy) -> Iterator[tuple[int, str]]:
    """Yield the empty cells to mark as hidden: those that had a figure, or that depend on a protected count.

    A share of a base of 0 was already empty before disclosure control. It is marked as hidden too, because “not
    available” beside a hidden count would disclose that the count is 0.
    """
    counts = tuple(column.key for column in table.columns if column.kind == "count")
    rounds = policy.method == "rounding"
    for number, row in enumerate(rows):
        before = table.rows[number]
        protected = {
            key
            for key in counts
            if (number, key) not in table.fixed and (rounds or (row[key] is None and before[key] is not None))
        }
        for column in table.columns:
            if row[column.key] is not None:
                continue
            is_derived = column.formula is not None or (column.kind == "percent" and not column.heads)
            rests_on = column.ratio or counts
            if before[column.key] is not None or (is_derived and protected.intersection(rests_on)):
                yield number, column.key


def _ratio(cells: Mapping[str, Cell], ratio: tuple[str, str] | None) -> float | None:
    if ratio is None:
        return None
    part, whole = cells[ratio[0]], cells[ratio[1]]
    if not isinstance(part, int) or not isinstance(whole, int):
        return None
    fraction = share(part, whole)
    return None if fraction is None else min(fraction, 1.0)
