"""The sheets of an XLSForm with the row numbers and columns that its author sees."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from survey.xlsform.notes import Note

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
            "calculation",
            "choice_filter",
            "repeat_count",
            "default",
            "trigger",
            "readonly",
            "required_message",
            "guidance_hint",
            "parameters",
        ]
    ),
    "choices": frozenset({"list_name", "name", "label"}),
    "settings": frozenset(
        {"form_title", "form_id", "version", "default_language", "draft_translations", "made_for"}
    ),
}
"""The supported columns. Any other column with content is refused."""

HEADING_SYNONYMS = {"list name": "list_name"}
"""Other spellings of headings that pyxform accepts."""

TRANSLATED_COLUMNS = {
    "label": "label",
    "hint": "hint",
    "guidance_hint": "guidance",
    "constraint_message": "constraint message",
    "required_message": "message for a missing answer",
}
"""The columns that can be translated (`label::Cymraeg (cy)`), with their names in messages."""

TRANSLATED_COLUMN = re.compile(rf"({'|'.join(TRANSLATED_COLUMNS)})::(.+)")
TRANSLATED_TITLE = re.compile(r"form_title_(.+)")
"""A column of settings for the title in another language, by code. Other programs ignore it."""

REMARK_COLUMNS = frozenset({"comment", "comments"})
"""Columns for remarks of the author, which are ignored."""

FIRST_ROW = 2
"""The number of the first row below the headings; empty rows are not counted."""

WITH_ROW = re.compile(r"\[row : (\d+)\]\s*")
ROW_UNKNOWN = "[row : unknown] "
ON_SHEET = re.compile(r"On the '(\w+)' sheet, ")


class Sheets:
    """The rows of a form by sheet, as pyxform splits them."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self._names: list[str] = list(content.get("sheet_names", ()))
        self._rows: dict[str, list[Mapping[str, str]]] = {
            name: [_normalise_headings(row) for row in content.get(name, ())] for name in COLUMNS
        }
        self._headings = {name: [*content.get(f"{name}_header", ()), {}][0] for name in COLUMNS}

    @property
    def settings(self) -> Mapping[str, str]:
        """The row of the sheet “settings”."""
        return next(iter(self._rows["settings"]), {})

    def numbered_rows(self, sheet: str) -> Iterator[tuple[int, Mapping[str, str]]]:
        """Return the rows of a sheet with their numbers."""
        return enumerate(self._rows[sheet], FIRST_ROW)

    def columns(self, sheet: str) -> list[str]:
        """Return the columns with content, in order."""
        written = {name for row in self._rows[sheet] for name in row if str(row[name] or "").strip()}
        return [name for name in self._headings[sheet] if name in written]

    def rows_of(self, name: str) -> list[int]:
        """Return the row numbers in the survey sheet of questions and groups with this name."""
        return [
            number
            for number, row in enumerate(self._rows["survey"], FIRST_ROW)
            if str(row.get("name", "")).strip() == name
        ]

    def repeat_count(self, name: str) -> str:
        """Return the repeat_count of a repeated group, as written."""
        rows = self._rows["survey"]
        return next(
            (str(rows[row - FIRST_ROW].get("repeat_count") or "").strip() for row in self.rows_of(name)), ""
        )

    def choice_row(self, list_name: str, name: str) -> int | None:
        """Return the row number of a choice."""
        for number, row in enumerate(self._rows["choices"], FIRST_ROW):
            if (row.get("list_name"), row.get("name")) == (list_name, name):
                return number
        return None

    def unsupported(self) -> Iterator[Note]:
        """Yield a note for each unsupported sheet, column and included form."""
        for sheet in self._names:
            if sheet not in COLUMNS and not sheet.startswith("_"):
                yield Note(sheet, None, "this sheet is not supported.")
        filters = " ".join(str(row.get("choice_filter") or "") for row in self._rows["survey"])
        filtered = set(re.findall(r"[A-Za-z_][\w.-]*", filters))
        for sheet, rows in self._rows.items():
            reported: set[str] = set()
            for number, row in enumerate(rows, FIRST_ROW):
                for column in row:
                    is_read = _is_supported(sheet, column) or (sheet == "choices" and column in filtered)
                    if str(row[column] or "").strip() and not is_read and column not in reported:
                        reported.add(column)
                        yield Note(sheet, number, f"the column “{column}” is not supported.")
        for number, row in self.numbered_rows("survey"):
            if str(row.get("type") or "").strip() == "include":
                yield Note("survey", number, "another form cannot be included.")

    def locate(self, message: str) -> Note:
        """Return a message of pyxform as a note with its sheet and row."""
        on_sheet, with_row = ON_SHEET.search(message), WITH_ROW.search(message)
        sheet = on_sheet[1] if on_sheet else "survey"
        sentence = (
            ON_SHEET.sub("", WITH_ROW.sub("", message.replace(ROW_UNKNOWN, "")))
            .strip()
            .partition("Learn more:")[0]
            .strip()
        )
        if with_row:
            row: int | None = int(with_row[1])
        else:
            row = self._row_that_says(re.findall(r"'([^']+)'", sentence))
        if row is None and on_sheet is None:
            return Note("", None, sentence)
        return Note(sheet, row, sentence[:1].lower() + sentence[1:])

    def _row_that_says(self, words: list[str]) -> int | None:
        for number, row in enumerate(self._rows["survey"], FIRST_ROW):
            if any(str(cell).strip() in words for cell in row.values()):
                return number
        return None


def _normalise_headings(row: Mapping[str, str]) -> dict[str, str]:
    return {HEADING_SYNONYMS.get(column, column): cell for column, cell in row.items()}


def _is_supported(sheet: str, column: str) -> bool:
    if column in COLUMNS[sheet] | REMARK_COLUMNS:
        return True
    if sheet == "settings":
        return TRANSLATED_TITLE.fullmatch(column) is not None
    found = TRANSLATED_COLUMN.fullmatch(column)
    return found is not None and found[1] in COLUMNS[sheet]
