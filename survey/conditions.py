"""Conditions of a questionnaire as the browser takes them, and in words for whoever has no scripts. Pure."""

from __future__ import annotations

import re
from typing import Any

from survey import expressions
from survey.questionnaire import Question, Questionnaire, Section

SIMPLE = re.compile(r"\$\{(\w+)\} = '(\w+)'")

Tree = list[Any] | str | float | bool
"""`["$", name]`, `["=", left, right]`, a text, a number: what static/js/interviews/relevance.js evaluates."""


def tree_of(section: Section, question: Question) -> Tree | None:
    """What decides whether a question is asked; None for one that always is."""
    trees = [
        _tree(expressions.parse(source).root) for source in (section.relevant, question.relevant) if source
    ]
    return ["and", *trees] if len(trees) == 2 else trees[0] if trees else None


def _tree(token: Any) -> Tree:
    if token.symbol in expressions.LITERALS:
        return token.value if isinstance(token.value, str) else float(token.value)
    if token.symbol == "(":
        return _tree(token[0])
    if token.symbol == "$":
        return ["$", token[0].value]
    return [token.symbol, *(_tree(part) for part in token)]


def in_words(questionnaire: Questionnaire, section: Section, question: Question, *, verb: str = "Ask") -> str:
    """When a question is asked (or answered: `verb`), as a sentence; nothing for one that always is."""
    source = " and ".join(filter(None, (section.relevant, question.relevant)))
    if not source:
        return ""
    simple = SIMPLE.fullmatch(source)
    if simple:
        other = questionnaire.questions[simple[1]]
        return f"{verb} only if “{other.label}” was answered “{other.words_for(simple[2])}”."
    labels = [f"“{questionnaire.questions[name].label}”" for name in sorted(expressions.parse(source).names)]
    return f"{verb} only if the answer to {' and '.join(labels)} calls for it."
