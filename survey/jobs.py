"""The jobs of this app: export answers to a file, read uploaded answers, and publish a questionnaire."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts import audit
from accounts.access import may
from accounts.jobs.kinds import Result, ResultFile, register
from accounts.jobs.progress import JobHandle
from accounts.uploads import actions as uploads
from survey import actions
from survey.exports import files
from survey.exports.extract import Extract
from survey.exports.responses import ResponseExtract
from survey.models import Delivery, Instrument, Response, Strand
from survey.xlsform import warnings_of
from survey.xlsform.upload import Upload

EXPORT, PREVIEW, PUBLICATION = "answers-export", "answers-preview", "questionnaire-publication"
FULL = "study.manage"
"""The permission to export answers with names and free text."""


@register(EXPORT, permission="survey.review")
def export_answers(
    handle: JobHandle, *, strand: int, instrument: int, format: str, is_full: bool, reason: str
) -> Result:
    """Export the answers to a questionnaire. The export is audited before the file can be downloaded.

    :raises ValidationError: if the format cannot hold the answers, or the account may not export names.
    """
    if is_full and not may(handle.by, FULL):
        raise ValidationError("Your account may not take answers with names.")
    of_strand = Strand.objects.select_related("study").get(pk=strand)
    questionnaire = Instrument.objects.get(pk=instrument)
    total = Response.objects.sent().filter(strand=of_strand, instrument=questionnaire).count()

    extract = ResponseExtract(
        of_strand,
        questionnaire,
        is_full=is_full,
        on_record=lambda number: handle.report(number, total),
    )
    return write_extract(handle, extract, format, verb="responses.exported", reason=reason)


def write_extract(handle: JobHandle, extract: Extract, format: str, *, verb: str, reason: str) -> Result:
    """Write the file of an extract, and audit it before it can be downloaded.

    :raises ValidationError: if the format cannot hold the answers.
    """
    try:
        file, name, media_type = files.file_of(extract, files.FORMATS[format])
    except ValueError as refusal:
        raise ValidationError(str(refusal)) from refusal
    strand = extract.strand
    detail = {
        "instrument": extract.instrument.pk,
        "format": format,
        "rows": dict(extract.row_counts),
        "is_full": extract.is_full,
        "reason": reason,
    }
    audit.record(by=handle.by, verb=verb, subject=strand, study=strand.study, detail=detail)
    return Result(file=ResultFile(file, name, media_type))


@register(PREVIEW, permission="study.manage")
def preview_answers(handle: JobHandle, *, delivery: int) -> Result:
    """Read answers that were collected with another tool, and store their preview. Nothing is loaded.

    :raises ValidationError: if the files are no export of the questionnaire, with every reason.
    """
    upload = Delivery.objects.select_related("strand__study", "instrument").get(pk=delivery)
    uploads.preview(kind=actions.ANSWERS_UPLOAD, upload=upload, by=handle.by, report=handle.report)
    return Result(
        message="Nothing is loaded yet. Look at the rows below, then load them.",
        address=reverse("admin:survey_delivery_change", args=[delivery]),
    )


@register(PUBLICATION, permission="study.manage")
def publish_questionnaire(handle: JobHandle, *, source: str, rows: dict[str, Any]) -> Result:
    """Publish an uploaded form. `rows` maps the rows of `source` to row numbers in the uploaded file.

    :raises ValidationError: if the form cannot be published, with every reason, sheet and row.
    """
    upload = Upload(source, rows)
    try:
        published = actions.publish_instrument(source=source, by=handle.by)
    except ValidationError as refusal:
        raise ValidationError([upload.locate(sentence) for sentence in refusal.messages]) from refusal
    count = len(warnings_of(source))
    texts = "1 text is" if count == 1 else f"{count} texts are"
    return Result(
        message=f"{texts} not translated: the preview says which." if count else "Published.",
        address=reverse("admin:survey_instrument_change", args=[published.pk]),
    )
