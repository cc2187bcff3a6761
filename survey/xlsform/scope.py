"""Checks of the references between questions of a form: unknown names, wrong scope, cycles."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from survey import expressions
from survey.form_state import row_dependencies
from survey.questionnaire import Question, Questionnaire
from survey.questions import Section


class ExpressionUse(NamedTuple):
    """An expression, the name of its question or group, and the repeated group around it."""

    name: str
    expression: expressions.Expression
    group: Question | None


def scope_errors(questionnaire: Questionnaire) -> Iterator[tuple[str, str]]:
    """Yield all errors in the references of a form, each with the name of its question or group.

    Cycles only if there are no other errors.
    """
    found = list(_reference_errors(questionnaire))
    yield from found or _cycles(questionnaire)


def _reference_errors(questionnaire: Questionnaire) -> Iterator[tuple[str, str]]:
    groups = {name: question for name, question in questionnaire.questions.items() if question.is_repeated}
    everything = [
        *questionnaire.questions.values(),
        *(each for group in groups.values() for each in group.questions),
    ]
    with_value = {question.name for question in everything if question.is_recorded}
    for use in _uses(questionnaire):
        for sentence in _errors_of(use, questionnaire, groups, with_value):
            yield use.name, sentence


def _errors_of(
    use: ExpressionUse, questionnaire: Questionnaire, groups: dict[str, Question], with_value: set[str]
) -> Iterator[str]:
    expression = use.expression
    for name in sorted((expression.names | expression.choice_names) - with_value):
        yield f"depends on “{name}”, which is no question of the form."
    for name in sorted(expression.single & with_value):
        group_around = questionnaire.group_of.get(name)
        if name in groups:
            yield f"“{name}” is a repeated group: ask for count(${{{name}}})."
        elif group_around is not None and group_around != use.group:
            yield f"“{name}” has an answer in each row of “{group_around.name}”: ask for sum(${{{name}}})."
    for function, name in sorted(expression.aggregated):
        group_around = questionnaire.group_of.get(name)
        if function == "count" and group_around is None:
            group_around = groups.get(name)
        if name in with_value and group_around is None:
            what = "a repeated group" if function == "count" else "a question of a repeated group"
            yield f"{function}() takes {what}, which “{name}” is not."
        elif function == "indexed-repeat":
            # Within the group it looks at the rows above, of which `looks_above` tells the author.
            continue
        elif group_around is not None and group_around == use.group and name not in groups:
            yield f"{function}(${{{name}}}) is used within “{group_around.name}”: a group is counted from outside."
    for table in sorted(expression.tables - set(questionnaire.tables)):
        yield f"looks into the table “{table}”, which did not come with the form: upload “{table}.csv” beside it."
    for name in sorted(expression.choice_names & with_value):
        if not questionnaire.get_question(name).choices:
            yield f"asks for the labels of “{name}”, which has no choices."


def looks_above(questionnaire: Questionnaire) -> Iterator[tuple[str, str]]:
    """Yield what in a repeated group looks at another row of the group, and how that is understood."""
    for use in _uses(questionnaire):
        for function, name in sorted(use.expression.aggregated):
            if function == "indexed-repeat" and use.group and questionnaire.group_of.get(name) == use.group:
                yield use.name, f"asks for “{name}” in another row: only rows above its own are looked at."


def _uses(questionnaire: Questionnaire) -> Iterator[ExpressionUse]:
    groups = {section.name: section.relevant for section in questionnaire.sections}
    groups |= {each.chapter.name: each.chapter.relevant for each in questionnaire.sections if each.chapter}
    for name, relevant in groups.items():
        if relevant:
            yield ExpressionUse(name, expressions.parse(relevant), None)
    for section in questionnaire.sections:
        yield from _uses_in(section, None)


def _uses_in(section: Section, group: Question | None) -> Iterator[ExpressionUse]:
    for question in section.questions:
        for source in question.sources:
            yield ExpressionUse(question.name, expressions.parse(source), group)
        if question.choice_filter:
            parsed = expressions.parse(question.choice_filter, is_filter=True)
            yield ExpressionUse(question.name, parsed, group)
        if question.is_repeated:
            yield from _uses_in(question.rows_section, question)


def _cycles(questionnaire: Questionnaire) -> Iterator[tuple[str, str]]:
    """Yield an error for each cycle of dependencies."""
    graphs = [questionnaire.dependencies]
    groups = (question for question in questionnaire.questions.values() if question.is_repeated)
    graphs += [row_dependencies(group) for group in groups]
    for graph in graphs:
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            # The sorter returns the cycle in reverse, with the first name repeated at the end.
            circle = list(reversed(error.args[1]))
            path = ", which depends on ".join(f"“{name}”" for name in circle[1:])
            yield circle[0], f"depends on {path}."
