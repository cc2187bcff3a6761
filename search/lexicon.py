"""What phrases mean: terms of the vocabularies, places, services, reports, and plain words for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from rapidfuzz import fuzz, process

from search.words import normalise, stem_phrase

MAX_PHRASE = 6
"""The number of words of the longest phrase that is looked up."""
MIN_STEMMED = 4
"""The number of letters from which an inflected form is looked up: “bak” is no form of “baking”."""
SMALL_TOWN = 15_000
"""The population below which a town is read only after a preposition: “near Stone”."""
PRISON_WORDS = frozenset(["hmp", "hmyoi", "hm", "yoi", "irc", "prison"])
"""Words of the name of a prison that are not its own: people leave them out, or add others."""
LIKE_A_PRISON = {1: 78.0}
"""The likeness (of 100) from which a word beside “HMP” is taken for a name of one word; 80 for longer names."""

LIKE_A_PRISON_ALONE = 90.0
"""The likeness from which one word alone is taken for a prison: the index may have a word of the same stem."""

READ_VOCABULARIES = ("sector", "activity", "stage", "need", "offender_group", "customer")
"""The vocabularies whose labels are read; the others are not filters.

Their words count as much as the fact: a text that says “catering” is about food.
"""
TERMS = (*READ_VOCABULARIES, "outcome", "legal_form", "kind")
"""Parameters whose values describe an organisation."""
LAND = ("region", "area")
"""Parameters whose values are parts of the country."""
POINTS = ("service", "town", "place")
"""What can be a point to measure distances from; `place` is a postcode or the first half of one."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """One thing that a phrase can mean: a parameter of the address with its value, and its name.

    `is_narrower` marks a word for a part of its category, such as coffee for food. `is_bare` marks the name of a prison
    without “HMP”. `population` is that of a town. `point` is latitude and longitude.
    """

    parameter: str
    value: str
    label: str
    is_narrower: bool = False
    is_bare: bool = False
    population: int = 0
    point: tuple[float, float] | None = None

    @property
    def key(self) -> str:
        """The kind and the value as one text, such as `service:hmp-leeds`."""
        return f"{self.parameter}:{self.value}"


class Lexicon:
    """Phrases with their meanings. Build it from pairs of phrase and meaning; a phrase may come several times."""

    def __init__(self, entries: Iterable[tuple[str, Meaning]]) -> None:
        self._exact: dict[str, tuple[Meaning, ...]] = {}
        for phrase, meaning in entries:
            normal = normalise(phrase)
            known = self._exact.get(normal, ())
            if normal and all(one.key != meaning.key for one in known):
                self._exact[normal] = (*known, meaning)
        self._stemmed: dict[str, tuple[Meaning, ...]] = {}
        for phrase, meanings in self._exact.items():
            others = tuple(one for one in meanings if one.parameter in TERMS or one.parameter == "report")
            known = self._stemmed.get(stem_phrase(phrase), ())
            self._stemmed[stem_phrase(phrase)] = known or others

    def exact(self, phrase: str) -> tuple[Meaning, ...]:
        """Return the meanings of a phrase in its normal form; words like “HMP” may be around a prison's name."""
        if found := self._exact.get(phrase, ()):
            return found
        bare = bare_prison(phrase)
        named = self.prisons.get(bare) if bare != phrase else None
        return (named,) if named else ()

    def stemmed(self, phrase: str) -> tuple[Meaning, ...]:
        """Return the meanings of phrases that differ only in plural, “-ing” or “-ed”. Names of places never do."""
        return self._stemmed.get(stem_phrase(phrase), ()) if len(phrase) >= MIN_STEMMED else ()

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of every phrase."""
        return frozenset(word for phrase in self._exact for word in phrase.split(" "))

    @cached_property
    def prisons(self) -> Mapping[str, Meaning]:
        """The names and nicknames of prisons without “HMP” and “prison”."""
        found: dict[str, Meaning] = {}
        for phrase, meanings in self._exact.items():
            for meaning in meanings:
                if meaning.parameter == "service" and (name := bare_prison(phrase)):
                    found.setdefault(name, replace(meaning, is_bare=False))
        return found

    def places_like(self, typed: str, limit: int) -> list[Meaning]:
        """Return services and places of which a name begins like a text in its normal form, or goes on like it.

        Names that begin like it come first, then by kind and name.
        """
        found: dict[str, tuple[tuple[bool, int, str], Meaning]] = {}
        order = ("service", *LAND, "town", "place")
        for phrase, meanings in self._exact.items():
            begins = phrase.startswith(typed)
            if not begins and f" {typed}" not in phrase:
                continue
            for meaning in meanings:
                if meaning.parameter in order:
                    rank = (not begins, order.index(meaning.parameter), meaning.label)
                    found[meaning.key] = min(
                        (rank, meaning), found.get(meaning.key, (rank, meaning)), key=_rank
                    )
        return [meaning for _, meaning in sorted(found.values(), key=_rank)[:limit]]

    def like_a_prison(self, phrase: str, least: float = 0) -> tuple[str, Meaning] | None:
        """Return the name of a prison that is spelt like a phrase, with its meaning, or None.

        `least` is the likeness (of 100) that is enough, where it is more than the usual.
        """
        number = phrase.count(" ") + 1
        names = [name for name in self.prisons if name.count(" ") + 1 == number]
        least = max(least, LIKE_A_PRISON.get(number, 80.0))
        best = process.extractOne(phrase, names, scorer=fuzz.ratio, score_cutoff=least)
        return (best[0], self.prisons[best[0]]) if best else None


def _rank(pair: tuple[tuple[bool, int, str], Meaning]) -> tuple[bool, int, str]:
    return pair[0]


def bare_prison(phrase: str) -> str:
    """Return the name of a prison, in its normal form, without the words that many prisons have.

    >>> bare_prison("hmp yoi hollesley bay"), bare_prison("armley prison"), bare_prison("west yorkshire probation")
    ('hollesley bay', 'armley', '')
    """
    words = phrase.split(" ")
    if "probation" in words:
        return ""
    while words and words[0] in PRISON_WORDS:
        words = words[2:] if words[1:2] == ["and"] else words[1:]
    while words and words[-1] in PRISON_WORDS:
        words = words[:-1]
    return " ".join(words)


def prison_phrases(name: str) -> Iterator[tuple[str, bool]]:
    """Return the ways to write a prison's name, each with whether it is the bare name; see also `Lexicon.prisons`.

    A bare name counts as a phrase from five letters on: “ford” and “send” are words.
    """
    normal = normalise(name)
    bare = bare_prison(normal)
    yield normal, False
    if bare != normal and len(bare) >= 5:
        yield bare, True
