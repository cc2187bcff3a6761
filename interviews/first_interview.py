"""What the same service said in its first interview, for whoever rings it about the extended one."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Prefetch

from interviews.models import Interview, Mention
from interviews.vocabulary import FINISHED, Consent
from survey import answers as answering
from survey.answers import AnswerState
from survey.models import SampledUnit
from survey.vocabulary import StrandKind


class FirstInterview(NamedTuple):
    """The first interview, and its answers in words by question, in the order of the guide."""

    interview: Interview
    mentions: list[Mention]
    answers: list[tuple[str, str]]


def first_interview(unit: SampledUnit) -> FirstInterview | None:
    """Return the finished first interview with the service of a case of a later sample, or None.

    It is left out if the respondent did not agree to take part or withdrew. Two queries, none for a first interview.
    """
    if unit.strand.kind == StrandKind.INITIAL_INTERVIEW or unit.service_id is None:
        return None
    found = (
        Interview.objects.of_study(unit.strand.study)
        .filter(
            unit__strand__kind=StrandKind.INITIAL_INTERVIEW,
            unit__service=unit.service_id,
            status__in=FINISHED,
        )
        .select_related("instrument", "unit__strand__study", "unit__service", "unit__organisation")
        .prefetch_related(Prefetch("mentions", Mention.objects.order_by("position")))
        .first()
    )
    if found is None or not found.has_consent(Consent.TAKE_PART):
        return None
    return FirstInterview(found, list(found.mentions.all()), _answers_in_words(found))


def _answers_in_words(interview: Interview) -> list[tuple[str, str]]:
    answers = []
    for question in interview.instrument.questionnaire.readable.answerable_questions():
        answer = answering.read(interview.answers.get(question.name))
        if answer.state is AnswerState.GIVEN and question.name not in Consent.values:
            answers.append((question.label, question.display_value(answer.value)))
    return answers
