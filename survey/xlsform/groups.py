"""Read the groups of a form into sections, headings and repeated groups."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import count, groupby
from typing import Any

from survey.languages import question_key, section_key
from survey.question_types import QuestionType
from survey.questions import MAX_ROWS, Chapter, Question, Section
from survey.xlsform.appearances import left_out_sentence
from survey.xlsform.nodes import FIELD_LIST, TABLE_LIST_LABEL, Node
from survey.xlsform.notes import Notes
from survey.xlsform.rows import QuestionReader
from survey.xlsform.sheets import Sheets
from survey.xlsform.translations import TranslationCollector

GROUP_APPEARANCES = frozenset({FIELD_LIST, "table-list"})
REPEAT_IN_REPEAT = "a repeated group within a repeated group cannot be asked here."


class GroupReader(QuestionReader):
    """Reads the tree of nodes into sections."""

    def __init__(
        self, tree: Mapping[str, Any], sheets: Sheets, notes: Notes, collector: TranslationCollector
    ) -> None:
        super().__init__(tree, sheets, notes, collector)
        self.group_labels: dict[tuple[str, ...], str] = {}
        self._used_names = {node.name for node in self.tree.by_path.values()}

    def sections(self, title: str) -> Iterator[Section]:
        """Yield a section for each group, and for questions outside groups, in order. `title` is that of the form."""
        for node in self.tree.doubles:
            self.refuse(node.name, "is the name of two questions of one group. Give each its own name.")
        for is_group, run in groupby(self.tree.nodes, key=lambda node: node.is_group):
            nodes = list(run)
            if is_group:
                for node in nodes:
                    yield from self._pages(node, title)
            elif questions := self._questions(nodes):
                yield Section(self._unused_name("part", 1), title, tuple(questions))

    def _pages(self, group: Node, title: str) -> Iterator[Section]:
        """Yield the pages of an outermost group: one, or one for each of its groups."""
        if not group.has_content:
            return
        label, relevant = self._group_words(group), self.condition(group.bind.get("relevant"), group)
        if not group.is_split:
            yield self._section(group, label or title, relevant, self._questions(group.children))
            return
        chapter = Chapter(group.name, label, relevant)
        places = count(1)
        for is_group, run in groupby(group.children, key=lambda node: node.is_group):
            nodes = [node for node in run if node.has_content]
            if not is_group and nodes:
                name = group.name if next(places) == 1 else self._unused_name(group.name, 2)
                self.collector.copy(section_key(group.name), section_key(name))
                yield Section(
                    name,
                    label or title,
                    tuple(self._questions(nodes)),
                    relevant,
                    "" if name == group.own_name else group.own_name,
                )
            elif is_group:
                for node in nodes:
                    own_label = self._group_words(node)
                    own = self.condition(node.bind.get("relevant"), node)
                    yield self._section(
                        node, own_label or label or title, own, self._questions(node.children), chapter
                    )

    def _unused_name(self, stem: str, first: int) -> str:
        """Return a name for a page that is no group, which nothing else in the form has: the stem with a number."""
        name = next(made for number in count(first) if (made := f"{stem}_{number}") not in self._used_names)
        self._used_names.add(name)
        return name

    def _section(
        self,
        group: Node,
        title: str,
        relevant: str,
        questions: list[Question],
        chapter: Chapter | None = None,
    ) -> Section:
        return Section(
            name=group.name,
            title=title,
            questions=tuple(questions),
            relevant=relevant,
            column=group.column,
            chapter=chapter,
        )

    def _questions(self, nodes: Iterable[Node]) -> list[Question]:
        """Return the questions of a group in order, with a heading before those of each group within it."""
        found: list[Question] = []
        for node in nodes:
            if node.is_group and node.has_content:
                found.extend(self._heading(node))
                found.extend(self._questions(node.children))
            elif node.is_repeat and self.tree.is_in_repeat(node):
                self.leave_out(node.name, REPEAT_IN_REPEAT)
            elif node.is_repeat:
                found.extend(self._repeat(node))
            elif not node.is_group and not node.own_name.startswith(TABLE_LIST_LABEL):
                found.extend(self.question(node))
        return found

    def _heading(self, group: Node) -> list[Question]:
        """Return the heading of a group within a group; none if it says nothing."""
        label = self._group_words(group) if group.is_seen else ""
        relevant = self.condition(group.bind.get("relevant"), group)
        if not label and not relevant:
            return []
        made = Question(
            name=group.name,
            type=QuestionType.HEADING,
            label=label,
            relevant=relevant,
            path=group.path,
            column=group.column,
        )
        return [made]

    def _group_words(self, group: Node) -> str:
        """Return the label of a group, and note what is not used of its row."""
        for word in group.appearances:
            if word not in GROUP_APPEARANCES:
                self.leave_out(group.name, left_out_sentence(word))
        useless = [key for key in ("required", "constraint", "calculate") if group.bind.get(key)]
        useless += [key for key in ("hint", "default", "media") if group.content.get(key)]
        for key in useless:
            self.leave_out(group.name, f"{key} does nothing on a group. Write it at a question.")
        moved = next((each for each in group.children if each.own_name.startswith(TABLE_LIST_LABEL)), None)
        content: Any = moved.content if moved is not None else group.content
        label = self.words(content, "label", self._key(group))
        self.group_labels[group.full_path] = label
        return label

    def _key(self, group: Node) -> str:
        """Return the key of the translations of a group's label."""
        return section_key(group.name) if self.tree.is_page(group) else question_key(group.name, "label")

    def _repeat(self, node: Node) -> list[Question]:
        """Return a repeated group; none if nothing in it can be asked or calculated."""
        questions = self._questions(node.children)
        if not any(each.is_recorded for each in questions):
            self.leave_out(node.name, "nothing is left to ask in this repeated group.")
            return []
        row_count, row_count_of = self._row_count(node)
        label = self._group_words(node)
        if not label:
            label = self.group_labels.get(node.path, "")
            self.collector.copy(self._key(self.tree.by_path.get(node.path, node)), self._key(node))
        made = Question(
            name=node.name,
            type=QuestionType.REPEAT,
            label=label or node.own_name,
            relevant=self.condition(node.bind.get("relevant"), node),
            questions=tuple(questions),
            row_count=row_count,
            row_count_of=row_count_of,
            path=node.path,
            column=node.column,
        )
        return [made]

    def _row_count(self, node: Node) -> tuple[int, str]:
        """Return the fixed number of rows of a repeated group, or the expression of it; 0 if the respondent decides."""
        if not node.count:
            return 0, ""
        if re.fullmatch(r"[0-9]+(\.0+)?", node.count):
            number = Decimal(node.count)
            if number > MAX_ROWS:
                self.refuse(
                    node.name,
                    f"has {node.count} rows by its repeat_count, and {MAX_ROWS} are the most here.",
                )
                return 0, ""
            return int(number), ""
        self.understand(node.name, f"has as many rows as its repeat_count comes to, {MAX_ROWS} at most.")
        return 0, self.condition(node.count, node)
