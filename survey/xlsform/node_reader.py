"""What every reader of nodes needs: notes for the author, texts with their translations, checked expressions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from survey import expressions
from survey.expressions import ExpressionError
from survey.lookup_tables import Table
from survey.xlsform.nodes import NO, YES, Node, NodeTree
from survey.xlsform.notes import Note, Notes
from survey.xlsform.references import rewrite_paths, without_rows
from survey.xlsform.sheets import Sheets
from survey.xlsform.translations import TranslationCollector

NOT_COLUMNS = ("media", "__row")
"""The keys of pyxform's choices that are no columns of text."""


class NodeReader:
    """Reads texts and expressions of nodes, and collects notes for the author."""

    def __init__(
        self, tree: Mapping[str, Any], sheets: Sheets, notes: Notes, collector: TranslationCollector
    ) -> None:
        self.sheets = sheets
        self.notes = notes
        self.collector = collector
        self.choice_lists: Mapping[str, Any] = tree.get("choices") or {}
        self.tree = NodeTree(tree, sheets)
        self.rows = {node.name: node.row for node in self.tree.by_path.values()}
        self.labels: dict[str, str] = {}
        self.tables: dict[str, Table] = {}
        """The lists of choices that expressions look something up in, by name."""

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

    def words(self, content: Mapping[str, Any], key: str, place: str) -> str:
        """Return a text in the form's own language, and collect its translations under the key `place`."""
        return self.collector.add(content.get(key) or "", place)

    def condition(
        self,
        source: Any,
        node: Node,
        *,
        may_use_own_value: bool = False,
        is_constraint: bool = False,
        is_filter: bool = False,
        is_evaluated_once: bool = False,
    ) -> str:
        """Return an expression with the names used here if it is valid, or else an empty text with a note."""
        written = str(source or "").strip()
        if not written:
            return ""
        expression = rewrite_paths(written, node, self.tree)
        if not self.tree.is_in_repeat(node) and (alone := without_rows(expression)) != expression:
            expression = alone
            self.understand(
                node.name, "position(..) is the number of a row: there are no rows here, so it is 1."
            )
        try:
            parsed = expressions.parse(expression, is_filter=is_filter)
        except ExpressionError as error:
            self.refuse(node.name, str(error))
            return ""
        if parsed.uses_own_value and not (is_constraint or may_use_own_value):
            self.refuse(node.name, f"“{written}” asks about its own answer, “.”, before there is one.")
        if parsed.uses_chance and not (may_use_own_value or is_evaluated_once):
            self.refuse(
                node.name,
                f"“{written}” would come out differently each time: draw in a calculation, and ask for that.",
            )
        if "label" in parsed.columns:
            self.refuse(node.name, "a choice_filter asks for names and columns of choices, not for labels.")
        for name in sorted(parsed.tables & set(self.choice_lists)):
            self.tables[name] = _table_of(self.choice_lists[name])
        return expression

    def yes_or_condition(self, value: Any, node: Node) -> tuple[bool, str]:
        """Return what the column required says: whether always, and else under which condition."""
        written = str(value or "").strip()
        if written.lower() in YES | NO:
            return written.lower() in YES, ""
        return False, self.condition(written, node)


def _table_of(choices: Sequence[Mapping[str, Any]]) -> Table:
    """Return a list of choices as a table; of texts in several languages the first."""
    columns = [key for key in dict.fromkeys(key for row in choices for key in row) if key not in NOT_COLUMNS]
    return Table(tuple(columns), tuple(tuple(_first(row.get(key, "")) for key in columns) for row in choices))


def _first(text: Any) -> str:
    return str(next(iter(text.values()), "")) if isinstance(text, Mapping) else str(text)
