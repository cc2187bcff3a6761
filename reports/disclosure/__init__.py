"""Disclosure control: the only door between a report's tables and any format."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import InitVar, dataclass, replace
from functools import lru_cache

from reports.disclosure.cell_graph import Place
from reports.disclosure.linked_cells import figures_of
from reports.disclosure.policy import Policy
from reports.disclosure.rounding import rounded, rounded_rows
from reports.disclosure.rounding_intervals import rounded_figures
from reports.disclosure.suppression import hidden
from reports.table import Cell, Report, Row, StudyFacts, Table, share

__all__ = ["ControlledReport", "Policy", "control", "must_be_controlled", "protected", "rounded"]

_SEAL = object()


@dataclass(frozen=True)
class ControlledReport:
    """A report that may be shown. Only `control` makes one; every renderer refuses anything else."""

    name: str
    title: str
    aim: str
    answer: str
    tables: tuple[Table, ...]
    study: StudyFacts
    notes: tuple[str, ...]
    data_on: dt.date | None
    seal: InitVar[object]

    def __post_init__(self, seal: object) -> None:
        if seal is not _SEAL:
            raise TypeError("A controlled report is made by reports.disclosure.control only.")


def must_be_controlled(report: object) -> ControlledReport:
    """Return the report itself if it has been through disclosure control; raise TypeError otherwise."""
    if not isinstance(report, ControlledReport):
        raise TypeError(
            f"A {type(report).__name__} cannot be shown: put it through reports.disclosure.control first."
        )
    return report


def control(report: Report, policy: Policy | None = None) -> ControlledReport:
    """The report with its tables of class B protected, its first sentence written from what remains.

    The policy is the study's own unless another is given. Tables of class A pass untouched.
    """
    tables = protected(report.tables, policy or Policy.of(report.study))
    return ControlledReport(
        name=report.name,
        title=report.title,
        aim=report.aim,
        answer=report.answer_from({table.key: table for table in tables}),
        tables=tables,
        study=report.study,
        notes=report.notes,
        data_on=report.data_on,
        seal=_SEAL,
    )


def protected(tables: Sequence[Table], policy: Policy) -> tuple[Table, ...]:
    """The tables of one report with those of class B protected together, for what one shows another may tell.

    Fixed figures are shown as they are and taken for known. Lines are always rounded: their neighbours differ by
    single units, which hiding small counts does not conceal.
    A percentage is worked out again from the protected counts; one that does not say of what it is the ratio is
    left out, because it would give the counts away. So is a cell with a formula worked out again.
    """
    done = list(tables)
    together = []
    for number, table in enumerate(tables):
        if table.data_class == "B" and table.lines is None:
            together.append(number)
        elif table.data_class == "B":
            rounding = replace(policy, method="rounding")
            done[number] = _finished(table, rounded_rows(table, policy.base), rounding)
    protect = _suppressed if policy.method == "suppression" else _rounded
    size = policy.threshold if policy.method == "suppression" else policy.base
    rows = {number: [dict(row) for row in tables[number].rows] for number in together}
    for (position, row, key), cell in protect(_Known(tuple(tables[number] for number in together)), size):
        rows[together[position]][row][key] = cell
    for number in together:
        done[number] = _finished(tables[number], rows[number], policy)
    return tuple(done)


class _Known:
    """Tables that are told apart by what is in them, so that the same are worked out once."""

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
        return isinstance(other, _Known) and self.content == other.content


Shown = tuple[tuple[Place, int | None], ...]


@lru_cache(maxsize=64)
def _rounded(known: _Known, base: int) -> Shown:
    """The cells that count somebody, each as it is shown."""
    return tuple(rounded_figures(figures_of(known.tables), base).items())


@lru_cache(maxsize=64)
def _suppressed(known: _Known, threshold: int) -> Shown:
    """The cells that are hidden."""
    figures = figures_of(known.tables)
    gone = hidden(figures, threshold)
    # A small count that happens to be level with a fixed one is no less small.
    return tuple(
        (place, None)
        for place in figures.printed()
        if place not in figures.fixed
        if figures.of(place) in gone or figures.value[place] < threshold
    )


def _finished(table: Table, rows: Sequence[dict[str, Cell]], policy: Policy) -> Table:
    for row in rows:
        for column in table.columns:
            if column.kind == "percent" and not column.heads and column.formula is None:
                row[column.key] = _ratio(row, column.ratio)
        for column in table.columns:
            if column.formula is not None:
                is_misled = column.exact and policy.method == "rounding"
                row[column.key] = None if is_misled else column.formula(row)
    withheld = frozenset(_withheld(table, rows, policy))
    return replace(
        table,
        rows=tuple(rows),
        hidden=withheld,
        protection=policy.sentence if withheld or policy.method == "rounding" else "",
        notes=(*table.notes, policy.note(beside_fixed=bool(table.fixed))),
    )


def _withheld(table: Table, rows: Sequence[Row], policy: Policy) -> Iterator[tuple[int, str]]:
    """The empty cells that are not plainly without a figure, for something that they rest on was protected.

    A share of nobody was empty before the control too. To show it as “not available” beside a hidden count would
    say that the count is zero.
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
