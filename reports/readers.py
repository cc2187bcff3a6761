"""Decides which version of a report a reader gets: research roles live exact figures, everybody else the release.

There is no third. A live table that is protected would, compared with the released one, disclose figures that each of
them hides (decision 30).
"""

from __future__ import annotations

from django.utils import timezone

from accounts import audit
from accounts.access import may
from accounts.roles import Visitor
from reports import registry
from reports.disclosure import ControlledReport, exact
from reports.models import Release
from reports.releases.public import released
from survey.models import Study
from wording import day

EXACT = "outcomes.view"
"""The permission to read live exact figures."""
NOT_RELEASED = "Not released yet"


class NotReleasedError(LookupError):
    """Nothing of a study is released, or its release does not have this report; the message says when it may be."""


def reads_exact(reader: Visitor, *, is_public_version: bool = False) -> bool:
    """Return True if this reader gets live exact figures; with `is_public_version` nobody does."""
    return not is_public_version and may(reader, EXACT)


def report_for(name: str, study: Study, *, is_exact: bool, other: Study | None = None) -> ControlledReport:
    """Return a report with live exact figures, or as the current release of the study has it.

    `other` is the second study of a report that compares; a release has its own.

    :raises UnknownReportError: for a name that no report has.
    :raises NotReleasedError: if the public has no such report yet.
    """
    registry.get(name)
    if is_exact:
        return exact(registry.make(name, study, detail=True, other=other))
    found = released(study)
    if found is None:
        raise NotReleasedError(expectation(study))
    report = found.report(name)
    if report is None:
        why = "There is no released study to compare it with. " if registry.get(name).compares else ""
        raise NotReleasedError(f"{why}Release {found.release.number} of the study does not have this report.")
    return report


def expectation(study: Study) -> str:
    """Return the sentence on a study without a release, with the day of the next one if it is announced. One query."""
    announced = Release.objects.announced().filter(study=study).first()
    if announced is None:
        return f"{NOT_RELEASED}. No day is announced."
    return f"{NOT_RELEASED}; expected on {day(timezone.localdate(announced.scheduled_for))}."


def record_reading(report: ControlledReport, study: Study, *, by: Visitor | None, format: str) -> None:
    """Write an audit event for a reading of exact figures, and nothing for released ones."""
    if report.is_exact:
        detail = {"report": report.name, "format": format}
        audit.record(by=by, verb="report.exact_read", subject=study, study=study, detail=detail)
