"""Loading answers that were collected with ODK Central or KoboToolbox: looked at first, then each once."""

from __future__ import annotations

import json
import secrets
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.idempotency import fingerprint
from accounts.models import User
from survey.actions.references import free_references
from survey.imports import reading, submissions
from survey.imports.submissions import Export, Finding, Submission
from survey.models import Delivery, Instrument, Response, Strand
from survey.online import tokens
from survey.vocabulary import ResponseStatus, Source, StrandKind

AT_ONCE = 500
ANOTHER_BODY = "It is here already with other answers ({reference}). Nothing was changed."
ANOTHER_SURVEY = "It is here already, in another survey ({reference})."
TWICE = "It is in the file twice, with different answers."
REJECTED = "It was rejected in the tool that it was collected with."
GONE = "This file was loaded or laid aside already."


class Fate(StrEnum):
    """What becomes of a submission on loading."""

    NEW = "new"
    KNOWN = "known"
    CONFLICT = "conflict"
    REFUSED = "refused"


@dataclass(frozen=True)
class Examined:
    """One submission with what would become of it, and every reason."""

    submission: Submission
    fate: Fate
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Examination:
    """A delivery as it stands now: its submissions one by one, and what to know of the whole."""

    rows: tuple[Examined, ...]
    notices: tuple[str, ...]

    def of(self, fate: Fate) -> list[Examined]:
        """The submissions of one fate."""
        return [row for row in self.rows if row.fate is fate]

    @property
    def findings(self) -> list[Finding]:
        """Everything that keeps a submission out, in the order of the file."""
        return [finding for row in self.rows for finding in row.findings]


@transaction.atomic
def deliver(
    *, strand: Strand, instrument: Instrument, uploads: Sequence[tuple[str, bytes]], by: User | None
) -> Delivery:
    """Keep exported files, to be looked at and loaded. Nothing is loaded yet.

    Raises ValidationError, with every reason, for files that are no export of this questionnaire.
    """
    if strand.kind != StrandKind.ONLINE_SURVEY:
        raise ValidationError("Only an online survey takes answers from other tools.")
    texts = reading.texts_of(uploads)
    export = _read(instrument, texts)
    if not export.submissions:
        raise ValidationError("There are no answers in this file.")
    delivery = Delivery(
        strand=strand,
        instrument=instrument,
        tool=Source.KOBO if export.is_kobo else Source.ODK_CENTRAL,
        file_name=", ".join(name for name, _ in uploads)[:200],
        content=json.dumps(texts),
        row_count=len(export.submissions),
    )
    delivery.stamp(by=by)
    delivery.full_clean()
    delivery.save()
    audit.record(
        by=by,
        verb="delivery.received",
        subject=delivery,
        study=strand.study,
        detail={"answers": delivery.row_count, "tool": str(delivery.tool)},
    )
    return delivery


def examine(delivery: Delivery) -> Examination:
    """What loading would make of each submission, as things stand. A query for each 500 of them.

    Raises ValidationError for a file that is no longer here.
    """
    if not delivery.is_waiting:
        raise ValidationError(GONE)
    export = _read(delivery.instrument, json.loads(delivery.content))
    held = _held({each.key for each in export.submissions})
    seen: dict[uuid.UUID, str] = {}
    return Examination(
        tuple(_examined(each, delivery, held, seen) for each in export.submissions), export.notices
    )


@transaction.atomic
def load(*, delivery: Delivery, by: User | None) -> Delivery:
    """Load what is new and in order: it waits for review like any other answer. All of it or, on a failure, none.

    What is here already stays as it is; what has other answers under a known key, or a problem, is left out and
    listed. The file is not kept. Loading the same file again finds everything here already.

    Raises ValidationError for a file that was loaded or laid aside.
    """
    # Two loads of one survey wait for each other, so that each sees what the other has loaded.
    Strand.objects.select_for_update().get(pk=delivery.strand_id)
    held = Delivery.objects.select_for_update(of=("self",)).select_related("strand__study", "instrument")
    delivery = held.get(pk=delivery.pk)
    examination = examine(delivery)
    fresh = [row.submission for row in examination.of(Fate.NEW)]
    references = free_references(len(fresh))
    Response.objects.bulk_create(
        (
            _response(delivery, submission, reference, by=by)
            for submission, reference in zip(fresh, references, strict=True)
        ),
        batch_size=AT_ONCE,
    )
    delivery.loaded_count = len(fresh)
    delivery.known_count = len(examination.of(Fate.KNOWN))
    delivery.left_out_count = len(examination.of(Fate.CONFLICT)) + len(examination.of(Fate.REFUSED))
    delivery.findings = [list(finding) for finding in examination.findings]
    delivery.loaded_at, delivery.content = timezone.now(), ""
    delivery.stamp(by=by)
    delivery.full_clean()
    delivery.save()
    audit.record(
        by=by,
        verb="delivery.loaded",
        subject=delivery,
        study=delivery.strand.study,
        detail={
            "loaded": delivery.loaded_count,
            "known": delivery.known_count,
            "left_out": delivery.left_out_count,
        },
    )
    return delivery


@transaction.atomic
def lay_aside(*, delivery: Delivery, by: User | None) -> Delivery:
    """Forget a file that is not to be loaded.

    Raises ValidationError for one that was loaded or laid aside before.
    """
    delivery = (
        Delivery.objects.select_for_update(of=("self",)).select_related("strand__study").get(pk=delivery.pk)
    )
    if not delivery.is_waiting:
        raise ValidationError(GONE)
    delivery.content = ""
    delivery.stamp(by=by)
    delivery.save()
    audit.record(by=by, verb="delivery.laid_aside", subject=delivery, study=delivery.strand.study)
    return delivery


def _read(instrument: Instrument, texts: Mapping[str, str]) -> Export:
    sheets = [reading.sheet_of(name, text) for name, text in texts.items()]
    return submissions.read(instrument.questionnaire, sheets)


def _held(keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, tuple[str, int, str]]:
    """By key, what is held: the fingerprint of the answers, the strand and the reference number."""
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
    held: Mapping[uuid.UUID, tuple[str, int, str]],
    seen: dict[uuid.UUID, str],
) -> Examined:
    body = _body_of(submission)

    def with_words(fate: Fate, words: str) -> Examined:
        finding = Finding(submission.file, submission.row, "", words)
        return Examined(submission, fate, (finding, *submission.findings))

    if submission.key in held:
        stored, strand, reference = held[submission.key]
        if strand != delivery.strand_id:
            return with_words(Fate.CONFLICT, ANOTHER_SURVEY.format(reference=reference))
        if stored != body:
            return with_words(Fate.CONFLICT, ANOTHER_BODY.format(reference=reference))
        return Examined(submission, Fate.KNOWN, ())
    if submission.is_rejected:
        return with_words(Fate.REFUSED, REJECTED)
    if submission.findings:
        return Examined(submission, Fate.REFUSED, tuple(submission.findings))
    if submission.key in seen:
        return (
            Examined(submission, Fate.KNOWN, ())
            if seen[submission.key] == body
            else with_words(Fate.CONFLICT, TWICE)
        )
    seen[submission.key] = body
    return Examined(submission, Fate.NEW, ())


def _body_of(submission: Submission) -> str:
    return fingerprint(key=submission.key, answers=submission.answers)


def _response(delivery: Delivery, submission: Submission, reference: str, *, by: User | None) -> Response:
    now = timezone.now()
    made = Response(
        strand=delivery.strand,
        instrument=delivery.instrument,
        delivery=delivery,
        # Nobody holds a private link to it.
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
