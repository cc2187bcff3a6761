"""Queries of the search: concepts that all must match, and the words and tokens they are made of."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MAX_WORDS = 24
"""The number of words of a text that are looked for."""
MAX_LENGTH = 10_000
"""The number of characters of a text that are read."""
MAX_WORD_LENGTH = 60

_WORD = re.compile(r"[^\W_]+")
_ACCENT = re.compile("[\u0300-\u036f]")
_NOT_IN_A_TOKEN = re.compile(r"[^a-z0-9]+")


def words(text: str, limit: int = MAX_WORDS) -> tuple[str, ...]:
    """Return the first words of a text as the index has them: in lower case, without accents and punctuation.

    Whatever else the text holds is left out, so that no text can break a query.

    >>> words("HMP Leeds: the “Café”")
    ('hmp', 'leeds', 'the', 'cafe')
    """
    return tuple(word[:MAX_WORD_LENGTH] for word in every_word(text[:MAX_LENGTH])[:limit])


def every_word(text: str) -> list[str]:
    """Return all words of a text as the index has them."""
    plain = text if text.isascii() else _ACCENT.sub("", unicodedata.normalize("NFKD", text))
    return _WORD.findall(plain.lower())


def token(parameter: str, value: str) -> str:
    """Return the one word by which the index has a fact.

    >>> token("sector", "food"), token("service", "hmp-leeds")
    ('sectorxfood', 'servicexhmpleeds')
    """
    return "x".join(_NOT_IN_A_TOKEN.sub("", part.lower()) for part in (parameter, value))


@dataclass(frozen=True)
class Concept:
    """One idea of a query. A document matches that has all of `words`, one of `others`, or one of `tokens`.

    `words` and `others` are looked for in its texts, in any form (“bakery”, “bakeries”): `others` are single words,
    such as other spellings. `tokens` are facts (see `token`). With `is_prefix` the last of `words` may go on.
    """

    words: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    is_prefix: bool = False

    def __bool__(self) -> bool:
        return bool(self.words or self.tokens or self.others)


Query = tuple[Concept, ...]
"""Concepts that all must match. An empty query matches everything."""


def concept(text: str, *tokens: str, is_prefix: bool = False) -> Concept:
    """Return the concept of a typed text, or of the facts that it stands for.

    >>> concept("catering", "sectorxfood")
    Concept(words=('catering',), tokens=('sectorxfood',), others=(), is_prefix=False)
    """
    return Concept(words(text), tokens, is_prefix=is_prefix)
