"""The choices of a question: from the sheet choices, from a CSV file, or from a search in one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, NamedTuple

from survey import expressions
from survey.languages import WELSH_CODE, choice_key, question_key
from survey.lookup_tables import Table
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

SEARCH = re.compile(r"search\((.*)\)")
ARGUMENT = re.compile(r"\s*(?:'([^']*)'|\"([^\"]*)\"|([^,]+?))\s*(?:,|$)")
SEARCHES = {
    "matches": "{column} = {value}",
    "contains": "contains({column}, {value})",
    "startswith": "starts-with({column}, {value})",
}
"""The kinds of search(…), as conditions on a column."""
NOT_ATTRIBUTES = frozenset({"name", "label", "media", "list_name", "__row"})


class ChoiceList(NamedTuple):
    """The choices of a question and the filter on them."""

    choices: tuple[Choice, ...]
    choice_filter: str


def choices_of(reader: QuestionReader, node: Node) -> ChoiceList:
    """Return the choices of a question."""
    source = str(node.content.get("choice_filter") or "")
    searched = next((found for each in node.appearances if (found := SEARCH.fullmatch(each))), None)
    listed = str(node.content.get("itemset") or "")
    if searched is not None:
        return _searched(reader, node, listed, searched[1])
    choice_filter = reader.condition(source, node, is_filter=True)
    if node.choice_file:
        return ChoiceList(tuple(_from_file(reader, node, choice_filter)), choice_filter)
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


def _from_file(reader: QuestionReader, node: Node, choice_filter: str) -> Iterator[Choice]:
    parameters = node.content.get("parameters") or {}
    value, label = parameters.get("value", "name"), parameters.get("label", "label")
    table = reader.files[PurePath(node.choice_file).stem.lower()]
    return _from_table(reader, node, table, value, label, _columns(choice_filter))


def _from_table(
    reader: QuestionReader, node: Node, table: Table, value: str, label: str, columns: frozenset[str]
) -> Iterator[Choice]:
    for column in sorted({value, label} - set(table.columns)):
        reader.refuse(node.name, f"its choices come from a file that has no column “{column}”.")
        return
    for row in table.cells():
        if row[value]:
            attributes = {column: row[column] for column in sorted(columns & set(table.columns))}
            yield Choice(row[value], row[label] or row[value], attributes)


def _searched(reader: QuestionReader, node: Node, listed: str, written: str) -> ChoiceList:
    """Return the choices that search(…) finds: those of the sheet, and those of a CSV file in the columns it names."""
    arguments = ["".join(found) for found in ARGUMENT.findall(written)]
    file, kind, column, value, *further = [*arguments, "", "", "", ""]
    table = reader.files.get(file.lower())
    if table is None:
        reader.refuse(
            node.name, f"its choices are searched for in “{file}.csv”. Upload that file with the form."
        )
        return ChoiceList((), "")
    conditions = []
    if kind in SEARCHES:
        conditions.append(SEARCHES[kind].format(column=column, value=value))
    elif kind:
        reader.refuse(
            node.name,
            f"search(…) with “{kind}” is not supported. Write “matches”, “contains” or “startswith”.",
        )
    if len(further) > 2 and further[0]:
        conditions.append(SEARCHES["matches"].format(column=further[0], value=further[1]))
    choice_filter = reader.condition(" and ".join(conditions), node, is_filter=True)
    columns = _columns(choice_filter)
    rows = reader.choice_lists.get(listed, ())
    found: list[Choice] = []
    for row in rows:
        words = reader.words(row, "label", node, choice_key(node.name, str(row["name"])))
        if str(row["name"]) in table.columns and words in table.columns:
            found.extend(_from_table(reader, node, table, str(row["name"]), words, columns))
        else:
            found.append(Choice(str(row["name"]), words or str(row["name"]), {}))
    return ChoiceList(
        _without_doubles(reader, node, tuple(found)) if not choice_filter else tuple(found), choice_filter
    )


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
