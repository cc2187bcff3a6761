"""The pages of a survey for given answers: which there are, in which order, and how far each is. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from survey import answers as answering
from survey.questionnaire import Question, Questionnaire, Row, Section

SECONDS_PER_QUESTION = 12


@dataclass(frozen=True, slots=True)
class Line:
    """A question that is asked, with its answer as it is stored, absent for none; and the rows of a repeated group."""

    question: Question
    stored: Mapping[str, Any] | None
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One section as it stands: its place among the pages, its questions and whether it is done."""

    section: Section
    number: int
    lines: tuple[Line, ...]
    is_begun: bool
    is_complete: bool


def pages_of(questionnaire: Questionnaire, answers: Mapping[str, Any]) -> tuple[Page, ...]:
    """The sections that these answers call for, in the order they are asked."""
    form_state = questionnaire.form_state(answers)
    missing = set(questionnaire.missing(answers, form_state))
    wrong = set(questionnaire.problems(answers, form_state))
    found: list[Page] = []
    for section in questionnaire.sections:
        seen = [each for each in section.questions if each.name in form_state.shown and each.is_visible]
        if not seen:
            continue
        lines = tuple(
            Line(question, answers.get(question.name), form_state.rows.get(question.name, ()))
            for question in seen
            if question.takes_answer
        )
        names = {line.question.name for line in lines}
        found.append(
            Page(
                section=section,
                number=len(found) + 1,
                lines=lines,
                is_begun=any(not _is_missing(line) for line in lines),
                is_complete=not names & (missing | wrong),
            )
        )
    return tuple(found)


def find_page(pages: tuple[Page, ...], name: str) -> Page | None:
    """The page of a section, if these answers call for it."""
    return next((page for page in pages if page.section.name == name), None)


def estimated_minutes(questionnaire: Questionnaire) -> int:
    """How long it takes, in minutes, rounded up to the next five."""
    questions = sum(1 for _ in questionnaire.answerable_questions())
    return max(5, 5 * math.ceil(questions * SECONDS_PER_QUESTION / 300))


def _is_missing(line: Line) -> bool:
    return answering.read(line.stored) == answering.MISSING
