"""Words by first letter and length, to find similar spellings; and the words of names, held by a process."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from threading import Lock
from typing import NamedTuple

from django.db.models import Max, Q
from rapidfuzz import fuzz, process

from enterprises.models import NameKey

MIN_LENGTH = 4
"""The length from which a word may be misspelt; a number never is."""
LENGTH_DIFFERENCE = 2
MAX_SIMILAR = 8
MAX_JOINED = 18
"""The length up to which a whole name in one piece counts as a word."""
OVERLAP = 200
"""The number of rows before the last one that are read again: a transaction may store its rows late."""


def least_similarity(word: str) -> float:
    """Return the similarity (of 100) from which a word is taken for a misspelling of another one.

    Found by trial on names and prisons with one letter wrong: the shorter a word, the more a wrong letter changes it.
    """
    if len(word) == MIN_LENGTH:
        return 86.0
    return 80.0 if len(word) <= 6 else 76.0


class WordList:
    """Words without figures, by first letter and length.

    A word is compared with those of its first letter, at most two letters longer or shorter; with those of all letters
    only if none of them is similar.
    """

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._words: set[str] = set()
        self._by_length: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self.add(words)

    def __contains__(self, word: object) -> bool:
        return word in self._words

    def __len__(self) -> int:
        return len(self._words)

    def add(self, words: Iterable[str]) -> None:
        for word in words:
            if word and word not in self._words and not any(map(str.isdigit, word)):
                self._words.add(word)
                self._by_length[len(word)][word[0]].append(word)

    def similar(self, word: str) -> list[tuple[str, float]]:
        """Return the words that are spelt similarly, with the similarity (of 100), the most similar first."""
        if len(word) < MIN_LENGTH or any(map(str.isdigit, word)):
            return []
        near = [self._by_length.get(length, {}) for length in self._lengths(word)]
        found = self._compared(word, (each.get(word[0], []) for each in near))
        if not found:
            found = self._compared(word, (words for each in near for words in each.values()))
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:MAX_SIMILAR]

    def _lengths(self, word: str) -> range:
        return range(len(word) - LENGTH_DIFFERENCE, len(word) + LENGTH_DIFFERENCE + 1)

    def _compared(self, word: str, lists: Iterable[list[str]]) -> list[tuple[str, float]]:
        least = least_similarity(word)
        return [
            (other, score)
            for words in lists
            for other, score, _ in process.extract(
                word, words, scorer=fuzz.ratio, score_cutoff=least, limit=MAX_SIMILAR
            )
            if other != word
        ]


class Source(NamedTuple):
    """Where the words of a held list come from: the last row, all words, and those of the rows after one."""

    last: Callable[[], int]
    every: Callable[[], Iterator[str]]
    after: Callable[[int], Iterator[tuple[int, str]]]


class HeldWords:
    """A list of words that a process reads once and adds to: every look reads the rows that are new. One query.

    Words of former names stay in it, so whoever shows one must look whether it is still in use.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._lock = Lock()
        self.forget()

    def forget(self) -> None:
        """Read everything anew at the next look, as after a database was replaced."""
        self._words: WordList | None = None
        self._last = 0

    def current(self) -> WordList:
        """Return the words of all rows that are stored now."""
        with self._lock:
            if self._words is None:
                last = self._source.last()
                self._words = WordList(self._source.every())
                self._last = last
            else:
                for row, word in self._source.after(self._last - OVERLAP):
                    self._words.add([word])
                    self._last = max(self._last, row)
            return self._words


_OF_NAMES = NameKey.objects.filter(Q(key__startswith="w:") | Q(key__startswith="j:")).order_by()


def _last_key() -> int:
    return int(NameKey.objects.aggregate(last=Max("pk"))["last"] or 0)


def _every_word() -> Iterator[str]:
    return (
        word for key in _OF_NAMES.values_list("key", flat=True).distinct().iterator() for word in _word(key)
    )


def _words_after(last: int) -> Iterator[tuple[int, str]]:
    rows = _OF_NAMES.filter(pk__gt=last).order_by("pk").values_list("pk", "key")
    return ((pk, word) for pk, key in rows for word in _word(key))


def _word(key: str) -> Collection[str]:
    kind, _, word = key.partition(":")
    return [word] if kind == "w" or len(word) <= MAX_JOINED else []


NAMES = HeldWords(Source(_last_key, _every_word, _words_after))
"""The words of the names of organisations, and their short names in one piece (“bounceback”)."""
