"""The jobs of this app: export interviews, contacts and the call log, read lists of contacts, and e-mail letters."""

from __future__ import annotations

import uuid

from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts import audit
from accounts.jobs.kinds import Result, ResultFile, register
from accounts.jobs.progress import JobHandle
from accounts.uploads import actions as uploads
from interviews.actions.contact_uploads import CONTACTS_UPLOAD
from interviews.actions.letters import email_letter
from interviews.exports.call_log import write_call_log
from interviews.exports.contacts import write_contacts
from interviews.exports.extract import InterviewExtract
from interviews.letters.selection import with_contact
from interviews.models import Call, ContactUpload, LetterTemplate
from survey.jobs import write_extract
from survey.models import Instrument, SampledUnit, Strand, Study

DE_IDENTIFIED, FULL = "microdata.export", "microdata.full"
"""The permissions to export interviews de-identified, and in full."""
CALL_LOG, LETTERS = "call-log-export", "letters-email"
CONTACTS, CONTACTS_EXPORT = "contacts-preview", "contacts-export"
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


@register(CONTACTS, permission="study.manage")
def preview_contacts(handle: JobHandle, *, upload: int) -> Result:
    """Read an uploaded list of contacts, and store its preview. Nothing is loaded.

    :raises ValidationError: if the files are no list of contacts, with every reason.
    """
    found = ContactUpload.objects.select_related("strand__study").get(pk=upload)
    uploads.preview(kind=CONTACTS_UPLOAD, upload=found, by=handle.by, report=handle.report)
    return Result(address=reverse("contact-upload", args=[found.strand.study.slug, upload]))


@register(CONTACTS_EXPORT, permission="study.manage")
def export_contacts(handle: JobHandle, *, strand: int, format: str, reason: str) -> Result:
    """Export the contacts of a strand. The export is audited before the file can be downloaded.

    :raises ValidationError: without a reason.
    """
    if not reason.strip():
        raise ValidationError("Say what the contacts are needed for.")
    of_strand = Strand.objects.select_related("study").get(pk=strand)
    file, name, media_type, rows = write_contacts(of_strand, format=format)
    detail = {"format": format, "rows": rows, "reason": reason.strip()}
    audit.record(
        by=handle.by, verb="contacts.exported", subject=of_strand, study=of_strand.study, detail=detail
    )
    return Result(file=ResultFile(file, name, media_type))


@register(LETTERS, permission="study.manage")
def email_letters(handle: JobHandle, *, template: int, units: list[int], press: str) -> Result:
    """E-mail a letter to these cases, each once for one press. What failed is kept by case.

    :raises ValidationError: without a mail server.
    """
    letter = LetterTemplate.objects.select_related("study").get(pk=template)
    cases = with_contact(SampledUnit.objects.filter(pk__in=units, strand__study=letter.study)).order_by("pk")
    for number, unit in enumerate(cases):
        handle.report(number, len(units), str(unit))
        email_letter(unit=unit, template=letter, press=uuid.UUID(press), by=handle.by)
    return Result(address=reverse("letters-log", args=[letter.study.slug, press]))
