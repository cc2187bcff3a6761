"""Reads a sentence as a search: filters that can be taken off, a place to be near, and the words that are left.

The seven rules are in docs/decisions/ (“Sentences are read into filters”). This module needs no database: what phrases
mean is a `Lexicon`, and the words of the index and its spelling are passed in.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from noms.parsing import full_postcode
from search.lexicon import (
    LAND,
    LIKE_A_PRISON_ALONE,
    MAX_PHRASE,
    POINTS,
    SMALL_TOWN,
    TERMS,
    Lexicon,
    Meaning,
    bare_prison,
)
from search.words import MAX_WORDS, Word, normalise, split

NEAR = ("near", "nearby", "around", "close to", "next to", "nearest", "nearest to", "not far from", "by")
WORKS_WITH = (
    "at", "with", "works with", "work with", "working with", "works at", "work at", "working at", "works in",
)  # fmt: skip
IN = ("in", "within", "across", "inside", "throughout", "for", "from", "of")
UNREAD = frozenset((Path(__file__).parent / "data" / "stop_words.txt").read_text(encoding="ascii").split())
"""Words that say nothing about what is sought, unless they are the whole text or part of a phrase."""


@dataclass(frozen=True, slots=True)
class Chip:
    """One thing read from the text: the parameter and value it sets, its name, and the words as typed."""

    parameter: str
    value: str
    label: str
    typed: str
    is_narrower: bool = False


@dataclass(frozen=True, slots=True)
class Correction:
    """A word that was replaced: as typed, and as it was understood."""

    typed: str
    understood: str


@dataclass(frozen=True, slots=True)
class Part:
    """Something that a result should have: a meaning, or words, or either."""

    words: tuple[str, ...]
    meaning: Meaning | None = None


@dataclass(frozen=True)
class Reading:
    """What a text asks for.

    `filters` are parameters of the map's address with their values. `near` is the place to measure from.
    `whole` are the places that the whole text names. `parts` are what a result should have, filters included.
    `ranking` are the words for a part of a category: who says them comes first. `report` is the name of the report
    that answers the text. `words` are all words that were read, as they were understood. `left_out` is the number of
    words after the 24th, which are not read.
    """

    text: str
    words: tuple[str, ...] = ()
    filters: dict[str, list[str]] = field(default_factory=dict)
    near: Meaning | None = None
    within: int | None = None
    chips: tuple[Chip, ...] = ()
    spelling: tuple[Correction, ...] = ()
    whole: tuple[Meaning, ...] = ()
    parts: tuple[Part, ...] = ()
    ranking: tuple[str, ...] = ()
    report: str = ""
    wants_case_studies: bool = False
    lists_services: bool = False
    left_out: int = 0

    @property
    def is_empty(self) -> bool:
        """True if there is nothing to search for."""
        return not (self.whole or self.parts or self.near or self.report or self.wants_case_studies)

    @property
    def address(self) -> dict[str, str | list[str]]:
        """The filters as an address has them: one value as text, several as a list; `near` as `kind:slug`."""
        found: dict[str, str | list[str]] = {
            key: values[0] if len(values) == 1 else values for key, values in self.filters.items()
        }
        return {**found, "near": self.near.key} if self.near else found


Spelling = Callable[[Sequence[str]], dict[str, str]]
"""Words that were not read → corrections of those that the index does not have."""
NameOf = Callable[[str], str]
"""Whether a text in its normal form is the name of an organisation: `WHOLE`, or stands in one: `PART`; else empty."""
WHOLE, PART = "whole", "part"


def read(
    text: str,
    lexicon: Lexicon,
    *,
    plain: Collection[str] = (),
    spelling: Spelling = lambda words: {},
    name_of: NameOf = lambda phrase: "",
) -> Reading:
    """Return what a text asks for. Phrases in `plain` are taken as words, never as filters, and are not corrected."""
    every = split(text)
    words, left_out = every[:MAX_WORDS], max(0, len(every) - MAX_WORDS)
    literal = _literal(words, plain)
    reader = _Reader(text, words, lexicon, literal)
    reader.read()
    corrections = reader.prisons_misspelt() or reader.prison_as_whole(name_of)
    unread = [word.normal for at, word in reader.unread() if at not in literal]
    replaced = {typed: better for typed, better in spelling(unread).items() if better != typed}
    if replaced or corrections:
        words = _corrected(words, replaced, corrections, literal)
        reader = _Reader(text, words, lexicon, literal)
        reader.read()
    shown = _shown(text, every, replaced, corrections)
    understood = tuple(word.normal for word in words)
    return replace(reader.result(name_of), words=understood, spelling=shown, left_out=left_out)


@dataclass(frozen=True, slots=True)
class _Claim:
    start: int
    end: int
    meaning: Meaning
    context: str


class _Reader:
    """Claims the words of one text for meanings: the longest phrases first, exact before stemmed."""

    def __init__(self, text: str, words: Sequence[Word], lexicon: Lexicon, literal: Collection[int]) -> None:
        self.text = text
        self.words = words
        self.lexicon = lexicon
        self.free = [at not in literal for at in range(len(words))]
        self.claims: list[_Claim] = []

    def phrase(self, start: int, end: int) -> str:
        return " ".join(word.normal for word in self.words[start:end])

    def typed(self, start: int, end: int) -> str:
        return self.text[self.words[start].start : self.words[end - 1].end]

    def read(self) -> None:
        for length in range(min(MAX_PHRASE, len(self.words)), 0, -1):
            for look_up in (self._exact, self.lexicon.stemmed):
                for start in range(len(self.words) - length + 1):
                    self._claim(start, start + length, look_up)
        self.claims.sort(key=lambda claim: claim.start)

    def unread(self) -> list[tuple[int, Word]]:
        """The words that no meaning claimed, with their places, without those that say nothing."""
        return [
            (at, word)
            for at, word in enumerate(self.words)
            if word.normal not in UNREAD and not self._is_claimed(at) and not self._is_a_distance(at)
        ]

    def prisons_misspelt(self) -> dict[int, str]:
        """Place → the right word, for words beside “HMP” or before “prison” that are spelt like a prison's name."""
        found: dict[int, str] = {}
        for at, word in enumerate(self.words):
            if word.normal in ("hmp", "hmyoi", "yoi") and not self._is_claimed(at):
                spans = [(at + 1, at + 1 + length) for length in (4, 3, 2, 1)]
            elif word.normal == "prison":
                spans = [(at - length, at) for length in (4, 3, 2, 1)]
            else:
                continue
            for start, end in spans:
                if start < 0 or end > len(self.words) or any(map(self._is_claimed, range(start, end))):
                    continue
                if not all(self.free[start:end]) or self.phrase(start, end) in UNREAD:
                    continue
                if like := self.lexicon.like_a_prison(self.phrase(start, end)):
                    found.update(zip(range(start, end), like[0].split(" "), strict=True))
                    break
        return found

    def prison_as_whole(self, name_of: NameOf) -> dict[int, str]:
        """Place → the right word, if the whole text is spelt like a prison's name: “Rye Hil”, “armly”."""
        if not 1 <= len(self.words) <= MAX_PHRASE or not all(self.free):
            return {}
        phrase = self.phrase(0, len(self.words))
        like = self.lexicon.like_a_prison(phrase, LIKE_A_PRISON_ALONE if len(self.words) == 1 else 0)
        return dict(enumerate(like[0].split(" "))) if like and not name_of(phrase) else {}

    def result(self, name_of: NameOf) -> Reading:
        whole = self._whole()
        if whole:
            return Reading(self.text, whole=whole, parts=(Part(self._sought()),))
        if self._is_a_name(name_of):
            return Reading(self.text, parts=tuple(Part((word.normal,)) for word in self.words))
        report = next((one.meaning.value for one in self.claims if one.meaning.parameter == "report"), "")
        claims = [one for one in self.claims if one.meaning.parameter not in ("report", "case_study")]
        if report:
            claims = [one for one in claims if one.meaning.parameter in (*LAND, *POINTS)]
        near, kept = self._near(claims)
        lists_services = not report and self._names_services(kept, near)
        if lists_services and not any(one.context for one in kept):
            return self._services(kept)
        return self._assemble(kept, near, report, lists_services)

    def _assemble(
        self, kept: list[_Claim], near: _Claim | None, report: str, lists_services: bool
    ) -> Reading:
        filters: dict[str, list[str]] = {}
        chips: list[Chip] = []
        parts: list[Part] = []
        ranking: list[str] = []
        for one in sorted([*kept, *([near] if near else [])], key=lambda claim: claim.start):
            meaning, typed = one.meaning, self.typed(one.start, one.end)
            is_near = one is near
            chips.append(
                Chip(
                    "near" if is_near else meaning.parameter,
                    meaning.key if is_near else meaning.value,
                    meaning.label,
                    typed,
                    meaning.is_narrower,
                )
            )
            if is_near:
                continue
            values = filters.setdefault(meaning.parameter, [])
            if meaning.value not in values:
                values.append(meaning.value)
            said = tuple(word.normal for word in self.words[one.start : one.end])
            parts.append(Part(said, meaning))
            if meaning.is_narrower:
                ranking += said
        if not report:
            parts += [Part((word.normal,)) for _, word in self.unread()]
        return Reading(
            self.text,
            filters=filters,
            near=near.meaning if near else None,
            within=self._within(near),
            chips=tuple(chips),
            parts=tuple(parts),
            ranking=tuple(word for word in ranking if word not in UNREAD),
            report=report,
            wants_case_studies=any(one.meaning.parameter == "case_study" for one in self.claims),
            lists_services=lists_services,
        )

    def _exact(self, phrase: str) -> tuple[Meaning, ...]:
        found = self.lexicon.exact(phrase)
        whole = full_postcode(phrase)
        if not found and whole:
            outward = self.lexicon.exact(whole.split(" ")[0].lower())
            return tuple(
                replace(one, value=whole, label=whole) for one in outward if one.parameter == "place"
            )
        return found

    def _claim(self, start: int, end: int, look_up: Callable[[str], tuple[Meaning, ...]]) -> None:
        if not all(self.free[start:end]):
            return
        phrase = self.phrase(start, end)
        if end - start == 1 and phrase in UNREAD:
            return
        context = self._context(start)
        meaning = _chosen(look_up(phrase), context)
        if meaning is not None:
            self.claims.append(_Claim(start, end, meaning, context))
            self.free[start:end] = [False] * (end - start)

    def _context(self, start: int) -> str:
        """Return how the words before a place lead to it: near, works with, in, or nothing."""
        before = [word.normal for word in self.words[max(0, start - 5) : start]]
        if before[-1:] == ["the"]:
            before.pop()
        if before[-1:] == ["of"] and "within" in before:
            return "near"
        for context, leads in (("near", NEAR), ("works with", WORKS_WITH), ("in", IN)):
            if any(before[-len(lead.split()) :] == lead.split() for lead in leads):
                return context
        return ""

    def _within(self, near: _Claim | None) -> int | None:
        """Return the miles of “within 10 miles of” before the place."""
        if near is None:
            return None
        before = [word.normal for word in self.words[max(0, near.start - 5) : near.start]]
        for at, word in enumerate(before[:-2]):
            if word == "within" and before[at + 1].isdecimal() and before[at + 2].startswith("mile"):
                return int(before[at + 1][:4])
        return None

    def _is_a_distance(self, at: int) -> bool:
        """True for the number of “10 miles”."""
        after = [word.normal for word in self.words[at + 1 : at + 2]]
        return self.words[at].normal.isdecimal() and after in (["mile"], ["miles"])

    def _is_claimed(self, at: int) -> bool:
        return any(one.start <= at < one.end for one in self.claims)

    def _whole(self) -> tuple[Meaning, ...]:
        """Return the places and services that the whole text names, the most likely first."""
        if not self.words or not all(self.free[at] or self._is_claimed(at) for at in range(len(self.words))):
            return ()
        found = self._exact(self.phrase(0, len(self.words)))
        order = (*LAND, "service", "town", "place")
        places = [one for one in found if one.parameter in order]
        return tuple(sorted(places, key=lambda one: (one.is_bare, order.index(one.parameter))))

    def _sought(self) -> tuple[str, ...]:
        """Return the words of the text that a name would have."""
        phrase = self.phrase(0, len(self.words))
        return tuple((bare_prison(phrase) or phrase).split(" "))

    def _is_a_name(self, name_of: NameOf) -> bool:
        """True if the text is a name, or its words stand in one and not all of them can be read: “print shop”."""
        if not self.words or not all(self.free[at] or self._is_claimed(at) for at in range(len(self.words))):
            return False
        found = name_of(self.phrase(0, len(self.words)))
        is_open = any(not self._is_claimed(at) for at in range(len(self.words)))
        return found == WHOLE or (found == PART and is_open and len(self.words) > 1)

    def _near(self, claims: Iterable[_Claim]) -> tuple[_Claim | None, list[_Claim]]:
        """Return the place to measure from, and the other claims. After “near” goes before a mere name."""
        claims = list(claims)
        points = [one for one in claims if _is_point(one)]
        near = min(points, key=lambda one: (one.context != "near", one.start), default=None)
        kept = [one for one in claims if one is not near and one.meaning.parameter not in ("town", "place")]
        return near, kept

    def _names_services(self, kept: Sequence[_Claim], near: _Claim | None) -> bool:
        """True if the text has only a kind of service and a place: “west yorks probation”."""
        kinds = [one for one in kept if _kind_of(one.meaning)]
        land = [one for one in kept if one.meaning.parameter in LAND]
        has_place = bool(land) != (near is not None)
        return len(kinds) == 1 and len(kept) == 1 + len(land) and has_place and not self.unread()

    def _services(self, kept: Sequence[_Claim]) -> Reading:
        """Return the reading of a place and a kind that are written like a name."""
        return Reading(
            self.text,
            parts=tuple(
                Part((), replace(one.meaning, parameter="kind", value=_kind_of(one.meaning)))
                if _kind_of(one.meaning)
                else Part((), one.meaning)
                for one in kept
            ),
            lists_services=True,
        )


def _is_point(claim: _Claim) -> bool:
    """Return True if a place is meant as the point to measure from."""
    parameter = claim.meaning.parameter
    if claim.context == "near":
        return parameter in (*POINTS, *LAND) and claim.meaning.point is not None
    return parameter in ("town", "place") or (parameter == "service" and not claim.context)


def _kind_of(meaning: Meaning) -> str:
    """Return the kind of service that a meaning stands for, where it stands alone with a place."""
    if meaning.parameter == "kind":
        return meaning.value
    return {"in_custody": "prison"}.get(meaning.value, "") if meaning.parameter == "stage" else ""


def _chosen(meanings: Sequence[Meaning], context: str) -> Meaning | None:
    """Return the meaning that fits what leads to it, or None."""
    orders: dict[str, tuple[str, ...]] = {
        "near": ("town", "service", "place", *LAND),
        "works with": ("service", *TERMS, *LAND, "town", "place"),
        "in": (*LAND, "town", "service", "place"),
    }
    usual = (*TERMS, "report", "case_study", *LAND, "service", "town", "place")
    order = orders.get(context, ())
    ranked = sorted(
        (one for one in meanings if one.parameter in (*order, *usual)),
        key=lambda one: ((*order, *usual).index(one.parameter), one.is_bare),
    )
    if context:
        return ranked[0] if ranked else None
    named = [one for one in ranked if one.parameter != "town" or one.population >= SMALL_TOWN]
    return min(named, key=lambda one: one.is_bare, default=None)


def _literal(words: Sequence[Word], plain: Collection[str]) -> set[int]:
    """Return the places of the words that are to be taken as they are."""
    found: set[int] = set()
    for phrase in filter(None, map(normalise, plain)):
        length = phrase.count(" ") + 1
        for start in range(len(words) - length + 1):
            if [word.normal for word in words[start : start + length]] == phrase.split(" "):
                found.update(range(start, start + length))
    return found


def _corrected(
    words: Sequence[Word], replaced: dict[str, str], corrections: dict[int, str], literal: Collection[int]
) -> list[Word]:
    return [
        word
        if at in literal
        else replace(word, normal=corrections.get(at, replaced.get(word.normal, word.normal)))
        for at, word in enumerate(words)
    ]


def _shown(
    text: str, words: Sequence[Word], replaced: dict[str, str], corrections: dict[int, str]
) -> tuple[Correction, ...]:
    found = []
    for at, word in enumerate(words[:MAX_WORDS]):
        better = corrections.get(at, replaced.get(word.normal, word.normal))
        if better != word.normal:
            found.append(Correction(text[word.start : word.end], better))
    return tuple(found)
