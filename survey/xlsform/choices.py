"""The choices of a question, and the question for another answer that or_other adds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from survey import expressions
from survey.languages import WELSH_CODE, choice_key, question_key
from survey.question_types import QuestionType
from survey.questions import Choice
from survey.xlsform.nodes import Node

if TYPE_CHECKING:
    from survey.xlsform.rows import QuestionReader

OTHER = "other"
"""The value of the choice that or_other adds."""
OTHER_LABEL = "Other"
"""The label that pyxform gives that choice in every language."""
OTHER_IN = {WELSH_CODE: "Arall"}
"""The same label in other languages, by code."""
SAY_OTHER_IN = {WELSH_CODE: "{label} Arall, nodwch"}

NOT_ATTRIBUTES = frozenset({"name", "label", "media", "list_name", "__row"})


class ChoiceList(NamedTuple):
    """The choices of a question and the filter on them."""

    choices: tuple[Choice, ...]
    choice_filter: str


def choices_of(reader: QuestionReader, node: Node) -> ChoiceList:
    """Return the choices of a question."""
    source = str(node.content.get("choice_filter") or "")
    listed = str(node.content.get("itemset") or "")
    choice_filter = reader.condition(source, node, is_filter=True)
    rows = reader.choice_lists.get(listed) or node.content.get("choices") or ()
    choices = tuple(_from_rows(reader, node, rows, _columns(choice_filter)))
    return ChoiceList(choices if choice_filter else _without_doubles(reader, node, choices), choice_filter)


def _columns(choice_filter: str) -> frozenset[str]:
    if not choice_filter:
        return frozenset()
    return expressions.parse(choice_filter, is_filter=True).columns - {"name"}


def _from_rows(
    reader: QuestionReader, node: Node, rows: Iterable[Mapping[str, Any]], columns: frozenset[str]
) -> Iterator[Choice]:
    known = columns & {key for row in rows for key in row if key not in NOT_ATTRIBUTES}
    for row in rows:
        value = str(row["name"])
        if re.search(r"\s", value) and node.kind is not QuestionType.SELECT_ONE:
            reader.refuse_choice(
                node, value, "has a blank in its name, and several choices are stored with blanks between."
            )
        if row.get("media"):
            reader.leave_out(node.name, "the pictures or sounds of its choices are not shown here.")
        key = choice_key(node.name, value)
        label = reader.words(row, "label", node, key) or value
        if value == OTHER and label == OTHER_LABEL and _adds_other(reader, node):
            reader.collector.translate(OTHER_IN, key)
        yield Choice(value, label, {column: str(row.get(column, "")) for column in sorted(known)})


def _adds_other(reader: QuestionReader, node: Node) -> bool:
    return any(
        each.others == node.own_name and each.path == node.path for each in reader.tree.by_path.values()
    )


def _without_doubles(reader: QuestionReader, node: Node, choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """Return the first of the choices with one name."""
    first: dict[str, Choice] = {}
    for choice in choices:
        if choice.value in first:
            reader.understand(node.name, f"the choice “{choice.value}” is listed twice: the first is asked.")
        first.setdefault(choice.value, choice)
    return tuple(first.values())


def say_other(reader: QuestionReader, node: Node) -> str:
    """Return the label of the “other, please say” question that pyxform adds, and keep its translations."""
    asked = reader.tree.by_path[(*node.path, node.others)]
    label, texts = (
        reader.labels.get(asked.name, ""),
        reader.collector.texts_of(question_key(asked.name, "label")),
    )
    words = {
        code: SAY_OTHER_IN[code].format(label=text) for code, text in texts.items() if code in SAY_OTHER_IN
    }
    reader.collector.translate(words, question_key(node.name, "label"))
    if (own := reader.collector.own.code) in SAY_OTHER_IN:
        return SAY_OTHER_IN[own].format(label=label)
    return f"{label} Other, please say" if label.endswith(("?", ".")) else f"{label}: other, please say"
