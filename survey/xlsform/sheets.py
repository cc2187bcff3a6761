"""The sheets of an XLSForm as its author sees them: which rows and columns there are. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

COLUMNS: dict[str, frozenset[str]] = {
    "survey": frozenset(
        [
            "type",
            "name",
            "label",
            "hint",
            "required",
            "relevant",
            "constraint",
            "constraint_message",
            "appearance",
        ]
    ),
    "choices": frozenset({"list_name", "name", "label"}),
    "settings": frozenset({"form_title", "form_id", "version"}),
}
"""The columns that are read. Any other with something in it is refused, so that no rule is lost unseen."""

REMARKS = frozenset({"comment", "comments"})
"""Columns for the author's own remarks."""

FIRST_ROW = 2
"""The row of a sheet below its headings; rows with nothing in them are not counted."""

WITH_ROW = re.compile(r"\[row : (\d+)\]\s*")
ON_SHEET = re.compile(r"On the '(\w+)' sheet, ")


def at(sheet: str, row: int | None, sentence: str) -> str:
    """A message with its place: “Sheet survey, row 4: …”."""
    place = f"Sheet {sheet}, row {row}" if row else f"Sheet {sheet}"
    return f"{place}: {sentence}"


class Sheets:
    """The rows of a form by sheet, as pyxform reads them before it understands them."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self._names: list[str] = list(content.get("sheet_names", ()))
        self._rows: dict[str, list[Mapping[str, str]]] = {
            name: list(content.get(name, ())) for name in COLUMNS
        }

    def rows_of(self, name: str) -> list[int]:
        """The rows of the survey sheet that have this name: questions and the beginnings of groups."""
        return [
            number
            for number, row in enumerate(self._rows["survey"], FIRST_ROW)
            if str(row.get("name", "")).strip() == name
        ]

    def choice_row(self, list_name: str, name: str) -> int | None:
        """The row of one choice."""
        for number, row in enumerate(self._rows["choices"], FIRST_ROW):
            if (row.get("list_name"), row.get("name")) == (list_name, name):
                return number
        return None

    def unread(self) -> Iterator[str]:
        """A message for all that would otherwise be left out: sheets, columns and “or_other”."""
        for sheet in self._names:
            if sheet not in COLUMNS and not sheet.startswith("_"):
                yield at(sheet, None, "this sheet is not supported.")
        for sheet, rows in self._rows.items():
            told: set[str] = set()
            for number, row in enumerate(rows, FIRST_ROW):
                for column in row:
                    if str(row[column] or "").strip() and column not in COLUMNS[sheet] | REMARKS | told:
                        told.add(column)
                        yield at(sheet, number, f"the column “{column}” is not supported.")
        for number, row in enumerate(self._rows["survey"], FIRST_ROW):
            if str(row.get("type", "")).strip().endswith(" or_other"):
                sentence = "or_other is not supported: write a choice “other” and a question for its words."
                yield at("survey", number, sentence)

    def placed(self, message: str) -> str:
        """What pyxform says, with the sheet and the row that it means at the front."""
        on_sheet, with_row = ON_SHEET.search(message), WITH_ROW.search(message)
        sheet = on_sheet[1] if on_sheet else "survey"
        sentence = ON_SHEET.sub("", WITH_ROW.sub("", message)).strip().partition("Learn more:")[0].strip()
        if with_row:
            row: int | None = int(with_row[1])
        else:
            row = self._row_that_says(re.findall(r"'([^']+)'", sentence))
        if row is None and on_sheet is None:
            return sentence
        return at(sheet, row, sentence[:1].lower() + sentence[1:])

    def _row_that_says(self, words: list[str]) -> int | None:
        for number, row in enumerate(self._rows["survey"], FIRST_ROW):
            if any(str(cell).strip() in words for cell in row.values()):
                return number
        return None
