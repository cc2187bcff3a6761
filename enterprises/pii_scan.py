"""A soft scan of free text for what may say who an offender or a respondent is. Pure.

Nothing about an identifiable prisoner, person on probation or ex-offender is ever collected (domain §9). A text with a
mark is kept as it was written, and is not published while it is there: a person decides what is to be taken out.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What a mark looks like, in words for the person who wrote it."""

    PRISON_NUMBER = "a prison number"
    CRN = "a probation case number (CRN)"
    PNC = "a police number (PNC)"
    NI_NUMBER = "a National Insurance number"
    DATE_OF_BIRTH = "a date of birth"
    EMAIL = "an e-mail address"
    TELEPHONE = "a telephone number"


PERSONAL_KINDS = frozenset({Kind.PRISON_NUMBER, Kind.CRN, Kind.PNC, Kind.NI_NUMBER, Kind.DATE_OF_BIRTH})
"""What an organisation never has of its own, unlike a telephone number."""

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
    """Where in a text something stands that may say who somebody is."""

    kind: Kind
    start: int
    end: int


def find_pii(text: str) -> list[PiiMatch]:
    """Every mark in the text, in its order.

    >>> [str(mark.kind) for mark in marks("He was A1234BC, born 3 May 1980")]
    ['a prison number', 'a date of birth']
    """
    found = [
        PiiMatch(kind, hit.start(), hit.end()) for kind, pattern in PATTERNS for hit in pattern.finditer(text)
    ]
    return sorted(found, key=lambda mark: (mark.start, mark.end))


def kinds_in(text: str) -> list[Kind]:
    """What is marked in the text, each kind once, in its order."""
    return list(dict.fromkeys(mark.kind for mark in find_pii(text)))


def may_be_published(text: str, *, is_own_entry: bool = False) -> bool:
    """Whether nothing in the text is marked; an organisation's own entry may hold its telephone and e-mail."""
    kinds = set(kinds_in(text))
    return not (kinds & PERSONAL_KINDS if is_own_entry else kinds)


def in_words(kinds: list[Kind]) -> str:
    """“a prison number and a date of birth”."""
    *others, last = [str(kind) for kind in kinds]
    return f"{', '.join(others)} and {last}" if others else last
