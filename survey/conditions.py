"""Conditions of a questionnaire as JSON trees for the browser, and as sentences for pages without JavaScript.

For example `${works} = 'yes'` becomes the tree `["=", ["$", "works"], "yes"]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext

from survey import expressions
from survey.expressions import Tree
from survey.form_state import referenced_names
from survey.questionnaire import Question, Questionnaire, QuestionType, Section
from survey.xpath_functions import OVER_ROWS

ASK, ANSWER = "Ask", "Answer"
"""The verbs with which the sentence of a condition begins: to an interviewer, and to a respondent."""
ONE_ANSWER = re.compile(r"\$\{(\w+)\} = '(\w+)'")

NO_ATTRIBUTES: Mapping[str, str] = {}
WITH_SERVER = frozenset({"today", "now", "version", "choice-name", "item", "random", "uuid", "."})
"""What the browser cannot evaluate: it gets the value, or every case with its value."""


class Resolver:
    """Translates the references in a condition. This one takes every answer from the page, under its own name."""

    place: int = 0
    """The number of the row that the condition belongs to, from 1; 0 outside a row."""

    def answer(self, name: str) -> Tree:
        """Return the tree for the answer to one question."""
        return ["$", name]

    def rows(self, name: str) -> list[Tree]:
        """Return a tree for each answer to a question of a repeated group."""
        return [["$", name]]

    def count(self, name: str) -> Tree:
        """Return the tree for the number of rows of a repeated group."""
        return ["count", *self.rows(name)]

    def value(self, tree: Tree) -> Tree:
        """Return what the browser gets for something that only the server evaluates."""
        return tree


def visibility_tree(section: Section, question: Question, resolver: Resolver | None = None) -> Tree | None:
    """Return the condition under which a question is shown, or None for a question that always is."""
    trees = [expression_tree(source, resolver) for source in section.conditions_of(question)]
    return ["and", *trees] if len(trees) > 1 else trees[0] if trees else None


def expression_tree(
    source: str, resolver: Resolver | None = None, attributes: Mapping[str, str] | None = None
) -> Tree:
    """Return the tree of an expression for the browser, static/js/forms/expressions.js.

    With `attributes`, it is a choice filter for a choice with these columns.
    """
    parsed = expressions.parse(source, is_filter=attributes is not None)
    return resolved(parsed.tree, resolver or Resolver(), attributes or NO_ATTRIBUTES)


def resolved(tree: Tree, resolver: Resolver, attributes: Mapping[str, str] = NO_ATTRIBUTES) -> Tree:
    """Return a tree with every reference translated."""
    if not isinstance(tree, list):
        return tree
    match tree:
        case ["$", name]:
            return resolver.answer(name)
        case ["column", name]:
            return attributes.get(name, "")
        case ["position"]:
            return float(resolver.place)
        case ["count", ["rows", name]]:
            return resolver.count(name)
        case [symbol, *parts] if symbol in WITH_SERVER or (symbol in OVER_ROWS and any(map(_is_item, parts))):
            return resolver.value(tree)
    found: list[Tree] = [tree[0]]
    for part in tree[1:]:
        if isinstance(part, list) and part[0] == "rows":
            found.extend(resolver.rows(part[1]))
        else:
            found.append(resolved(part, resolver, attributes))
    is_over_rows = any(isinstance(part, list) and part[0] == "rows" for part in tree[1:])
    if is_over_rows and not any(isinstance(part, list) for part in found):
        # Nothing on the page changes it, and nobody needs the rows themselves.
        return resolver.value(tree)
    return found


def _is_item(tree: Tree) -> bool:
    return isinstance(tree, list) and tree[0] == "item"


def condition_sentence(
    questionnaire: Questionnaire, section: Section, question: Question, *, verb: str = ASK
) -> str:
    """Return the condition of a question as a sentence that begins with `verb`, or an empty text if it has none."""
    sources = section.conditions_of(question)
    if not sources:
        return ""
    simple = ONE_ANSWER.fullmatch(sources[0]) if len(sources) == 1 else None
    other = questionnaire.get_question(simple[1]) if simple else None
    if simple and other is not None and other.takes_answer:
        sentence = (
            gettext("Answer only if “{question}” was answered “{answer}”.")
            if verb == ANSWER
            else gettext("Ask only if “{question}” was answered “{answer}”.")
        )
        return format_html(sentence, question=other.label, answer=_label_of(other, simple[2]))
    names = frozenset[str]().union(*(expressions.parse(source).names for source in sources))
    labels = quoted_labels(questionnaire, names)
    if not labels:
        return ""
    sentence = (
        gettext("Answer only if the answer to {questions} calls for it.")
        if verb == ANSWER
        else gettext("Ask only if the answer to {questions} calls for it.")
    )
    return format_html(sentence, questions=labels)


def counting_questions(questionnaire: Questionnaire, group: Question) -> str:
    """Return the labels of the questions that decide how many rows a group has, in quotation marks, as HTML."""
    if not group.row_count_of:
        return ""
    return quoted_labels(questionnaire, expressions.parse(group.row_count_of).names)


def filtering_questions(questionnaire: Questionnaire, question: Question) -> str:
    """Return the labels of the other questions that decide which choices a question has, in quotation marks, as HTML.

    In a repeated group a question may also leave out what was chosen in the rows before.
    """
    if not question.choice_filter:
        return ""
    names = expressions.parse(question.choice_filter, is_filter=True).names
    return quoted_labels(questionnaire, names - {question.name})


def _label_of(question: Question, value: str) -> str:
    return next((each.label for each in question.choices if each.value == value), value)


def labels_of(questionnaire: Questionnaire, names: Iterable[str]) -> list[str]:
    """Return the labels of these questions, each once. A calculation is replaced by the questions it depends on."""
    waiting, seen = sorted(names, reverse=True), set(names)
    found: dict[str, None] = {}
    while waiting:
        question = questionnaire.get_question(waiting.pop())
        if question.type is not QuestionType.CALCULATE:
            found[question.label or question.name] = None
            continue
        new = referenced_names(question) - seen
        seen |= new
        waiting.extend(sorted(new, reverse=True))
    return list(found)


def quoted_labels(questionnaire: Questionnaire, names: Iterable[str]) -> str:
    """Return the labels of these questions in quotation marks, joined by “and”, as HTML."""
    labels = labels_of(questionnaire, names)
    return format_html_join(gettext(" and "), "“{}”", ((each,) for each in labels))
