"""The plan's plain values as the pages would send them: stored answers, mentions, submission keys, interviews."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from accounts.models import User
from demo.answers import Named
from interviews import actions
from interviews.mention_entry import Match, MentionEntry
from interviews.models import Contact
from interviews.vocabulary import InterviewStatus
from survey.answers import AnswerState, given, stated
from survey.models import SampledUnit
from survey.questionnaire import Questionnaire

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:gatehouse:demonstration")


def key(*words: str) -> uuid.UUID:
    """A submission key that is the same at every loading."""
    return uuid.uuid5(NAMESPACE, " ".join(words))


def stored(values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Answers by question as an interview keeps them; None is what the respondent did not know."""
    return {
        question: stated(AnswerState.NOT_KNOWN) if value is None else given(value)
        for question, value in values.items()
    }


def shown(questionnaire: Questionnaire, values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Answers as they are kept, of the questions that these answers call for and that are not left empty."""
    said = stored({name: value for name, value in values.items() if value not in ("", [])})
    asked = questionnaire.shown(said)
    return {question: answer for question, answer in said.items() if question in asked}


def entry(mention: Named, organisations: Mapping[int, int]) -> MentionEntry:
    """A mention as the page sends it. `organisations` maps a blueprint's number to its organisation's key."""
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


def write_down(
    *,
    unit: SampledUnit,
    answers: Mapping[str, Any],
    held_on: dt.date | None,
    submission_key: uuid.UUID,
    by: User,
    contact: Contact | None = None,
    named: Iterable[Named] = (),
    organisations: Mapping[int, int] | None = None,
) -> None:
    """A whole interview, entered and finished in one go."""
    actions.save_interview(
        unit=unit,
        contact=contact,
        held_on=held_on,
        status=InterviewStatus.COMPLETE,
        answers=answers,
        mentions=[entry(mention, organisations or {}) for mention in named],
        from_version=0,
        submission_key=submission_key,
        by=by,
    )
