"""Decides which version of a report a reader gets: research roles the exact one, everybody else the protected one.

There is no version that is both detailed and protected. Compared with the public one, it would disclose figures that
each of them hides (decision 30).
"""

from __future__ import annotations

from accounts import audit
from accounts.access import may
from accounts.roles import Visitor
from reports import registry
from reports.disclosure import ControlledReport, control, exact
from survey.models import Study

EXACT = "outcomes.view"
"""The permission to read exact figures."""


def reads_exact(reader: Visitor, *, is_public_version: bool = False) -> bool:
    """Return True if this reader gets exact figures; with `is_public_version` nobody does."""
    return not is_public_version and may(reader, EXACT)


def report_for(name: str, study: Study, *, is_exact: bool, other: Study | None = None) -> ControlledReport:
    """Return a report in full detail and exact, or as the public sees it; `other` is for a report that compares."""
    report = registry.make(name, study, detail=is_exact, other=other)
    return exact(report) if is_exact else control(report)


def record_reading(report: ControlledReport, study: Study, *, by: Visitor | None, format: str) -> None:
    """Write an audit event for a reading of exact figures, and nothing for protected ones."""
    if report.is_exact:
        detail = {"report": report.name, "format": format}
        audit.record(by=by, verb="report.exact_read", subject=study, study=study, detail=detail)
