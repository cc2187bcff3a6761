"""Conditions for the browser on one page: references to fields of the page, and values of all other answers."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Set

from survey import conditions, expressions
from survey.conditions import Resolver
from survey.expressions import Scope, Tree, Values
from survey.form_state import FormState, is_computed
from survey.label_texts import answers_quoted
from survey.markdown import Quote, Quoted
from survey.questionnaire import Question, Questionnaire, Section

from .groups import GroupFields, field_name

MAX_CASES = 100
"""The most rows of a table that the browser gets; in a longer one the server looks up, when a page is sent."""


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
        self.values = form_state.values
        if row:
            rows = form_state.rows.get(row[0].group.name, ())
            self.values = rows[self.place - 1].values if self.place <= len(rows) else self.values

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
        is_inner = name in self.row_names
        if is_inner or self.is_decided_here(name):
            question = self.questionnaire.get_question(name)
            if is_computed(question) and not is_inner:
                self.calculations[name] = None
            if is_computed(question) or question.is_typed:
                return ["$", self.key(question) if is_inner else name]
        # Nothing on the page changes it.
        value = self.values.get(name, "")
        return value if isinstance(value, str) else ""

    def rows(self, name: str) -> list[Tree]:
        group = self._group_of(name)
        if group is None:
            found = self.form_state.values.get(name, [])
            if name in self.row_names or not isinstance(found, list):
                return [self.answer(name)]
            return list(found)
        # Within the group itself an expression looks at rows above only.
        places = [each for each in group.numbers() if name not in self.row_names or each < self.place]
        return [["$", field_name(group.group, place, name)] for place in places]

    def count(self, name: str) -> Tree:
        group = self._group_of(name)
        if group is None:
            return float(len(self.form_state.values.get(name, ())))
        if group.group.row_count:
            return float(group.group.row_count)
        inner_names = [question.name for question in group.group.questions if question.takes_answer]
        return [
            "count",
            *(
                ["row", group.group.name, *(field_name(group.group, place, inner) for inner in inner_names)]
                for place in group.numbers()
            ),
        ]

    def value(self, tree: Tree) -> Tree:
        """Return the cases with their values where these are few; or else the value for the answers stored now."""
        cases = list(self._cases(tree))
        if cases:
            return ["if", *(part for case in cases for part in case), ""]
        found = expressions.evaluate(tree, Scope(self.values))
        if isinstance(found, float) and not math.isfinite(found):
            # JSON has no infinity, and nothing for what is no number.
            return ["div", float((found > 0) - (found < 0)), 0.0]
        return found

    def _cases(self, tree: Tree) -> Iterator[tuple[Tree, str]]:
        """Yield each choice or row of a table that a tree may name: its condition, and its label or cell."""
        situation = Scope(self.values).situation
        match tree:
            case ["choice-name", name, value]:
                for word, label in situation.choices.get(name, {}).items():
                    yield ["=", ["string", conditions.resolved(value, self)], word], label
            case ["item", table, condition, column]:
                rows = situation.tables.get(table, ())
                for row in rows if len(rows) <= MAX_CASES else ():
                    yield conditions.resolved(condition, self, row), row.get(column, "")

    def _group_of(self, name: str) -> GroupFields | None:
        return self.groups.get(name) or self.groups.get(
            getattr(self.questionnaire.group_of.get(name), "name", "")
        )

    def is_decided_here(self, name: str) -> bool:
        """Return True for a question on the page, and for a calculation that depends on one."""
        if name in self.page_names:
            return True
        question = self.questionnaire.questions.get(name)
        return (
            question is not None
            and is_computed(question)
            and bool(self.questionnaire.deciding_questions(name) & self.page_names)
        )

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

    def around(self, section: Section) -> Section:
        """Return the section around a question here: in a row its repeated group, whose condition stands above it."""
        return self.row[0].group.rows_section if self.row else section

    def condition(self, section: Section, question: Question) -> str:
        """Return the condition of a question as JSON; an empty text if nothing on this page decides it.

        A calculation always gets its condition. `section` is the section of the question or of its group.
        """
        if self.row is None:
            found = [conditions.visibility_tree(section, question, self)]
        else:
            group = self.row[0].group
            found = [conditions.visibility_tree(section, group, self._outer())]
            found.append(conditions.visibility_tree(group.rows_section, question, self))
        trees = [tree for tree in found if tree is not None]
        # The browser needs the condition of a calculation in any case: a hidden calculation is empty.
        is_needed = is_computed(question) or any(refers_to_page(tree) for tree in trees)
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
