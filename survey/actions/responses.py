"""Begins, saves and sends online responses, and gives them their reference numbers."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext

from accounts import audit
from accounts.idempotency import fingerprint
from accounts.models import User
from survey import consent
from survey.actions.accepted_facts import accepted_answers, refuse_listing
from survey.actions.invitations import update_unit_outcome
from survey.fields import error_message
from survey.form_state import MOMENT_KEY
from survey.label_texts import answers_quoted, filled
from survey.markdown import unmarked
from survey.models import EarlierAnswers, Invitation, Response, Strand
from survey.online import tokens
from survey.online.errors import AlreadySentError, ChangedMeanwhileError, SurveyClosedError
from survey.online.suggestions import suggestions_for
from survey.page_language import in_page_language, mark_language
from survey.questionnaire import Section
from survey.translations import translation_into
from survey.vocabulary import ResponseStatus
from wording import counted

ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"
"""No vowels, which would make words, and no characters that look alike."""
AT_ONCE = 500


def unused_references(number: int) -> list[str]:
    """Return `number` distinct reference numbers that no response has. One query for each 500."""
    found: dict[str, None] = {}
    while len(found) < number:
        candidates = {_random_reference() for _ in range(min(AT_ONCE, number - len(found)))}
        used = Response.objects.filter(reference__in=candidates).values_list("reference", flat=True)
        found |= dict.fromkeys(candidates - set(used))
    return list(found)


def _random_reference() -> str:
    signs = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"GH-{signs[:4]}-{signs[4:]}"


MIN_DURATION = dt.timedelta(seconds=30)
"""Responses sent faster than this are set aside as suspicious."""

CLOSED = "This survey takes no answers today."
TOO_FAST = "Sent {seconds} after it was begun."

FIELDS_SET_ON_SENDING = (
    "answers",
    "suspicion",
    "status",
    "submission_key",
    "submission_hash",
    "reference",
    "submitted_at",
    "changed_answers",
    "suggestions",
    "reason",
    "decided_at",
    "decided_by",
    "postponed_at",
    "postponed_because",
    "updated_at",
)
"""The fields of a response that sending changes."""

Stored = Mapping[str, Mapping[str, Any]]


@transaction.atomic
def begin_response(
    *,
    strand: Strand,
    start_key: uuid.UUID,
    invitation: Invitation | None = None,
    suspicion: str = "",
    language: str = "",
) -> tuple[Response, str]:
    """Begin a response, and return it with the token of its private link. The same key begins only one.

    A response to an invitation has the invitation's token, and what is known of the organisation is filled in.
    `language` is the code of a translation, or empty for the questionnaire's own language. Raises SurveyClosedError
    outside the dates.
    """
    check_open(strand)
    if strand.instrument is None:
        raise SurveyClosedError(CLOSED)
    questionnaire = strand.instrument.questionnaire
    if invitation is not None:
        token = tokens.token_of(tokens.INVITATION, invitation.key)
    else:
        token = tokens.token_of(tokens.RESPONSE, start_key)
    response, is_new = Response.objects.get_or_create(
        token_hash=tokens.hash_of(token),
        defaults={
            "strand": strand,
            "instrument": strand.instrument,
            "invitation": invitation,
            "suspicion": suspicion,
            "answers": questionnaire.begun(),
            "suggestions": suggestions_for(invitation, questionnaire) if invitation is not None else {},
            "language": language if translation_into(questionnaire, language) else "",
        },
    )
    if is_new:
        if invitation is not None and invitation.declined_at:
            Invitation.objects.filter(pk=invitation.pk).update(declined_at=None)
        audit.record(by=None, verb="response.begun", subject=response, study=strand.study)
    return response, token


@transaction.atomic
def set_language(*, response: Response, language: str) -> Response:
    """Set the language of the questions; an unknown code gives the questionnaire's own. No answer changes."""
    current = lock_response(response)
    language = language if translation_into(current.questionnaire, language) else ""
    if current.language == language:
        return current
    current.language = language
    current.save(update_fields=["language", "updated_at"])
    return current


def answers_fingerprint(response: Response, section: Section | None = None) -> str:
    """Return a hash of the answers of one section, or of all, to detect changes in another window."""
    answers = response.working_answers
    if section is None:
        return fingerprint(response=response.pk, answers=answers)
    names = [question.name for question in section.questions]
    return fingerprint(
        response=response.pk, answers={name: answers[name] for name in names if answers.get(name)}
    )


@transaction.atomic
def save_page(
    *, response: Response, section: Section, answers: Stored, seen: str, confirms: bool = False
) -> Response:
    """Save the answers of one page, complete or not. Other pages do not change.

    A draft is saved even after the survey has closed, so that no typed text is lost; saving does not send it. What was
    filled in for the respondent becomes an answer when it is changed, or when the page is confirmed (`confirms`).

    Raises AlreadySentError after sending, and ChangedMeanwhileError when the stored answers of the page no longer
    have the fingerprint `seen`, unless they equal the new ones.
    """
    current = lock_response(response)
    if not current.is_editable:
        raise AlreadySentError(current)
    names = {question.name for question in section.questions}
    fields = _confirm(current, names) if confirms else []
    asked = {question.name for question in section.questions if question.takes_answer}
    fresh = {name: dict(stored) for name, stored in answers.items() if name in asked and stored}
    stored_answers = current.working_answers
    before = {name: stored for name, stored in stored_answers.items() if name in asked}
    fresh = {
        name: stored
        for name, stored in fresh.items()
        if name in before or stored != current.suggestions.get(name)
    }
    if fresh != before:
        if seen != answers_fingerprint(current, section):
            raise ChangedMeanwhileError(current)
        elsewhere = {name: stored for name, stored in stored_answers.items() if name not in names}
        elsewhere.pop(MOMENT_KEY, None)
        changed = current.questionnaire.recalculated(stored_answers, elsewhere | fresh)
        field = "answers" if current.is_draft else "changed_answers"
        setattr(current, field, changed)
        fields.append(field)
    if fields:
        current.save(update_fields=[*fields, "updated_at"])
    return current


def _confirm(current: Response, names: set[str]) -> list[str]:
    """Take what was filled in on a page off the list of what is not confirmed. Returns the fields that change."""
    left = {name: stored for name, stored in current.suggestions.items() if name not in names}
    if left == current.suggestions:
        return []
    current.suggestions = left
    return ["suggestions"]


def submit_response(*, response: Response, submission_key: uuid.UUID, seen: str) -> Response:
    """Send the answers that the respondent has checked. The same key and answers give the same receipt.

    Calculations are evaluated and stored with the answers. Suspicious responses are set aside until a reviewer has
    looked at them. Changed answers replace those that were sent, which are kept as an earlier version; if a reviewer
    had decided on them, they wait for review again. A new “no” to the public listing takes effect at once.

    Raises AlreadySentError for answers sent under another key and for a key used for other answers,
    ChangedMeanwhileError when they changed after they were checked, SurveyClosedError outside the dates, and
    ValidationError by question for what is missing or cannot be understood.
    """
    while True:
        current = _current(response)
        if current.submission_key == submission_key and current.submission_hash == seen:
            return current
        if not current.is_editable or current.submission_key == submission_key:
            raise AlreadySentError(current)
        _refuse_reused_key(submission_key, current)
        check_open(current.strand)
        if seen != answers_fingerprint(current):
            raise ChangedMeanwhileError(current)
        problems, completed = _check(current)
        if problems:
            raise ValidationError(dict(problems))
        read_at = current.updated_at
        if current.is_draft:
            is_stored = _send(current, completed, submission_key, seen, read_at=read_at)
        elif completed == current.answers:
            return discard_change(response=current)
        else:
            is_stored = _send_change(current, completed, submission_key, seen, read_at=read_at)
        if is_stored:
            return current
        # Another request wrote in between, such as the same button pressed twice: try again.


def _refuse_reused_key(submission_key: uuid.UUID, current: Response) -> None:
    other = Response.objects.filter(submission_key=submission_key).exclude(pk=current.pk).first()
    if other is not None:
        raise AlreadySentError(other)


def _send(
    current: Response,
    completed: dict[str, Any],
    submission_key: uuid.UUID,
    seen: str,
    *,
    read_at: dt.datetime,
) -> bool:
    """Store answers as sent, unless they were changed since `read_at`. Returns True if they were stored.

    Slow work is done before: on SQLite all other writers wait for this transaction.
    """
    now = timezone.now()
    if now - current.created_at < MIN_DURATION:
        seconds = counted(int((now - current.created_at).total_seconds()), "second", "seconds")
        current.suspicion = " ".join(filter(None, [current.suspicion, TOO_FAST.format(seconds=seconds)]))
    current.status = ResponseStatus.QUARANTINED if current.suspicion else ResponseStatus.SUBMITTED
    current.reference = unused_references(1)[0]
    with _one_use_of(submission_key, current):
        if not _store_sent(current, completed, submission_key, seen, at=now, read_at=read_at):
            return False
        if current.invitation is not None:
            update_unit_outcome(invitation=current.invitation, by=None)
        detail = {"status": str(current.status), "instrument": str(current.instrument_id)}
        study = current.strand.study
        audit.record(by=None, verb="response.submitted", subject=current, study=study, detail=detail)
    return True


def _send_change(
    current: Response,
    completed: dict[str, Any],
    submission_key: uuid.UUID,
    seen: str,
    *,
    read_at: dt.datetime,
) -> bool:
    """Store changed answers in place of those that were sent, as `_send` does. Returns True if they were stored."""
    before, accepted = begin_change(current)
    with _one_use_of(submission_key, current):
        if not _store_sent(current, completed, submission_key, seen, at=timezone.now(), read_at=read_at):
            return False
        if current.invitation is not None:
            update_unit_outcome(invitation=current.invitation, by=None)
        record_change(current, before, accepted, by=None)
    return True


def begin_change(current: Response) -> tuple[EarlierAnswers, dict[str, Any] | None]:
    """Let a response that was sent wait for review again, because its answers change.

    Return its answers as they were sent, and as they were accepted, if they were. Nothing is saved.
    """
    assert current.submitted_at is not None
    before = EarlierAnswers(
        response=current,
        number=current.earlier_answers.count() + 1,
        answers=current.answers,
        status=current.status,
        submitted_at=current.submitted_at,
    )
    accepted = accepted_answers(current)
    if current.status != ResponseStatus.QUARANTINED:
        current.status = ResponseStatus.SUBMITTED
    current.reason = current.postponed_because = ""
    current.decided_at = current.decided_by = current.postponed_at = None
    return before, accepted


def record_change(
    current: Response, before: EarlierAnswers, accepted: dict[str, Any] | None, *, by: User | None
) -> None:
    """Save the answers as they were before a change that is saved, and record it. A new “no” to the listing applies."""
    before.save(force_insert=True)
    names = {*current.answers, *before.answers}
    changed = [name for name in names if current.answers.get(name) != before.answers.get(name)]
    detail = {"status": str(current.status), "version": before.number + 1, "questions": len(changed)}
    audit.record(by=by, verb="response.changed", subject=current, study=current.strand.study, detail=detail)
    if accepted is not None and consent.is_refused(current.answers) and not consent.is_refused(accepted):
        refuse_listing(current, accepted, by=by)


def _store_sent(
    current: Response,
    completed: dict[str, Any],
    submission_key: uuid.UUID,
    seen: str,
    *,
    at: dt.datetime,
    read_at: dt.datetime,
) -> bool:
    """Write what sending changes, unless the row was changed since `read_at`. Returns True if it was written."""
    current.answers, current.changed_answers, current.suggestions = completed, None, {}
    current.submission_key, current.submission_hash = submission_key, seen
    current.submitted_at = current.updated_at = at
    unchanged = Response.objects.filter(pk=current.pk, updated_at=read_at)
    return bool(unchanged.update(**{name: getattr(current, name) for name in FIELDS_SET_ON_SENDING}))


@contextmanager
def _one_use_of(submission_key: uuid.UUID, current: Response) -> Iterator[None]:
    """Run one transaction, and raise AlreadySentError if other answers were sent under this key meanwhile."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        _refuse_reused_key(submission_key, current)
        raise


@transaction.atomic
def discard_change(*, response: Response) -> Response:
    """Discard changes that were not sent; what was sent stays as it was."""
    current = lock_response(response)
    if current.is_being_changed:
        current.changed_answers = None
        current.save(update_fields=["changed_answers", "updated_at"])
    return current


def problems_of(response: Response) -> dict[str, str]:
    """Return the error messages that prevent sending, by question."""
    return _check(response).problems


class _CheckResult(NamedTuple):
    """The error messages that prevent sending, and the answers to store if there are none."""

    problems: dict[str, str]
    completed: dict[str, Any]


def _check(response: Response) -> _CheckResult:
    questionnaire, answers = response.translated_questionnaire, response.working_answers
    form_state = questionnaire.form_state(answers)
    quote = answers_quoted(questionnaire, form_state.values)
    found = {
        name: error_message(questionnaire.questions[name], filled(problem, quote))
        if name in questionnaire.questions
        else in_page_language(problem)
        for name, problem in questionnaire.problems(answers, form_state).items()
        if name in form_state.shown or name not in questionnaire.questions
    }
    for name in questionnaire.missing(answers, form_state):
        label = questionnaire.first_missing_label(name, form_state)
        is_check = questionnaire.questions[name].is_check
        own = label if is_check else questionnaire.questions[name].required_message
        label, own = unmarked(filled(label, quote)), unmarked(filled(own, quote))
        problem = own or format_html(gettext("Answer “{question}”"), question=label)
        found.setdefault(name, mark_language(problem))
    return _CheckResult(found, questionnaire.completed(answers, form_state))


def lock_response(response: Response) -> Response:
    """Return the current row of a response, locked until the transaction ends."""
    return _with_related().select_for_update(of=("self",)).get(pk=response.pk)


def _current(response: Response) -> Response:
    return _with_related().get(pk=response.pk)


def _with_related() -> QuerySet[Response]:
    rows: QuerySet[Response] = Response.objects.select_related("strand__study", "instrument", "invitation")
    return rows.defer("instrument__content")


def check_open(strand: Strand) -> None:
    """Raise SurveyClosedError if the study is not open, or the survey takes no answers today."""
    if not strand.is_open_on():
        raise SurveyClosedError(CLOSED)
