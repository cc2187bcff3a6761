"""An interview laid out for reading: answers by section, notes, organisations, length, and what stands out."""

from __future__ import annotations

from typing import NamedTuple

from interviews.models import Interview, Mention
from interviews.pii_warnings import warnings_for
from interviews.vocabulary import MatchState
from survey import answers as answering
from survey.answers import AnswerState
from survey.questionnaire import Questionnaire
from wording import counted


class Line(NamedTuple):
    """A question with its answer in words, and the interviewer's note."""

    question: str
    answer: str
    note: str


class Reading(NamedTuple):
    """An interview as it is read."""

    sections: list[tuple[str, list[Line]]]
    mentions: list[Mention]
    remarks: list[str]


def read_interview(interview: Interview) -> Reading:
    """Return an interview laid out for reading. One query."""
    questionnaire = interview.instrument.questionnaire.readable
    mentions = list(interview.mentions.select_related("organisation").order_by("position"))
    sections = _sections(interview, questionnaire)
    return Reading(
        sections,
        mentions,
        _remarks(interview, questionnaire, mentions, sections),
    )


def _sections(interview: Interview, questionnaire: Questionnaire) -> list[tuple[str, list[Line]]]:
    form_state = questionnaire.form_state(interview.answers)
    found = []
    for section in questionnaire.sections:
        lines = []
        for question in section.questions:
            if not question.takes_answer:
                continue
            answer = answering.read(interview.answers.get(question.name))
            note = interview.notes.get(question.name, "")
            if answer.state is AnswerState.GIVEN:
                words = question.display_value(answer.value)
            elif answer.state is not AnswerState.MISSING:
                words = answer.state.label
            elif question.name in form_state.shown or note:
                words = ""
            else:
                continue
            lines.append(Line(question.label, words, note))
        if lines:
            found.append((section.title, lines))
    return found


def _remarks(
    interview: Interview,
    questionnaire: Questionnaire,
    mentions: list[Mention],
    sections: list[tuple[str, list[Line]]],
) -> list[str]:
    """Return what a program can see: missing and contradictory answers, organisations not matched, personal data."""
    remarks = []
    missing = questionnaire.missing(interview.answers)
    if missing:
        labels = "; ".join(questionnaire.get_question(name).label for name in missing[:5])
        remarks.append(f"{counted(len(missing), 'answer is', 'answers are')} missing: {labels}")
    for name, problem in questionnaire.problems(interview.answers).items():
        label = questionnaire.questions[name].label if name in questionnaire.questions else name
        remarks.append(f"{label}: {problem}")
    unmatched = sum(mention.match_state == MatchState.UNMATCHED for mention in mentions)
    if unmatched:
        remarks.append(f"{counted(unmatched, 'organisation is', 'organisations are')} not matched yet.")
    texts = [(line.question, f"{line.answer}\n{line.note}") for _, lines in sections for line in lines]
    remarks.extend(warnings_for(texts))
    return remarks
