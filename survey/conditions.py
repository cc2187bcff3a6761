"""Conditions of a questionnaire as JSON trees for the browser, and as sentences for pages without JavaScript.

For example `${works} = 'yes'` becomes the tree `["=", ["$", "works"], "yes"]`. No Django here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from survey import expressions
from survey.form_state import referenced_names
from survey.languages import translate_message
from survey.questionnaire import Question, Questionnaire, QuestionType, Section

ONE_ANSWER = re.compile(r"\$\{(\w+)\} = '(\w+)'")

Tree = list[Any] | str | float | bool
"""An expression for static/js/forms/expressions.js: `["$", name]` for an answer, `["=", left, right]` for an operator,
a text or a number; `["row", group, *names]` is true if any of these fields of a row is filled in."""


class Resolver:
    """Translates the references in a condition. This one takes every answer from the page, under its own name."""

    place: int = 0
    """The number of the row that the condition belongs to, from 1; 0 outside a row."""

    def answer(self, name: str) -> Tree:
        """Return the tree for the answer to one question."""
        return ["$", name]

    def aggregate(self, function: str, name: str) -> Tree:
        """Return the tree for a function over all rows of a repeated group, such as `sum`."""
        return [function, name]


def visibility_tree(section: Section, question: Question, resolver: Resolver | None = None) -> Tree | None:
    """Return the condition under which a question is shown, or None for a question that always is."""
    trees = [expression_tree(source, resolver) for source in (section.relevant, question.relevant) if source]
    return ["and", *trees] if len(trees) == 2 else trees[0] if trees else None


def expression_tree(
    source: str, resolver: Resolver | None = None, attributes: Mapping[str, str] | None = None
) -> Tree:
    """Return the tree of an expression. With `attributes`, it is a choice filter for a choice with these columns."""
    parsed = expressions.parse(source, is_filter=attributes is not None)
    return _tree(parsed.root, resolver or Resolver(), attributes or {})


def _tree(token: Any, resolver: Resolver, attributes: Mapping[str, str]) -> Tree:
    symbol = token.symbol
    if symbol in expressions.LITERALS:
        return token.value if isinstance(token.value, str) else float(token.value)
    if symbol == "(":
        return _tree(token[0], resolver, attributes)
    if symbol == "$":
        return resolver.answer(token[0].value)
    if symbol == "(name)":
        return attributes.get(token.value, "")
    if symbol == "position":
        return float(resolver.place)
    if symbol in expressions.AGGREGATES:
        return resolver.aggregate(symbol, token[0][0].value)
    return [symbol, *(_tree(part, resolver, attributes) for part in token)]


def condition_sentence(
    questionnaire: Questionnaire, section: Section, question: Question, *, verb: str = "Ask"
) -> str:
    """Return the condition of a question as a sentence that begins with `verb`, or an empty text if it has none."""
    source = " and ".join(filter(None, (section.relevant, question.relevant)))
    if not source:
        return ""
    simple = ONE_ANSWER.fullmatch(source)
    other = questionnaire.get_question(simple[1]) if simple else None
    if simple and other is not None and other.takes_answer:
        return translate_message(
            f"{verb} only if “{{question}}” was answered “{{answer}}”.",
            like=question.label,
            question=other.label,
            answer=other.display_value(simple[2]),
        )
    labels = quoted_labels(questionnaire, expressions.parse(source).names)
    if not labels:
        return ""
    return translate_message(
        f"{verb} only if the answer to {{questions}} calls for it.",
        like=question.label,
        questions=labels,
    )


def labels_of(questionnaire: Questionnaire, names: Iterable[str]) -> list[str]:
    """Return the labels of these questions, each once. A calculation is replaced by the questions it depends on."""
    waiting, seen = sorted(names, reverse=True), set(names)
    found: dict[str, None] = {}
    while waiting:
        question = questionnaire.get_question(waiting.pop())
        if question.type is not QuestionType.CALCULATE:
            found[question.label] = None
            continue
        new = referenced_names(question) - seen
        seen |= new
        waiting.extend(sorted(new, reverse=True))
    return list(found)


def quoted_labels(questionnaire: Questionnaire, names: Iterable[str]) -> str:
    """Return the labels of these questions in quotation marks, joined by “and”."""
    labels = labels_of(questionnaire, names)
    between = translate_message(" and ", like=labels[0]) if labels else ""
    return between.join(f"“{each}”" for each in labels)
