"""The sheets of an XLSForm with headings in one spelling, and with the row numbers that its author sees."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from survey.xlsform import quotes
from survey.xlsform.headings import (
    COLUMNS,
    EXPRESSIONS,
    TRANSLATED_COLUMN,
    canonical,
    is_read,
    is_text,
    media_kind,
    misspelt_rule,
    reason_unused,
)
from survey.xlsform.language_names import language_of
from survey.xlsform.notes import Note, Notes
from survey.xlsform.workbook import SheetRows, Workbook

EXTERNAL_CHOICES = "external_choices"
OTHER_SHEETS = {
    "entities": "answers make no list of people or things (entities) for other forms here.",
    "osm": "objects of OpenStreetMap cannot be asked here.",
}
OWN_SHEET = "this sheet is no part of a form and was not read."

FIRST_ROW = 2
MAX_GAP = 60
"""The most empty rows between two that are read, as in pyxform."""

WORD = re.compile(r"[\w.-]+")
WITH_ROW = re.compile(r"\[row : (\d+)\]\s*")
ROW_UNKNOWN = "[row : unknown] "
ON_SHEET = re.compile(r"On the '(\w+)' sheet, ")

FormRow = dict[str, str]
"""The cells of a row with content, by heading."""

NumberedRows = list[tuple[int, FormRow]]


class Sheets:
    """The rows of a form by sheet. `notes` say what of the workbook is not read."""

    def __init__(self, workbook: Workbook, notes: Notes) -> None:
        self._notes = notes
        self._rows: dict[str, NumberedRows] = {name: [] for name in COLUMNS}
        self._headings: dict[str, list[str]] = {name: [] for name in COLUMNS}
        self.allows_choice_twice = False
        self._spellings: dict[str, str] = {}
        self.heading_rows = dict.fromkeys(COLUMNS, 1)
        read = self._form_sheets(workbook)
        self._filters = _words_of_expressions(read.get("survey"))
        for name, sheet in read.items():
            self._read(name, sheet)
        self._add_external_choices(read)
        self._one_row_of_settings()
        self._spell_default_language()

    @property
    def settings(self) -> Mapping[str, str]:
        """The row of the sheet “settings”."""
        return self._rows["settings"][0][1] if self._rows["settings"] else {}

    @property
    def settings_row(self) -> int:
        """The number of the row of settings."""
        return self._rows["settings"][0][0] if self._rows["settings"] else FIRST_ROW

    def numbered_rows(self, sheet: str) -> Sequence[tuple[int, FormRow]]:
        """Return the rows of a sheet with their numbers."""
        return self._rows[sheet]

    def replace_rows(self, sheet: str, rows: NumberedRows) -> None:
        """Put other rows in the place of those of a sheet."""
        self._rows[sheet] = rows

    def columns(self, sheet: str) -> list[str]:
        """Return the columns with content, those without a language first."""
        written = {name: None for _, row in self._rows[sheet] for name in row}
        ordered = [name for name in self._headings[sheet] if name in written]
        ordered += [name for name in written if name not in ordered]
        # pyxform passes over a column without a language after one with it.
        return sorted(ordered, key=lambda name: "::" in name)

    def choice_row(self, list_name: str, name: str) -> int | None:
        """Return the row number of a choice."""
        for number, row in self._rows["choices"]:
            if (row.get("list_name"), row.get("name")) == (list_name, name):
                return number
        return None

    def as_pyxform(self) -> dict[str, Any]:
        """Return the sheets as pyxform takes them."""
        made: dict[str, Any] = {"sheet_names": [name for name in COLUMNS if self._rows[name]]}
        for name in COLUMNS:
            columns = self.columns(name)
            if self._rows[name]:
                made[name] = [
                    {column: quotes.hide_quotes(row[column]) for column in columns if column in row}
                    for _, row in self._rows[name]
                ]
                made[f"{name}_header"] = [dict.fromkeys(columns)]
        if self.allows_choice_twice:
            made["settings"] = [{**(made.get("settings") or [{}])[0], "allow_choice_duplicates": "yes"}]
            made["settings_header"] = [dict.fromkeys(made["settings"][0])]
        return made

    def set_aside(self, sheet: str, number: int, *, again: bool) -> bool:
        """Put a plain question in the place of a row that pyxform refuses, or nothing if it refuses it `again`.

        Return False if that cannot be, because the row begins or ends a group or is not there.
        """
        rows = self._rows.get(sheet, [])
        place = next((place for place, (each, _) in enumerate(rows) if each == number), None)
        if place is None:
            return False
        row = rows[place][1]
        if sheet == "survey" and row.get("type", "").startswith(("begin", "end")):
            return False
        if sheet == "survey" and row.get("name") and not again:
            rows[place] = (number, {"type": "text", "name": row["name"], "label": row["name"]})
        else:
            del rows[place]
        return True

    def locate(self, message: str) -> Note:
        """Return a message of pyxform as a note with its sheet and row."""
        on_sheet, with_row = ON_SHEET.search(message), WITH_ROW.search(message)
        sheet = on_sheet[1] if on_sheet and on_sheet[1] in COLUMNS else "survey"
        sentence = (
            ON_SHEET.sub("", WITH_ROW.sub("", message.replace(ROW_UNKNOWN, "")))
            .strip()
            .partition("Learn more:")[0]
            .partition("\n{")[0]
            .strip()
        )
        row: int | None
        if with_row:
            row = self.number_of(sheet, int(with_row[1]))
        else:
            row = self._row_that_says(re.findall(r"'([^']+)'", sentence))
        if row is None and on_sheet is None:
            return Note("", None, sentence)
        return Note(sheet, row, sentence[:1].lower() + sentence[1:])

    def number_of(self, sheet: str, row: int) -> int:
        """Return the number in the file of a row that pyxform counts from the headings, which are row 1."""
        rows = self._rows[sheet]
        if row == 1:
            return self.heading_rows[sheet]
        return rows[row - FIRST_ROW][0] if 0 <= row - FIRST_ROW < len(rows) else row

    def _row_that_says(self, words: list[str]) -> int | None:
        for number, row in self._rows["survey"]:
            if any(cell in words for cell in row.values()):
                return number
        return None

    def _form_sheets(self, workbook: Workbook) -> dict[str, SheetRows]:
        """Return the sheets of the form by name, and note which sheets are not read."""
        known = {*COLUMNS, EXTERNAL_CHOICES}
        found: dict[str, SheetRows] = {}
        with_content = [sheet for sheet in workbook.sheets if sheet.headings]
        for sheet in with_content:
            name = "_".join(sheet.name.split()).lower()
            if name not in known and len(with_content) == 1:
                name = "survey"
            if name in found:
                self._notes.refused.append(Note(sheet.name, None, "there are two sheets of this name."))
            elif name in known:
                found[name] = sheet
            else:
                self._notes.left_out.append(Note(sheet.name, None, OTHER_SHEETS.get(name, OWN_SHEET)))
        return found

    def _read(self, name: str, sheet: SheetRows) -> None:
        """Read the rows of a sheet by headings in our spelling."""
        target = "choices" if name == EXTERNAL_CHOICES else name
        has_double_colons = any("::" in heading for heading in sheet.headings)
        columns = [
            self._spelling(canonical(target, heading, has_double_colons=has_double_colons)) if heading else ""
            for heading in sheet.headings
        ]
        if name in COLUMNS:
            self.heading_rows[name] = sheet.heading_row
        used = self._used_columns(name, target, sheet, columns)
        rows = []
        last = sheet.heading_row
        for number, cells in sheet.rows:
            if number - last > MAX_GAP:
                sentence = f"rows below {MAX_GAP} empty ones are not read."
                self._notes.left_out.append(Note(name, number, sentence))
                break
            last = number
            row = {
                columns[place]: _content(columns[place], cell)
                for place, cell in enumerate(cells[: len(columns)])
                if cell and place in used
            }
            rows.append((number, row))
        self._rows[name] = [(number, row) for number, row in rows if row]
        self._headings[name] = [columns[place] for place in sorted(used)]
        self._note_formulas(name, target, sheet, columns)

    def _spelling(self, column: str) -> str:
        """Return a column with its language spelt as it was the first time: “english” as “English”."""
        found = TRANSLATED_COLUMN.fullmatch(column)
        if found is None:
            return column
        key = "".join(found[2].split()).casefold()
        return f"{found[1]}::{self._spellings.setdefault(key, found[2])}"

    def _used_columns(self, name: str, target: str, sheet: SheetRows, columns: Sequence[str]) -> set[int]:
        """Return the places of the columns that are read, and note the others."""
        filled = {
            place: row for row, cells in reversed(sheet.rows) for place, cell in enumerate(cells) if cell
        }
        used: dict[str, int] = {}
        for place in sorted(filled):
            column = columns[place] if place < len(columns) else ""
            heading = sheet.headings[place] if column else ""
            if not column:
                sentence = "a cell is in a column without a heading, and is not read."
                self._notes.left_out.append(Note(name, filled[place], sentence))
            elif self._is_used(target, column):
                if column in used:
                    self._note_twice(name, sheet, columns, (used[column], place), filled[place])
                else:
                    used[column] = place
            elif sheet_rule := _rule_of(target, column):
                sentence = f"this column is not supported. Is it meant to be “{sheet_rule}”?"
                self._notes.refused.append(Note(name, sheet.heading_row, sentence, heading))
            else:
                note = Note(name, sheet.heading_row, reason_unused(target, column), heading)
                self._notes.left_out.append(note)
        return set(used.values())

    def _is_used(self, sheet: str, column: str) -> bool:
        if is_read(sheet, column) or (sheet == "survey" and media_kind(column)):
            return True
        return sheet == "choices" and column in self._filters

    def _note_twice(
        self, name: str, sheet: SheetRows, columns: Sequence[str], places: tuple[int, int], row: int
    ) -> None:
        """Refuse two columns of one meaning, unless they say the same."""
        first, second = places
        heading = sheet.headings[second]
        if name == "settings" and columns[second] == "form_id":
            sentence = f"the form has two identifiers: that of “{sheet.headings[first]}” is used."
            self._notes.understood.append(Note(name, sheet.heading_row, sentence, heading))
            return
        same = all(_cell(cells, second) in ("", _cell(cells, first)) for _, cells in sheet.rows)
        if not same:
            what = (
                f"as “{sheet.headings[first]}”" if sheet.headings[first] != heading else "as another column"
            )
            sentence = f"this column means the same {what}. Keep one of them."
            self._notes.refused.append(Note(name, sheet.heading_row, sentence, heading))

    def _note_formulas(self, name: str, target: str, sheet: SheetRows, columns: Sequence[str]) -> None:
        rows = dict(sheet.rows)
        for row, place in sorted(sheet.formulas):
            column = columns[place - 1] if place <= len(columns) else ""
            if row == sheet.heading_row or not column or not self._is_used(target, column):
                continue
            has_value = bool(_cell(rows.get(row, ()), place - 1))
            sentence = (
                "the value of a formula is used."
                if has_value
                else "a formula has no value: the cell is empty."
            )
            self._notes.understood.append(Note(name, row, sentence, sheet.headings[place - 1]))

    def _add_external_choices(self, read: Mapping[str, SheetRows]) -> None:
        """Add the choices of the sheet external_choices to the others."""
        if EXTERNAL_CHOICES not in read:
            return
        self.allows_choice_twice = True
        rows = self._rows.pop(EXTERNAL_CHOICES)
        for column in self._headings.pop(EXTERNAL_CHOICES):
            if column not in self._headings["choices"]:
                self._headings["choices"].append(column)
        self._rows["choices"].extend((number, {"label": row.get("name", ""), **row}) for number, row in rows)
        sentence = "the choices of this sheet are read like those of the sheet choices."
        self._notes.understood.append(Note(EXTERNAL_CHOICES, None, sentence))

    def _one_row_of_settings(self) -> None:
        """Refuse a second row of settings that says something else."""
        first = self.settings
        for number, row in self._rows["settings"][1:]:
            if row != first:
                self._notes.refused.append(
                    Note("settings", number, "there is another row of settings above.")
                )
        del self._rows["settings"][1:]

    def _spell_default_language(self) -> None:
        """Spell the default language as the columns do, or take the first language where no column is in it."""
        settings = self.settings
        own = settings.get("default_language", "")
        if not own or not isinstance(settings, dict):
            return
        names = list(self._spellings.values())
        spelling = self._spellings.get("".join(own.split()).casefold())
        language = language_of(own)
        if spelling is None and language is not None:
            spelling = next(
                (name for name in names if (found := language_of(name)) and found.code == language.code), None
            )
        if spelling is None and names and "label" not in self.columns("survey"):
            spelling = names[0]
        if spelling and spelling != own:
            sentence = f"default_language is “{own}”, and no column is called that: “{spelling}” is used."
            self._notes.understood.append(Note("settings", self.settings_row, sentence))
            settings["default_language"] = spelling


def _rule_of(sheet: str, column: str) -> str:
    """Return the rule that a column nearly names, or would name if it had no language."""
    if sheet != "survey":
        return ""
    base, _, language = column.partition("::")
    return base if language and base in EXPRESSIONS else misspelt_rule(column)


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def _content(column: str, cell: str) -> str:
    """Return a cell; outside texts for people a no-break space is a blank and line breaks are kept."""
    return cell if is_text(column) or column == "form_title" else cell.replace("\xa0", " ").strip()


def _words_of_expressions(survey: SheetRows | None) -> frozenset[str]:
    """Return all words in expressions of the survey sheet, among them the columns of choices that filters ask for."""
    if survey is None:
        return frozenset()
    places = [
        place
        for place, heading in enumerate(survey.headings)
        if not is_text("_".join(heading.split(":")[0].split()).lower())
    ]
    words: set[str] = set()
    for _, cells in survey.rows:
        for place in places:
            words.update(WORD.findall(_cell(cells, place)))
    return frozenset(words)
