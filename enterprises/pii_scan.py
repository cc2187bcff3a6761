"""Finds text that may identify an offender or a respondent, such as a prison number. No Django here.

No information about an identifiable prisoner, person on probation or ex-offender is collected (domain §9). A text
with a match is stored as it was written but not published: a person decides what to remove.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """A kind of personal information, in words for the person who wrote the text."""

    PRISON_NUMBER = "a prison number"
    CRN = "a probation case number (CRN)"
    PNC = "a police number (PNC)"
    NI_NUMBER = "a National Insurance number"
    DATE_OF_BIRTH = "a date of birth"
    EMAIL = "an e-mail address"
    TELEPHONE = "a telephone number"


PERSONAL_KINDS = frozenset({Kind.PRISON_NUMBER, Kind.CRN, Kind.PNC, Kind.NI_NUMBER, Kind.DATE_OF_BIRTH})
"""Kinds that are never an organisation's own, unlike a telephone number."""

_DAY = (
    r"(?:\d{1,2}[./\- ]\d{1,2}[./\- ]\d{2,4}|\d{1,2}(?:st|nd|rd|th)? [A-Za-z]{3,9} \d{2,4}|\d{4}-\d\d-\d\d)"
)
PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    # A1234BC since 1994 (Prison-NOMIS); two letters and four figures before.
    (Kind.PRISON_NUMBER, re.compile(r"\b(?:[A-Z]\d{4}[A-Z]{2}|[A-Z]{2}\d{4})\b")),
    (Kind.CRN, re.compile(r"\b[A-Z]\d{6}\b")),
    # The year, a slash, up to seven figures and a check letter, which is never I, O or S.
    (Kind.PNC, re.compile(r"\b(?:\d{4}|\d{2})/\d{1,7}[A-HJ-NP-RT-Z]\b", re.IGNORECASE)),
    (
        Kind.NI_NUMBER,
        re.compile(r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b", re.IGNORECASE),
    ),
    (
        Kind.DATE_OF_BIRTH,
        re.compile(
            rf"\b(?:d\.?o\.?b\.?|date of birth|birthday|born)\b[^\w\n]{{0,4}}(?:(?:is|was|on|in) )?{_DAY}",
            re.IGNORECASE,
        ),
    ),
    (Kind.EMAIL, re.compile(r"\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")),
    (Kind.TELEPHONE, re.compile(r"(?<![\w£/])(?:\+44 ?(?:\(0\) ?)?|\(?0)(?:[ -]?\(?\d\)?){9,10}(?!\d)")),
)


class PiiMatch(NamedTuple):
    """A match in a text, with its position."""

    kind: Kind
    start: int
    end: int


def find_pii(text: str) -> list[PiiMatch]:
    """Return all matches in the text, in order.

    >>> [str(match.kind) for match in find_pii("He was A1234BC, born 3 May 1980")]
    ['a prison number', 'a date of birth']
    """
    found = [
        PiiMatch(kind, hit.start(), hit.end()) for kind, pattern in PATTERNS for hit in pattern.finditer(text)
    ]
    return sorted(found, key=lambda match: (match.start, match.end))


def kinds_in(text: str) -> list[Kind]:
    """Return the kinds of matches in the text, each once, in order."""
    return list(dict.fromkeys(match.kind for match in find_pii(text)))


def may_be_published(text: str, *, is_own_entry: bool = False) -> bool:
    """Return True if the text has no match; an organisation's own entry may have a telephone and an e-mail."""
    kinds = set(kinds_in(text))
    return not (kinds & PERSONAL_KINDS if is_own_entry else kinds)


def in_words(kinds: list[Kind]) -> str:
    """Return the kinds as words: "a prison number and a date of birth"."""
    *others, last = [str(kind) for kind in kinds]
    return f"{', '.join(others)} and {last}" if others else last
