"""Merge fields: words in braces, such as {commissioner}, that are filled in texts for respondents. No Django here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from survey.languages import LocalizedText
from survey.markdown import RichText

FIELD = re.compile(r"(?<!\$)\{([a-z_]+)\}")
"""`${name}` is the answer to a question, not a merge field."""

STUDY_FIELDS = {
    "study": "the title of the study",
    "commissioner": "who commissions the study",
    "contractor": "who carries out the study",
    "contact": "where respondents can reach the study",
    "length": "the number of minutes that an interview takes",
}
"""The merge fields that the study fills, with what each stands for."""

CALL_FIELDS = STUDY_FIELDS | {
    "interviewer": "your name",
    "service": "the service or organisation",
}
"""The merge fields in the words of a questionnaire."""


def fields_in(text: str) -> list[str]:
    """Return the names in braces in a text, each once, in order. They may be unknown."""
    return list(dict.fromkeys(FIELD.findall(text)))


def missing_fields(texts: Iterable[str], values: Mapping[str, str], known: Mapping[str, str]) -> list[str]:
    """Return the known fields that these texts use and that have no value, each once, in order."""
    used = dict.fromkeys(name for text in texts for name in fields_in(text))
    return [name for name in used if name in known and not values.get(name)]


def fill(text: str, values: Mapping[str, str], known: Mapping[str, str]) -> str:
    """Return the text with its known fields filled. Where a value is missing, what it stands for is in brackets.

    A field that is not known stays as it is: questionnaires of others may use braces for something else. A text that
    knows its language keeps it.

    >>> fill("From {contractor} for {commissioner}.", {"contractor": "Example Research"}, STUDY_FIELDS)
    'From Example Research for [who commissions the study].'
    """

    def value(found: re.Match[str]) -> str:
        name = found[1]
        if name not in known:
            return found[0]
        return values.get(name) or f"[{known[name]}]"

    if isinstance(text, RichText):
        return RichText(FIELD.sub(value, text.source), text.lang, text.answers)
    filled = FIELD.sub(value, text)
    return LocalizedText(filled, text.lang) if isinstance(text, LocalizedText) else filled
