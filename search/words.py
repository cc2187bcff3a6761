"""Words of a text as they are compared: without case, accents and inflection."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MAX_WORDS = 24
"""The number of words of a text that are read. The page tells how many are left out."""

_WORD = re.compile(r"&|[^\W_]+(?:['’][^\W_]+)*")
_VOWEL = re.compile(r"[aeiouy]")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: its normal form, and where it stands in the text."""

    normal: str
    start: int
    end: int


def split(text: str) -> list[Word]:
    """Return the words of a text in their order. A hyphen separates two words; “&” is “and”.

    >>> [word.normal for word in split("Ex-offenders’ Café & women's CV")]
    ['ex', 'offenders', 'cafe', 'and', 'women', 'cv']
    """
    found = []
    for match in _WORD.finditer(text):
        if normal := _normal(match[0]):
            found.append(Word(normal, match.start(), match.end()))
    return found


def normalise(text: str) -> str:
    """Return the normal forms of the words of a text, with one space between them."""
    return " ".join(word.normal for word in split(text))


def stem(word: str) -> str:
    """Return a word without its plural, “-ing” or “-ed”: the first step of Porter's stemmer (1980), and no more.

    The later steps would make one word of “office” and “officer”, or “community” and “communication”.

    >>> [stem(word) for word in ("bakeries", "gardeners", "baking", "bake", "plumbing", "fed")]
    ['bakeri', 'gardener', 'bak', 'bak', 'plumb', 'fed']
    """
    if len(word) < 4 or not word.isascii():
        return word
    if word.endswith("ies"):
        word = word[:-3] + "y"
    elif word.endswith("sses"):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        root = word.removesuffix(ending)
        if root != word and len(root) >= 3 and _VOWEL.search(root):
            is_doubled = root[-1] == root[-2] and root[-1] not in "lsz"
            word = root[:-1] if is_doubled else root
            break
    if word.endswith("y"):
        return word[:-1] + "i"
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def stem_phrase(phrase: str) -> str:
    """Return a phrase in its normal form with each of its words stemmed."""
    return " ".join(stem(word) for word in phrase.split(" "))


def _normal(word: str) -> str:
    if word == "&":
        return "and"
    letters = unicodedata.normalize("NFKD", word.casefold().replace("’", "'"))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return plain.removesuffix("'s").replace("'", "")
