"""Finds the case that a row of a file means: by the code, the name or the postcode of its service."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from interviews.contact_files.rows import Place
from noms.importing.units import administrative_refusal

WORDS_OF_KIND: Mapping[str, frozenset[str]] = {
    "prison": frozenset(
        {
            "hmp",
            "hmyoi",
            "yoi",
            "hmpyoi",
            "hm",
            "prison",
            "prisons",
            "young",
            "offender",
            "offenders",
            "institution",
        }
    ),
    "probation": frozenset({"probation", "pdu", "trust"}),
}
"""Words that say of which kind a service is, and are otherwise no part of its name."""

OTHER_WORDS = frozenset(
    {
        "the",
        "of",
        "and",
        "in",
        "at",
        "service",
        "area",
        "office",
        "centre",
        "national",
        "nps",
        "delivery",
        "unit",
    }
)
"""Words that one list writes and another leaves out."""

IGNORED = OTHER_WORDS.union(*WORDS_OF_KIND.values())
SHORT, MEDIUM = 3, 7
MAX_CANDIDATES = 4
LIKE = 80
"""The least likeness of a name that is suggested, of 100."""


@dataclass(frozen=True)
class KnownCase:
    """A case of the sample, as it is searched for.

    `kind` is the key of the kind of service, or "". `name_in_frame` is the name that the frame gives the service, which
    may be of another day than the study's. `site_codes` are the codes of its sites, by which lists name it too.
    """

    key: int
    name: str
    code: str = ""
    postcode: str = ""
    kind: str = ""
    name_in_frame: str = ""
    site_codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Match:
    """What was found. `case` is None where nothing, or more than one, fits; then `candidates` are the likely ones.

    `problem` says why there is no case, and `note` what to look at where there is one.
    """

    case: KnownCase | None
    candidates: tuple[KnownCase, ...] = ()
    problem: str = ""
    note: str = ""


def words_of(text: str) -> list[str]:
    """Return the words of a name in lower case, without accents and signs."""
    plain = unicodedata.normalize("NFKD", re.sub("[.’']", "", text.replace("&", " and ")))
    plain = "".join(sign for sign in plain.casefold() if not unicodedata.combining(sign))
    return re.findall(r"[a-z0-9]+", plain)


def core_of(text: str) -> str:
    """Return the words of a name that tell it from others: “HMP/YOI Isle of Wight” is “isle wight”."""
    words = words_of(text)
    return " ".join([word for word in words if word not in IGNORED] or words)


def kinds_in(text: str) -> frozenset[str]:
    """Return the kinds of service that the words of a name say."""
    words = set(words_of(text))
    return frozenset(kind for kind, own in WORDS_OF_KIND.items() if own & words)


class CaseFinder:
    """The cases of a sample, ready to be found. `others` are names of services that exist outside the sample."""

    def __init__(self, cases: Iterable[KnownCase], others: Iterable[str] = ()) -> None:
        self.cases = list(cases)
        self.by_code: defaultdict[str, list[KnownCase]] = defaultdict(list)
        self.by_core: defaultdict[str, list[KnownCase]] = defaultdict(list)
        self.by_postcode: defaultdict[str, list[KnownCase]] = defaultdict(list)
        for case in self.cases:
            if case.code:
                self.by_code[case.code.casefold()].append(case)
        # A site may have become a prison of its own, as Hatfield did: then its code means that prison.
        own = set(self.by_code)
        for case in self.cases:
            for code in sorted({code.casefold() for code in case.site_codes} - own):
                self.by_code[code].append(case)
            if case.postcode:
                self.by_postcode[_packed(case.postcode)].append(case)
            for core in sorted({core_of(name) for name in (case.name, case.name_in_frame) if name}):
                self.by_core[core].append(case)
        self.cores = list(self.by_core)
        self.by_word: defaultdict[str, set[str]] = defaultdict(set)
        for core in self.cores:
            for word in core.split():
                self.by_word[word].add(core)
        self.others = {core_of(name): name for name in others if core_of(name) not in self.by_core}
        self._found: dict[Place, Match] = {}

    def find(self, place: Place) -> Match:
        """Return the case of a place. A code goes before a name and a name before a postcode; they may not disagree."""
        if place not in self._found:
            self._found[place] = self._find(place)
        return self._found[place]

    def knows_code(self, code: str) -> bool:
        """Return True if a service of the sample has this code."""
        return code.casefold() in self.by_code

    def _find(self, place: Place) -> Match:
        by_name = self._by_name(place.name) if place.name else None
        if place.code:
            coded = self.by_code.get(place.code.casefold(), [])
            if not coded:
                problem = (
                    administrative_refusal(place.code)
                    or f"no service of this sample has the code “{place.code}”."
                )
                return self._refused(problem, by_name, self._postcode(place))
            if len(coded) > 1:
                return Match(by_name.case) if by_name and by_name.case in coded else _several(coded)
            if by_name and by_name.case and not by_name.note and by_name.case != coded[0]:
                return Match(
                    None,
                    (coded[0], by_name.case),
                    f"the code is that of {coded[0].name}, the name that of {by_name.case.name}.",
                )
            return Match(coded[0])
        if coded := self._code_for_name(place, by_name):
            return Match(coded[0]) if len(coded) == 1 else _several(coded)
        if by_name is None:
            found = self._postcode(place)
            if not found:
                return Match(None, (), f"no service of this sample has the postcode {place.postcode}.")
            return Match(found[0]) if len(found) == 1 else _several(found)
        if by_name.case is None and place.postcode:
            at = self._postcode(place)
            both = [case for case in at if case in by_name.candidates] or at
            if len(both) == 1:
                return Match(both[0], note=f"Found by its postcode: {both[0].name}.")
        return by_name

    def _code_for_name(self, place: Place, by_name: Match | None) -> list[KnownCase]:
        """Return the cases whose code stands where a name is expected, and is not the name of another."""
        is_name = by_name is not None and by_name.case is not None and not by_name.note
        return [] if is_name or not place.name else self.by_code.get(place.name.strip().casefold(), [])

    def _postcode(self, place: Place) -> list[KnownCase]:
        return self.by_postcode.get(_packed(place.postcode), []) if place.postcode else []

    def _refused(self, problem: str, by_name: Match | None, at: Sequence[KnownCase]) -> Match:
        candidates = [*at]
        if by_name:
            candidates += [by_name.case] if by_name.case else by_name.candidates
        return Match(None, tuple(dict.fromkeys(candidates))[:MAX_CANDIDATES], problem)

    def _by_name(self, name: str) -> Match:
        core, kinds = core_of(name), kinds_in(name)
        exact = _of_kinds(self.by_core.get(core, []), kinds)
        if exact:
            return Match(exact[0]) if len(exact) == 1 else self._closest(name, exact)
        # Of two spellings of the same name one is sometimes the whole name of another place, so these come after.
        words = set(core.split())
        sharing = sorted({each for word in words for each in self.by_word.get(word, ())})
        parts = _of_kinds(
            [case for each in sharing if _is_part(words, set(each.split())) for case in self.by_core[each]],
            kinds,
        )
        if len(parts) == 1:
            return Match(parts[0], note=f"Read as {parts[0].name}.")
        if parts:
            return _several(parts)
        if core in self.others:
            return Match(None, (), f"{self.others[core]} is not in the sample of this study.")
        near = _of_kinds(self._misspelt(core), kinds)
        if len(near) == 1:
            return Match(near[0], note=f"Read as {near[0].name}.")
        if near:
            return _several(near)
        like = process.extract(core, self.cores, scorer=fuzz.WRatio, score_cutoff=LIKE, limit=MAX_CANDIDATES)
        candidates = _of_kinds([case for each, _, _ in like for case in self.by_core[each]], kinds)
        return Match(None, tuple(candidates[:MAX_CANDIDATES]), "no service of this sample has this name.")

    def _closest(self, name: str, cases: Sequence[KnownCase]) -> Match:
        """Return the one of these cases whose whole name is written, if its kind is said, or ask."""
        whole = [case for case in cases if words_of(case.name) == words_of(name)]
        if len(whole) == 1 and kinds_in(name):
            return Match(whole[0])
        return _several(cases)

    def _misspelt(self, core: str) -> list[KnownCase]:
        """Return the cases whose name differs by a letter or, if it is long, two."""
        length = len(core.replace(" ", ""))
        allowed = 0 if length <= SHORT else 1 if length <= MEDIUM else 2
        found = process.extract(
            core, self.cores, scorer=OSA.distance, score_cutoff=allowed, limit=MAX_CANDIDATES
        )
        least = min((distance for _, distance, _ in found), default=0)
        return [case for each, distance, _ in found if distance == least for case in self.by_core[each]]


def _of_kinds(cases: Iterable[KnownCase], kinds: frozenset[str]) -> list[KnownCase]:
    """Return the cases that may be meant by a name that says these kinds."""
    return [case for case in cases if not kinds or case.kind not in WORDS_OF_KIND or case.kind in kinds]


def _is_part(words: set[str], others: set[str]) -> bool:
    return words < others or others < words


def _several(cases: Sequence[KnownCase]) -> Match:
    return Match(None, tuple(cases[:MAX_CANDIDATES]), "this may be more than one service.")


def _packed(postcode: str) -> str:
    return "".join(postcode.split()).upper()
