"""Saving an interview: each submission is applied once, no version is overwritten unseen, no text is lost."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from accounts import audit
from accounts.idempotency import fingerprint
from accounts.models import User
from enterprises import actions as directory
from interviews import mention_entry
from interviews.actions.call_corrections import is_study_lead
from interviews.actions.calls import log_interview_call
from interviews.actions.case_locks import extend_lock, release_case, ringing_since
from interviews.actions.cases import eligibility_errors, lock_unit, update_code
from interviews.actions.mentions import stored_mentions, write_mentions
from interviews.errors import StaleVersionError, SubmissionConflictError
from interviews.history import missing_from_history, save_changes, save_with_history
from interviews.interview_diff import changes_nothing, document_of, is_same_text, iso_moment
from interviews.interview_times import Times, times_after_save, to_minute
from interviews.mention_entry import MentionEntry
from interviews.models import Contact, Interview, InterviewSave, Mention
from interviews.vocabulary import FINISHED, Consent, InterviewStatus
from survey import answers as answering
from survey.form_state import MOMENT_KEY
from survey.models import SampledUnit
from survey.questionnaire import TEXT_LIMIT, Questionnaire
from survey.vocabulary import StudyState

Stored = Mapping[str, Mapping[str, Any]]

UNKNOWN_TIMES = Times()

NOT_AGREED = (
    "The respondent does not agree to take part, so this cannot be finished. Log the call as a refusal."
)
NO_CONSENT = (
    "An interview is finished, even in part, only with a yes to “{question}”. Ask first; if they do not agree, "
    "save it unfinished and log the call as broken off or as a refusal."
)
TOO_LONG = f"This note is longer than {TEXT_LIMIT:,} characters. Shorten it, or move a part to another box."


@dataclass(frozen=True, slots=True)
class Submission:
    """The content of one submitted page.

    `document` is its text as JSON (interviews.interview_diff); `base` the fingerprints of the text that the page was
    opened with (interviews.interview_merge).
    """

    key: uuid.UUID
    digest: str
    from_version: int
    document: dict[str, Any]
    entries: tuple[MentionEntry, ...]
    held_on: dt.date | None
    times: Times
    contact: Contact | None
    interviewer: User | None
    is_deliberate: bool
    settles: InterviewSave | None
    base: Mapping[str, str]
    correction_reason: str


def save_interview(
    *,
    unit: SampledUnit,
    submission_key: uuid.UUID,
    from_version: int,
    answers: Stored,
    by: User | None,
    notes: Mapping[str, str] | None = None,
    mentions: Iterable[Mapping[str, Any] | MentionEntry] = (),
    status: str = InterviewStatus.DRAFT,
    held_on: dt.date | None = None,
    times: Times = UNKNOWN_TIMES,
    contact: Contact | None = None,
    interviewer: User | None = None,
    is_deliberate: bool = True,
    settles: InterviewSave | None = None,
    base: Mapping[str, str] | None = None,
    correction_reason: str = "",
) -> InterviewSave:
    """Save an interview as the version after `from_version` (0 for a new interview) and return the save.

    `answers` maps questions to stored answers (survey.answers); `mentions` are as in interviews.mention_entry. `times`
    are those that somebody entered: without them the start and the end follow from interviews.interview_times.
    Repeating a call with the same key and content returns the first save. `settles` is a late save that this one
    resolves or, if it is late too, replaces. `base` is kept with a late save. An autosave (`is_deliberate=False`) of an
    unfinished interview is not added to the history.
    In a closed study only a study lead saves, a finished interview and with a
    `correction_reason`, which the audit trail keeps.
    If nothing changes, nothing is written: the save returned is not stored and has the current version.

    :raises SubmissionConflictError: if the key was used for other content.
    :raises StaleVersionError: if another version was saved in the meantime. This text is kept as a late save.
    :raises ValidationError: by question, for invalid or missing answers of an interview to be finished. A draft may
        hold any text.
    """
    entries = [
        mention_entry.parse(raw, submission_key=submission_key, place=place)
        for place, raw in enumerate(mentions, 1)
    ]
    document = {
        "answers": {name: dict(stored) for name, stored in answers.items() if stored},
        "notes": {name: text for name, text in (notes or {}).items() if text.strip()},
        "mentions": [entry.as_json() for entry in entries],
        "held_on": held_on.isoformat() if held_on else None,
        "began_at": iso_moment(times.began_at),
        "ended_at": iso_moment(times.ended_at),
        "contact": contact.pk if contact else None,
        "status": str(status),
    }
    submission = Submission(
        key=submission_key,
        digest=fingerprint(unit=unit.pk, from_version=from_version, **document),
        from_version=from_version,
        document=document,
        entries=tuple(entries),
        held_on=held_on,
        times=times,
        contact=contact,
        interviewer=interviewer or by,
        is_deliberate=is_deliberate,
        settles=settles,
        base=base or {},
        correction_reason=correction_reason.strip(),
    )
    with transaction.atomic():
        save = _save(lock_unit(unit), submission, by=by)
    if save.submission_hash != submission.digest:
        raise SubmissionConflictError(submission_key)
    # Raised after the transaction, so that the late text is committed.
    if save.version is None and save.settled_at is None:
        raise StaleVersionError(save)
    return save


def _save(unit: SampledUnit, submission: Submission, *, by: User | None) -> InterviewSave:
    earlier = InterviewSave.objects.select_related("interview").filter(submission_key=submission.key).first()
    if earlier is not None:
        return earlier
    contact = submission.contact
    if contact is not None and contact.unit_id != unit.pk:
        raise ValidationError({"contact": "This contact belongs to another case."})
    if not unit.strand.study.takes_calls:
        _check_correction(unit, submission, by=by)
    interview = _interview_of(unit, submission, by=by)
    if interview.status == InterviewStatus.WITHDRAWN:
        # A late save is not kept either.
        raise ValidationError("The respondent has withdrawn this interview. Nothing more is entered in it.")
    is_refused = _is_refused(interview, submission)
    if is_refused:
        submission = replace(submission, document=_only_the_refusal(submission.document), entries=())
    submission = replace(submission, document=_recalculated(interview, submission.document))
    mentions = stored_mentions(interview)
    if _is_unchanged(interview, submission, mentions):
        # Two tabs may send the same text after a lost connection: there is nothing to compare.
        submission = replace(submission, from_version=interview.version)
        if not _needs_writing(interview, submission, mentions):
            return _receipt(interview, submission, by=by)
    is_current = bool(
        Interview.objects.filter(pk=interview.pk, version=submission.from_version).update(
            version=F("version") + 1
        )
    )
    save = InterviewSave(
        submission_key=submission.key,
        submission_hash=submission.digest,
        interview=interview,
        from_version=submission.from_version,
        version=submission.from_version + 1 if is_current else None,
        status=submission.document["status"],
        document=None if is_current else submission.document | {"base": dict(submission.base)},
        created_by=by,
        updated_by=by,
    )
    try:
        with transaction.atomic():
            save.save(force_insert=True)
    except IntegrityError:
        # Two cases were saved with one key at the same time: the unique key let only the other one through.
        return InterviewSave.objects.select_related("interview").get(submission_key=submission.key)
    extend_lock(unit=unit, by=by)
    if is_current:
        _write(interview, submission, mentions, by=by)
        if is_refused:
            _erase_earlier_texts(interview)
        save.interview = interview
    else:
        if submission.settles is not None:
            settle_conflict(save=submission.settles, by=by)
        detail = {"save": save.pk, "from": submission.from_version, "stored": interview.version}
        study = unit.strand.study
        audit.record(by=by, verb="interview.conflict_kept", subject=interview, study=study, detail=detail)
    return save


def _check_correction(unit: SampledUnit, submission: Submission, *, by: User | None) -> None:
    """Raise ValidationError unless this corrects a finished interview of a closed study, by a study lead."""
    status = Interview.objects.filter(unit=unit).values_list("status", flat=True).first()
    study = unit.strand.study
    if study.state != StudyState.CLOSED or status not in FINISHED or not is_study_lead(by):
        raise ValidationError(study.why_no_fieldwork)
    if submission.document["status"] != status:
        raise ValidationError({"status": study.why_no_fieldwork})
    if not submission.correction_reason:
        raise ValidationError(
            {"correction_reason": "Say why this interview is corrected after the study was closed."}
        )


def _is_refused(interview: Interview, submission: Submission) -> bool:
    """Return True if an unfinished interview that asks for consent first is saved with a no.

    An autosave is not enough: the no may be a slip that is corrected at once.
    """
    if not submission.is_deliberate or submission.document["status"] != InterviewStatus.DRAFT:
        return False
    first = next(interview.instrument.questionnaire.answerable_questions())
    return (
        first.name == Consent.TAKE_PART
        and not interview.is_finished
        and consents_of(submission.document["answers"]).get(Consent.TAKE_PART) == "no"
    )


def _only_the_refusal(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document without anything but the answer that refuses, as the respondent was promised."""
    answer = document["answers"][Consent.TAKE_PART]
    return document | {"answers": {Consent.TAKE_PART.value: answer}, "notes": {}, "mentions": []}


def _erase_earlier_texts(interview: Interview) -> None:
    """Erase what was saved before the respondent refused: mentions, history and late saves."""
    Mention.objects.filter(interview=interview).delete()
    Mention.history.filter(interview_id=interview.pk).delete()
    newest = Interview.history.filter(id=interview.pk).order_by("-history_date", "-history_id").first()
    Interview.history.filter(id=interview.pk).exclude(
        history_id=newest.history_id if newest else None
    ).delete()
    interview.saves.filter(document__isnull=False).update(document={}, settled_at=timezone.now())


def _is_unchanged(interview: Interview, submission: Submission, mentions: list[Mention]) -> bool:
    """Return True if the submission has the same text as the stored interview. Its status may differ."""
    if interview.version == 0:
        return False
    document = submission.document
    if interview.is_finished:
        document = document | {"answers": _completed(interview, document["answers"])}
    same = changes_nothing if submission.from_version == interview.version else is_same_text
    return same(document_of(interview, mentions), document)


def _needs_writing(interview: Interview, submission: Submission, mentions: list[Mention]) -> bool:
    """Return True if a submission of unchanged text changes the status or is its first deliberate save."""
    if interview.status != submission.document["status"]:
        return True
    if interview.is_finished or not submission.is_deliberate:
        return False
    return bool(missing_from_history([interview]) or missing_from_history(mentions))


def _receipt(interview: Interview, submission: Submission, *, by: User | None) -> InterviewSave:
    """Return an unsaved InterviewSave for a submission that changes nothing."""
    extend_lock(unit=interview.unit, by=by)
    if submission.settles is not None:
        settle_conflict(save=submission.settles, by=by)
    return InterviewSave(
        submission_key=submission.key,
        submission_hash=submission.digest,
        interview=interview,
        from_version=interview.version,
        version=interview.version,
        status=interview.status,
    )


def _recalculated(interview: Interview, document: dict[str, Any]) -> dict[str, Any]:
    """Return a document with the calculations that are stored when they are made."""
    answers = interview.instrument.questionnaire.recalculated(interview.answers, document["answers"])
    return document | {"answers": answers}


def _completed(interview: Interview, answers: Stored) -> dict[str, Any]:
    """Return the answers to store of a finished interview. A correction keeps the day of the interview."""
    kept = {name: stored for name, stored in interview.answers.items() if name == MOMENT_KEY}
    return interview.instrument.questionnaire.completed({**kept, **answers})


def _write(interview: Interview, submission: Submission, mentions: list[Mention], *, by: User | None) -> None:
    document = submission.document
    was_finished = interview.is_finished
    is_new_status = interview.version == 0 or interview.status != document["status"]
    _check(interview, document, submission.held_on)
    record_history = submission.is_deliberate or was_finished
    answers = document["answers"]
    changes = {
        "version": submission.from_version + 1,
        "answers": _completed(interview, answers) if document["status"] in FINISHED else answers,
        "notes": document["notes"],
        "consents": consents_of(answers),
        "status": document["status"],
        "held_on": submission.held_on or interview.held_on,
        **_times_of(interview, submission, by=by)._asdict(),
        "contact_id": submission.contact.pk if submission.contact else interview.contact_id,
    }
    is_in_history = interview.version == 0 or not missing_from_history([interview])
    save_changes(interview, changes, by=by, record_history=record_history, is_in_history=is_in_history)
    write_mentions(
        interview=interview,
        stored=mentions,
        entries=submission.entries,
        by=by,
        record_history=record_history,
    )
    if interview.unit.organisation is not None and (interview.is_finished or was_finished):
        directory.apply_listing_answers(organisation=interview.unit.organisation, by=by)
    if is_new_status:
        # The code of the case depends on the status, because a finished interview always has consent.
        update_code(unit=interview.unit, by=by)
        if interview.is_finished:
            log_interview_call(interview=interview, by=by, was_partial=was_finished)
            release_case(unit=interview.unit, by=by)
    if submission.settles is not None:
        settle_conflict(save=submission.settles, by=by)
    if record_history:
        study = interview.unit.strand.study
        detail = {
            "version": interview.version,
            "status": interview.status,
            "mentions": len(submission.entries),
            **({"reason": submission.correction_reason} if submission.correction_reason else {}),
        }
        audit.record(by=by, verb="interview.saved", subject=interview, study=study, detail=detail)


def _times_of(interview: Interview, submission: Submission, *, by: User | None) -> Times:
    """Return the start and the end of the interview after this save. One query at the first save."""
    now = timezone.now()
    is_first, status = interview.version == 0, submission.document["status"]
    began_at = (ringing_since(unit=interview.unit, by=by, now=now) or now) if is_first else None
    return times_after_save(
        sent=submission.times,
        stored=interview.times,
        now=Times(to_minute(began_at) if began_at else None, to_minute(now)),
        held_on=submission.held_on or interview.held_on,
        is_finishing=status in FINISHED and interview.status != status,
    )


def _interview_of(unit: SampledUnit, submission: Submission, *, by: User | None) -> Interview:
    interview = (
        Interview.objects.filter(unit=unit)
        .select_related("instrument", "updated_by")
        .defer("instrument__content")
        .first()
    )
    if interview is None:
        if unit.strand.instrument_id is None:
            raise ValidationError("This strand has no questionnaire yet.")
        if submission.interviewer is None:
            raise ValidationError("Say who held the interview.")
        interview = Interview(
            unit=unit,
            instrument_id=unit.strand.instrument_id,
            interviewer=submission.interviewer,
            held_on=submission.held_on or timezone.localdate(),
        )
        save_with_history(interview, by=by, record_history=False)
    interview.unit = unit
    return interview


def consents_of(answers: Stored) -> dict[str, str]:
    """Return “yes” or “no” for each Consent that the respondent was asked for."""
    values = {consent: answering.read(answers.get(consent)).value for consent in Consent.values}
    return {consent: value for consent, value in values.items() if value in ("yes", "no")}


def _check(interview: Interview, document: dict[str, Any], held_on: dt.date | None) -> None:
    status = document["status"]
    if status not in (InterviewStatus.DRAFT, *FINISHED):
        raise ValidationError({"status": "An interview is being entered, partly completed or complete."})
    if interview.is_finished and status == InterviewStatus.DRAFT:
        raise ValidationError(
            {"status": "This interview is finished. Save the change as a correction of it."}
        )
    problems = problems_of(interview.instrument.questionnaire, document)
    if status in FINISHED and not interview.is_finished:
        problems |= eligibility_errors(interview.unit, held_on or interview.held_on)
    if problems:
        raise ValidationError(problems)


def problems_of(questionnaire: Questionnaire, document: Mapping[str, Any]) -> dict[str, str]:
    """Return the errors, by question, that prevent saving with the document's status. A draft may hold any text."""
    answers, status = document["answers"], document["status"]
    found = {
        name: "The questionnaire has no such question."
        for name in (*answers, *document["notes"])
        if name not in questionnaire.questions
    }
    found |= {f"note-{name}": TOO_LONG for name, text in document["notes"].items() if len(text) > TEXT_LIMIT}
    if status == InterviewStatus.DRAFT:
        return found
    states = questionnaire.form_state(answers)
    found |= questionnaire.problems(answers, states)
    if status == InterviewStatus.COMPLETE:
        for name in questionnaire.missing(answers, states):
            label = questionnaire.first_missing_label(name, states)
            found.setdefault(name, f"Answer “{label}”, or say why there is no answer.")
    agreed = consents_of(answers).get(Consent.TAKE_PART)
    if agreed != "yes":
        question = questionnaire.questions.get(Consent.TAKE_PART)
        label = question.label if question else Consent.TAKE_PART.label
        found[Consent.TAKE_PART] = NOT_AGREED if agreed == "no" else NO_CONSENT.format(question=label)
    return found


@transaction.atomic
def settle_conflict(*, save: InterviewSave, by: User | None) -> InterviewSave:
    """Mark the conflict of a late save as resolved. Its text stays with the save."""
    if save.version is not None or save.settled_at is not None:
        return save
    save.settled_at = timezone.now()
    save.stamp(by=by)
    save.save(update_fields=["settled_at", "updated_by", "updated_at"])
    interview = save.interview
    audit.record(
        by=by,
        verb="interview.conflict_settled",
        subject=interview,
        study=interview.unit.strand.study,
        detail={"save": save.pk},
    )
    return save
