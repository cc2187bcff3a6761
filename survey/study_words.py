"""What a study says of itself to respondents, in their language where it is entered."""

from __future__ import annotations

from survey.languages import ENGLISH, LocalizedText
from survey.models import Study
from survey.page_language import page_language

FIELDS = ("title", "purpose", "commissioner", "contractor", "contact")
"""The fields of a study that respondents read."""


def study_words(study: Study, code: str) -> dict[str, str]:
    """Return these texts by field. One that is not in the language of the page is a LocalizedText in English."""
    is_english = page_language(code).partition("-")[0] == ENGLISH.code
    found: dict[str, str] = {}
    for name in FIELDS:
        text = getattr(study, name)
        found[name] = text if is_english or not text else LocalizedText(text, ENGLISH.code)
    return found
