"""What the expressions of a form may ask about, and in which circles they must not: in words, by row. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from survey import expressions
from survey.form_state import inner_dependencies
from survey.questionnaire import Question, Questionnaire
from survey.questions import Section
from survey.xlsform.sheets import Sheets, at


class Asking(NamedTuple):
    """An expression, the question or group in whose row it stands, and the repeated group it stands in."""

    name: str
    expression: expressions.Expression
    group: Question | None
    columns: frozenset[str] = frozenset()


def about(sheets: Sheets, name: str, sentence: str) -> str:
    """A message on a question or a group, with its row."""
    rows = sheets.rows_of(name)
    return at("survey", rows[0] if rows else None, f"“{name}”: {sentence}")


def faults(questionnaire: Questionnaire, sheets: Sheets) -> Iterator[str]:
    """Everything that is wrong between the questions of a form; circles only where nothing else is."""
    found = [*_names_used_twice(questionnaire, sheets), *_misplaced(questionnaire, sheets)]
    yield from found or _circles(questionnaire, sheets)


def _names_used_twice(questionnaire: Questionnaire, sheets: Sheets) -> Iterator[str]:
    questions = [question for section in questionnaire.sections for question in section.questions]
    counts = Counter(each.name for question in questions for each in (question, *question.questions))
    for name, times in counts.items():
        if times > 1:
            rows = sheets.rows_of(name)
            # The question that pyxform adds for “other, please say” has no row.
            held = f"row {rows[0]}" if len(rows) > 1 else "the question for another answer"
            for row in rows[1:] or rows:
                yield at("survey", row, f"“{name}” is already the name of {held}. Give each its own name.")


def _misplaced(questionnaire: Questionnaire, sheets: Sheets) -> Iterator[str]:
    groups = {name: question for name, question in questionnaire.questions.items() if question.is_repeated}
    valued = {question.name for question in questionnaire.recorded()} | set(questionnaire.group_of)
    valued -= {name for name in questionnaire.group_of if questionnaire.named(name).type == "note"}
    for asking in _askings(questionnaire):
        for sentence in _trouble(asking, questionnaire, groups, valued):
            yield about(sheets, asking.name, sentence)


def _trouble(
    asking: Asking, questionnaire: Questionnaire, groups: dict[str, Question], valued: set[str]
) -> Iterator[str]:
    asked = asking.expression
    for name in sorted(asked.names - valued):
        yield f"depends on “{name}”, which is no question of the form."
    for name in sorted(asked.single & valued):
        around = questionnaire.group_of.get(name)
        if name in groups:
            yield f"“{name}” is a repeated group: ask for count(${{{name}}})."
        elif around is not None and around != asking.group:
            yield f"“{name}” has an answer in each row of “{around.name}”: ask for sum(${{{name}}})."
    for function, name in sorted(asked.listed):
        around = groups.get(name) if function == "count" else questionnaire.group_of.get(name)
        if name in valued and around is None:
            what = "a repeated group" if function == "count" else "a question of a repeated group"
            yield f"{function}() takes {what}, which “{name}” is not."
        elif around is not None and around == asking.group:
            yield f"{function}(${{{name}}}) stands within “{around.name}”: a group is counted from outside."
    if asked.asks_place and asking.group is None:
        yield "position(..) is the number of a row, and here are no rows."
    for column in sorted(asked.columns - asking.columns):
        yield f"the choice_filter asks for “{column}”, which is no column of its choices."


def _askings(questionnaire: Questionnaire) -> Iterator[Asking]:
    for section in questionnaire.sections:
        if section.relevant:
            yield Asking(section.name, expressions.parse(section.relevant), None)
        yield from _askings_in(section, None)


def _askings_in(section: Section, group: Question | None) -> Iterator[Asking]:
    for question in section.questions:
        for source in filter(None, (question.relevant, question.constraint, question.calculation)):
            yield Asking(question.name, expressions.parse(source), group)
        if question.choice_filter:
            columns = frozenset({"name"}.union(*(choice.attributes for choice in question.choices)))
            parsed = expressions.parse(question.choice_filter, is_filter=True)
            yield Asking(question.name, parsed, group, columns)
        if question.is_repeated:
            yield from _askings_in(Section(question.name, "", question.questions), question)


def _circles(questionnaire: Questionnaire, sheets: Sheets) -> Iterator[str]:
    """Questions that decide, by way of others, whether they are themselves shown, or what they are worth."""
    graphs = [questionnaire.dependencies(of_choices=True)]
    groups = (question for question in questionnaire.questions.values() if question.is_repeated)
    graphs += [inner_dependencies(group, of_choices=True) for group in groups]
    for graph in graphs:
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            # The sorter names the circle against the way of dependence, its first name again as the last.
            circle = list(reversed(error.args[1]))
            way = ", which depends on ".join(f"“{name}”" for name in circle[1:])
            yield about(sheets, circle[0], f"depends on {way}.")
