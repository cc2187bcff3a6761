"""Answering online: begin, save a page, send. Nothing typed is lost and nothing is sent twice."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import audit
from survey.actions.inviting import settle_unit
from survey.actions.references import free_references
from survey.fields import marked
from survey.languages import say
from survey.models import Invitation, Response, Strand
from survey.online import tokens
from survey.online.errors import AlreadySentError, ChangedMeanwhileError, SurveyClosedError
from survey.questionnaire import Section
from survey.spoken import translation_into
from survey.submissions import fingerprint
from survey.vocabulary import ResponseStatus

LEAST_TIME = dt.timedelta(seconds=30)
"""Nobody reads and answers a questionnaire in less."""

CLOSED = "This survey takes no answers today."
TOO_QUICK = "Sent {seconds} seconds after it was begun."

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
    """Begin to answer, and hand out the private link's token. The same key begins once.

    Somebody invited goes on with the invitation's own token. `language` is the code of a translation, empty for
    the questionnaire's own. Raises SurveyClosedError outside the dates.
    """
    check_open(strand)
    if strand.instrument is None:
        raise SurveyClosedError(CLOSED)
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
            "language": language if translation_into(strand.instrument.questionnaire, language) else "",
        },
    )
    if is_new:
        if invitation is not None and invitation.declined_at:
            Invitation.objects.filter(pk=invitation.pk).update(declined_at=None)
        audit.record(by=None, verb="response.begun", subject=response, study=strand.study)
    return response, token


@transaction.atomic
def speak(*, response: Response, language: str) -> Response:
    """Ask on in this language: the questionnaire's own for one that it does not have. No answer changes."""
    held = locked(response)
    held.language = language if translation_into(held.questionnaire, language) else ""
    held.save(update_fields=["language", "updated_at"])
    return held


def seen_of(response: Response, section: Section | None = None) -> str:
    """A mark of the answers as a page shows them: of one section, or of all."""
    if section is None:
        return fingerprint(response=response.pk, answers=response.answers)
    names = [question.name for question in section.questions]
    return fingerprint(
        response=response.pk,
        answers={name: response.answers[name] for name in names if response.answers.get(name)},
    )


@transaction.atomic
def save_page(*, response: Response, section: Section, answers: Stored, seen: str) -> Response:
    """Keep what was typed on one page, complete or not; the other pages stay as they are.

    Raises SurveyClosedError outside the dates, AlreadySentError after sending, and ChangedMeanwhileError when
    the page's answers are no longer the ones of `seen`, unless they are the same as these.
    """
    held = locked(response)
    if not held.is_draft:
        raise AlreadySentError(held)
    check_open(held.strand)
    names = {question.name for question in section.questions}
    asked = {question.name for question in section.questions if question.is_asked}
    fresh = {name: dict(stored) for name, stored in answers.items() if name in asked and stored}
    before = {name: stored for name, stored in held.answers.items() if name in names}
    if fresh == before:
        return held
    if seen != seen_of(held, section):
        raise ChangedMeanwhileError(held)
    held.answers = {name: stored for name, stored in held.answers.items() if name not in names} | fresh
    held.save(update_fields=["answers", "updated_at"])
    return held


@transaction.atomic
def submit_response(*, response: Response, submission_key: uuid.UUID, seen: str) -> Response:
    """Send the answers that the respondent has checked. The same key and answers give the same receipt.

    What the questionnaire calculates of them is made now, and kept with them.

    Suspicious ones are set aside, and count for nothing until somebody has looked at them.

    Raises AlreadySentError for answers sent under another key and for a key used for other answers,
    ChangedMeanwhileError when they changed after they were checked, SurveyClosedError outside the dates, and
    ValidationError by question for what is missing or cannot be understood.
    """
    held = locked(response)
    if not held.is_draft:
        if held.submission_key == submission_key and held.submission_hash == seen:
            return held
        raise AlreadySentError(held)
    other = Response.objects.filter(submission_key=submission_key).first()
    if other is not None:
        raise AlreadySentError(other)
    check_open(held.strand)
    if seen != seen_of(held):
        raise ChangedMeanwhileError(held)
    problems = problems_of(held)
    if problems:
        raise ValidationError({name: marked(problem) for name, problem in problems.items()})
    held.answers = held.questionnaire.completed(held.answers)
    now = timezone.now()
    if now - held.created_at < LEAST_TIME:
        seconds = int((now - held.created_at).total_seconds())
        held.suspicion = " ".join(filter(None, [held.suspicion, TOO_QUICK.format(seconds=seconds)]))
    held.status = ResponseStatus.QUARANTINED if held.suspicion else ResponseStatus.SUBMITTED
    held.submission_key, held.submission_hash = submission_key, seen
    held.reference, held.submitted_at = free_references(1)[0], now
    held.save()
    if held.invitation is not None:
        settle_unit(invitation=held.invitation, by=None)
    detail = {"status": str(held.status), "instrument": str(held.instrument_id)}
    audit.record(by=None, verb="response.submitted", subject=held, study=held.strand.study, detail=detail)
    return held


def problems_of(response: Response) -> dict[str, str]:
    """By question, what stands in the way of sending: of the questions that are asked, nothing else."""
    questionnaire = response.spoken
    shown = questionnaire.shown(response.answers)
    found = {
        name: problem
        for name, problem in questionnaire.problems(response.answers).items()
        if name in shown or name not in questionnaire.questions
    }
    for name in questionnaire.missing(response.answers):
        label = questionnaire.first_missing(name, response.answers)
        found.setdefault(name, say("Answer “{question}”", like=label, question=label))
    return found


def locked(response: Response) -> Response:
    """The response as it is stored now, held until the transaction ends."""
    return (
        Response.objects.select_for_update(of=("self",))
        .select_related("strand__study", "instrument", "invitation")
        .get(pk=response.pk)
    )


def check_open(strand: Strand) -> None:
    """Refuse with SurveyClosedError when the survey takes no answers today."""
    if not strand.is_open_on():
        raise SurveyClosedError(CLOSED)
