"""The rows of a form as a tree of nodes, each with a name that is unique in the form, its path and its row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from survey.question_types import QuestionType
from survey.questions import HEADINGS
from survey.xlsform.appearances import POSTCODE
from survey.xlsform.sheets import Sheets

TYPES = {
    "text": QuestionType.TEXT,
    "string": QuestionType.TEXT,
    "integer": QuestionType.INTEGER,
    "int": QuestionType.INTEGER,
    "decimal": QuestionType.DECIMAL,
    "date": QuestionType.DATE,
    "time": QuestionType.TIME,
    "dateTime": QuestionType.DATETIME,
    "datetime": QuestionType.DATETIME,
    "select one": QuestionType.SELECT_ONE,
    "select all that apply": QuestionType.SELECT_MULTIPLE,
    "rank": QuestionType.RANK,
    "range": QuestionType.RANGE,
    "acknowledge": QuestionType.ACKNOWLEDGE,
    "trigger": QuestionType.ACKNOWLEDGE,
    "note": QuestionType.NOTE,
    "calculate": QuestionType.CALCULATE,
    "hidden": QuestionType.HIDDEN,
}
"""The types by the word that pyxform has for them."""

GROUP_EDGE = re.compile(r"(begin|end)[\s_]", re.IGNORECASE)
OTHER_QUESTION = "Specify other."
OTHER_CONDITION = re.compile(r"selected\(\.\./(.+), 'other'\)")
"""The label and the condition of the question about another answer that pyxform adds."""
TABLE_LIST_LABEL = "generated_table_list_label_"
"""The beginning of the name of the note to which pyxform moves the label of a group with the appearance table-list."""
TABLE_LIST_HEADINGS = "reserved_name_for_field_list_labels_"
"""The beginning of the name of the headings that pyxform adds to such a group."""
FIELD_LIST = "field-list"
"""The appearance of a group on one page."""
YES = frozenset({"yes", "true", "true()"})
NO = frozenset({"", "no", "false", "false()"})
META = "meta"
"""The group of data about a submission that pyxform adds."""
INVISIBLE = frozenset({QuestionType.CALCULATE, QuestionType.HIDDEN})


@dataclass(eq=False)
class Node:
    """A question, a group or a repeated group as pyxform reads it.

    `name` is unique in the form, `own_name` the one in the file. `row` is None for what pyxform adds. `kind` is None
    for a group, and for a question of an unknown type.
    """

    content: Mapping[str, Any]
    path: tuple[str, ...]
    row: int | None
    written_kind: QuestionType | None
    """The type that the column type says; other columns may change it."""
    kind: QuestionType | None = None
    children: list[Node] = field(default_factory=list)
    name: str = ""
    count: str = ""
    """The expression of the number of rows of a repeated group."""

    @property
    def type(self) -> str:
        return str(self.content["type"])

    @property
    def own_name(self) -> str:
        return str(self.content["name"])

    @property
    def column(self) -> str:
        """The name in the file if the name here differs, or else an empty text."""
        return "" if self.own_name == self.name else self.own_name

    @property
    def full_path(self) -> tuple[str, ...]:
        return (*self.path, self.own_name)

    @property
    def is_group(self) -> bool:
        return self.type == "group"

    @property
    def is_repeat(self) -> bool:
        return self.type == "repeat"

    @property
    def bind(self) -> Mapping[str, Any]:
        return self.content.get("bind") or {}

    @property
    def is_read_only(self) -> bool:
        """True if the node's own row says so."""
        return str(self.bind.get("readonly") or "").strip().lower() in YES

    @property
    def control(self) -> Mapping[str, Any]:
        return self.content.get("control") or {}

    @property
    def appearances(self) -> list[str]:
        """The words of the appearance; a function such as search(…) is one word."""
        words = re.findall(r"[^\s(]+(?:\([^)]*\))?", str(self.control.get("appearance") or ""))
        return [word if "(" in word else word.lower() for word in words]

    @property
    def others(self) -> str:
        """The name of the question whose “other, please say” this is; empty for the questions of the form's author."""
        if self.content.get("label") != OTHER_QUESTION:
            return ""
        found = OTHER_CONDITION.fullmatch(str(self.bind.get("relevant", "")))
        return found[1] if found else ""

    def walk(self) -> Iterator[Node]:
        """Yield the node and all nodes within it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()

    @cached_property
    def has_content(self) -> bool:
        """True if something within the node is shown or recorded."""
        return any(each.kind is not None for each in self.walk())

    @cached_property
    def is_seen(self) -> bool:
        """True if something within the node appears on a page."""
        return any(each.kind is not None and each.kind not in INVISIBLE for each in self.walk())

    @cached_property
    def is_split(self) -> bool:
        """True for a group whose groups are pages of their own: it asks nothing itself, and is not on one page."""
        groups = [child for child in self.children if child.is_group and child.is_seen]
        asks = any(child.kind not in (None, QuestionType.NOTE, *INVISIBLE) for child in self.children)
        return bool(groups) and not asks and FIELD_LIST not in self.appearances


class NodeTree:
    """All nodes of a form, by full path in `by_path`."""

    def __init__(self, tree: Mapping[str, Any], sheets: Sheets) -> None:
        self._rows = dict(_rows_by_path(sheets))
        self.nodes = self._read(tree.get("children", ()), ())
        everything = [each for node in self.nodes for each in node.walk()]
        self.by_path = {each.full_path: each for each in everything}
        self.doubles = [each for each in everything if self.by_path[each.full_path] is not each]
        for each in everything:
            each.kind = _kind(
                each, is_read_only=any(part.is_read_only for part in (*self.around(each), each))
            )
        self._name(everything)

    def _read(
        self,
        contents: Iterable[Mapping[str, Any]],
        path: tuple[str, ...],
        sheet_path: tuple[str, ...] | None = None,
    ) -> list[Node]:
        """Return the nodes of a group. `sheet_path` is its path in the sheet, where a loop is one group."""
        sheet_path = path if sheet_path is None else sheet_path
        found: list[Node] = []
        counts: dict[str, str] = {}
        for content in contents:
            if content["type"] == "loop":
                found.append(self._loop(content, path, sheet_path))
                continue
            name = str(content["name"])
            if _is_count(content):
                counts[name] = str(content["bind"]["calculate"])
                continue
            is_meta = not path and name == META and content["type"] == "group"
            if is_meta or name.startswith(TABLE_LIST_HEADINGS):
                continue
            kind = TYPES.get(str(content["type"]))
            node = Node(content, path, self._rows.get((*sheet_path, name)), kind)
            node.children = self._read(content.get("children", ()), node.full_path, (*sheet_path, name))
            if node.is_repeat:
                written = str(node.control.get("jr:count") or "")
                node.count = counts.get(f"{name}_count", written) if written else ""
            found.append(node)
        return found

    def _loop(self, content: Mapping[str, Any], path: tuple[str, ...], sheet_path: tuple[str, ...]) -> Node:
        """Return a loop over choices as pyxform unrolls it: a group with a group for each choice."""
        name = str(content["name"])
        loop = Node({**content, "type": "group"}, path, self._rows.get((*sheet_path, name)), None)
        for choice in content.get("columns", ()):
            if choice["name"] != "none":
                group = Node({**choice, "type": "group"}, loop.full_path, loop.row, None)
                children = (_for_choice(child, choice) for child in content.get("children", ()))
                group.children = self._read(children, group.full_path, (*sheet_path, name))
                loop.children.append(group)
        return loop

    def _name(self, nodes: list[Node]) -> None:
        """Give each node its unique name: its own, or its path where another has it too."""
        groups = [each for each in nodes if each.is_group]
        pages = [each for each in groups if self.is_page(each)]
        headings = [each for each in groups if not self.is_page(each)]
        questions = [each for each in nodes if not each.is_group]
        used: set[str] = set()
        times = Counter(each.own_name for each in questions)
        taken = {name for name, number in times.items() if number == 1}
        for node in questions:
            node.name = node.own_name if node.own_name in taken else _unused(node, used | taken)
            used.add(node.name)
        times = Counter(each.own_name for each in headings)
        for node in headings:
            is_free = times[node.own_name] == 1 and node.own_name not in used
            node.name = node.own_name if is_free else _unused(node, used)
            used.add(node.name)
        times = Counter(each.own_name for each in pages)
        used = {name for name, number in times.items() if number == 1}
        for node in pages:
            node.name = node.own_name if times[node.own_name] == 1 else _unused(node, used)
            used.add(node.name)

    def is_in_repeat(self, node: Node) -> bool:
        """Return True if a repeated group is around a node."""
        return any(each.is_repeat for each in self.around(node))

    def around(self, node: Node) -> list[Node]:
        """Return the groups around a node, the outermost first."""
        return [self.by_path[node.path[:depth]] for depth in range(1, len(node.path) + 1)]

    def is_page(self, group: Node) -> bool:
        """Return True for a group that is a page, or a chapter of pages."""
        if not group.is_group or len(group.path) > 1:
            return False
        around = self.by_path.get(group.path)
        return around is None or (around.is_group and around.is_split)


def _is_count(content: Mapping[str, Any]) -> bool:
    """Return True for the calculation that pyxform makes of a repeat_count."""
    is_made = set(content) == {"name", "bind", "type"} and set(content["bind"]) == {"readonly", "calculate"}
    return is_made and content["type"] == "calculate"


def _for_choice(template: Any, choice: Mapping[str, Any], language: str = "") -> Any:
    """Return a row of a loop, or a part of it, with the name and the label of a choice in the place of `%(…)s`."""
    if isinstance(template, Mapping):
        return {key: _for_choice(part, choice, str(key)) for key, part in template.items()}
    if isinstance(template, list):
        return [_for_choice(part, choice, language) for part in template]
    if not isinstance(template, str):
        return template
    label = choice.get("label", "")
    words = label.get(language, "") if isinstance(label, Mapping) else label
    return template.replace("%(name)s", str(choice["name"])).replace("%(label)s", str(words))


def _kind(node: Node, *, is_read_only: bool) -> QuestionType | None:
    """Return the type of a question: what other columns say may change the type that is written."""
    kind, content = node.written_kind, node.content
    is_set_by_trigger, begins_with = bool(content.get("trigger")), bool(content.get("default"))
    is_calculated = bool(node.bind.get("calculate"))
    has_value = is_calculated or is_set_by_trigger
    is_hidden = not (content.get("label") or content.get("hint")) or kind in INVISIBLE
    if kind is None:
        return None
    if is_hidden and (has_value or kind in INVISIBLE):
        # A value that is set once, or by a trigger, stays as it is and is stored like an answer.
        is_kept = (
            is_set_by_trigger or not is_calculated or (begins_with and kind is not QuestionType.CALCULATE)
        )
        return QuestionType.HIDDEN if is_kept else QuestionType.CALCULATE
    if kind is QuestionType.NOTE:
        return QuestionType.TEXT if has_value else kind
    if kind is QuestionType.TEXT and is_read_only and not has_value and not begins_with:
        return QuestionType.NOTE
    if kind is QuestionType.TEXT and POSTCODE in node.appearances:
        return QuestionType.POSTCODE
    if kind in (QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE) and HEADINGS in node.appearances:
        return QuestionType.NOTE
    return kind


def _unused(node: Node, used: set[str]) -> str:
    name = ".".join(node.full_path)
    while name in used:
        name += "_"
    return name


def _rows_by_path(sheets: Sheets) -> Iterator[tuple[tuple[str, ...], int]]:
    """Yield the full path of each row of the survey sheet with its number; the last of two with one path wins."""
    around: list[str] = []
    for number, row in sheets.numbered_rows("survey"):
        edge = GROUP_EDGE.match(str(row.get("type") or "").strip())
        name = str(row.get("name") or "").strip() or f"generated_note_name_{number}"
        if edge and edge[1].lower() == "end":
            around = around[:-1]
            continue
        yield (*around, name), number
        if edge:
            around.append(name)
