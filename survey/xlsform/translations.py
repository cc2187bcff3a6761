"""The languages of an XLSForm: its translations, and warnings about missing ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from string import ascii_lowercase
from typing import Any

from survey.languages import ENGLISH, TITLE, Language, Translation
from survey.xlsform.headings import TRANSLATED_COLUMN, TRANSLATED_COLUMNS, TRANSLATED_TITLE
from survey.xlsform.language_names import UNKNOWN, language_of, own_name
from survey.xlsform.notes import Note, Notes
from survey.xlsform.sheets import Sheets

DEFAULT_LANGUAGE = "default"
"""pyxform's name for the language of columns without one."""

UNKNOWN_CODES = tuple(f"q{second}{third}" for second in "abcdefghijklmnopqrst" for third in ascii_lowercase)
"""Codes for languages of which we do not know the code (BCP 47, private use)."""

TRANSLATED_SHEETS = ("survey", "choices")
"""The sheets with translated texts."""


class TranslationCollector:
    """Collects the translations of texts while a form is read."""

    def __init__(self, sheets: Sheets, notes: Notes, codes: Sequence[str]) -> None:
        self._notes = notes
        self._sheets = sheets
        self._codes = codes
        self._used: set[str] = set()
        names = _names(sheets)
        self._own = _own(sheets)
        others = [name for name in names if name != self._own]
        self.own = self._own_language(others)
        self._others = {name: self._language(name, place) for place, name in enumerate(others, 1)}
        self._texts: dict[str, dict[str, str]] = {name: {} for name in self._others}
        self._names_by_code = {language.code: name for name, language in self._others.items()}
        self._titles(sheets.settings)
        self._drafts = self._unchecked(sheets.settings)

    def add(self, value: Any, key: str) -> str:
        """Store the translations of a text under a key, and return it in the form's own language."""
        if not isinstance(value, Mapping):
            return str(value)
        for name, text in value.items():
            if name in self._texts and str(text).strip():
                self._texts[name][key] = str(text)
        own = value.get(self._own) or value.get(DEFAULT_LANGUAGE)
        return str(own or next((text for text in value.values() if str(text).strip()), ""))

    def translate(self, texts_by_code: Mapping[str, str], key: str) -> None:
        """Store a text under a key in the languages that the form and `texts_by_code` have."""
        for code, name in self._names_by_code.items():
            if code in texts_by_code:
                self._texts[name][key] = texts_by_code[code]

    def forget(self, key: str) -> bool:
        """Drop the translations stored under a key. Return True if there were any."""
        found = [texts.pop(key) for texts in self._texts.values() if key in texts]
        return bool(found)

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
        self._notes.refused.append(Note("settings", self._sheets.settings_row, sentence))

    def _understand(self, sentence: str) -> None:
        self._notes.understood.append(Note("survey", self._sheets.heading_rows["survey"], sentence))

    def _own_language(self, others: Sequence[str]) -> Language:
        """Return the language of columns without one, which is English unless a column is named that."""
        if self._own != DEFAULT_LANGUAGE:
            return self._language(self._own, 0)
        if code := self._code(0):
            self._used.add(code)
            return Language(code, own_name(code))
        is_named = any((found := language_of(name)) and found.code == ENGLISH.code for name in others)
        if not is_named:
            self._used.add(ENGLISH.code)
            return ENGLISH
        self._understand("the language of columns without one is not known. Give its code.")
        return Language(UNKNOWN, DEFAULT_LANGUAGE)

    def _code(self, place: int) -> str:
        """Return the code that the author gave to a language on the page."""
        return self._codes[place] if place < len(self._codes) else ""

    def _language(self, words: str, place: int) -> Language:
        """Return the language that the author names, with its code as corrected, as given or as guessed."""
        found = language_of(words)
        name = found.name if found else words
        code = self._code(place) or (found.code if found else "")
        if not code or code in self._used:
            reason = f"is {code}, which another language has" if code else "is not known"
            code = next((each for each in UNKNOWN_CODES if each not in self._used), UNKNOWN)
            self._understand(
                f"the code of the language “{words}” {reason}: give it. Until then it is {code}."
            )
        elif not self._code(place) and f"({code})" not in words and code != words:
            self._understand(f"the language “{words}” has no code: it is taken to be {code}.")
        self._used.add(code)
        return Language(code, name)


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
                    yield Note(sheet, number, f"has its {what} only in {given_in[0]}.", subject)
                for name in others:
                    if name not in given_in and (given_in or has_own):
                        yield Note(sheet, number, f"has no {what} in {name}.", subject)


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
