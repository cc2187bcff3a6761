"""Conditions of a questionnaire as the browser takes them, and in words for whoever has no scripts. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from survey import expressions
from survey.form_state import names_in
from survey.languages import say
from survey.questionnaire import Question, Questionnaire, QuestionType, Section

SIMPLE = re.compile(r"\$\{(\w+)\} = '(\w+)'")

Tree = list[Any] | str | float | bool
"""`["$", name]`, `["=", left, right]`, a text, a number; `["row", group, *names]`, whether there is anything in a row
of a group, in these fields: what static/js/forms/expressions.js evaluates."""


class Frame:
    """Where a condition finds what it asks about: here, as in an interview, on the page under its own name."""

    place: int = 0
    """The number of the row that the condition stands in."""

    def one(self, name: str) -> Tree:
        """One answer."""
        return ["$", name]

    def many(self, function: str, name: str) -> Tree:
        """What a function makes of the rows of a group."""
        return [function, name]


def tree_of(section: Section, question: Question, frame: Frame | None = None) -> Tree | None:
    """What decides whether a question is asked; None for one that always is."""
    trees = [tree(source, frame) for source in (section.relevant, question.relevant) if source]
    return ["and", *trees] if len(trees) == 2 else trees[0] if trees else None


def tree(source: str, frame: Frame | None = None, attributes: Mapping[str, str] | None = None) -> Tree:
    """An expression as the browser takes it; with `attributes`, the filter of the choice that has them."""
    parsed = expressions.parse(source, is_filter=attributes is not None)
    return _tree(parsed.root, frame or Frame(), attributes or {})


def _tree(token: Any, frame: Frame, attributes: Mapping[str, str]) -> Tree:
    symbol = token.symbol
    if symbol in expressions.LITERALS:
        return token.value if isinstance(token.value, str) else float(token.value)
    if symbol == "(":
        return _tree(token[0], frame, attributes)
    if symbol == "$":
        return frame.one(token[0].value)
    if symbol == "(name)":
        return attributes.get(token.value, "")
    if symbol == "position":
        return float(frame.place)
    if symbol in expressions.LISTS:
        return frame.many(symbol, token[0][0].value)
    return [symbol, *(_tree(part, frame, attributes) for part in token)]


def in_words(questionnaire: Questionnaire, section: Section, question: Question, *, verb: str = "Ask") -> str:
    """When a question is asked (or answered: `verb`), as a sentence; nothing for one that always is."""
    source = " and ".join(filter(None, (section.relevant, question.relevant)))
    if not source:
        return ""
    simple = SIMPLE.fullmatch(source)
    other = questionnaire.named(simple[1]) if simple else None
    if simple and other is not None and other.is_asked:
        return say(
            f"{verb} only if “{{question}}” was answered “{{answer}}”.",
            like=question.label,
            question=other.label,
            answer=other.words_for(simple[2]),
        )
    labels = joined(questionnaire, expressions.parse(source).names)
    if not labels:
        return ""
    return say(
        f"{verb} only if the answer to {{questions}} calls for it.",
        like=question.label,
        questions=labels,
    )


def labels_of(questionnaire: Questionnaire, names: Iterable[str]) -> list[str]:
    """What the questions of these names are called, once each; in place of a calculation, what it is made of."""
    waiting, seen = sorted(names, reverse=True), set(names)
    found: dict[str, None] = {}
    while waiting:
        question = questionnaire.named(waiting.pop())
        if question.type is not QuestionType.CALCULATE:
            found[question.label] = None
            continue
        new = names_in(question) - seen
        seen |= new
        waiting.extend(sorted(new, reverse=True))
    return list(found)


def joined(questionnaire: Questionnaire, names: Iterable[str]) -> str:
    """What the questions of these names are called, as part of a sentence."""
    labels = labels_of(questionnaire, names)
    between = say(" and ", like=labels[0]) if labels else ""
    return between.join(f"“{each}”" for each in labels)
