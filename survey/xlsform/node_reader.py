"""What every reader of nodes needs: notes for the author, texts with their translations, checked expressions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from survey import expressions
from survey.expressions import ExpressionError
from survey.lookup_tables import Table
from survey.xlsform.nodes import NO, YES, Node, NodeTree
from survey.xlsform.notes import Note, Notes
from survey.xlsform.references import rewrite, rewrite_text
from survey.xlsform.sheets import Sheets
from survey.xlsform.translations import TranslationCollector

NO_TABLES: Mapping[str, Table] = {}
LOOKED_UP = re.compile(r"\b(?:instance|pulldata)\(\s*['\"]([^'\"]+)['\"]")
"""The table that an expression looks something up in."""


class NodeReader:
    """Reads texts and expressions of nodes, and collects notes for the author.

    `files` are the tables of the CSV files beside the workbook, by name without “.csv”, in lower case. `tables` are
    those that an expression looks something up in.
    """

    def __init__(
        self, tree: Mapping[str, Any], sheets: Sheets, notes: Notes, files: Mapping[str, Table] = NO_TABLES
    ) -> None:
        self.sheets = sheets
        self.notes = notes
        self.files = files
        self.collector = TranslationCollector(sheets, notes)
        self.choice_lists: Mapping[str, Any] = tree.get("choices") or {}
        self.tree = NodeTree(tree, sheets, frozenset(files))
        self.rows = {node.name: node.row for node in self.tree.by_path.values()}
        self.labels: dict[str, str] = {}
        self.tables: dict[str, Table] = {}

    def refuse(self, name: str, sentence: str) -> None:
        """Refuse the form, because an answer to a question or group would be lost or a rule ignored."""
        self.notes.refused.append(self._note(name, sentence))

    def leave_out(self, name: str, sentence: str) -> None:
        """Note that something is left out: no answer is lost, or a question of this kind cannot be asked here."""
        self.notes.left_out.append(self._note(name, sentence))

    def understand(self, name: str, sentence: str) -> None:
        """Note that a question or group is understood otherwise than it is written."""
        self.notes.understood.append(self._note(name, sentence))

    def _note(self, name: str, sentence: str) -> Note:
        return Note("survey", self.rows.get(name), sentence, name)

    def refuse_choice(self, node: Node, value: str, sentence: str) -> None:
        """Refuse the form because of a choice of a question."""
        row = self.sheets.choice_row(str(node.content.get("itemset") or ""), value)
        self.notes.refused.append(Note("choices", row, sentence, value))

    def words(self, content: Mapping[str, Any], key: str, node: Node, place: str) -> str:
        """Return a text in the form's own language, and collect its translations under the key `place`."""
        value = content.get(key) or ""
        texts = value if isinstance(value, Mapping) else {"": value}
        cleaned = {}
        for language, text in texts.items():
            cleaned[language], gone = rewrite_text(str(text), self.tree)
            for name in sorted(gone):
                self.understand(node.name, f"quotes “{name}”, which has no answer here.")
        return self.collector.add(cleaned if isinstance(value, Mapping) else cleaned[""], place)

    def condition(
        self,
        source: Any,
        node: Node,
        *,
        is_constraint: bool = False,
        is_filter: bool = False,
        is_evaluated_once: bool = False,
    ) -> str:
        """Return an expression with the names used here if it is valid, or else an empty text with a note."""
        written = str(source or "").strip()
        if not written:
            return ""
        expression, gone = rewrite(written, node, self.tree)
        for name in sorted(gone):
            self.understand(
                node.name, f"asks for “{name}”, which has no answer here and counts as not answered."
            )
        try:
            parsed = expressions.parse(expression, is_filter=is_filter)
        except ExpressionError as error:
            self.refuse(node.name, str(error))
            return ""
        if parsed.uses_own_value and not is_constraint:
            self.refuse(node.name, f"“{written}” asks about its own answer, “.”, before there is one.")
        if parsed.uses_today and not (is_constraint or is_evaluated_once):
            self.refuse(
                node.name,
                f"“{written}” asks for today(), which a constraint may: answers that are kept would change.",
            )
        if "label" in parsed.columns:
            self.refuse(node.name, "a choice_filter asks for names and columns of choices, not for labels.")
        for name in LOOKED_UP.findall(expression):
            self._look_up(name, node)
        return expression

    def _look_up(self, name: str, node: Node) -> None:
        """Keep a table that an expression looks something up in: a CSV file, or a list of choices."""
        table = self.files.get(name.lower())
        if table is None and name in self.choice_lists:
            table = _table_of(self.choice_lists[name])
        if table is None:
            self.understand(
                node.name, f"looks up “{name}.csv”, which did not come with the form and counts as empty."
            )
            table = Table(("name",), ())
        self.tables[name] = table

    def yes_or_condition(self, value: Any, node: Node) -> tuple[bool, str]:
        """Return what the column required says: whether always, and else under which condition."""
        written = str(value or "").strip()
        if written.lower() in YES | NO:
            return written.lower() in YES, ""
        return False, self.condition(written, node)


def _table_of(choices: list[Mapping[str, Any]]) -> Table:
    """Return a list of choices as a table, in the form's own columns; a label in several languages in the first."""
    columns = [
        key for key in dict.fromkeys(key for row in choices for key in row) if key not in ("media", "__row")
    ]
    rows = (tuple(_plain(row.get(column, "")) for column in columns) for row in choices)
    return Table(tuple(columns), tuple(rows))


def _plain(value: Any) -> str:
    return str(next(iter(value.values()), "")) if isinstance(value, Mapping) else str(value)
