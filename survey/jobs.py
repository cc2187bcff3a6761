"""The jobs of this app: export answers, read uploads, and send invitations."""

from __future__ import annotations

from smtplib import SMTPRecipientsRefused

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
from survey.exports.versions import VersionedExtract
from survey.models import Delivery, Instrument, Invitation, InvitationUpload, Response, Strand
from survey.online import emails

EXPORT, PREVIEW = "answers-export", "answers-preview"
INVITATION_PREVIEW, INVITATION_SENDING = "invitations-preview", "invitations-sending"
FULL = "study.manage"
"""The permission to export answers with names and free text."""


@register(EXPORT, permission="survey.review")
def export_answers(
    handle: JobHandle,
    *,
    strand: int,
    instrument: int,
    format: str,
    is_full: bool,
    reason: str,
    all_versions: bool = False,
) -> Result:
    """Export the answers to a questionnaire, or to all its versions. It is audited before the file can be downloaded.

    :raises ValidationError: if the format cannot hold the answers, or the account may not export names.
    """
    if is_full and not may(handle.by, FULL):
        raise ValidationError("Your account may not take answers with names.")
    of_strand = Strand.objects.select_related("study").get(pk=strand)
    questionnaire = Instrument.objects.get(pk=instrument)
    answered = Response.objects.sent().filter(strand=of_strand)
    versions = (
        list(Instrument.objects.answered_versions(questionnaire.name, answered)) if all_versions else []
    )
    total = answered.filter(instrument__in=versions or [questionnaire]).count()

    def report(number: int) -> None:
        handle.report(number, total)

    extract: ResponseExtract
    if len(versions) > 1:
        extract = VersionedExtract(of_strand, versions, is_full=is_full, on_record=report)
    else:
        extract = ResponseExtract(of_strand, questionnaire, is_full=is_full, on_record=report)
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
        address=reverse("answer-upload", args=[upload.strand.study.slug, delivery]),
    )


@register(INVITATION_PREVIEW, permission="study.manage")
def preview_invitations(handle: JobHandle, *, upload: int) -> Result:
    """Read a list of organisations to invite, and store its preview. Nobody is invited.

    :raises ValidationError: if it is no list of names, with every reason.
    """
    held = InvitationUpload.objects.select_related("strand__study").get(pk=upload)
    uploads.preview(kind=actions.INVITATIONS_UPLOAD, upload=held, by=handle.by, report=handle.report)
    return Result(
        message="Nobody is invited yet. Look at the rows, then add them.",
        address=reverse("invitation-list-upload", args=[held.strand.study.slug, upload]),
    )


@register(INVITATION_SENDING, permission="study.manage")
def send_invitations(handle: JobHandle, *, study: str, invitations: list[int], site: str) -> Result:
    """Send invitations, or reminders, by e-mail. `site` is the address before the path of the private links.

    Each is marked as sent when the mail server has taken it, and as come back when it refuses the address. One
    without an address is left out.

    :raises ValidationError: unless the study is open, and if the mail server does not answer; what was sent before is
        marked.
    """
    chosen = Invitation.objects.filter(pk__in=invitations, strand__study__slug=study)
    rows = actions.to_send(list(chosen.select_related("strand__study", "strand__instrument", "organisation")))
    with_address = [row for row in rows if row.email]
    sent = refused = 0
    for number, row in enumerate(with_address, 1):
        handle.report(number, len(with_address))
        try:
            emails.send_invitation(row, site=site)
        except SMTPRecipientsRefused:
            actions.mark_bounced(invitation=row, by=handle.by)
            refused += 1
        except OSError as error:
            raise ValidationError(f"{sent} sent. Then the mail server did not answer: {error}.") from error
        else:
            actions.mark_sent(invitation=row, by=handle.by)
            sent += 1
    parts = [f"{sent} sent."]
    if refused:
        parts.append(f"{refused} addresses were refused by the mail server and are marked as come back.")
    if without := len(rows) - len(with_address):
        parts.append(f"{without} have no e-mail address: get their links or letters.")
    return Result(message=" ".join(parts), address=reverse("invitations", args=[study]))
