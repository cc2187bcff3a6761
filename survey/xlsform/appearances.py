"""What an appearance means for a question: kept, understood otherwise, or only the dress of another program."""

from __future__ import annotations

import re

from survey.question_types import QuestionType
from survey.questions import CHECK, HEADINGS, SIDE_BY_SIDE

POSTCODE = "postcode"
"""The appearance of a postcode. ODK and KoboToolbox treat it as an ordinary text."""
LONG = "multiline"

OTHERWISE = {
    "year": "the whole date is asked for, where other programs ask for the year.",
    "month-year": "the whole date is asked for, where other programs ask for month and year.",
    "numbers": "any text is taken, where other programs offer a keyboard of digits.",
    "url": "it is shown as text, where other programs make it a link.",
}
"""Appearances that change what is asked, by what is asked here."""
OTHER_PROGRAM = re.compile(r"(ex|intent|printer)(:.*)?", re.DOTALL)
OTHER_PROGRAM_SENTENCE = "the answer is typed, where other programs start an app for it."
DRESS = re.compile(
    r"(minimal|(quick)?compact(-\d+)?|quick|autocomplete(_\w+)?|search|list|map|columns(-\d+|-pack)?|no-buttons|no-ticks"
    r"|horizontal(-compact)?|vertical|picker|rating|image-map|thousands-sep|bearing|counter|masked|hidden(-answer)?|w\d+"
    r"|no-calendar|ethiopian|coptic|islamic|bikram-sambat|myanmar|persian|buddhist)"
)
"""The appearances that only dress a question in other programs. The last are calendars for dates stored as ours."""
ONLY_DRESSED = "its appearance only changes how it looks in other programs."
NOT_USED = "the appearance “{word}” is not known here and not used."
CHOICES = frozenset({QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE})
SEARCH = "search("


def kept_appearance(kind: QuestionType, words: list[str]) -> str:
    """Return the appearance that means something here: a row or a scale of choices, headings, a check."""
    if kind in CHOICES:
        for word in (HEADINGS, *SIDE_BY_SIDE):
            if word in words:
                return word
    return CHECK if kind is QuestionType.SELECT_MULTIPLE and CHECK in words else ""


def difference(kind: QuestionType, word: str) -> str:
    """Return what is asked otherwise than an appearance says; empty if nothing is."""
    if OTHER_PROGRAM.fullmatch(word):
        return OTHER_PROGRAM_SENTENCE
    is_date = kind in (QuestionType.DATE, QuestionType.DATETIME)
    if word in {"year", "month-year"} and not is_date:
        return ""
    return OTHERWISE.get(word, "")


def is_used(kind: QuestionType, word: str) -> bool:
    """Return True for an appearance that does here what it says."""
    if word == kept_appearance(kind, [word]) or word.startswith(SEARCH):
        return True
    return kind in (QuestionType.TEXT, QuestionType.POSTCODE) and word in {POSTCODE, LONG}


def left_out_sentence(word: str) -> str:
    """Return the note on an appearance that is not used."""
    return ONLY_DRESSED if DRESS.fullmatch(word) else NOT_USED.format(word=word)
