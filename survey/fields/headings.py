"""Headings within a page. No Django here."""

from __future__ import annotations

from survey.questionnaire import Question, Section


def heading_level(section: Section, question: Question, *, top: int = 2) -> int:
    """Return the level of a heading within a page, `top` for one that is in no other group."""
    return min(6, top + len(question.path) - len(section.path))
