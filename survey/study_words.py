"""What a study says of itself to respondents, in their language where it is entered."""

from __future__ import annotations

from survey.languages import ENGLISH, LocalizedText
from survey.models import Study
from survey.page_language import page_language

FIELDS = ("title", "purpose", "commissioner", "contractor", "contact")
"""The fields of a study that respondents read."""


def is_english(code: str) -> bool:
    """Return True if the page beside questions in this language is in English."""
    return page_language(code).partition("-")[0] == ENGLISH.code


def study_words(study: Study, code: str) -> dict[str, str]:
    """Return these texts by field. One that is not in the language of the page is a LocalizedText in English."""
    entered = {} if is_english(code) else study.translated_words.get(page_language(code), {})
    found: dict[str, str] = {}
    for name in FIELDS:
        text = getattr(study, name)
        is_own = is_english(code) or not text
        found[name] = text if is_own else entered.get(name) or LocalizedText(text, ENGLISH.code)
    return found
