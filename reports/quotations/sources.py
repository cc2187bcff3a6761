"""The words of a respondent that may be quoted, who said them, and whether they may be quoted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from interviews.models import Interview
from interviews.vocabulary import Consent
from reports.models.quotation import CONSENT, SENT
from survey import answers as answering
from survey.models import Response
from survey.questionnaire import Question, Questionnaire

ENTERPRISE = "Social enterprise respondent"
"""What respondents of enterprises were promised to be called; the kinds of a frame have their own words."""


@dataclass(frozen=True)
class Words:
    """What a respondent said at one question: its key, the question's label, and the words."""

    key: str
    label: str
    text: str


def may_quote(respondent: Interview | Response) -> bool:
    """Return True if the respondent consents now to be quoted, without a name."""
    if isinstance(respondent, Interview):
        return respondent.is_finished and respondent.has_consent(Consent.BE_QUOTED)
    answer = answering.read(respondent.answers.get(CONSENT))
    return respondent.status in SENT and bool(answer.value == "yes")


def attribution_of(respondent: Interview | Response) -> str:
    """Return the kind of respondent, such as “Prison respondent”; two queries at most."""
    if isinstance(respondent, Interview) and respondent.unit.service is not None:
        return attribution_to(respondent.unit.service.kind.singular)
    return ENTERPRISE


def attribution_to(kind: str | None) -> str:
    """Return what the respondents of a kind of service are called; without a kind, those of enterprises."""
    return f"{kind[:1].upper()}{kind[1:]} respondent" if kind else ENTERPRISE


def words_of(respondent: Interview | Response) -> list[Words]:
    """Return every text that the respondent said or wrote, in the order of the questions.

    The interviewer's notes are not the respondent's words, so they are none of these.
    """
    questionnaire: Questionnaire = respondent.instrument.questionnaire
    return [
        Words(question.name, question.label, value)
        for question in _text_questions(questionnaire)
        if isinstance(value := answering.read(respondent.answers.get(question.name)).value, str)
        and value.strip()
    ]


def _text_questions(questionnaire: Questionnaire) -> Iterator[Question]:
    return (one for one in questionnaire.answerable_questions() if not one.choices and not one.is_repeated)
