"""Languages of a questionnaire, its translations, and texts that carry their language. No Django here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any, Self

WITH_CODE = re.compile(r"(?P<name>[^()]+?)\s*\((?P<code>[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*)\)")
RIGHT_TO_LEFT = frozenset({
    "ar", "arc", "azb", "bal", "ckb", "dv", "fa", "glk", "he", "khw", "ks", "lrc", "mzn", "nqo", "pnb", "prs", "ps",
    "sd", "skr", "syr", "ug", "ur", "yi",
})  # fmt: skip
"""The codes of languages that are written from right to left."""
RIGHT_TO_LEFT_SCRIPTS = frozenset({"adlm", "arab", "hebr", "nkoo", "syrc", "thaa"})


def to_translate(sentence: str) -> str:
    """Mark a sentence of a module without Django for the catalogues. It is translated where it is shown."""
    return sentence


class Sentence(str):
    """One of our sentences in English with its parts filled in. It is translated where it is shown.

    >>> Sentence("Row {place}: {problem}", place=2, problem=Sentence("Enter text."))
    'Row 2: Enter text.'
    """

    template: str
    parts: Mapping[str, Any]

    def __new__(cls, template: str, **parts: Any) -> Self:
        sentence = super().__new__(cls, template.format(**parts) if parts else template)
        sentence.template, sentence.parts = template, parts
        return sentence

    def __getnewargs_ex__(self) -> tuple[tuple[str], Mapping[str, Any]]:
        return (self.template,), self.parts


DRAFT_NOTICE = to_translate("A draft translation, not checked by a translator.")


@dataclass(frozen=True, slots=True)
class Language:
    """A language as an XLSForm names it, `Cymraeg (cy)`: its own name and its code for `lang`."""

    code: str
    name: str

    @classmethod
    def named(cls, words: str) -> Language:
        """Return the language in a heading such as `Cymraeg (cy)`. Raises ValueError if there is no code."""
        found = WITH_CODE.fullmatch(words.strip())
        if found is None:
            raise ValueError(f"“{words}” needs the language’s code, such as “Cymraeg (cy)”.")
        return cls(found["code"], found["name"])


ENGLISH = Language("en", "English")


@dataclass(frozen=True)
class Translation:
    """The texts of a questionnaire in one more language, by the keys of the functions below."""

    language: Language
    texts: Mapping[str, str] = field(default_factory=dict)
    is_draft: bool = False

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Translation:
        """Return the translation in the JSON of a published questionnaire."""
        return cls(**{**content, "language": Language(**content["language"])})


TITLE = "title"


def section_key(name: str) -> str:
    """Return the key of the title of a section or a chapter."""
    return f"section/{name}"


def question_key(name: str, part: str) -> str:
    """Return the key of a text of a question: `label`, `hint`, `guidance`, `constraint_message`, `required_message`."""
    return f"question/{name}/{part}"


def choice_key(question: str, value: str) -> str:
    """Return the key of the label of a choice."""
    return f"choice/{question}/{value}"


class LocalizedText(str):
    """A text with its language: in HTML it is wrapped in an element with `lang`, elsewhere it is a plain str."""

    lang: str

    def __new__(cls, text: str, lang: str) -> Self:
        localized = super().__new__(cls, text)
        localized.lang = lang
        return localized

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]  # str's has one item
        return str(self), self.lang

    def __html__(self) -> str:
        direction = ' dir="rtl"' if is_right_to_left(self.lang) else ""
        return f'<span lang="{escape(self.lang)}"{direction}>{escape(self)}</span>'


def is_right_to_left(code: str) -> bool:
    """Return True for a language, or a language in a script such as `pa-Arab`, that is written from right to left."""
    first, *rest = code.lower().split("-")
    return first in RIGHT_TO_LEFT or not RIGHT_TO_LEFT_SCRIPTS.isdisjoint(rest)
