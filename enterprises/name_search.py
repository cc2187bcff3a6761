"""Searches organisations by parts of their names, allowing for spelling mistakes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import reduce
from itertools import takewhile
from operator import or_
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat
from rapidfuzz import fuzz

from enterprises import names
from enterprises.models import NameKey, NamePart
from enterprises.models.names import WHOLE

MAX_WORDS = 6
"""The number of words of a text that are searched for."""
MAX_MATCHES = 300
"""A part of a word that matches more words than this is matched in the database."""
MAX_SIMILAR = 8
MAX_COMPARED = 80
MIN_SIMILARITY = 72.0
"""The similarity (of 100) from which one word is taken for a misspelling of another."""
MIN_LENGTH = 4


@dataclass(frozen=True)
class QueryWord:
    """One word that was typed, and the words of names that it matches; None if there are too many to list.

    `is_near` is True if no name has the word and `matches` holds similarly spelt words.
    """

    typed: frozenset[str]
    matches: tuple[str, ...] | None
    is_near: bool = False

    @property
    def keys(self) -> QuerySet[NamePart, Any] | list[str]:
        """The keys of which an organisation must have one."""
        if self.matches is not None:
            return [names.word_key(word) for word in self.matches]
        found = NamePart.objects.filter(_having(self.typed)).order_by()
        return found.values_list(Concat(Value("w:"), "word"), flat=True)


@dataclass(frozen=True)
class NameQuery:
    """A search for names: an organisation must match each of the words."""

    words: tuple[QueryWord, ...]

    @property
    def keys(self) -> list[QuerySet[NamePart, Any] | list[str]]:
        return [word.keys for word in self.words]

    @property
    def notices(self) -> list[str]:
        """A sentence for each word that no name has, with the words searched for instead."""
        sentences = []
        for word in self.words:
            if word.is_near and word.matches:
                listed = " or ".join(f"“{each}”" for each in word.matches)
                sentences.append(
                    f"No name has the word “{min(word.typed)}”. Results for {listed} are shown instead."
                )
        return sentences


def build_name_query(text: str, *, published_only: bool = False) -> NameQuery:
    """Return the query for a text: for each word the words of names that contain it, else similarly spelt ones.

    At most three queries. A text without a letter or digit finds nothing. With `published_only` only words of published
    organisations are matched, so that others cannot be guessed.
    """
    typed = names.search_fragments(text)[:MAX_WORDS]
    if not typed:
        return NameQuery((QueryWord(frozenset(), ()),))
    found = _containing(typed, published_only)
    missing = [each for each in typed if found[each] == []]
    near = _in_use(similar_words([max(each, key=len) for each in missing]), published_only)
    words = []
    for each in typed:
        matches = found[each]
        if matches == []:
            words.append(QueryWord(each, tuple(near.get(max(each, key=len), ())), is_near=True))
        else:
            words.append(QueryWord(each, None if matches is None else tuple(matches)))
    return NameQuery(tuple(words))


def known_words(words: Collection[str]) -> set[str]:
    """Return those of the words that a name has or had. One query."""
    rows = NamePart.objects.filter(part=WHOLE, word__in=words)
    return set(rows.order_by().values_list("word", flat=True))


def similar_words(words: Collection[str]) -> dict[str, list[tuple[str, float]]]:
    """Return word → similarly spelt words that a name has or had, the most similar first, with the score. One query.

    Words are compared by their trigrams: a lost, doubled, wrong or swapped letter leaves most of them unchanged.
    """
    trigrams = {
        word: names.trigrams(word)
        for word in dict.fromkeys(words)
        if len(word) >= MIN_LENGTH and not names.matches_only_itself(word)
    }
    if not trigrams:
        return {}
    rows = NamePart.objects.filter(part__in=frozenset().union(*trigrams.values()))
    counts = {
        f"shared_{at}": Count("pk", filter=Q(part__in=parts)) for at, parts in enumerate(trigrams.values())
    }
    minimums = [_enough(word) for word in trigrams]
    enough = _any(Q(**{f"shared_{at}__gte": number}) for at, number in enumerate(minimums))
    shared = rows.order_by().values("word").annotate(**counts).filter(enough)
    found: dict[str, list[tuple[str, float]]] = {}
    every = list(shared.values_list("word", *counts))
    for at, word in enumerate(trigrams):
        likely = sorted(
            (row for row in every if row[at + 1] >= minimums[at]), key=lambda row: (-row[at + 1], row[0])
        )
        found[word] = most_similar(word, (row[0] for row in likely[:MAX_COMPARED]))
    return found


def most_similar(word: str, others: Iterable[str]) -> list[tuple[str, float]]:
    """Return those of the words that are spelt similarly, the most similar first, with their scores (of 100)."""
    similarities = ((other, _likeness(word, other)) for other in others)
    similar = [pair for pair in similarities if pair[1] >= MIN_SIMILARITY]
    return sorted(similar, key=lambda pair: (-pair[1], pair[0]))[:MAX_SIMILAR]


def _likeness(word: str, other: str) -> float:
    ratio = fuzz.ratio(word, other)
    shorter = min(len(word), len(other))
    # Two words written as one begin with the first of them: “bouncback”.
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(word, other, strict=False)))
    return max(ratio, MIN_SIMILARITY) if same >= max(5, 0.8 * shorter) else ratio


def _enough(word: str) -> int:
    """Return the number of trigrams that a similar word must share: two swapped letters change four."""
    return max(2, min(len(word) - 4, len(word) // 2))


def _containing(typed: list[frozenset[str]], published_only: bool) -> dict[frozenset[str], list[str] | None]:
    """Return typed word → words of names that contain it; None for more than MAX_MATCHES. One query."""
    rows = NamePart.objects.filter(_any(_having(each) for each in typed)).filter(
        _is_in_a_name(published_only)
    )
    limit = MAX_MATCHES * len(typed)
    words = list(rows.order_by().values_list("word", flat=True).distinct()[: limit + 1])
    found: dict[frozenset[str], list[str] | None] = {}
    for each in typed:
        having = sorted(word for word in words if any(_has(word, fragment) for fragment in each))
        found[each] = None if len(words) > limit or len(having) > MAX_MATCHES else having
    return found


def _having(typed: Iterable[str]) -> Q:
    """Return the condition on NamePart, one row for each word, that the word contains one of the fragments."""
    return _any(
        Q(part=WHOLE, word=fragment)
        if names.matches_only_itself(fragment)
        else Q(
            part=names.common_trigram(fragment[: names.MAX_KEY_LENGTH]),
            word__contains=fragment[: names.MAX_KEY_LENGTH],
        )
        for fragment in sorted(typed)
    )


def _any(conditions: Iterable[Q]) -> Q:
    return reduce(or_, conditions)


def _in_use(near: dict[str, list[tuple[str, float]]], published_only: bool) -> dict[str, list[str]]:
    """Return those of the similar words that a name has now. One query if there are any."""
    every = {word for similarities in near.values() for word, _ in similarities}
    rows = NamePart.objects.filter(part=WHOLE, word__in=every).filter(_is_in_a_name(published_only))
    current = set(rows.values_list("word", flat=True)) if every else set()
    return {
        typed: [word for word, _ in similarities if word in current] for typed, similarities in near.items()
    }


def _has(word: str, fragment: str) -> bool:
    """Return True if a typed fragment matches the word: two letters at its beginning, more anywhere."""
    if names.matches_only_itself(fragment):
        return word == fragment
    return word.startswith(fragment) if len(fragment) == 2 else fragment[: names.MAX_KEY_LENGTH] in word


def _is_in_a_name(published_only: bool) -> Exists:
    """Return the condition that a name has the word now (the index keeps words of former names)."""
    having = NameKey.objects.filter(key=Concat(Value("w:"), OuterRef("word"))).order_by()
    return Exists(having.filter(organisation__is_published=True) if published_only else having)
