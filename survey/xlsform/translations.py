"""The languages of an XLSForm: its translations, and warnings about missing ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from survey.languages import ENGLISH, TITLE, Language, Translation
from survey.xlsform.notes import Note, Notes
from survey.xlsform.sheets import (
    FIRST_ROW,
    TRANSLATED_COLUMN,
    TRANSLATED_COLUMNS,
    TRANSLATED_TITLE,
    Sheets,
)

DEFAULT_LANGUAGE = "default"
"""pyxform's name for the language of columns without one."""

HEADING_ROW = 1
TRANSLATED_SHEETS = ("survey", "choices")
"""The sheets with translated texts."""


class TranslationCollector:
    """Collects the translations of texts while a form is read."""

    def __init__(self, sheets: Sheets, notes: Notes) -> None:
        self._refused = notes.refused
        names = _names(sheets)
        self._own = _own(sheets)
        self.own = ENGLISH if self._own == DEFAULT_LANGUAGE else self._language(self._own)
        self._others = {name: self._language(name) for name in names if name != self._own}
        self._texts: dict[str, dict[str, str]] = {name: {} for name in self._others}
        self._names_by_code = {language.code: name for name, language in self._others.items()}
        if len({self.own.code, *self._names_by_code}) <= len(self._others):
            self._refused.append(Note("survey", HEADING_ROW, "two languages have the same code."))
        self._refused.extend(_misplaced(sheets))
        self._titles(sheets.settings)
        self._drafts = self._unchecked(sheets.settings)

    def add(self, value: Any, key: str) -> str:
        """Store the translations of a text under a key, and return it in the form's own language."""
        if not isinstance(value, Mapping):
            return str(value)
        for name, text in value.items():
            if name in self._texts and str(text).strip():
                self._texts[name][key] = str(text)
        return str(value.get(self._own, value.get(DEFAULT_LANGUAGE, "")))

    def translate(self, texts_by_code: Mapping[str, str], key: str) -> None:
        """Store a text under a key in the languages that the form and `texts_by_code` have."""
        for code, name in self._names_by_code.items():
            if code in texts_by_code:
                self._texts[name][key] = texts_by_code[code]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the languages that the form is translated into."""
        return tuple(self._names_by_code)

    def texts_of(self, key: str) -> dict[str, str]:
        """Return the translations stored under a key, by the code of their language."""
        return {
            code: self._texts[name][key]
            for code, name in self._names_by_code.items()
            if key in self._texts[name]
        }

    def copy(self, key: str, other: str) -> None:
        """Store the translations of one key under another too."""
        self.translate(self.texts_of(key), other)

    def translations(self) -> tuple[Translation, ...]:
        """Return the translations collected, in the order of the columns."""
        return tuple(
            Translation(language, self._texts[name], is_draft=language.code in self._drafts)
            for name, language in self._others.items()
        )

    def _titles(self, settings: Mapping[str, str]) -> None:
        for column, text in settings.items():
            found = TRANSLATED_TITLE.fullmatch(column)
            if not found or not str(text).strip():
                continue
            if found[1] in self._names_by_code:
                self._texts[self._names_by_code[found[1]]][TITLE] = str(text).strip()
            else:
                self._refuse(f"there is a “{column}”, and nothing else in that language.")

    def _unchecked(self, settings: Mapping[str, str]) -> set[str]:
        drafts = set(str(settings.get("draft_translations") or "").split())
        for code in sorted(drafts - set(self._names_by_code)):
            self._refuse(f"draft_translations names “{code}”, and nothing is translated into it.")
        return drafts

    def _refuse(self, sentence: str) -> None:
        self._refused.append(Note("settings", FIRST_ROW, sentence))

    def _language(self, words: str) -> Language:
        try:
            return Language.named(words)
        except ValueError as error:
            self._refused.append(Note("survey", HEADING_ROW, f"the language {error}"))
            return Language(words, words)


def warnings_of(source: str) -> list[str]:
    """Return warnings about missing translations of a form (Markdown), one sentence each."""
    # Imported here because it takes half a second and only publishing a form needs it.
    from pyxform.xls2json_backends import md_to_dict

    return list(map(str, untranslated(Sheets(md_to_dict(source)))))


def untranslated(sheets: Sheets) -> Iterator[Note]:
    """Yield a warning for each text that is missing in one of the languages of the form."""
    own, names = _own(sheets), _names(sheets)
    others = [name for name in names if name != own]
    for sheet in TRANSLATED_SHEETS if others else ():
        for number, row in sheets.numbered_rows(sheet):
            for base, what in TRANSLATED_COLUMNS.items():
                given_in = [name for name in others if _text(row, f"{base}::{name}")]
                has_own = _text(row, base) or _text(row, f"{base}::{own}")
                subject = _text(row, "name") or _text(row, "type")
                if given_in and not has_own:
                    yield Note(sheet, number, f"“{subject}” has its {what} only in {given_in[0]}.")
                for name in others:
                    if name not in given_in and (given_in or has_own):
                        yield Note(sheet, number, f"“{subject}” has no {what} in {name}.")


def _misplaced(sheets: Sheets) -> Iterator[Note]:
    """Yield an error for columns without a language after columns with one, which pyxform ignores."""
    for sheet in TRANSLATED_SHEETS:
        columns = sheets.columns(sheet)
        for base in TRANSLATED_COLUMNS:
            named = next((place for place, name in enumerate(columns) if name.startswith(f"{base}::")), None)
            if named is not None and base in columns[named:]:
                sentence = f"the column “{base}” must come before “{columns[named]}”."
                yield Note(sheet, HEADING_ROW, sentence)


def _names(sheets: Sheets) -> list[str]:
    """Return the languages named in columns, in order."""
    found = (
        TRANSLATED_COLUMN.fullmatch(column) for sheet in TRANSLATED_SHEETS for column in sheets.columns(sheet)
    )
    return list(dict.fromkeys(each[2].strip() for each in found if each))


def _own(sheets: Sheets) -> str:
    """Return the language of columns without one, or the first named if all have one."""
    own = str(sheets.settings.get("default_language") or "").strip()
    names = _names(sheets)
    if not own and names and "label" not in sheets.columns("survey"):
        return names[0]
    return own or DEFAULT_LANGUAGE


def _text(row: Mapping[str, str], column: str) -> str:
    return str(row.get(column) or "").strip()
