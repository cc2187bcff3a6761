"""The choices of a question, and the question for another answer that or_other adds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils import translation
from django.utils.translation import gettext

from survey import expressions
from survey.languages import choice_key, question_key, to_translate
from survey.page_language import page_language
from survey.question_types import QuestionType
from survey.questions import Choice
from survey.xlsform.nodes import Node

if TYPE_CHECKING:
    from survey.xlsform.rows import QuestionReader

OTHER = "other"
"""The value of the choice that or_other adds."""
OTHER_LABEL = to_translate("Other")
"""The label that pyxform gives that choice in every language, and how the other answer is asked for."""
SAY_OTHER, SAY_OTHER_AFTER_SENTENCE = (
    to_translate("{question}: other, please say"),
    to_translate("{question} Other, please say"),
)
NO_LABELS: Mapping[str, str] = {}
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
    known = {key for row in rows for key in row if key not in NOT_ATTRIBUTES}
    for column in sorted(columns - known - {"label"}):
        sentence = (
            f"the choice_filter asks for “{column}”, which is no column of its choices: it counts as empty."
        )
        reader.understand(node.name, sentence)
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
            label = _translate(reader, OTHER_LABEL, key)
        yield Choice(
            value, label, {column: str(row.get(column, "")) for column in sorted(columns - {"label"})}
        )


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
    label = reader.labels.get(asked.name, "")
    sentence = SAY_OTHER_AFTER_SENTENCE if label.endswith(("?", ".")) else SAY_OTHER
    labels = reader.collector.texts_of(question_key(asked.name, "label"))
    return _translate(reader, sentence, question_key(node.name, "label"), {**labels, "": label})


def _translate(reader: QuestionReader, sentence: str, key: str, labels: Mapping[str, str] = NO_LABELS) -> str:
    """Return one of our sentences in the form's own language, and keep its translations under a key.

    `labels` are what stands for {question} by language, that of the form's own under an empty text.
    """
    own = reader.collector.own.code
    found = {}
    for code in (own, *reader.collector.codes):
        with translation.override(page_language(code)):
            words = gettext(sentence)
        label = labels.get("" if code == own else code)
        if code == own or (words != sentence and (label or not labels)):
            found[code] = words.format(question=label or "")
    reader.collector.translate(found, key)
    return found[own]
