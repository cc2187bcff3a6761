"""Names of organisations as comparable words, and the keys by which they are found."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

ABBREVIATIONS = {
    "assoc": "association",
    "bros": "brothers",
    "cmty": "community",
    "comm": "community",
    "coop": "cooperative",
    "ctr": "centre",
    "dept": "department",
    "dev": "development",
    "devt": "development",
    "ents": "enterprises",
    "ent": "enterprise",
    "fdn": "foundation",
    "grp": "group",
    "hsg": "housing",
    "intl": "international",
    "mgmt": "management",
    "org": "organisation",
    "organization": "organisation",
    "proj": "project",
    "regen": "regeneration",
    "serv": "services",
    "soc": "society",
    "st": "saint",
    "svcs": "services",
    "tr": "trust",
}
"""Abbreviation → the word it stands for."""

ENDINGS = (
    ("community", "interest", "company"),
    ("public", "limited", "company"),
    ("limited", "liability", "partnership"),
    ("registered", "charity"),
    ("limited",),
    ("company",),
    ("charity",),
    ("ltd",),
    ("cic",),
    ("cio",),
    ("plc",),
    ("llp",),
    ("inc",),
    ("uk",),
)
"""Words at the end of a name that say what kind of body it is."""

SMALL_WORDS = frozenset({"a", "an", "and", "at", "by", "for", "in", "of", "on", "the", "to", "with"})

_COMMON = (
    "association centre charitable charity cic community company cooperative enterprise enterprises foundation"
    " group hmp house housing initiative limited ltd organisation partnership partnerships prison probation"
    " programme project projects scheme service services social society support training trust work works"
    " workshop"
)
COMMON_WORDS = SMALL_WORDS | frozenset(_COMMON.split())
"""Words so frequent in this directory that they find nothing by themselves and weigh little."""

CACHED_NAMES = 4_096
MAX_KEY_LENGTH = 40
"""The length to which keys are cut."""

_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
_CO_OP = re.compile(r"\bco[- ]op(erative)?\b")
_BRACKETS = re.compile(r"\(([^()]*)\)")


@lru_cache(maxsize=CACHED_NAMES)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a name in lower case without accents or punctuation; "&" and "+" become "and"."""
    return tuple(ABBREVIATIONS.get(word, word) for word in _plain(text))


def _plain(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    plain = _CO_OP.sub("cooperative", plain.replace("&", " and ").replace("+", " and "))
    return [word for word in _NOT_A_WORD.split(plain.replace("'", "")) if word]


@lru_cache(maxsize=CACHED_NAMES)
def core_words(text: str) -> tuple[str, ...]:
    """Return the words that distinguish this organisation: without "the" in front and "Ltd" at the end.

    At least one word remains: "The Charity" keeps its last.
    """
    remaining = list(words(text))
    while len(remaining) > 1 and remaining[0] in ("the", "a"):
        remaining.pop(0)
    shortened = True
    while shortened:
        shortened = False
        for ending in ENDINGS:
            if len(remaining) > len(ending) and tuple(remaining[-len(ending) :]) == ending:
                del remaining[-len(ending) :]
                shortened = True
    return tuple(remaining)


def name_variants(text: str) -> list[str]:
    """Return a name and the names inside it: "Aspire Oxford (Aspire Oxfordshire)" gives three."""
    inside = [part.strip() for part in _BRACKETS.findall(text)]
    outside = " ".join(_BRACKETS.sub(" ", text).split())
    return [form for form in dict.fromkeys([text.strip(), outside, *inside]) if form]


def initials(text: str) -> frozenset[str]:
    """Return the initials of a name, with and without the small words; empty for a single word."""
    every = words(text)
    distinctive_words = [word for word in every if word not in SMALL_WORDS]
    return frozenset(
        "".join(word[0] for word in group) for group in (every, distinctive_words) if len(group) > 1
    )


def keys(text: str) -> frozenset[str]:
    """Return the keys under which a name is stored: its words, its initials, and the whole name without blanks.

    They are compared for equality, so that a search uses an index in any collation and never scans a list.
    """
    found = set()
    for form in name_variants(text):
        found |= {word_key(word) for word in words(form)}
        found |= {f"i:{letters}" for letters in initials(form) if 2 <= len(letters) <= 8}
        found.add(f"j:{''.join(core_words(form))}"[:MAX_KEY_LENGTH])
    return frozenset(found)


def word_key(word: str) -> str:
    """Return the key of a word of a name."""
    return f"w:{word}"[:MAX_KEY_LENGTH]


def keys_of_word(word: str) -> list[str]:
    """Return the keys of a word of a name that may also be a whole name in one piece (“bounceback”)."""
    return [word_key(word), f"j:{word}"[:MAX_KEY_LENGTH]]


def whole_keys(text: str) -> list[str]:
    """Return the keys of a text that may be a whole name: written in one piece, or as initials."""
    one_word = "".join(core_words(text))
    found = [f"j:{one_word}"[:MAX_KEY_LENGTH]] if one_word else []
    return [*found, f"i:{one_word}"] if 2 <= len(one_word) <= 8 else found


def distinctive_words(text: str) -> list[str]:
    """Return the words by which a mentioned name is searched; common ones only if there are no others."""
    all_words = dict.fromkeys(core_words(text))
    return [word for word in all_words if word not in COMMON_WORDS] or list(all_words)
