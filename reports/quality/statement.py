"""The quality statement as plain values: for each part what is written, and sentences and tables from the data.

Its figures are those of the reports as the reader sees them: live for research roles, else those of the release.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reports import readers, registry
from reports.coverage import report as coverage
from reports.disclosure import ControlledReport
from reports.formats.files import FORMATS
from reports.nonresponse import report as nonresponse
from reports.table import Table
from survey.actions import current_statement
from survey.models import QualityStatement, Strand, Study
from survey.quality import DIMENSIONS, NOT_WRITTEN, Part
from wording import day, listed

COVERAGE_TABLES = {"coverage": ("by_kind",), "non_response": ("rates",)}
"""The tables of the coverage report that belong to a part, by their keys. The public version may lack some."""
AUDITED = (
    "Before each release an audit tries what readers could conclude of any one person who answered from its "
    "figures and those of earlier releases. A finding stops the release."
)


@dataclass(frozen=True)
class WrittenPart:
    """One part: what is written, `NOT_WRITTEN` if nothing is, and what the data say.

    `report` is the report with more tables on it, if there is one.
    """

    part: Part
    text: str
    facts: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    report: ControlledReport | None = None

    @property
    def is_written(self) -> bool:
        return self.text != NOT_WRITTEN


@dataclass(frozen=True)
class Statement:
    """The whole statement. `reports` are those that its tables are from; `version` is 0 without a text."""

    study: Study
    dimensions: tuple[tuple[str, tuple[WrittenPart, ...]], ...]
    reports: tuple[ControlledReport, ...]
    current: QualityStatement | None

    @property
    def version(self) -> int:
        return self.current.version if self.current else 0


def statement_of(study: Study, *, is_exact: bool = False) -> Statement:
    """Return the quality statement of a study. A fixed number of queries at any size.

    Its figures are those of the release, and there are none before the first; with `is_exact` they are live.
    """
    covered, items = (_report(name, study, is_exact=is_exact) for name in (coverage.NAME, nonresponse.NAME))
    return statement_from(study, covered, items)


def statement_from(
    study: Study, covered: ControlledReport | None, items: ControlledReport | None
) -> Statement:
    """Return the quality statement with the figures of these reports, on coverage and on non-response."""
    current = current_statement(study)
    texts: Mapping[str, str] = current.texts if current else {}
    reports = {"coverage": covered, "non_response": covered, "item_non_response": items}
    no_items = (readers.expectation(study),) if items is None else (items.answer,)
    facts = {**_facts(study, covered), "item_non_response": no_items}
    by_key = {table.key: table for table in covered.tables} if covered else {}
    tables = {
        part: tuple(by_key[key] for key in keys if key in by_key) for part, keys in COVERAGE_TABLES.items()
    }
    return Statement(
        study,
        tuple(
            (
                dimension.title,
                tuple(
                    WrittenPart(
                        part,
                        texts.get(part.name, NOT_WRITTEN),
                        facts.get(part.name, ()),
                        tables.get(part.name, ()),
                        reports.get(part.name),
                    )
                    for part in dimension.parts
                ),
            )
            for dimension in DIMENSIONS
        ),
        tuple(report for report in (covered, items) if report is not None),
        current,
    )


def _report(name: str, study: Study, *, is_exact: bool) -> ControlledReport | None:
    try:
        return readers.report_for(name, study, is_exact=is_exact)
    except readers.NotReleasedError:
        return None


def _facts(study: Study, report: ControlledReport | None) -> dict[str, tuple[str, ...]]:
    """Return sentences from the data by part; a part of which the data say nothing is not in it."""
    strands = Strand.objects.filter(study=study).select_related("instrument").order_by("pk")
    others = Study.objects.published().exclude(pk=study.pk).order_by("-frame_on", "slug")
    compared = [other.title for other in others]
    last = "Its figures are not released yet."
    if report is not None:
        last = (
            f"The last call or interview was on {day(report.data_on)}."
            if report.data_on
            else "No fieldwork yet."
        )
    end = f"to {day(study.closed_on)}" if study.closed_on else "and has not ended"
    return {
        "relevance": (
            *((study.description,) if study.description else ()),
            f"Reports: {listed([_lowered(each.title) for each in registry.every(study.frame)])}.",
        ),
        "coverage": (report.notes[0], report.answer) if report else (readers.expectation(study),),
        "measurement": tuple(
            f"{strand.get_kind_display()}: {strand.instrument}." for strand in strands if strand.instrument
        ),
        "timeliness": (
            f"The list of services is of {day(study.frame_on)}. Fieldwork ran from {day(study.opened_on)} {end}. "
            f"{last}",
            *_revision(report),
        ),
        "comparability": (
            f"{study.get_counting_unit_display()}. Social enterprises are those of the "
            f"study’s definition, version {study.definition_version}.",
            f"Published studies to compare with: {listed(compared)}."
            if compared
            else "No other study is published that it could be compared with.",
        ),
        "accessibility": (
            f"Each report is a page with charts, and a file as {listed([each.title for each in FORMATS.values()])}.",
            AUDITED,
        ),
    }


def _revision(report: ControlledReport | None) -> tuple[str, ...]:
    """Return what the release of a report revised, if it is not the first."""
    if report is None or report.release is None or not report.release.revision_note:
        return ()
    return (
        f"Release {report.release.number} is a revision: {report.release.revision_note}",
        "Figures of which too few answers have changed stay as in an earlier release, marked [e].",
    )


def _lowered(words: str) -> str:
    return words[:1].lower() + words[1:]
