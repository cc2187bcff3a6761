"""The reports by name, in the order in which they are listed."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from noms.models import Frame
from noms.reference_rows import REFERENCE_WORDS
from reports.barriers import report as barriers
from reports.benefits import report as benefits
from reports.comparison import report as comparison
from reports.coverage import report as coverage
from reports.definition import report as definition
from reports.engagement import report as engagement
from reports.gaps import report as gaps
from reports.nonresponse import report as nonresponse
from reports.online import report as online
from reports.perception import report as perception
from reports.profile import report as profile
from reports.spv import report as spv
from reports.table import Report
from reports.verdicts import report as verdicts
from survey.models import Study

ROUNDING = (
    "Percentages are worked out from the counts and then rounded to whole numbers, a half upwards, so those of one "
    "table may add up to a little more or less than a hundred."
)


class UnknownReportError(LookupError):
    """No report has this name; the message lists the names there are."""


@dataclass(frozen=True)
class ReportType:
    """One report: its name in addresses and commands, its title, the aim it answers, and the function that builds it.

    The aim is a question, the title of its page. Title and aim of a row of `_REPORTS` are templates for
    `FrameWords.fill`.

    `build(study, detail=…)` returns a Report; `detail` is for those who may see outcomes by named service. A report
    that `compares` two studies takes the second as `other=…`, and has a sentence and no tables without it.
    """

    name: str
    title: str
    aim: str
    build: Callable[..., Report]
    compares: bool = False


_REPORTS = {
    module.NAME: ReportType(module.NAME, module.TITLE, module.AIM, module.build, module is comparison)
    for module in (
        coverage,
        engagement,
        gaps,
        benefits,
        barriers,
        definition,
        verdicts,
        perception,
        spv,
        profile,
        online,
        nonresponse,
        comparison,
    )
}


def names() -> tuple[str, ...]:
    """Return the names of all reports, in order."""
    return tuple(_REPORTS)


def every(frame: Frame | None = None) -> tuple[ReportType, ...]:
    """Return all reports in order, with titles in the words of a frame, by default of the reference frame.

    One query for another frame.
    """
    words = frame.words() if frame and not frame.is_reference else REFERENCE_WORDS
    return tuple(
        replace(each, title=words.fill(each.title), aim=words.fill(each.aim)) for each in _REPORTS.values()
    )


def get(name: str) -> ReportType:
    """Return the report of a name; raise UnknownReportError if there is none."""
    try:
        return _REPORTS[name]
    except KeyError:
        raise UnknownReportError(f"There is no report “{name}”. There are: {', '.join(_REPORTS)}.") from None


def make(name: str, study: Study, *, detail: bool, other: Study | None = None) -> Report:
    """Return a report of a study before disclosure control; `other` is for a report that compares.

    Each report with percentages says how they are rounded.
    """
    report_type = get(name)
    compared = {"other": other} if report_type.compares else {}
    report = report_type.build(study, detail=detail, **compared)
    has_shares = any(column.kind == "percent" for table in report.tables for column in table.columns)
    return replace(report, notes=(*report.notes, ROUNDING)) if has_shares else report
