"""Names that begin like what is typed: services and places from memory, organisations from the index."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from search import backend, phrases
from search.cards import address_of
from search.lexicon import Meaning
from search.query import Concept
from search.words import normalise

MIN_LENGTH = 3
MAX_ROWS = 8
MAX_PLACES = 5
"""The number of places that are shown while there are organisations too."""
PRISON_NAMES = ("HMP", "HMYOI", "HM ", "IRC")
KINDS = {
    "area": "Probation area",
    "region": "Region",
    "town": "Town",
    "place": "Postcode",
    "organisation": "Organisation",
}


@dataclass(frozen=True)
class Suggestion:
    """One row: a name, what it is, and its page."""

    name: str
    kind: str
    address: str

    @property
    def as_json(self) -> dict[str, str]:
        return {"name": self.name, "kind": self.kind, "address": self.address}


def suggestions(text: str) -> list[Suggestion]:
    """Return at most eight names of which a word begins like the text, from three letters on. Two queries."""
    typed = normalise(text.replace("\0", " "))
    if len(typed) < MIN_LENGTH:
        return []
    places = [_place(meaning) for meaning in phrases.current().lexicon.places_like(typed, MAX_ROWS)]
    sought = Concept(words=tuple(typed.split(" ")), is_prefix=True)
    rows = backend.documents((sought,), kinds=("organisation",), in_names=True)
    named = rows.order_by("title", "slug").values_list("title", "slug")[:MAX_ROWS]
    organisations = [
        Suggestion(title, KINDS["organisation"], address_of("organisation", slug)) for title, slug in named
    ]
    room = max(MAX_PLACES, MAX_ROWS - len(organisations))
    return [*places[:room], *organisations][:MAX_ROWS]


def _place(meaning: Meaning) -> Suggestion:
    if meaning.parameter in ("town", "place"):
        address = f"{reverse('search')}?{urlencode({'q': meaning.label})}"
    else:
        address = address_of(meaning.parameter, meaning.value)
    is_prison = meaning.label.startswith(PRISON_NAMES)
    kind = KINDS.get(meaning.parameter, "Prison" if is_prison else "Probation service")
    return Suggestion(meaning.label, kind, address)
