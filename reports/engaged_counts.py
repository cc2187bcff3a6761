"""How many services work with a social enterprise: the three counts of a release, which have different bases."""

from __future__ import annotations

from dataclasses import dataclass

from reports.disclosure import ControlledReport
from reports.releases.public import Released
from reports.table import Table

REPORTS = ("engagement", "gaps")
"""The reports whose pages say how the counts differ."""


@dataclass(frozen=True)
class EngagedCounts:
    """Services that work with a social enterprise, by what is counted.

    `known` of the `frame` do so by anybody's answer or a publication, and `named` of these in a relation that may be
    named; `said` of the `interviewed` said so themselves.
    """

    known: int
    frame: int
    named: int
    said: int
    interviewed: int


def engaged_counts(found: Released | None) -> EngagedCounts | None:
    """Return the counts of a release, or None if it does not have all of them. No query."""
    if found is None:
        return None
    engagement, gaps = (found.report_as_frozen(name) for name in REPORTS)
    if engagement is None or gaps is None:
        return None
    counts = [
        _total(gaps, "services_by_kind", "known"),
        _total(gaps, "services_by_kind", "frame"),
        _total(gaps, "services_by_region", "known"),
        _total(engagement, "services_by_kind", "included"),
        _total(engagement, "services_by_kind", "interviewed"),
    ]
    known = [count for count in counts if count is not None]
    return EngagedCounts(*known) if len(known) == len(counts) else None


def _total(report: ControlledReport, key: str, column: str) -> int | None:
    """Return the sum of a column over the rows with totals of a table, or None if one of them is not a number."""
    table: Table | None = next((table for table in report.tables if table.key == key), None)
    cells = [row.get(column) for row in table.rows if table.is_total(row)] if table else []
    if not cells or not all(isinstance(cell, int) for cell in cells):
        return None
    return sum(cell for cell in cells if isinstance(cell, int))
