"""Import of answers that were collected with another tool, by the staged uploads of accounts.uploads."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.uploads import files
from accounts.uploads.actions import Report, UploadKind, stage
from accounts.uploads.preview import PreviewRow, RowStatus
from accounts.uploads.rows import Sheet
from survey.actions.responses import begin_change, record_change, unused_references
from survey.actions.study_states import refuse_without_fieldwork
from survey.imports import submissions
from survey.imports.comparison import AnswersPreview, Stored, compare, hash_of
from survey.imports.submissions import Export, Submission
from survey.imports.versions import Versions
from survey.models import Delivery, EarlierAnswers, Instrument, Response, Strand
from survey.online import tokens
from survey.vocabulary import ResponseStatus, StrandKind

AT_ONCE = 500
REVIEWED = "Some of its answers were reviewed already. They stay."
CHANGED_SINCE = "Some of its answers were changed here since. They stay."
REPLACED = "A file that was loaded after it has replaced some of its answers. Undo that one first."
NEWER = "A file that was loaded after it had some of the same answers. Undo that one first."
NOT_DECIDED = "Nobody knows these columns: {columns}. Tick those to pass over, or load another file."

PUT_BACK = ("status", "submission_hash", "reason", "postponed_because")
MOMENTS_PUT_BACK = ("submitted_at", "decided_at", "postponed_at")
"""The fields of a response that undoing puts back, beside its answers, its instrument and its delivery."""


class AnswersUpload(UploadKind[Delivery, Export, Submission]):
    """Uploads of online answers. Each submission is loaded once, waits for review, and is replaced only by an edit."""

    noun = "delivery"

    def sheets(self, upload: Delivery) -> Sequence[Sheet]:
        return files.read_exports(files.unpack(upload.content))

    def read(self, upload: Delivery, sheets: Sequence[Sheet], report: Report) -> Export:
        export = submissions.read(_versions_of(upload.instrument), sheets, report)
        if not export.submissions:
            raise ValidationError("There are no answers in this file.")
        return export

    def preview(self, upload: Delivery, parsed: Export) -> AnswersPreview:
        """Compare the submissions with the stored answers. Two queries for each 500 submissions."""
        upload.tool = parsed.tool
        existing = _Existing.of(upload, parsed.submissions)
        compared = list(compare(parsed.submissions, existing.find, upload.decisions.get("taken", ())))
        conflicts = tuple(dict.fromkeys(row.key for row, may_be_taken in compared if may_be_taken))
        return AnswersPreview(tuple(row for row, _ in compared), parsed.notices, parsed.unknown, conflicts)

    def lock(self, upload: Delivery) -> Delivery:
        # Two loads of one survey wait for each other, so that each sees what the other has loaded.
        Strand.objects.select_for_update().get(pk=upload.strand_id)
        deliveries = Delivery.objects.select_for_update(of=("self",))
        return deliveries.select_related("strand__study", "instrument").get(pk=upload.pk)

    def write(self, upload: Delivery, rows: Sequence[PreviewRow[Submission]], *, by: User | None) -> None:
        refuse_without_fieldwork(upload.strand.study)
        if left := undecided_columns(upload):
            raise ValidationError(NOT_DECIDED.format(columns=", ".join(f"“{column}”" for column in left)))
        instruments = {each.questionnaire.version: each for each in _versions(upload.instrument)}
        new = [row.content for row in rows if row.status is RowStatus.NEW]
        references = unused_references(len(new))
        Response.objects.bulk_create(
            (
                _response(upload, instruments[each.version], each, reference, by=by)
                for each, reference in zip(new, references, strict=True)
            ),
            batch_size=AT_ONCE,
        )
        changed = [row.content for row in rows if row.status is RowStatus.CHANGED]
        existing = _Existing.of(upload, changed)
        for each in changed:
            stored = existing.find(each)
            assert stored is not None
            _replace(upload, instruments[each.version], each, stored.key, by=by)

    def reason_not_to_undo(self, upload: Delivery) -> str:
        if upload.strand.study.is_archived:
            return upload.strand.study.why_no_fieldwork
        if EarlierAnswers.objects.filter(before__delivery=upload.pk).exclude(replaced_by=upload).exists():
            return REPLACED
        loaded = upload.responses.all()
        if loaded.exclude(status__in=[ResponseStatus.SUBMITTED, ResponseStatus.QUARANTINED]).exists():
            return REVIEWED
        if upload.applied_at and loaded.filter(updated_at__gt=upload.applied_at).exists():
            return CHANGED_SINCE
        newer = Delivery.objects.filter(
            strand=upload.strand_id, applied_at__gt=upload.applied_at, undone_at__isnull=True
        )
        return NEWER if newer.filter(unchanged_count__gt=0).exists() else ""

    def remove_rows(self, upload: Delivery, *, by: User | None) -> int:
        """Put back what the file replaced, the last first, and delete what it added."""
        replaced = EarlierAnswers.objects.filter(replaced_by=upload).order_by("-number")
        touched = set()
        for before in replaced:
            _put_back(before, by=by)
            touched.add(before.response_id)
        added = set(upload.responses.values_list("pk", flat=True))
        Response.objects.filter(pk__in=added).delete()
        return len(touched | added)

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


@transaction.atomic
def decide_delivery(
    *, delivery: Delivery, passed_over: Collection[str], taken: Collection[str], by: User | None
) -> Delivery:
    """Remember which unknown columns of a file are passed over, and in which conflicts its answers are taken.

    Columns and keys that the preview does not offer are ignored.
    """
    current = ANSWERS_UPLOAD.lock(delivery)
    if not current.is_waiting:
        return current
    decisions = {
        "passed_over": [each for each in current.preview.get("unknown", {}) if each in set(passed_over)],
        "taken": [each for each in current.preview.get("conflicts", ()) if each in set(taken)],
    }
    if decisions != current.decisions:
        current.decisions = decisions
        current.stamp(by=by)
        current.save(update_fields=["decisions", "updated_by", "updated_at"])
    return current


def undecided_columns(delivery: Delivery) -> list[str]:
    """Return the columns that nobody knows and nobody has passed over."""
    decided = set(delivery.decisions.get("passed_over", ()))
    return [column for column in delivery.preview.get("unknown", {}) if column not in decided]


def _versions(instrument: Instrument) -> Iterable[Instrument]:
    return Instrument.objects.filter(name=instrument.name)


def _versions_of(instrument: Instrument) -> Versions:
    found = list(_versions(instrument))
    return Versions(
        instrument.questionnaire,
        [each.questionnaire for each in found],
        {each.questionnaire.version: each.left_out for each in found},
    )


@dataclass(frozen=True)
class _Existing:
    """The stored answers that the submissions of a file may mean, by the ids of their first and newest versions."""

    by_id: dict[uuid.UUID, Stored]

    @classmethod
    def of(cls, upload: Delivery, found: Sequence[Submission]) -> _Existing:
        """Return the stored answers. Two queries for each 500 submissions."""
        ids = {one for each in found for one in (each.key, each.instance, each.replaces) if one and one.int}
        by_id: dict[uuid.UUID, Stored] = {}
        by_key: dict[int, Stored] = {}
        for some in _batches(sorted(ids)):
            rows = Response.objects.filter(submission_key__in=some) | Response.objects.filter(
                instance_key__in=some
            )
            for row in rows.defer("outcome", "suggestions", "reason"):
                by_key[row.pk] = stored = _stored(row, upload)
                for each in filter(None, (row.instance_key, row.submission_key)):
                    by_id[each] = stored
        for some in _batches(sorted(ids)):
            earlier = EarlierAnswers.objects.filter(instance_key__in=some)
            for pk, instance in earlier.values_list("response", "instance_key"):
                if pk in by_key and instance:
                    by_key[pk].earlier.add(instance)
                    by_id.setdefault(instance, by_key[pk])
        return cls(by_id)

    def find(self, submission: Submission) -> Stored | None:
        """Return the stored answers of a submission, by its first version, this one, or the one that it replaces."""
        ids = (submission.key, submission.instance, submission.replaces)
        return next((self.by_id[each] for each in ids if each and each in self.by_id), None)


def _stored(row: Response, upload: Delivery) -> Stored:
    assert row.submission_key is not None
    return Stored(
        key=row.submission_key,
        reference=row.reference or "",
        answers=row.answers,
        loaded_hash=row.submission_hash,
        instance=row.instance_key,
        is_elsewhere=row.strand_id != upload.strand_id,
        is_loaded=row.delivery_id is not None,
        is_withdrawn=row.is_withdrawn,
        is_being_changed=row.is_being_changed,
    )


def _batches(keys: Sequence[uuid.UUID]) -> Iterator[list[uuid.UUID]]:
    waiting = iter(keys)
    while some := list(islice(waiting, AT_ONCE)):
        yield some


def _response(
    delivery: Delivery, instrument: Instrument, submission: Submission, reference: str, *, by: User | None
) -> Response:
    now = timezone.now()
    made = Response(
        strand=delivery.strand,
        instrument=instrument,
        delivery=delivery,
        # The token is random, because nobody has a private link to a loaded response.
        token_hash=tokens.hash_of(secrets.token_urlsafe()),
        answers=submission.answers,
        status=ResponseStatus.SUBMITTED,
        submission_key=submission.key,
        submission_hash=hash_of(submission.key, submission.answers),
        instance_key=submission.instance,
        reference=reference,
        submitted_at=min(submission.sent_at or now, now),
    )
    made.stamp(by=by)
    return made


def _replace(
    delivery: Delivery, instrument: Instrument, submission: Submission, key: uuid.UUID, *, by: User | None
) -> None:
    """Store the newer answers of a submission. The older ones are kept, and the response waits for review again."""
    related = Response.objects.select_related("strand__study", "instrument")
    current = related.select_for_update(of=("self",)).get(submission_key=key)
    put_back = _as_before(current)
    before, accepted = begin_change(current)
    before.instance_key, before.replaced_by, before.before = current.instance_key, delivery, put_back
    current.changed_answers = None
    current.answers, current.instrument, current.delivery = submission.answers, instrument, delivery
    current.instance_key = submission.instance
    current.submission_hash = hash_of(key, submission.answers)
    current.submitted_at = min(submission.sent_at or before.submitted_at, timezone.now())
    current.stamp(by=by)
    current.save()
    record_change(current, before, accepted, by=by)


def _as_before(response: Response) -> dict[str, object]:
    moments = {name: getattr(response, name) for name in MOMENTS_PUT_BACK}
    return {
        **{name: getattr(response, name) for name in PUT_BACK},
        **{name: moment.isoformat() if moment else None for name, moment in moments.items()},
        "delivery": response.delivery_id,
        "instrument": response.instrument_id,
        "decided_by": response.decided_by_id,
        "changed_answers": response.changed_answers,
    }


def _put_back(before: EarlierAnswers, *, by: User | None) -> None:
    """Give a response the answers back that a file replaced."""
    response = Response.objects.select_for_update().get(pk=before.response_id)
    was = before.before
    for name in PUT_BACK:
        setattr(response, name, was[name])
    for name in MOMENTS_PUT_BACK:
        setattr(response, name, dt.datetime.fromisoformat(was[name]) if was[name] else None)
    response.delivery_id, response.instrument_id = was["delivery"], was["instrument"]
    response.decided_by_id, response.changed_answers = was["decided_by"], was["changed_answers"]
    response.answers, response.instance_key = before.answers, before.instance_key
    response.stamp(by=by)
    response.save()
    before.delete()
