"""The jobs of this app: every report of a study in every format, and its archive package."""

from __future__ import annotations

from io import BytesIO
from tempfile import TemporaryFile
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts import audit
from accounts.jobs.kinds import Result, ResultFile, register
from accounts.jobs.progress import JobHandle
from reports import readers, registry
from reports.archive.package import write_package
from reports.comparison.queries import default_other
from reports.disclosure import ControlledReport
from reports.documents.formats import FORMATS as FORMATS_OF_STUDY_REPORT
from reports.documents.formats import draft_report, file_name
from reports.documents.typesetting import TypesettingError
from reports.formats import heading
from reports.formats.files import FORMATS
from reports.releases.public import released
from survey import actions
from survey.models import Study
from survey.vocabulary import StudyState

ARCHIVE, PACKAGE, STUDY_ARCHIVE = "report-archive", "archive-package", "study-archive"
STUDY_REPORT = "study-report"


@register(ARCHIVE, permission="reports.view")
def archive_reports(handle: JobHandle, *, study: int) -> Result:
    """Write every report of a study in every format into one zip, as the person who started the job may see them.

    Research roles get live exact figures, everybody else the reports of the release.

    :raises ValidationError: if nothing is released yet.
    """
    visible = Study.objects.visible_to(handle.by)
    of_study = visible.get(pk=study)
    others = list(visible.exclude(pk=study).order_by("-frame_on", "slug"))
    is_exact = readers.reads_exact(handle.by)
    kinds = registry.every(of_study.frame)
    # Read once: all reports are of one release, also if another becomes public meanwhile.
    found = None if is_exact else released(of_study)
    if found is None and not is_exact:
        raise ValidationError(readers.expectation(of_study))
    file = TemporaryFile()  # noqa: SIM115 - handed over open
    try:
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            for number, kind in enumerate(kinds):
                handle.report(number, len(kinds), kind.title)
                report: ControlledReport | None
                if found is None:
                    other = default_other(of_study, others) if kind.compares else None
                    report = readers.report_for(kind.name, of_study, is_exact=True, other=other)
                else:
                    report = found.report(kind.name)
                if report is None:
                    continue
                for format in FORMATS.values():
                    archive.writestr(heading.file_name(report, format.name), format.write(report))
    except BaseException:
        file.close()
        raise
    file.seek(0)
    audit.record(
        by=handle.by, verb="reports.exported", subject=of_study, study=of_study, detail={"is_exact": is_exact}
    )
    name = f"reports-{of_study.slug}{'-exact' if is_exact else ''}.zip"
    return Result(file=ResultFile(file, name, "application/zip"))


@register(STUDY_REPORT, permission="study.manage")
def write_draft(handle: JobHandle, *, study: int, format: str) -> Result:
    """Write the study report of the live figures as a draft in one format.

    :raises ValidationError: for a figure in the texts that the tables do not have, or a sign that cannot be printed.
    """
    of_study = Study.objects.select_related("frame").get(pk=study)
    chosen = FORMATS_OF_STUDY_REPORT[format]
    handle.report(0, 2, "The reports")
    try:
        report = draft_report(of_study)
        handle.report(1, 2, chosen.title)
        content = chosen.write(report)
    except (ValueError, TypesettingError) as refusal:
        raise ValidationError(str(refusal)) from refusal
    name = file_name(of_study, format, None)
    return Result(file=ResultFile(BytesIO(content), name, chosen.media_type))


@register(PACKAGE, permission="study.manage")
def write_archive_package(handle: JobHandle, *, study: int, terms: str) -> Result:
    """Write the archive package of a study under these terms. It is audited before it can be downloaded.

    :raises ValidationError: without terms, or if SPSS cannot hold the data.
    """
    if not terms.strip():
        raise ValidationError("Say under which terms the data are given.")
    subject = Study.objects.select_related("frame").get(pk=study)
    try:
        file, rows = write_package(subject, terms=terms, on_step=handle.report)
    except ValueError as refusal:
        raise ValidationError(str(refusal)) from refusal
    audit.record(
        by=handle.by,
        verb="archive_package.written",
        subject=subject,
        study=subject,
        detail={"rows": rows, "terms": terms},
    )
    return Result(file=ResultFile(file, f"archive-{subject.slug}.zip", "application/zip"))


@register(STUDY_ARCHIVE, permission="study.manage")
def archive_study(handle: JobHandle, *, study: int, terms: str) -> Result:
    """Archive a closed study for good, after its archive package is written. Without terms no package is written.

    :raises ValidationError: for a study that is not closed, or if SPSS cannot hold the data.
    """
    subject = Study.objects.get(pk=study)
    if subject.state != StudyState.CLOSED:
        raise ValidationError("Close the study before you archive it.")
    package = write_archive_package(handle, study=study, terms=terms) if terms else None
    handle.report(1, 2, "Erasing the contacts")
    actions.archive_study(study=subject, by=handle.by)
    message = "The study is archived: its contacts are erased, and nothing in it changes any more."
    return Result(
        message=message,
        file=package.file if package else None,
        address=reverse("study-settings", args=[subject.slug]),
    )
