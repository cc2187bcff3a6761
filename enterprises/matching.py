"""Matches names that people mention to organisations, with a score and a reason for each candidate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet, Value
from rapidfuzz import fuzz

from enterprises import names
from enterprises.models import NameKey, Organisation, OtherName
from enterprises.words import NAMES, WordList

SHORTLIST_SIZE = 100
"""The number of organisations that are compared word by word."""
MAX_WORDS = 6
FREQUENT_WORD = 1_000
"""A word of more organisations than this selects none by itself, only together with others."""

MIN_SCORE = 50.0
LIKELY_SCORE = 80
SMALL_WEIGHT = 0.25
"""The weight of a common word such as "trust", compared with 1 for a distinctive one."""


class Candidate(NamedTuple):
    """An organisation that may be meant, with a score from 0 to 100 and the reason."""

    organisation_id: int
    name: str
    score: int
    why: str


class Likeness(NamedTuple):
    """The similarity of two names, from 0 to 100, and the reason."""

    score: float
    why: str


def candidates(text: str, limit: int = 5, *, published_only: bool = False) -> list[Candidate]:
    """Return the organisations that a name may mean, the best first. At most seven queries, usually three or four.

    The database selects a shortlist of organisations that share a word or the initials; rare words count most. Only
    these are compared in full. A word that occurs in no name is replaced by similarly spelt words; if no likely
    candidate is found, every word is. A merged entry is found as the entry it was merged into.
    """
    mentioned = names.distinctive_words(text)[:MAX_WORDS]
    if not mentioned:
        return []
    words = NAMES.current()
    unknown = [word for word in mentioned if word not in words]
    found = _compared(text, mentioned, _similar(words, unknown), published_only)
    if len(unknown) < len(mentioned) and (not found or found[0].score < LIKELY_SCORE):
        found = _compared(text, mentioned, _similar(words, mentioned), published_only)
    return found[:limit]


def _similar(words: WordList, doubtful: list[str]) -> dict[str, list[str]]:
    """Return word → the words of names that are spelt similarly."""
    return {word: [other for other, _ in words.similar(word)] for word in doubtful}


def _compared(
    text: str, mentioned: list[str], similar: dict[str, list[str]], published_only: bool
) -> list[Candidate]:
    """Return the candidates of the shortlist, ranked; `similar` are other spellings that words also match."""
    shortlist = _shortlist(text, mentioned, similar, published_only)
    found = [_candidate(text, *entry) for entry in _named(shortlist)] if shortlist else []
    return sorted((one for one in found if one.score >= MIN_SCORE), key=_rank)


def _shortlist(
    text: str, mentioned: list[str], similar: dict[str, list[str]], published_only: bool
) -> list[int]:
    """Return the keys of up to SHORTLIST_SIZE organisations that share the rarest words."""
    groups = [names.whole_keys(text)]
    groups += [
        [names.word_key(word), *(key for other in similar.get(word, ()) for key in names.keys_of_word(other))]
        for word in mentioned
    ]
    having = (
        NameKey.objects.filter(organisation__is_published=True) if published_only else NameKey.objects.all()
    )
    carriers = _carriers(having.order_by(), groups)
    frequent = [keys for keys, pks in zip(groups, carriers, strict=True) if len(pks) > FREQUENT_WORD]
    scores: dict[int, float] = defaultdict(float)
    for keys, pks in zip(groups, carriers, strict=True):
        if len(pks) <= FREQUENT_WORD:
            weight = len(groups) if keys is groups[0] else 2 - len(pks) / FREQUENT_WORD
            for pk in pks:
                scores[pk] += weight
    found = [pk for pk, _ in sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:SHORTLIST_SIZE]]
    if frequent and len(found) < SHORTLIST_SIZE:
        found += _sharing(having, frequent, SHORTLIST_SIZE - len(found))
    return found


def _carriers(having: QuerySet[NameKey], groups: list[list[str]]) -> list[set[int]]:
    """Return, for each group of keys, up to FREQUENT_WORD + 1 organisations that have one of them. One query."""
    parts = [
        NameKey.objects.filter(pk__in=having.filter(key__in=keys).values("pk")[: FREQUENT_WORD + 1])
        .order_by()
        .annotate(part=Value(at))
        .values_list("part", "organisation_id")
        for at, keys in enumerate(groups)
    ]
    found: list[set[int]] = [set() for _ in groups]
    for at, pk in parts[0].union(*parts[1:], all=True):
        found[at].add(pk)
    return found


def _sharing(having: QuerySet[NameKey], groups: list[list[str]], limit: int) -> list[int]:
    """Return some organisations that have a key of every group. One query."""
    rows = having.filter(key__in=groups[0])
    for keys in groups[1:]:
        rows = rows.filter(
            Exists(NameKey.objects.filter(organisation=OuterRef("organisation"), key__in=keys))
        )
    return list(dict.fromkeys(rows.values_list("organisation", flat=True)[:limit]))


def _named(shortlist: list[int]) -> Iterable[tuple[int, str, list[str]]]:
    """Return the name and the other names of each organisation. One query."""
    own = Organisation.objects.filter(pk__in=shortlist).order_by().values_list("pk", "name", Value(1))
    others = OtherName.objects.filter(organisation__in=shortlist).order_by()
    named: dict[int, str] = {}
    also: dict[int, list[str]] = defaultdict(list)
    for pk, name, is_own in own.union(others.values_list("organisation_id", "name", Value(0)), all=True):
        if is_own:
            named[pk] = name
        else:
            also[pk].append(name)
    return [(pk, name, sorted(also[pk])) for pk, name in named.items()]


def _rank(candidate: Candidate) -> tuple[int, int, str, int]:
    return (-candidate.score, len(candidate.name), candidate.name, candidate.organisation_id)


def _candidate(text: str, pk: int, name: str, other_names: list[str]) -> Candidate:
    best = likeness(text, name)
    for other in other_names:
        like = likeness(text, other)
        if like.score > best.score:
            best = Likeness(like.score, f"{like.why}, as its other name “{other}”")
    return Candidate(pk, name, round(best.score), best.why[:1].upper() + best.why[1:])


def likeness(mentioned: str, name: str) -> Likeness:
    """Return the similarity of a mentioned name to a written one, or to the best of the names contained in it.

    >>> likeness("the Clink", "The Clink Charity").why
    'the same name apart from “charity”'
    """
    best = max((_likeness(mentioned, form) for form in names.name_variants(name)), default=Likeness(0.0, ""))
    short = "".join(names.core_words(mentioned))
    if (
        best.score < 90
        and 2 <= len(short) <= 8
        and any(short in names.initials(form) for form in names.name_variants(name))
    ):
        return Likeness(90.0, "the initials of its name")
    return best


def _likeness(text: str, form: str) -> Likeness:
    if names.words(text) == names.words(form):
        return Likeness(100.0, "the same name")
    mentioned, written = names.core_words(text), names.core_words(form)
    if not mentioned or not written:
        return Likeness(0.0, "")
    if mentioned == written:
        return Likeness(98.0, _differing_words(names.words(text), names.words(form)))
    if "".join(mentioned) == "".join(written):
        return Likeness(97.0, "the same name, written in other words")
    covered, spelt = _coverage(mentioned, written)
    back, _ = _coverage(written, mentioned)
    score = 100 * (0.72 * covered + 0.28 * back)
    whole = fuzz.ratio(" ".join(mentioned), " ".join(written))
    if whole > score and whole >= 80:
        return Likeness(min(whole, 95.0), "spelt nearly the same")
    return Likeness(min(score, 96.0), _why(mentioned, covered, back, spelt))


def _differing_words(mentioned: tuple[str, ...], written: tuple[str, ...]) -> str:
    extra = [word for word in (*written, *mentioned) if (word in written) != (word in mentioned)]
    quoted = ", ".join(f"“{word}”" for word in dict.fromkeys(extra) if word not in names.SMALL_WORDS)
    return f"the same name apart from {quoted}" if quoted else "the same name"


def _coverage(mentioned: tuple[str, ...], written: tuple[str, ...]) -> tuple[float, bool]:
    """Return the weighted share of mentioned words that are in the written name, and whether all are spelt the same."""
    total = gained = 0.0
    exact = True
    for word in mentioned:
        weight = SMALL_WEIGHT if word in names.COMMON_WORDS else 1.0
        total += weight
        part = 1.0 if word in written else max(_word_similarity(word, other) for other in written)
        gained += weight * part
        exact = exact and part in (0.0, 1.0)
    return gained / total, exact


@lru_cache(maxsize=65_536)
def _word_similarity(word: str, other: str) -> float:
    """Return the similarity of two words: 1 for equal, less for a shortened or misspelt word, 0 for another word."""
    if word == other:
        return 1.0
    if min(len(word), len(other)) >= 3 and (other.startswith(word) or word.startswith(other)):
        return 0.9
    ratio = fuzz.ratio(word, other) / 100
    return ratio * 0.95 if ratio >= 0.72 else 0.0


def _why(mentioned: tuple[str, ...], covered: float, back: float, spelt: bool) -> str:
    if covered == 1.0:
        return (
            "its name has all the words said"
            if len(mentioned) > 1
            else f"its name has the word “{mentioned[0]}”"
        )
    if back == 1.0:
        return "all the words of its name were said"
    return "some of the words are the same" if spelt else "some words are nearly the same"
