"""Conditions as one page takes them: what stands on it by its field, everything else as it was answered. Pure."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Set

from survey import conditions
from survey.conditions import Frame, Tree
from survey.expressions import LISTS
from survey.form_state import Standing
from survey.question_types import QuestionType
from survey.questionnaire import Question, Questionnaire, Section

from .groups import GroupFields, key_of


class PageFrame(Frame):
    """Where the conditions of a page, or of one row on it, find what they ask about.

    `own` are the questions of the page. `calculations` collects the ones that the browser has to make itself,
    because the page decides them.
    """

    def __init__(
        self,
        questionnaire: Questionnaire,
        own: Set[str],
        standing: Standing,
        groups: Mapping[str, GroupFields],
        calculations: dict[str, None],
        row: tuple[GroupFields, int] | None = None,
    ) -> None:
        self.questionnaire, self.own, self.standing = questionnaire, own, standing
        self.groups, self.calculations, self.row = groups, calculations, row
        self.place = row[1] if row else 0
        self.beside = {question.name for question in row[0].group.questions} if row else set()

    def key(self, question: Question) -> str:
        """The field of a question that stands here."""
        return key_of(self.row[0].group, self.place, question.name) if self.row else question.name

    def within(self, group: GroupFields, place: int) -> PageFrame:
        """The same page as a row of one of its groups sees it."""
        return PageFrame(
            self.questionnaire, self.own, self.standing, self.groups, self.calculations, (group, place)
        )

    def one(self, name: str) -> Tree:
        if self.row is not None and name in self.beside:
            return ["$", key_of(self.row[0].group, self.place, name)]
        if self.is_own(name):
            if self.questionnaire.questions[name].type is QuestionType.CALCULATE:
                self.calculations[name] = None
            return ["$", name]
        value = self.standing.values.get(name, "")
        return value if isinstance(value, str) else ""

    def many(self, function: str, name: str) -> Tree:
        group = self.groups.get(name) or self.groups.get(
            getattr(self.questionnaire.group_of.get(name), "name", "")
        )
        if group is None:
            values = self.standing.values.get(name, [])
            found = LISTS[function](values if isinstance(values, list) else [])
            # JSON has no infinity.
            return found if math.isfinite(found) else ["div", float((found > 0) - (found < 0)), 0.0]
        if function != "count":
            return [function, *(["$", key_of(group.group, place, name)] for place in group.numbers())]
        if group.group.row_count:
            return float(group.group.row_count)
        asked = [question.name for question in group.group.questions if question.is_asked]
        return [
            function,
            *(
                ["row", group.group.name, *(key_of(group.group, place, inner) for inner in asked)]
                for place in group.numbers()
            ),
        ]

    def is_own(self, name: str) -> bool:
        """Whether the page decides the value: a question on it, or a calculation of such."""
        if name in self.own:
            return True
        question = self.questionnaire.questions.get(name)
        is_made = question is not None and question.type is QuestionType.CALCULATE
        return is_made and bool(self.questionnaire.sources(name) & self.own)

    def decides(self, names: frozenset[str]) -> bool:
        """Whether anything on the page decides about these questions' answers."""
        return any(
            name in self.beside or self.is_own(name) or self.is_own(self.questionnaire.outside(name))
            for name in names
        )

    def condition(self, section: Section, question: Question) -> str:
        """What decides on this page whether a question is asked, as JSON; nothing where only other pages do.

        Of a calculation also what other pages decide. `section` is the one that the question, or its group, stands in.
        """
        if self.row is None:
            found = [conditions.tree_of(section, question, self)]
        else:
            alone = Section(section.name, section.title, ())
            found = [conditions.tree_of(section, self.row[0].group, self._outer())]
            found.append(conditions.tree_of(alone, question, self))
        trees = [tree for tree in found if tree is not None]
        # Nothing else tells the browser that a calculation is hidden, and so comes to nothing.
        is_wanted = question.type is QuestionType.CALCULATE or any(asks(tree) for tree in trees)
        if not trees or not is_wanted:
            return ""
        return json.dumps(["and", *trees] if len(trees) > 1 else trees[0])

    def only_if(self, question: Question) -> dict[str, str]:
        """When each choice is allowed, as JSON; nothing where the page decides nothing about them."""
        found = {
            choice.value: conditions.tree(
                question.choice_filter, self, {**choice.attributes, "name": choice.value}
            )
            for choice in question.choices
        }
        return (
            {value: json.dumps(tree) for value, tree in found.items()}
            if any(map(asks, found.values()))
            else {}
        )

    def _outer(self) -> PageFrame:
        return PageFrame(self.questionnaire, self.own, self.standing, self.groups, self.calculations)


def asks(tree: Tree) -> bool:
    """Whether a condition asks about anything that stands on the page."""
    if not isinstance(tree, list):
        return False
    return bool(tree) and (tree[0] in {"$", "row"} or any(asks(part) for part in tree[1:]))
