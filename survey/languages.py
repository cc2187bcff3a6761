"""Languages of a questionnaire, its translations, and texts that carry their language. No Django here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any, Self

from survey.page_words import PAGES

WITH_CODE = re.compile(r"(?P<name>[^()]+?)\s*\((?P<code>[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*)\)")
DRAFTS = {
    "cy": "Cyfieithiad drafft, heb ei wirio gan gyfieithydd.",
    "en": "A draft translation, not checked by a translator.",
}
"""The notice above an unchecked translation, by language code; English for other languages."""


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

    @property
    def draft_mark(self) -> LocalizedText | None:
        """The notice above an unchecked translation, or None for a checked one."""
        if not self.is_draft:
            return None
        code = self.language.code if self.language.code in DRAFTS else "en"
        return LocalizedText(DRAFTS[code], code)

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
        return f'<span lang="{escape(self.lang)}">{escape(self)}</span>'


WELSH = {
    "{question} (optional)": "{question} (dewisol)",
    "Choose an answer for “{question}”": "Dewiswch ateb i “{question}”",
    "Enter an answer to “{question}”": "Rhowch ateb i “{question}”",
    "Answer “{question}”": "Atebwch “{question}”",
    "Some answers do not agree: change one of them, or tick to keep them": (
        "Nid yw rhai atebion yn cytuno: newidiwch un ohonynt, neu ticiwch i’w cadw"
    ),
    "Answer only if “{question}” was answered “{answer}”.": (
        "Atebwch dim ond os “{answer}” oedd yr ateb i “{question}”."
    ),
    "Answer only if the answer to {questions} calls for it.": (
        "Atebwch dim ond os yw’r ateb i {questions} yn gofyn am hynny."
    ),
    " and ": " ac i ",
    "[answer to: {question}]": "[ateb i: {question}]",
    "Enter a day, a month and a year, such as 31 3 2009": "Rhowch ddiwrnod, mis a blwyddyn, megis 31 3 2009",
    "Enter text.": "Rhowch destun.",
    "Enter a whole number, such as 25.": "Rhowch rif cyfan, megis 25.",
    "Enter a number, such as 2.5.": "Rhowch rif, megis 2.5.",
    "Enter a whole postcode, such as LS9 7TL.": "Rhowch god post cyfan, megis LS9 7TL.",
    "Choose one of the answers listed.": "Dewiswch un o’r atebion a restrir.",
    "Choose from the answers listed.": "Dewiswch o blith yr atebion a restrir.",
    "Give an answer or say why there is none, not both.": "Rhowch ateb neu dywedwch pam nad oes un, nid y ddau.",
}
WELSH_CODE = "cy"
PHRASES = {WELSH_CODE: WELSH | PAGES}
"""Our own sentences around questions, by language code. Other languages fall back to English."""


def translate_message(sentence: str, *, like: str, **parts: str) -> str:
    """Translate one of our English sentences into the language of the text `like`, if there is a translation.

    >>> translate_message("Answer “{question}”", like=(label := LocalizedText("Enw?", "cy")), question=label)
    'Atebwch “Enw?”'
    """
    code = getattr(like, "lang", ENGLISH.code)
    found = PHRASES.get(code, {}).get(sentence)
    text = found or sentence
    # A sentence without parts may contain braces of its own.
    text = text.format(**parts) if parts else text
    has_language = bool(found) or (isinstance(like, LocalizedText) and code == ENGLISH.code)
    return LocalizedText(text, code) if has_language else text


def say(sentence: str, language: str, **parts: Any) -> str:
    """Return one of our sentences in a language, or in English where there is no translation.

    >>> say("Sent on {day}", "en", day="1 July 2009")
    'Sent on 1 July 2009'
    """
    found = PHRASES.get(language, {}).get(sentence)
    text = (found or sentence).format(**parts) if parts else found or sentence
    return LocalizedText(text, language) if found else text
