"""What is sought, as queries of the index: a reading becomes concepts, and a document shows which of them it has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from noms.coordinates import Point
from search.lexicon import READ_VOCABULARIES
from search.models import SearchDocument
from search.query import Concept, token
from search.reading import UNREAD, Part, Reading
from search.words import split, stem


def point_of(reading: Reading) -> Point | None:
    """Return the point from which distances are measured, if the text names one."""
    near = reading.near
    return Point(*near.point) if near and near.point else None


def all_words(words: Sequence[str]) -> tuple[Concept, ...]:
    """Return the query for texts that have every word. “And” is left out: a name may have “&” instead."""
    sought = tuple(word for word in words if word != "and")
    return (Concept(words=sought),) if sought else ()


def query(
    parts: Iterable[Part], *, said: Sequence[str] = (), are_prefixes: bool = False
) -> tuple[Concept, ...]:
    """Return the query that every part must match; values of one parameter are alternatives.

    A part whose words are all in `said` must be said: its fact alone is not enough. With `are_prefixes` words that were
    not read may be beginnings of words.
    """
    concepts: list[Concept] = []
    by_parameter: dict[str, list[Part]] = {}
    for part in parts:
        if part.meaning is None:
            concepts += [replace(one, is_prefix=are_prefixes) for one in all_words(part.words)]
        else:
            by_parameter.setdefault(part.meaning.parameter, []).append(part)
    for parameter, same in by_parameter.items():
        tokens = tuple(token(parameter, part.meaning.value) for part in same if part.meaning)
        words = [said_words(part) for part in same] if parameter in READ_VOCABULARIES else []
        every = tuple(word for each in words for word in each)
        if every and set(every) <= set(said):
            concepts.append(Concept(words=every))
        elif len(words) == 1:
            concepts.append(Concept(words=words[0], tokens=tokens))
        else:
            others = tuple(each[0] for each in words if len(each) == 1)
            concepts.append(Concept(tokens=tokens, others=others))
    return tuple(concepts)


def any_of(parts: Iterable[Part]) -> tuple[Concept, ...]:
    """Return the query for documents that have at least one of the parts."""
    tokens: list[str] = []
    others: list[str] = []
    for part in parts:
        if part.meaning:
            tokens.append(token(part.meaning.parameter, part.meaning.value))
        if part.meaning is None or part.meaning.parameter in READ_VOCABULARIES:
            others += said_words(part)
    return (Concept(tokens=tuple(tokens), others=tuple(dict.fromkeys(others))),) if tokens or others else ()


def said_words(part: Part) -> tuple[str, ...]:
    """Return the words of a part that say something."""
    return tuple(word for word in part.words if word not in UNREAD)


class Evidence:
    """The words and facts of one document, to tell which parts of a search it has."""

    def __init__(self, document: SearchDocument) -> None:
        texts = (document.title, document.also, document.labels, document.body, document.place)
        self.tokens = frozenset(document.tokens.split())
        self.stems = stems("\n".join(texts))
        self.name_stems = stems(f"{document.title}\n{document.also}")

    def has(self, part: Part) -> bool:
        """True if the document has the fact of a part, or says its words."""
        meaning = part.meaning
        if meaning and token(meaning.parameter, meaning.value) in self.tokens:
            return True
        if meaning and meaning.parameter not in READ_VOCABULARIES:
            return False
        return self.says(said_words(part) or part.words)

    def says(self, words: Sequence[str]) -> bool:
        """True if the texts of the document have every word, in any form."""
        return bool(words) and {stem(word) for word in words if word != "and"} <= self.stems

    def is_named(self, words: Sequence[str]) -> bool:
        """True if its names have every word."""
        return bool(words) and {stem(word) for word in words if word != "and"} <= self.name_stems


def stems(text: str) -> frozenset[str]:
    """Return the stems of the words of a text."""
    return frozenset(stem(word.normal) for word in split(text))
