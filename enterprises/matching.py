"""Names as people say them, matched to organisations: ranked candidates, each with why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Count
from rapidfuzz import fuzz

from enterprises import names
from enterprises.models import NameKey, Organisation, OtherName

SHORTLIST = 150
"""How many organisations are compared word by word: those that share most keys with what was said."""

LEAST_SCORE = 50.0
SMALL_WEIGHT = 0.25
"""What a common word such as "trust" weighs beside a telling one."""


class Candidate(NamedTuple):
    """An organisation that may be meant: how likely from 0 to 100, and why in a few words."""

    organisation_id: int
    name: str
    score: int
    why: str


class Likeness(NamedTuple):
    """How like two names are, 0 to 100, and why."""

    score: float
    why: str


def candidates(text: str, limit: int = 5, *, published_only: bool = False) -> list[Candidate]:
    """Organisations that the name said may mean, best first; at most three queries at any size.

    The database picks those that share a word, the beginning or the end of one, or initials; only
    these are compared in full. Merged entries are found through the entry that took them in.
    """
    asked = names.asking_keys(text)
    if not asked:
        return []
    shared = NameKey.objects.filter(key__in=asked)
    if published_only:
        shared = shared.filter(organisation__is_published=True)
    shortlist = list(
        shared.values("organisation")
        .annotate(keys=Count("pk"))
        .order_by("-keys", "organisation")
        .values_list("organisation", flat=True)[:SHORTLIST]
    )
    if not shortlist:
        return []
    found = [_candidate(text, *entry) for entry in _named(shortlist)]
    ranked = sorted((one for one in found if one.score >= LEAST_SCORE), key=_rank)
    return ranked[:limit]


def _named(shortlist: list[int]) -> Iterable[tuple[int, str, list[str]]]:
    others: dict[int, list[str]] = defaultdict(list)
    for pk, name in OtherName.objects.filter(organisation__in=shortlist).values_list("organisation", "name"):
        others[pk].append(name)
    standing = Organisation.objects.filter(pk__in=shortlist)
    return [(pk, name, others[pk]) for pk, name in standing.values_list("pk", "name")]


def _rank(candidate: Candidate) -> tuple[int, int, str, int]:
    return (-candidate.score, len(candidate.name), candidate.name, candidate.organisation_id)


def _candidate(text: str, pk: int, name: str, other_names: list[str]) -> Candidate:
    best = likeness(text, name)
    for other in other_names:
        like = likeness(text, other)
        if like.score > best.score:
            best = Likeness(like.score, f"{like.why}, as its other name “{other}”")
    return Candidate(pk, name, round(best.score), best.why[:1].upper() + best.why[1:])


def likeness(said: str, name: str) -> Likeness:
    """How like a spoken name is to a written one; the best of the names folded into the written one.

    >>> likeness("the Clink", "The Clink Charity").why
    'the same name apart from “charity”'
    """
    best = max((_likeness(said, form) for form in names.forms(name)), default=Likeness(0.0, ""))
    short = "".join(names.essence(said))
    if (
        best.score < 90
        and 2 <= len(short) <= 8
        and any(short in names.initials(form) for form in names.forms(name))
    ):
        return Likeness(90.0, "the initials of its name")
    return best


def _likeness(said: str, form: str) -> Likeness:
    if names.words(said) == names.words(form):
        return Likeness(100.0, "the same name")
    heard, written = names.essence(said), names.essence(form)
    if not heard or not written:
        return Likeness(0.0, "")
    if heard == written:
        return Likeness(98.0, _apart(names.words(said), names.words(form)))
    if "".join(heard) == "".join(written):
        return Likeness(97.0, "the same name, written in other words")
    covered, spelt = _covered(heard, written)
    back, _ = _covered(written, heard)
    score = 100 * (0.72 * covered + 0.28 * back)
    whole = fuzz.ratio(" ".join(heard), " ".join(written))
    if whole > score and whole >= 80:
        return Likeness(min(whole, 95.0), "spelt nearly the same")
    return Likeness(min(score, 96.0), _why(heard, covered, back, spelt))


def _apart(said: tuple[str, ...], written: tuple[str, ...]) -> str:
    extra = [word for word in (*written, *said) if (word in written) != (word in said)]
    quoted = ", ".join(f"“{word}”" for word in dict.fromkeys(extra) if word not in names.SMALL_WORDS)
    return f"the same name apart from {quoted}" if quoted else "the same name"


def _covered(heard: tuple[str, ...], written: tuple[str, ...]) -> tuple[float, bool]:
    """The weighted part of the words heard that the written name has, and whether all are spelt alike."""
    total = gained = 0.0
    exact = True
    for word in heard:
        weight = SMALL_WEIGHT if word in names.COMMON_WORDS else 1.0
        total += weight
        part = max(_alike(word, other) for other in written)
        gained += weight * part
        exact = exact and part in (0.0, 1.0)
    return gained / total, exact


def _alike(word: str, other: str) -> float:
    """How alike two words are: 1 the same, less for a word cut short or misspelt, 0 for another word."""
    if word == other:
        return 1.0
    if min(len(word), len(other)) >= 3 and (other.startswith(word) or word.startswith(other)):
        return 0.9
    ratio = fuzz.ratio(word, other) / 100
    return ratio * 0.95 if ratio >= 0.72 else 0.0


def _why(heard: tuple[str, ...], covered: float, back: float, spelt: bool) -> str:
    if covered == 1.0:
        return "its name has all the words said" if len(heard) > 1 else f"its name has the word “{heard[0]}”"
    if back == 1.0:
        return "all the words of its name were said"
    return "some of the words are the same" if spelt else "some words are nearly the same"
