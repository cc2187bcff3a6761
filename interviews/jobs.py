"""The jobs of this app: export interviews to a file, de-identified or in full, and the call log."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from accounts import audit
from accounts.jobs.kinds import Result, ResultFile, register
from accounts.jobs.progress import JobHandle
from interviews.exports.call_log import write_call_log
from interviews.exports.extract import InterviewExtract
from interviews.models import Call
from survey.jobs import write_extract
from survey.models import Instrument, Strand, Study

DE_IDENTIFIED, FULL = "microdata.export", "microdata.full"
"""The permissions to export interviews de-identified, and in full."""
CALL_LOG = "call-log-export"
EXPORT, FULL_EXPORT = "interviews-export", "interviews-export-in-full"


@register(EXPORT, permission=DE_IDENTIFIED)
def export_interviews(handle: JobHandle, *, strand: int, instrument: int, format: str) -> Result:
    """Export the de-identified interviews of a strand.

    :raises ValidationError: if the format cannot hold the answers.
    """
    return _export(handle, strand, instrument, format, is_full=False, reason="")


@register(FULL_EXPORT, permission=FULL)
def export_interviews_in_full(
    handle: JobHandle, *, strand: int, instrument: int, format: str, reason: str
) -> Result:
    """Export the interviews of a strand with names and words, for the reason given.

    :raises ValidationError: without a reason, or if the format cannot hold the answers.
    """
    if not reason.strip():
        raise ValidationError("Say what the names and words are needed for.")
    return _export(handle, strand, instrument, format, is_full=True, reason=reason.strip())


def _export(
    handle: JobHandle, strand: int, instrument: int, format: str, *, is_full: bool, reason: str
) -> Result:
    extract = InterviewExtract(
        Strand.objects.select_related("study").get(pk=strand),
        Instrument.objects.get(pk=instrument),
        is_full=is_full,
        on_record=handle.report,
    )
    return write_extract(handle, extract, format, verb="interviews.exported", reason=reason)


@register(CALL_LOG, permission="study.manage")
def export_call_log(handle: JobHandle, *, study: int, format: str, is_full: bool, reason: str) -> Result:
    """Export the call log of a study. The export is audited before the file can be downloaded.

    :raises ValidationError: without a reason for a log with names and notes.
    """
    if is_full and not reason.strip():
        raise ValidationError("Say what the names and notes are needed for.")
    of_study = Study.objects.get(pk=study)
    total = Call.objects.filter(unit__strand__study=of_study).count()
    file, name, media_type, rows = write_call_log(
        of_study, format=format, is_full=is_full, on_record=lambda number: handle.report(number, total)
    )
    detail = {"format": format, "rows": rows, "is_full": is_full, "reason": reason.strip()}
    audit.record(by=handle.by, verb="calls.exported", subject=of_study, study=of_study, detail=detail)
    return Result(file=ResultFile(file, name, media_type))
