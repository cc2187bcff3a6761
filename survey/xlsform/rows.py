"""Read the nodes of pyxform's tree into questions, with a message for anything unsupported."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from survey import expressions
from survey.expressions import ExpressionError
from survey.languages import choice_key, question_key
from survey.question_types import QuestionType
from survey.questions import CHECK, HEADINGS, MAX_ROWS, SIDE_BY_SIDE, Choice, Question
from survey.xlsform.notes import Note, Notes
from survey.xlsform.scope import question_note
from survey.xlsform.sheets import REMARK_COLUMNS, Sheets
from survey.xlsform.translations import TranslationCollector

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
    "calculate": QuestionType.CALCULATE,
}
QUESTION_KEYS = {
    "type", "name", "label", "hint", "bind", "control", "choices", "itemset", "list_name", "parameters",
    "choice_filter",
}  # fmt: skip
BIND_KEYS = {"required", "relevant", "constraint", "jr:constraintMsg"}
CALCULATE_KEYS = {"calculate", "relevant"}
REPEAT_KEYS = {"type", "name", "label", "hint", "bind", "control", "children"}
COLUMN_OF = {"jr:constraintMsg": "constraint_message"}
YES = {"yes", "true", "true()"}
NO = {"", "no", "false", "false()"}
POSTCODE_APPEARANCE = "postcode"
"""The appearance of a postcode. ODK and KoboToolbox treat it as an ordinary text."""
TABLE_LIST_PREFIXES = ("generated_table_list_label_", "reserved_name_for_field_list_labels_")
"""Prefixes of the questions that pyxform adds to a group with the appearance table-list."""
FIELD_LIST = "field-list"
"""The appearance of a group on one page, which groups here always are."""
OTHER_CONDITION = re.compile(r"selected\(\.\./(.+), 'other'\)")
"""The condition of the “other, please say” question that pyxform adds."""


class QuestionReader:
    """Reads one node of pyxform's tree at a time, and collects notes for the author."""

    def __init__(self, sheets: Sheets, notes: Notes) -> None:
        self.sheets = sheets
        self.notes = notes
        self.collector = TranslationCollector(sheets, notes)
        self.labels: dict[str, str] = {}
        self.path: tuple[str, ...] = ()

    def refuse(self, name: str, sentence: str) -> None:
        """Refuse the form, because an answer to a question or group would be lost or a rule ignored."""
        self.notes.refused.append(question_note(self.sheets, name, sentence))

    def leave_out(self, name: str, sentence: str) -> None:
        """Note that something is left out: no answer is lost, or a question of this kind cannot be asked here."""
        self.notes.left_out.append(question_note(self.sheets, name, sentence))

    def understand(self, name: str, sentence: str) -> None:
        """Note that a question or group is understood otherwise than it is written."""
        self.notes.understood.append(question_note(self.sheets, name, sentence))

    def question(self, node: Mapping[str, Any]) -> list[Question]:
        name = node["name"]
        if node["type"] == "repeat":
            return self.repeat(node)
        if self.is_count(node) or name.startswith(TABLE_LIST_PREFIXES):
            return []
        kind = TYPES.get(node["type"])
        if kind is None:
            self.refuse(name, f"the type “{node['type']}” is not supported.")
            return []
        self.refuse_unknown({key: value for key, value in node.items() if value}, QUESTION_KEYS, name)
        bind = node.get("bind", {})
        if kind is QuestionType.CALCULATE:
            return self.calculation(node, bind)
        if "calculate" in bind:
            self.refuse(name, "a calculation has the type calculate, and no other.")
            bind = {key: value for key, value in bind.items() if key != "calculate"}
        added = OTHER_CONDITION.fullmatch(bind.get("relevant", "")) if not self.sheets.rows_of(name) else None
        if added:
            bind = {**bind, "relevant": f"selected(${{{added[1]}}}, 'other')"}
        self.refuse_unknown(bind, BIND_KEYS | ({"readonly"} if kind is QuestionType.NOTE else set()), name)
        appearance = str(node.get("control", {}).get("appearance", ""))
        if kind is QuestionType.TEXT and appearance == POSTCODE_APPEARANCE:
            kind = QuestionType.POSTCODE
        elif kind is QuestionType.SELECT_ONE and appearance == HEADINGS:
            return self.headings(node, bind)
        elif kind is QuestionType.SELECT_ONE and appearance in SIDE_BY_SIDE:
            pass
        elif kind is QuestionType.SELECT_MULTIPLE and appearance == CHECK:
            self.refuse_incomplete_check(node, bind)
        elif appearance not in {"", "multiline"}:
            self.refuse(name, f"the appearance “{appearance}” is not supported.")
        choice_filter = self.condition(str(node.get("choice_filter") or ""), name, is_filter=True)
        if choice_filter and appearance in SIDE_BY_SIDE:
            self.refuse(name, f"a choice_filter does not go with the appearance “{appearance}”.")
        choices = tuple(self.choices(node, choice_filter))
        if kind in {QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE} and not choices:
            self.refuse(
                name, f"the list of choices “{node.get('itemset', '')}” is empty or not in the sheet choices."
            )
        label = self.words(node, "label", name, question_key(name, "label"))
        self.labels[name] = label
        return [
            Question(
                name=name,
                path=self.path,
                type=kind,
                label=other_label(self.labels.get(added[1], "")) if added else label,
                hint=self.words(node, "hint", name, question_key(name, "hint")),
                is_required=self.yes_or_no(bind.get("required", ""), name),
                is_long=appearance == "multiline",
                relevant=self.condition(bind.get("relevant", ""), name),
                constraint=self.condition(bind.get("constraint", ""), name, is_constraint=True),
                constraint_message=self.words(
                    bind, "jr:constraintMsg", name, question_key(name, "constraint_message")
                ),
                choices=choices,
                choice_filter=choice_filter,
                appearance=appearance if appearance in (*SIDE_BY_SIDE, CHECK) else "",
            )
        ]

    def refuse_incomplete_check(self, node: Mapping[str, Any], bind: Mapping[str, Any]) -> None:
        """Refuse a check that cannot be answered by one tick, or that is asked of everybody."""
        has_one = len(node.get("choices", ())) == 1
        if not (has_one and bind.get("relevant") and self.yes_or_no(bind.get("required", ""), node["name"])):
            self.refuse(
                node["name"],
                "a check has one choice, to keep the answers, is required, and says in relevant when.",
            )

    def headings(self, node: Mapping[str, Any], bind: Mapping[str, Any]) -> list[Question]:
        """Return the headings above rows of one list, as a note."""
        name = node["name"]
        self.refuse_unknown(bind, {"relevant"}, name)
        made = Question(
            name=name,
            path=self.path,
            type=QuestionType.NOTE,
            label=self.words(node, "label", name, question_key(name, "label")),
            relevant=self.condition(bind.get("relevant", ""), name),
            appearance=HEADINGS,
        )
        return [made]

    def calculation(self, node: Mapping[str, Any], bind: Mapping[str, Any]) -> list[Question]:
        """Return a calculation. Its label, if any, is used in exports."""
        name = node["name"]
        self.refuse_unknown(bind, CALCULATE_KEYS, name)
        made = Question(
            name=name,
            path=self.path,
            type=QuestionType.CALCULATE,
            label=self.words(node, "label", name, question_key(name, "label")),
            relevant=self.condition(bind.get("relevant", ""), name),
            calculation=self.condition(str(bind.get("calculate", "")), name),
        )
        return [made]

    def repeat(self, node: Mapping[str, Any]) -> list[Question]:
        """Return a repeated group."""
        name = node["name"]
        self.refuse_unknown(node, REPEAT_KEYS, name)
        bind, control = node.get("bind", {}), node.get("control", {})
        self.refuse_unknown(bind, {"relevant"}, name)
        self.refuse_unknown(control, {"jr:count", "appearance"}, name)
        if control.get("appearance", FIELD_LIST) != FIELD_LIST:
            self.refuse(name, f"the appearance “{control['appearance']}” is not supported.")
        questions: list[Question] = []
        around, self.path = self.path, (*self.path, name)
        for child in node.get("children", ()):
            if child["type"] in {"group", "repeat"}:
                what = "a group" if child["type"] == "group" else "a repeated group"
                self.refuse(child["name"], f"{what} within the repeated group “{name}” is not supported.")
            else:
                questions.extend(self.question(child))
        self.path = around
        if not any(question.takes_answer for question in questions):
            self.refuse(name, "the repeated group asks nothing.")
        rows = Question(
            name=name,
            path=self.path,
            type=QuestionType.REPEAT,
            label=self.words(node, "label", name, question_key(name, "label")) or name,
            relevant=self.condition(bind.get("relevant", ""), name),
            questions=tuple(questions),
            row_count=self.row_count(name),
        )
        return [rows]

    def row_count(self, name: str) -> int:
        """Return the fixed number of rows of a repeated group; 0 if the respondent decides."""
        written = self.sheets.repeat_count(name)
        if not written:
            return 0
        if not re.fullmatch(r"[0-9]{1,3}", written) or not 0 < int(written) <= MAX_ROWS:
            self.refuse(name, f"repeat_count is a number from 1 to {MAX_ROWS}, not “{written}”.")
            return 0
        return int(written)

    def is_count(self, node: Mapping[str, Any]) -> bool:
        """Return True if pyxform made this node from a repeat_count: no row has its name."""
        return node["type"] == "calculate" and not self.sheets.rows_of(node["name"])

    def choices(self, node: Mapping[str, Any], choice_filter: str) -> Iterable[Choice]:
        columns: frozenset[str] = frozenset()
        if choice_filter:
            columns = expressions.parse(choice_filter, is_filter=True).columns - {"name"}
        known = columns & set(self.sheets.columns("choices"))
        for choice in node.get("choices", ()):
            word = str(choice["name"])
            if re.search(r"\s", word):
                row = self.sheets.choice_row(str(node.get("list_name", "")), word)
                self.notes.refused.append(
                    Note("choices", row, f"the choice “{word}” has a blank in its name.")
                )
            label = self.words(choice, "label", node["name"], choice_key(node["name"], word))
            yield Choice(word, label, {column: str(choice.get(column, "")) for column in sorted(known)})

    def words(self, node: Mapping[str, Any], key: str, name: str, place: str) -> str:
        """Return a text in the form's own language, and collect its translations under a key."""
        value = node.get(key, "")
        if "${" in str(value):
            self.refuse(name, f"an answer cannot be quoted in a {COLUMN_OF.get(key, key)}.")
        return self.collector.add(value, place)

    def condition(
        self, source: str, name: str, *, is_constraint: bool = False, is_filter: bool = False
    ) -> str:
        """Return an expression if it is valid, or else an empty text and add a message."""
        if not source:
            return ""
        try:
            parsed = expressions.parse(source, is_filter=is_filter)
        except ExpressionError as error:
            self.refuse(name, str(error))
            return ""
        if parsed.uses_own_value and not is_constraint:
            self.refuse(name, f"“{source}” asks about its own answer, “.”, before there is one.")
        if parsed.uses_time and not is_constraint:
            self.refuse(
                name,
                f"“{source}” asks for today(), which a constraint may: answers that are kept would change.",
            )
        if "label" in parsed.columns:
            self.refuse(name, "a choice_filter asks for names and columns of choices, not for labels.")
        return source

    def yes_or_no(self, value: str, name: str) -> bool:
        word = str(value).strip().lower()
        if word not in YES | NO:
            self.refuse(name, "required is yes or no, not a condition.")
        return word in YES

    def refuse_unknown(self, node: Mapping[str, Any], known: set[str], name: str) -> None:
        for key in sorted(set(node) - known - REMARK_COLUMNS):
            self.refuse(name, f"“{key}” is not supported.")


def other_label(label: str) -> str:
    """Return the label of the “other, please say” question that pyxform adds."""
    return f"{label} Other, please say" if label.endswith(("?", ".")) else f"{label}: other, please say"
