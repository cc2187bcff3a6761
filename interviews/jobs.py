"""The jobs of this app: export interviews to a file, de-identified or in full."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from accounts.jobs.kinds import Result, register
from accounts.jobs.progress import JobHandle
from interviews.exports.extract import InterviewExtract
from survey.jobs import write_extract
from survey.models import Instrument, Strand

DE_IDENTIFIED, FULL = "microdata.export", "microdata.full"
"""The permissions to export interviews de-identified, and in full."""
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
