"""Import of answers from ODK Central or KoboToolbox, by the staged uploads of accounts.uploads."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.idempotency import fingerprint
from accounts.models import User
from accounts.uploads.actions import Report, UploadKind, stage
from accounts.uploads.preview import Preview, PreviewRow, RowStatus
from accounts.uploads.rows import Finding, Sheet
from survey.actions.responses import unused_references
from survey.actions.study_states import refuse_without_fieldwork
from survey.imports import submissions
from survey.imports.submissions import Export, Submission
from survey.models import Delivery, Instrument, Response, Strand
from survey.online import tokens
from survey.vocabulary import ResponseStatus, Source, StrandKind

AT_ONCE = 500
ANOTHER_BODY = "It is here already with other answers ({reference}). Nothing was changed."
ANOTHER_SURVEY = "It is here already, in another survey ({reference})."
TWICE = "It is in the file twice, with different answers."
REJECTED = "It was rejected in the tool that it was collected with."
REVIEWED = "Some of its answers were reviewed already. They stay."
NEWER = "Another file was loaded into this survey after it. Undo that one first."


class AnswersUpload(UploadKind[Delivery, Export, Submission]):
    """Uploads of online answers. Each is loaded once by its key, waits for review, and overwrites nothing."""

    noun = "delivery"

    def read(self, upload: Delivery, sheets: Sequence[Sheet], report: Report) -> Export:
        export = submissions.read(upload.instrument.questionnaire, sheets, report)
        if not export.submissions:
            raise ValidationError("There are no answers in this file.")
        return export

    def preview(self, upload: Delivery, parsed: Export) -> Preview[Submission]:
        """Compare the submissions with the stored answers. One query for each 500 submissions."""
        upload.tool = Source.KOBO if parsed.is_kobo else Source.ODK_CENTRAL
        existing = _stored_answers({each.key for each in parsed.submissions})
        seen: dict[uuid.UUID, str] = {}
        rows = tuple(_examined(each, upload, existing, seen) for each in parsed.submissions)
        return Preview(rows, parsed.notices)

    def lock(self, upload: Delivery) -> Delivery:
        # Two loads of one survey wait for each other, so that each sees what the other has loaded.
        Strand.objects.select_for_update().get(pk=upload.strand_id)
        deliveries = Delivery.objects.select_for_update(of=("self",))
        return deliveries.select_related("strand__study", "instrument").get(pk=upload.pk)

    def write(self, upload: Delivery, rows: Sequence[PreviewRow[Submission]], *, by: User | None) -> None:
        refuse_without_fieldwork(upload.strand.study)
        references = unused_references(len(rows))
        Response.objects.bulk_create(
            (
                _response(upload, row.content, reference, by=by)
                for row, reference in zip(rows, references, strict=True)
            ),
            batch_size=AT_ONCE,
        )

    def reason_not_to_undo(self, upload: Delivery) -> str:
        if upload.strand.study.is_archived:
            return upload.strand.study.why_no_fieldwork
        newer = Delivery.objects.filter(
            strand=upload.strand_id, applied_at__gt=upload.applied_at, undone_at__isnull=True
        )
        if newer.exists():
            return NEWER
        reviewed = upload.responses.exclude(status=ResponseStatus.SUBMITTED)
        return REVIEWED if reviewed.exists() else ""

    def remove_rows(self, upload: Delivery, *, by: User | None) -> int:
        return upload.responses.all().delete()[0]

    def study(self, upload: Delivery) -> object:
        return upload.strand.study


ANSWERS_UPLOAD = AnswersUpload()


def deliver(
    *, strand: Strand, instrument: Instrument, uploads: Sequence[tuple[str, bytes]], by: User | None
) -> Delivery:
    """Store exported files, to be read by the job `survey.jobs.preview_answers`. Nothing is loaded yet.

    :raises ValidationError: for a strand that is not an online survey, and for a study that is not open.
    """
    if strand.kind != StrandKind.ONLINE_SURVEY:
        raise ValidationError("Only an online survey takes answers from other tools.")
    refuse_without_fieldwork(strand.study)
    delivery = Delivery(strand=strand, instrument=instrument)
    return stage(kind=ANSWERS_UPLOAD, upload=delivery, uploads=uploads, by=by)


def _stored_answers(keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, tuple[str, int, str]]:
    """Return by key the answers that are stored already: their fingerprint, strand and reference number."""
    found: dict[uuid.UUID, tuple[str, int, str]] = {}
    for some in _batches(sorted(keys)):
        rows = Response.objects.filter(submission_key__in=some).values_list(
            "submission_key", "submission_hash", "strand", "reference"
        )
        found |= {
            key: (body, strand, reference) for key, body, strand, reference in rows if key and reference
        }
    return found


def _batches(keys: Sequence[uuid.UUID]) -> Iterator[list[uuid.UUID]]:
    waiting = iter(keys)
    while some := list(islice(waiting, AT_ONCE)):
        yield some


def _examined(
    submission: Submission,
    delivery: Delivery,
    existing: Mapping[uuid.UUID, tuple[str, int, str]],
    seen: dict[uuid.UUID, str],
) -> PreviewRow[Submission]:
    body = _body_of(submission)
    key = str(submission.key) if submission.key.int else ""

    def row(fate: RowStatus, *findings: Finding) -> PreviewRow[Submission]:
        return PreviewRow(submission.file, submission.row, key, submission, fate, findings)

    def with_words(fate: RowStatus, words: str) -> PreviewRow[Submission]:
        return row(fate, Finding(submission.file, submission.row, "", words), *submission.findings)

    if submission.key in existing:
        stored, strand, reference = existing[submission.key]
        if strand != delivery.strand_id:
            return with_words(RowStatus.CONFLICT, ANOTHER_SURVEY.format(reference=reference))
        if stored != body:
            return with_words(RowStatus.CONFLICT, ANOTHER_BODY.format(reference=reference))
        return row(RowStatus.UNCHANGED)
    if submission.is_rejected:
        return with_words(RowStatus.REJECTED, REJECTED)
    if submission.findings:
        return row(RowStatus.REJECTED, *submission.findings)
    if submission.key in seen:
        return (
            row(RowStatus.UNCHANGED)
            if seen[submission.key] == body
            else with_words(RowStatus.CONFLICT, TWICE)
        )
    seen[submission.key] = body
    return row(RowStatus.NEW)


def _body_of(submission: Submission) -> str:
    return fingerprint(key=submission.key, answers=submission.answers)


def _response(delivery: Delivery, submission: Submission, reference: str, *, by: User | None) -> Response:
    now = timezone.now()
    made = Response(
        strand=delivery.strand,
        instrument=delivery.instrument,
        delivery=delivery,
        # The token is random, because nobody has a private link to a loaded response.
        token_hash=tokens.hash_of(secrets.token_urlsafe()),
        answers=submission.answers,
        status=ResponseStatus.SUBMITTED,
        submission_key=submission.key,
        submission_hash=_body_of(submission),
        reference=reference,
        submitted_at=min(submission.sent_at or now, now),
    )
    made.stamp(by=by)
    return made
