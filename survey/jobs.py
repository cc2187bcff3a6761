"""The long work of this floor as jobs: answers as a file, and publishing a questionnaire."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts import audit
from accounts.access import may
from accounts.jobs.kinds import Result, ResultFile, register
from accounts.jobs.progress import JobHandle
from survey import actions
from survey.exports import files
from survey.exports.extract import Extract
from survey.models import Instrument, Response, Strand
from survey.xlsform import warnings_of
from survey.xlsform.upload import Upload

EXPORT, PUBLICATION = "answers-export", "questionnaire-publication"
FULL = "study.manage"
"""The permission to take answers with names and the respondents' own words."""
REPORT_EVERY = 50


@register(EXPORT, permission="survey.review")
def export_answers(
    handle: JobHandle, *, strand: int, instrument: int, format: str, is_full: bool, reason: str
) -> Result:
    """Write the answers to a questionnaire as a file. What was taken is in the audit trail before it can be fetched.

    :raises ValidationError: where the format has no room for the answers, or the account may not have the names.
    """
    if is_full and not may(handle.by, FULL):
        raise ValidationError("Your account may not take answers with names.")
    of_strand = Strand.objects.select_related("study").get(pk=strand)
    asked = Instrument.objects.get(pk=instrument)
    total = Response.objects.sent().filter(strand=of_strand, instrument=asked).count()

    def report(number: int) -> None:
        if number % REPORT_EVERY == 0:
            handle.report(number, total)

    extract = Extract(of_strand, asked, is_full=is_full, on_answer=report)
    try:
        file, name, media_type = files.file_of(extract, files.FORMATS[format])
    except ValueError as refusal:
        raise ValidationError(str(refusal)) from refusal
    detail = {
        "instrument": asked.pk,
        "format": format,
        "rows": dict(extract.row_counts),
        "is_full": is_full,
        "reason": reason,
    }
    audit.record(
        by=handle.by, verb="responses.exported", subject=of_strand, study=of_strand.study, detail=detail
    )
    return Result(file=ResultFile(file, name, media_type))


@register(PUBLICATION, permission="study.manage")
def publish_questionnaire(handle: JobHandle, *, source: str, rows: dict[str, Any]) -> Result:
    """Publish an uploaded form; `rows` are the numbers in the file of the rows that `source` has.

    :raises ValidationError: with every reason, each with its sheet and row, for a form that cannot be published.
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
