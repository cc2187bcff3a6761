"""Names of organisations as words that can be compared, and the keys under which they are looked up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

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
"""Short forms that people say or write, and the word that they stand for."""

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
"""Words at the end of a name that say what kind of body it is, not which one."""

SMALL_WORDS = frozenset({"a", "an", "and", "at", "by", "for", "in", "of", "on", "the", "to", "with"})

_COMMON = (
    "association centre charitable charity cic community company cooperative enterprise enterprises foundation"
    " group hmp house housing initiative limited ltd organisation partnership partnerships prison probation"
    " programme project projects scheme service services social society support training trust work works"
    " workshop"
)
COMMON_WORDS = SMALL_WORDS | frozenset(_COMMON.split())
"""Words so frequent in this directory that they alone find nothing and weigh little."""

_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
_CO_OP = re.compile(r"\bco[- ]op(erative)?\b")
_BRACKETS = re.compile(r"\(([^()]*)\)")


def words(text: str) -> tuple[str, ...]:
    """The words of a name in lower case without accents or punctuation; & and + read as "and"."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    plain = _CO_OP.sub("cooperative", plain.replace("&", " and ").replace("+", " and "))
    plain = plain.replace("'", "")
    return tuple(ABBREVIATIONS.get(word, word) for word in _NOT_A_WORD.split(plain) if word)


def essence(text: str) -> tuple[str, ...]:
    """The words that tell this organisation from another: without "the" in front and "Ltd" behind.

    Something always remains: "The Charity" keeps its last word.
    """
    kept = list(words(text))
    while len(kept) > 1 and kept[0] in ("the", "a"):
        kept.pop(0)
    shortened = True
    while shortened:
        shortened = False
        for ending in ENDINGS:
            if len(kept) > len(ending) and tuple(kept[-len(ending) :]) == ending:
                del kept[-len(ending) :]
                shortened = True
    return tuple(kept)


def forms(text: str) -> list[str]:
    """A name and the names folded into it: "Aspire Oxford (Aspire Oxfordshire)" holds three."""
    inside = [part.strip() for part in _BRACKETS.findall(text)]
    outside = " ".join(_BRACKETS.sub(" ", text).split())
    return [form for form in dict.fromkeys([text.strip(), outside, *inside]) if form]


def initials(text: str) -> frozenset[str]:
    """First letters of the words, with and without the small words; none for a single word."""
    every = words(text)
    telling = [word for word in every if word not in SMALL_WORDS]
    return frozenset("".join(word[0] for word in group) for group in (every, telling) if len(group) > 1)


def keys(text: str) -> frozenset[str]:
    """Keys under which a name is stored: its words, how they begin and end, its initials.

    Equal keys find it again whatever the database's collation, so that no list is ever scanned.
    """
    found = set()
    for form in forms(text):
        found |= word_keys(words(form))
        found |= {f"i:{letters}" for letters in initials(form) if 2 <= len(letters) <= 8}
        found.add(f"j:{''.join(essence(form))}"[:40])
    return frozenset(found)


def asking_keys(text: str) -> frozenset[str]:
    """Keys to look for when somebody says this name; common words only when there is nothing else."""
    said = essence(text)
    telling = [word for word in said if word not in COMMON_WORDS] or list(said)
    found = set(word_keys(telling))
    joined = "".join(said)
    if joined:
        found.add(f"j:{joined}"[:40])
    if 2 <= len(joined) <= 8:
        found.add(f"i:{joined}")
    return frozenset(found)


def word_keys(said: Iterable[str]) -> set[str]:
    """Per word: itself, and for longer words its first and its last three letters."""
    found = set()
    for word in said:
        found.add(f"w:{word}"[:40])
        if len(word) > 3:
            found |= {f"b:{word[:3]}", f"e:{word[-3:]}"}
    return found
