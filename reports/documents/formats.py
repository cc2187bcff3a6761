"""The study report of a release, or of the live figures as a draft, in each of its formats."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from reports.disclosure import ControlledReport, control
from reports.documents.background import PART, background_of
from reports.documents.document import Document, Quotation
from reports.documents.sources import Background, Publication
from reports.documents.study_report import study_report
from reports.formats.files import SPREADSHEET
from reports.quotations.published import PART as QUOTATIONS
from reports.quotations.published import PublishedQuotation, live_quotations, quotations_of_part
from reports.releases.build import public_reports
from reports.releases.parts import register_document
from reports.releases.plain_values import from_plain
from reports.releases.public import Released
from survey.models import Study

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class WrittenReport:
    """A study report: its document, and the reports that its workbook holds."""

    document: Document
    reports: Mapping[str, ControlledReport]


@dataclass(frozen=True)
class DocumentFormat:
    """One format: its name in addresses and commands, its title on pages, its media type, and its writer."""

    name: str
    title: str
    media_type: str
    write: Callable[[WrittenReport], bytes]


def _pdf(report: WrittenReport) -> bytes:
    from reports.documents import pdf

    return pdf.write(report.document)


def _word(report: WrittenReport) -> bytes:
    # Imported here because it takes a quarter of a second and only writing documents needs it.
    from reports.documents import word

    return word.write(report.document)


def _html(report: WrittenReport) -> bytes:
    from reports.documents import page

    return page.write(report.document)


def _workbook(report: WrittenReport) -> bytes:
    from reports.documents import workbook

    return workbook.write(report.document, report.reports)


FORMATS = {
    each.name: each
    for each in (
        DocumentFormat("pdf", "PDF", "application/pdf", _pdf),
        DocumentFormat("docx", "Word", WORD, _word),
        DocumentFormat("html", "Web page as a file", "text/html; charset=utf-8", _html),
        DocumentFormat("xlsx", "Workbook of all tables", SPREADSHEET, _workbook),
    )
}


def register_documents() -> None:
    """Have each release hold the study report in every format."""
    for each in FORMATS.values():
        register_document(each.name, each.title, each.media_type, _writer(each))


def _writer(format: DocumentFormat) -> Callable[[Released], bytes]:
    return lambda released: format.write(report_of_release(released))


def report_of_release(released: Released) -> WrittenReport:
    """Return the study report of a release, from its content, without names and words that were taken back since."""
    content = released.content
    reports = {name: report for name in content.order if (report := released.report(name)) is not None}
    background: Background = from_plain(Background, content.parts[PART])
    publication = Publication(
        pre_release=tuple(
            f"{entry['role']} ({entry['reason']})" for entry in content.facts.get("early_access", ())
        ),
        previous=content.facts.get("previous"),
        quotations=_by_report(quotations_of_part(released.part(QUOTATIONS))),
    )
    return WrittenReport(study_report(reports, background, publication), reports)


def _by_report(quoted: Iterable[PublishedQuotation]) -> dict[str, tuple[Quotation, ...]]:
    found: dict[str, tuple[Quotation, ...]] = {}
    for each in quoted:
        found[each.theme] = (*found.get(each.theme, ()), Quotation(each.text, each.attribution))
    return found


def draft_report(study: Study) -> WrittenReport:
    """Return the study report as it would be if the live figures were released now, marked as a draft.

    :raises ValueError: for a figure in the texts that the tables do not have.
    """
    reports = draft_reports(study)
    publication = Publication(quotations=_by_report(live_quotations(study)))
    return WrittenReport(study_report(reports, background_of(study, reports), publication), reports)


def draft_reports(study: Study, names: Collection[str] | None = None) -> dict[str, ControlledReport]:
    """Return the reports of a study's live figures after disclosure control, by name, as a release would have them.

    With `names` only these are made; names of no report are left out.
    """
    return {name: control(report) for name, report in public_reports(study, names).items()}


def file_name(study: Study, format: str, number: int | None) -> str:
    """Return the file name of a study's report, such as study-report-demonstration-2009-release-1.pdf."""
    of = f"release-{number}" if number else "draft"
    return f"study-report-{study.slug}-{of}.{format}"
