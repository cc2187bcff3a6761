"""The pages of a survey for given answers, in order, and whether each is complete. No Django here."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from survey import answers as answering
from survey.form_state import is_computed, shown_answers
from survey.label_texts import answers_quoted, filled, quoted_names, with_answers
from survey.markdown import Quote
from survey.questionnaire import Question, Questionnaire, Row, Section

SECONDS_PER_QUESTION = 12


@dataclass(frozen=True, slots=True)
class Line:
    """A question shown with its answer as it is stored or calculated, or None; and the rows of a repeated group."""

    question: Question
    stored: Mapping[str, Any] | None
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One section as a page: its number, its questions, and whether it is begun and complete."""

    section: Section
    number: int
    lines: tuple[Line, ...]
    is_begun: bool
    is_complete: bool


def pages_of(questionnaire: Questionnaire, answers: Mapping[str, Any]) -> tuple[Page, ...]:
    """Return a page for each section that is shown for these answers, in order."""
    form_state = questionnaire.form_state(answers)
    missing = set(questionnaire.missing(answers, form_state))
    wrong = set(questionnaire.problems(answers, form_state))
    found: list[Page] = []
    for section in questionnaire.sections:
        seen = [each for each in section.questions if each.name in form_state.shown and each.is_visible]
        if all(each.is_heading for each in seen):
            continue
        asked = [question for question in seen if question.takes_answer]
        made = shown_answers(filter(is_computed, asked), answers, form_state.shown, form_state.values)
        stored = {each.name: answers.get(each.name) for each in asked}
        lines = tuple(
            Line(each, made.get(each.name, stored[each.name]), form_state.rows.get(each.name, ()))
            for each in asked
        )
        names = set(stored)
        found.append(
            Page(
                section=section,
                number=len(found) + 1,
                lines=lines,
                is_begun=any(answering.read(each) != answering.MISSING for each in stored.values()),
                is_complete=not names & (missing | wrong),
            )
        )
    if questionnaire.quotes_answers:
        quote = answers_quoted(questionnaire, form_state.values)
        found = [_with_answers(page, questionnaire, quote) for page in found]
    return tuple(found)


def _with_answers(page: Page, questionnaire: Questionnaire, quote: Quote) -> Page:
    """Return a page with the answers that its titles, questions and rows quote."""
    section = page.section
    chapter = section.chapter and replace(section.chapter, title=filled(section.chapter.title, quote))
    lines = tuple(
        replace(
            line,
            question=with_answers(line.question, quote),
            rows=tuple(_row(questionnaire, row) for row in line.rows),
        )
        for line in page.lines
    )
    section = replace(section, title=filled(section.title, quote), chapter=chapter)
    return replace(page, section=section, lines=lines)


def _row(questionnaire: Questionnaire, row: Row) -> Row:
    """Return a row with the answers that its labels quote."""
    if not any(map(quoted_names, row.group.questions)):
        return row
    quote = answers_quoted(questionnaire, row.values)
    questions = tuple(with_answers(each, quote) for each in row.group.questions)
    return replace(row, group=replace(row.group, questions=questions))


def find_page(pages: tuple[Page, ...], name: str) -> Page | None:
    """Return the page of a section, or None if it is not shown."""
    return next((page for page in pages if page.section.name == name), None)


def estimated_minutes(questionnaire: Questionnaire) -> int:
    """Return the estimated time to answer in minutes, rounded up to the next five."""
    questions = sum(1 for _ in questionnaire.answerable_questions())
    return max(5, 5 * math.ceil(questions * SECONDS_PER_QUESTION / 300))
