"""The choices of a question, and the question for another answer that or_other adds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils import translation
from django.utils.translation import gettext

from survey import expressions
from survey.languages import choice_key, question_key, to_translate
from survey.page_language import page_language
from survey.question_types import QuestionType
from survey.questions import Choice
from survey.xlsform.nodes import Node
from survey.xlsform.translations import DEFAULT_LANGUAGE

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
MAX_JOINED = 5
"""The most labels of one choice that are shown."""
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
    by_value: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        by_value.setdefault(str(row["name"]), []).append(row)
    if choice_filter:
        choices = tuple(_from_rows(reader, node, rows, _columns(choice_filter)))
        _leave_out_translations(reader, node, by_value)
        return ChoiceList(choices, choice_filter)
    joined = [{**found[0], "label": _joined(found)} for found in by_value.values()]
    choices = tuple(_from_rows(reader, node, joined, frozenset()))
    for choice in choices:
        if len(by_value[choice.value]) > 1:
            one = f"it is one choice, “{choice.label}”."
            sentence = f"the choice “{choice.value}” is listed more than once: {one}"
            reader.understand(node.name, sentence)
    return ChoiceList(choices, "")


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
        label = reader.words(row, "label", key) or value
        if value == OTHER and label == OTHER_LABEL and _adds_other(reader, node):
            label = _translate(reader, OTHER_LABEL, key)
        yield Choice(
            value, label, {column: str(row.get(column, "")) for column in sorted(columns - {"label"})}
        )


def _adds_other(reader: QuestionReader, node: Node) -> bool:
    return any(
        each.others == node.own_name and each.path == node.path for each in reader.tree.by_path.values()
    )


def _labels(row: Mapping[str, Any]) -> Mapping[str, str]:
    """Return the labels of a choice by the language's name."""
    label = row.get("label") or ""
    return label if isinstance(label, Mapping) else {DEFAULT_LANGUAGE: str(label)}


def _joined(rows: Sequence[Mapping[str, Any]]) -> Any:
    """Return the label of a choice, or its labels by language: those of several rows with strokes between."""
    if len(rows) == 1:
        return rows[0].get("label", "")
    found = {name: list(labels) for name, labels in _by_language(rows).items()}
    return {
        name: " / ".join(labels if len(labels) <= MAX_JOINED else [*labels[:MAX_JOINED], "…"])
        for name, labels in found.items()
    }


def _by_language(rows: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, None]]:
    """Return the labels of several rows by the language's name, each once."""
    languages = dict.fromkeys(name for row in rows for name in _labels(row))
    return {
        name: dict.fromkeys(label for row in rows if (label := _labels(row).get(name))) for name in languages
    }


def _leave_out_translations(
    reader: QuestionReader, node: Node, by_value: Mapping[str, Sequence[Mapping[str, Any]]]
) -> None:
    """Leave out the translations of choices of one name that differ, since a translation is found by the name."""
    for value, rows in by_value.items():
        differ = any(len(labels) > 1 for labels in _by_language(rows).values())
        if differ and reader.collector.forget(choice_key(node.name, value)):
            reader.leave_out(
                node.name,
                f"the choice “{value}” stands for several things: it is not translated. Give each its own name.",
            )


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
