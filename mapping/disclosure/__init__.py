"""Disclosure control: the only door between a report's tables and any format."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import InitVar, dataclass, replace
from functools import lru_cache

from mapping.disclosure.figures import Place
from mapping.disclosure.policy import Policy
from mapping.disclosure.rounding import rounded, rounded_rows
from mapping.disclosure.suppression import hidden
from mapping.disclosure.ties import figures_of
from mapping.reports.table import Cell, Report, StudyFacts, Table, share

__all__ = ["ControlledReport", "Policy", "control", "protected", "rounded"]

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
            raise TypeError("A controlled report is made by mapping.disclosure.control only.")


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

    Lines are always rounded: their neighbours differ by single units, which hiding small counts does not conceal.
    A percentage is worked out again from the protected counts; one that does not say of what it is the ratio is
    left out, because it would give the counts away. So is a cell with a formula worked out again.
    """
    done = list(tables)
    suppressed = []
    for number, table in enumerate(tables):
        if table.data_class != "B":
            continue
        if policy.method == "rounding" or table.lines is not None:
            rounding = replace(policy, method="rounding")
            done[number] = _finished(table, rounded_rows(table, policy.base), rounding)
        else:
            suppressed.append(number)
    places = _hidden(_Known(tuple(tables[number] for number in suppressed)), policy.threshold)
    for position, number in enumerate(suppressed):
        rows = [dict(row) for row in tables[number].rows]
        for at, row, key in places:
            if at == position:
                rows[row][key] = None
        done[number] = _finished(tables[number], rows, policy)
    return tuple(done)


class _Known:
    """Tables that are told apart by what is in them, so that the same are worked out once."""

    def __init__(self, tables: tuple[Table, ...]) -> None:
        self.tables = tables
        self.content = tuple(
            (table.columns, table.total_rows, tuple(tuple(row.values()) for row in table.rows))
            for table in tables
        )

    def __hash__(self) -> int:
        return hash(self.content)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Known) and self.content == other.content


@lru_cache(maxsize=64)
def _hidden(known: _Known, threshold: int) -> frozenset[Place]:
    figures = figures_of(known.tables)
    gone = hidden(figures, threshold)
    return frozenset(place for place in figures.printed() if figures.of(place) in gone)


def _finished(table: Table, rows: Sequence[dict[str, Cell]], policy: Policy) -> Table:
    for row in rows:
        for column in table.columns:
            if column.kind == "percent" and not column.heads and column.formula is None:
                row[column.key] = _ratio(row, column.ratio)
        for column in table.columns:
            if column.formula is not None:
                row[column.key] = column.formula(row)
    emptied = frozenset(
        (number, column.key)
        for number, row in enumerate(rows)
        for column in table.columns
        if row[column.key] is None and table.rows[number][column.key] is not None
    )
    return replace(table, rows=tuple(rows), hidden=emptied, notes=(*table.notes, policy.note))


def _ratio(cells: Mapping[str, Cell], ratio: tuple[str, str] | None) -> float | None:
    if ratio is None:
        return None
    part, whole = cells[ratio[0]], cells[ratio[1]]
    if not isinstance(part, int) or not isinstance(whole, int):
        return None
    fraction = share(part, whole)
    return None if fraction is None else min(fraction, 1.0)
