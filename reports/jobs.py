"""The long work of this floor as a job: every report of a study, in every format."""

from __future__ import annotations

from tempfile import TemporaryFile
from zipfile import ZIP_DEFLATED, ZipFile

from accounts import audit
from accounts.access import may
from accounts.jobs.kinds import Result, ResultFile, register
from accounts.jobs.progress import JobHandle
from reports import registry
from reports.comparison.queries import default_other
from reports.disclosure import control
from reports.formats import heading
from reports.formats.files import FORMATS
from survey.models import Study

ARCHIVE = "report-archive"


@register(ARCHIVE, permission="reports.view")
def archive_reports(handle: JobHandle, *, study: int) -> Result:
    """Write every report of a study in every format into one zip, as the person who started the job may see them."""
    visible = Study.objects.visible_to(handle.by)
    of_study = visible.get(pk=study)
    others = list(visible.exclude(pk=study).order_by("-frame_on", "slug"))
    detail = may(handle.by, "outcomes.view")
    kinds = registry.every()
    file = TemporaryFile()  # noqa: SIM115 - handed over open
    try:
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            for number, kind in enumerate(kinds):
                handle.report(number, len(kinds), kind.title)
                other = default_other(of_study, others) if kind.compares else None
                report = control(registry.make(kind.name, of_study, detail=detail, other=other))
                for format in FORMATS.values():
                    archive.writestr(heading.file_name(report, format.name), format.write(report))
    except BaseException:
        file.close()
        raise
    file.seek(0)
    audit.record(
        by=handle.by, verb="reports.exported", subject=of_study, study=of_study, detail={"in_detail": detail}
    )
    return Result(file=ResultFile(file, f"reports-{of_study.slug}.zip", "application/zip"))
