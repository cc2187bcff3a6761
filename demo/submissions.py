"""Converts the plan of the demonstration to what the pages send: answers, mentions, submission keys, interviews."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from accounts.models import User
from demo.answers import PlannedMention
from interviews import actions
from interviews.mention_entry import Match, MentionEntry
from interviews.models import Contact
from interviews.vocabulary import InterviewStatus
from survey.answers import AnswerState, stored_state, stored_value
from survey.models import SampledUnit
from survey.questionnaire import Questionnaire

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:gatehouse:demonstration")


def key(*words: str) -> uuid.UUID:
    """Return a submission key that is the same each time the demonstration is loaded."""
    return uuid.uuid5(NAMESPACE, " ".join(words))


def as_answers(values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return answers by question in the stored form; None is stored as “not known”, and an answer state unchanged."""
    return {question: _stored(value) for question, value in values.items()}


def _stored(value: Any) -> dict[str, Any]:
    if value is None:
        return stored_state(AnswerState.NOT_KNOWN)
    return stored_state(value) if isinstance(value, AnswerState) else stored_value(value)


def visible_answers(questionnaire: Questionnaire, values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the answers in the stored form, without empty ones and those of questions that are not shown.

    Answers that contradict each other are kept, as a respondent does who is asked back and ticks that they are right.
    """
    answers = as_answers({name: value for name, value in values.items() if value not in ("", [])})
    visible = questionnaire.shown(answers)
    found = {question: answer for question, answer in answers.items() if question in visible}
    kept = {check.name: [check.choices[0].value] for check in questionnaire.contradictions(found)}
    return found | as_answers(kept)


def entry(mention: PlannedMention, organisations: Mapping[int, int]) -> MentionEntry:
    """Return a mention as the page sends it. `organisations` maps a blueprint's number to a primary key."""
    match: int | str | None = None
    if mention.number is not None:
        match = organisations[mention.number]
    elif not mention.is_organisation:
        match = Match.NOT_AN_ORGANISATION
    return MentionEntry(
        name_given=mention.name_given,
        described_as=mention.described_as,
        status=mention.status,
        arrangement=mention.arrangement,
        origin=mention.origin,
        referrals=mention.referrals,
        referrals_are_estimated=mention.referrals is not None,
        activities=tuple(mention.terms.get("activity", ())),
        groups=tuple(mention.terms.get("offender_group", ())),
        stages=tuple(mention.terms.get("stage", ())),
        payers=tuple(mention.terms.get("payer", ())),
        match=match,
    )


def save_interview(
    *,
    unit: SampledUnit,
    answers: Mapping[str, Any],
    held_on: dt.date | None,
    submission_key: uuid.UUID,
    by: User,
    contact: Contact | None = None,
    mentions: Iterable[PlannedMention] = (),
    organisations: Mapping[int, int] | None = None,
    is_partial: bool = False,
) -> None:
    """Save an interview as finished: complete, or partial."""
    actions.save_interview(
        unit=unit,
        contact=contact,
        held_on=held_on,
        status=InterviewStatus.PARTIAL if is_partial else InterviewStatus.COMPLETE,
        answers=answers,
        mentions=[entry(mention, organisations or {}) for mention in mentions],
        from_version=0,
        submission_key=submission_key,
        by=by,
    )
