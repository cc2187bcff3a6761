"""Conditions for the browser on one page: references to fields of the page, and values of all other answers."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Set

from survey import conditions
from survey.conditions import Resolver, Tree
from survey.expressions import AGGREGATES, Values
from survey.form_state import FormState
from survey.label_texts import answers_quoted
from survey.markdown import Quote, Quoted
from survey.question_types import QuestionType
from survey.questionnaire import Question, Questionnaire, Section

from .groups import GroupFields, field_name


class PageResolver(Resolver):
    """Translates the references in conditions of a page, or of one row on it.

    `page_names` are the questions of the page. `calculations` collects the names of calculations that the browser has
    to evaluate, because they depend on this page.
    """

    def __init__(
        self,
        questionnaire: Questionnaire,
        page_names: Set[str],
        form_state: FormState,
        groups: Mapping[str, GroupFields],
        calculations: dict[str, None],
        row: tuple[GroupFields, int] | None = None,
    ) -> None:
        self.questionnaire, self.page_names, self.form_state = questionnaire, page_names, form_state
        self.groups, self.calculations, self.row = groups, calculations, row
        self.place = row[1] if row else 0
        self.row_names = {question.name for question in row[0].group.questions} if row else set()

    def key(self, question: Question) -> str:
        """Return the name of the form field of a question."""
        return field_name(self.row[0].group, self.place, question.name) if self.row else question.name

    def within(self, group: GroupFields, place: int) -> PageResolver:
        """Return the resolver for a row of a repeated group on this page."""
        return PageResolver(
            self.questionnaire,
            self.page_names,
            self.form_state,
            self.groups,
            self.calculations,
            (group, place),
        )

    def answer(self, name: str) -> Tree:
        if self.row is not None and name in self.row_names:
            return ["$", field_name(self.row[0].group, self.place, name)]
        if self.is_decided_here(name):
            if self.questionnaire.questions[name].type is QuestionType.CALCULATE:
                self.calculations[name] = None
            return ["$", name]
        value = self.form_state.values.get(name, "")
        return value if isinstance(value, str) else ""

    def aggregate(self, function: str, name: str) -> Tree:
        group = self.groups.get(name) or self.groups.get(
            getattr(self.questionnaire.group_of.get(name), "name", "")
        )
        if group is None:
            values = self.form_state.values.get(name, [])
            found = AGGREGATES[function](values if isinstance(values, list) else [])
            # JSON has no infinity.
            return found if math.isfinite(found) else ["div", float((found > 0) - (found < 0)), 0.0]
        if function != "count":
            return [function, *(["$", field_name(group.group, place, name)] for place in group.numbers())]
        if group.group.row_count:
            return float(group.group.row_count)
        inner_names = [question.name for question in group.group.questions if question.takes_answer]
        return [
            function,
            *(
                ["row", group.group.name, *(field_name(group.group, place, inner) for inner in inner_names)]
                for place in group.numbers()
            ),
        ]

    def is_decided_here(self, name: str) -> bool:
        """Return True for a question on the page, and for a calculation that depends on one."""
        if name in self.page_names:
            return True
        question = self.questionnaire.questions.get(name)
        is_calculation = question is not None and question.type is QuestionType.CALCULATE
        return is_calculation and bool(self.questionnaire.deciding_questions(name) & self.page_names)

    def decides(self, names: frozenset[str]) -> bool:
        """Return True if the value of any of these questions depends on this page."""
        return any(
            name in self.row_names
            or self.is_decided_here(name)
            or self.is_decided_here(self.questionnaire.outer_name(name))
            for name in names
        )

    def quote(self, values: Values) -> Quote:
        """Return a function that quotes answers in a text, marked for the script where this page decides them."""
        words_of = answers_quoted(self.questionnaire, values)

        def quote(name: str) -> Quoted:
            tree = self.answer(name)
            return Quoted(words_of(name).words, str(tree[1]) if isinstance(tree, list) else "")

        return quote

    def condition(self, section: Section, question: Question) -> str:
        """Return the condition of a question as JSON; an empty text if nothing on this page decides it.

        A calculation always gets its condition. `section` is the section of the question or of its group.
        """
        if self.row is None:
            found = [conditions.visibility_tree(section, question, self)]
        else:
            alone = Section(section.name, section.title, ())
            found = [conditions.visibility_tree(section, self.row[0].group, self._outer())]
            found.append(conditions.visibility_tree(alone, question, self))
        trees = [tree for tree in found if tree is not None]
        # The browser needs the condition of a calculation in any case: a hidden calculation is empty.
        is_needed = question.type is QuestionType.CALCULATE or any(refers_to_page(tree) for tree in trees)
        if not trees or not is_needed:
            return ""
        return json.dumps(["and", *trees] if len(trees) > 1 else trees[0])

    def only_if(self, question: Question) -> dict[str, str]:
        """Return the condition of each choice as JSON; empty if nothing on the page decides."""
        found = {
            choice.value: conditions.expression_tree(
                question.choice_filter, self, {**choice.attributes, "name": choice.value}
            )
            for choice in question.choices
        }
        return (
            {value: json.dumps(tree) for value, tree in found.items()}
            if any(map(refers_to_page, found.values()))
            else {}
        )

    def _outer(self) -> PageResolver:
        return PageResolver(
            self.questionnaire, self.page_names, self.form_state, self.groups, self.calculations
        )


def refers_to_page(tree: Tree) -> bool:
    """Return True if a tree refers to a field of the page."""
    if not isinstance(tree, list):
        return False
    return bool(tree) and (tree[0] in {"$", "row"} or any(refers_to_page(part) for part in tree[1:]))
