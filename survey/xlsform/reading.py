"""Reading an XLSForm, written as Markdown tables, into a questionnaire. Pure: pyxform reads, no database.

What this product does not ask as the form means it is refused with a message, never left out silently.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import count
from typing import Any

from survey import expressions
from survey.expressions import ExpressionError
from survey.questionnaire import Choice, Question, Questionnaire, QuestionType, Section
from survey.xlsform import quotes
from survey.xlsform.sheets import FIRST_ROW, REMARKS, Sheets, at

TYPES = {
    "text": QuestionType.TEXT,
    "string": QuestionType.TEXT,
    "integer": QuestionType.INTEGER,
    "int": QuestionType.INTEGER,
    "decimal": QuestionType.DECIMAL,
    "date": QuestionType.DATE,
    "select one": QuestionType.SELECT_ONE,
    "select all that apply": QuestionType.SELECT_MULTIPLE,
    "note": QuestionType.NOTE,
}
QUESTION_KEYS = {
    "type", "name", "label", "hint", "bind", "control", "choices", "itemset", "list_name", "parameters"
}  # fmt: skip
BIND_KEYS = {"required", "relevant", "constraint", "jr:constraintMsg"}
GROUP_KEYS = {"type", "name", "label", "bind", "control", "children"}
YES = {"yes", "true", "true()"}
NO = {"", "no", "false", "false()"}
SLUG = re.compile(r"[A-Za-z0-9_-]{1,60}")


class XLSFormError(ValueError):
    """A form that cannot be published. `messages` says why, a sentence each."""

    def __init__(self, messages: Iterable[str]) -> None:
        self.messages = tuple(messages)
        super().__init__(" ".join(self.messages))


def read_xlsform(source: str) -> Questionnaire:
    """The questionnaire of an XLSForm in Markdown.

    :raises XLSFormError: with every reason found, each with its sheet and row.
    """
    # Half a second to import, and only a publication needs it.
    from pyxform.errors import PyXFormError
    from pyxform.xls2json_backends import is_markdown_table, md_to_dict
    from pyxform.xls2xform import convert

    if not is_markdown_table(source):
        raise XLSFormError(["This is not an XLSForm: it needs the sheet survey as a Markdown table."])
    try:
        sheets = Sheets(md_to_dict(source))
    except IndexError:
        raise XLSFormError(["A row of a sheet has more cells than the sheet has headings."]) from None
    refused = list(sheets.unread())
    if refused:
        raise XLSFormError(refused)
    try:
        tree = quotes.restored(convert(xlsform=quotes.hidden(source), file_type=".md")._pyxform)
    except PyXFormError as error:
        raise XLSFormError([sheets.placed(quotes.shown(str(error)))]) from error
    except (KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise XLSFormError(
            ["This is not an XLSForm: it needs a sheet survey with type, name and label."]
        ) from error
    reader = _Reader(sheets)
    questionnaire = reader.questionnaire(tree)
    reader.messages.extend(_names_used_twice(questionnaire, sheets))
    reader.messages.extend(_unknown_references(questionnaire, sheets))
    if not reader.messages:
        reader.messages.extend(_circles(questionnaire, sheets))
    if reader.messages:
        raise XLSFormError(dict.fromkeys(reader.messages))
    return questionnaire


class _Reader:
    """Walks pyxform's tree and collects what it cannot take."""

    def __init__(self, sheets: Sheets) -> None:
        self.sheets = sheets
        self.messages: list[str] = []

    def say(self, name: str, sentence: str) -> None:
        """Refuse something in the row of a question or a group."""
        self.messages.append(_about(self.sheets, name, sentence))

    def questionnaire(self, tree: Mapping[str, Any]) -> Questionnaire:
        name, version = str(tree.get("id_string", "")).strip(), str(tree.get("version", "")).strip()
        if not SLUG.fullmatch(name):
            sentence = f"the form_id “{name}” is not made of letters, digits, - and _, 60 at most."
            self.messages.append(at("settings", FIRST_ROW, sentence))
        if not 0 < len(version) <= 20:
            self.messages.append(
                at("settings", FIRST_ROW, "give the form a version of 20 characters at most.")
            )
        title = str(tree.get("title", "")).strip()
        if len(title) > 200:
            self.messages.append(at("settings", FIRST_ROW, "the form_title is longer than 200 characters."))
        sections = list(self.sections(tree.get("children", ()), title))
        if not any(question.is_asked for section in sections for question in section.questions):
            self.messages.append(at("survey", None, "the form has no questions."))
        return Questionnaire(name=name, version=version, title=title, sections=tuple(sections))

    def sections(self, children: Iterable[Mapping[str, Any]], title: str) -> Iterable[Section]:
        """The groups, and between them the questions that stand in none, in the form's order."""
        loose: list[Question] = []
        taken = {child["name"] for child in children}
        names = (name for number in count(1) if (name := f"part_{number}") not in taken)
        for child in children:
            if child["type"] != "group":
                loose.extend(self.question(child))
            elif child["name"] != "meta":
                if loose:
                    yield Section(next(names), title, tuple(loose))
                    loose = []
                yield self.section(child)
        if loose:
            yield Section(next(names), title, tuple(loose))

    def section(self, node: Mapping[str, Any]) -> Section:
        name = node["name"]
        self.refuse_others(node, GROUP_KEYS, name)
        bind = node.get("bind", {})
        self.refuse_others(bind, {"relevant"}, name)
        questions: list[Question] = []
        for child in node.get("children", ()):
            if child["type"] == "group":
                self.say(child["name"], f"a group within the group “{name}”. Let groups stand side by side.")
            else:
                questions.extend(self.question(child))
        return Section(
            name=name,
            title=self.words(node, "label", name) or name,
            relevant=self.condition(bind.get("relevant", ""), name),
            questions=tuple(questions),
        )

    def question(self, node: Mapping[str, Any]) -> list[Question]:
        name = node["name"]
        kind = TYPES.get(node["type"])
        if kind is None:
            self.say(name, f"the type “{node['type']}” is not supported.")
            return []
        self.refuse_others({key: value for key, value in node.items() if value}, QUESTION_KEYS, name)
        bind = node.get("bind", {})
        self.refuse_others(bind, BIND_KEYS | ({"readonly"} if kind is QuestionType.NOTE else set()), name)
        appearance = str(node.get("control", {}).get("appearance", ""))
        if appearance not in {"", "multiline"}:
            self.say(name, f"the appearance “{appearance}” is not supported.")
        choices = tuple(self.choices(node))
        if kind in {QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE} and not choices:
            self.say(
                name, f"the list of choices “{node.get('itemset', '')}” is empty or not in the sheet choices."
            )
        return [
            Question(
                name=name,
                type=kind,
                label=self.words(node, "label", name),
                hint=self.words(node, "hint", name),
                is_required=self.yes_or_no(bind.get("required", ""), name),
                is_long=appearance == "multiline",
                relevant=self.condition(bind.get("relevant", ""), name),
                constraint=self.condition(bind.get("constraint", ""), name, is_constraint=True),
                constraint_message=str(bind.get("jr:constraintMsg", "")),
                choices=choices,
            )
        ]

    def choices(self, node: Mapping[str, Any]) -> Iterable[Choice]:
        for choice in node.get("choices", ()):
            word = str(choice["name"])
            if re.search(r"\s", word):
                row = self.sheets.choice_row(str(node.get("list_name", "")), word)
                self.messages.append(at("choices", row, f"the choice “{word}” has a blank in its name."))
            yield Choice(word, self.words(choice, "label", node["name"]))

    def words(self, node: Mapping[str, Any], key: str, name: str) -> str:
        value = node.get(key, "")
        if isinstance(value, Mapping):
            self.say(name, "translations are not supported.")
            return str(next(iter(value.values()), ""))
        if "${" in str(value):
            self.say(name, f"an answer cannot be quoted in a {key}.")
        return str(value)

    def condition(self, source: str, name: str, *, is_constraint: bool = False) -> str:
        if not source:
            return ""
        try:
            parsed = expressions.parse(source)
        except ExpressionError as error:
            self.say(name, str(error))
            return ""
        if is_constraint and parsed.names:
            self.say(name, "a constraint may only ask about its own answer, written “.”.")
        if parsed.asks_itself and not is_constraint:
            self.say(name, f"“{source}” asks about its own answer, “.”, before there is one.")
        return source

    def yes_or_no(self, value: str, name: str) -> bool:
        word = str(value).strip().lower()
        if word not in YES | NO:
            self.say(name, "required is yes or no, not a condition.")
        return word in YES

    def refuse_others(self, node: Mapping[str, Any], known: set[str], name: str) -> None:
        for key in sorted(set(node) - known - REMARKS):
            self.say(name, f"“{key}” is not supported.")


def _about(sheets: Sheets, name: str, sentence: str) -> str:
    rows = sheets.rows_of(name)
    return at("survey", rows[0] if rows else None, f"“{name}”: {sentence}")


def _names_used_twice(questionnaire: Questionnaire, sheets: Sheets) -> Iterable[str]:
    counts = Counter(question.name for section in questionnaire.sections for question in section.questions)
    for name, times in counts.items():
        if times > 1:
            first, *others = sheets.rows_of(name)
            for row in others:
                yield at(
                    "survey", row, f"“{name}” is already the name of row {first}. Give each its own name."
                )


def _unknown_references(questionnaire: Questionnaire, sheets: Sheets) -> Iterable[str]:
    answered = {question.name for question in questionnaire.asked()}
    for name, asked in questionnaire.dependencies().items():
        for other in sorted(asked - answered):
            yield _about(sheets, name, f"depends on “{other}”, which is no question of the form.")


def _circles(questionnaire: Questionnaire, sheets: Sheets) -> Iterable[str]:
    """Questions that decide, by way of others, whether they are themselves shown."""
    try:
        TopologicalSorter(questionnaire.dependencies()).prepare()
    except CycleError as error:
        # The sorter names the circle against the way of dependence, its first name again as the last.
        circle = list(reversed(error.args[1]))
        way = ", which depends on ".join(f"“{name}”" for name in circle[1:])
        yield _about(sheets, circle[0], f"depends on {way}.")
