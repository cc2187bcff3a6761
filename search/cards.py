"""The results of a search as cards: name, page, facts in words, where, how far, and what is missing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString

from enterprises.vocabulary import TERMS, Outcome
from search.backend import Hit
from search.concepts import Evidence
from search.highlight import excerpt, highlight
from search.lexicon import READ_VOCABULARIES, Meaning
from search.query import token
from search.reading import Part
from wording.distances import miles

KINDS = {
    "service": "Prisons and probation services",
    "area": "Probation areas",
    "region": "Regions",
    "town": "Towns",
    "place": "Postcodes",
    "organisation": "Organisations",
    "report": "Reports of the study",
    "case_study": "Case studies",
    "definition": "Definitions",
}
"""The kinds of results with their headings, in the order of the page."""
SUMMARY_LENGTH = 220
MAX_PARAGRAPHS = 2
WITH_SUMMARY = ("organisation", "case_study", "definition")
"""The kinds whose documents begin with what they are, in a sentence."""
INCLUDED = token("outcome", "included")
NOT_ENOUGH_KNOWN = "Not enough known yet"
PLAIN_OUTCOMES = {
    Outcome.UNDETERMINED.value: NOT_ENOUGH_KNOWN,
    Outcome.INCLUDED.value: str(Outcome.SOCIAL_ENTERPRISE.label),
}
"""Outcomes whose label is a word of the definition, as the cards say them."""


@dataclass(frozen=True)
class End:
    """The last day of a service that is closed, and a link to what became of it."""

    last_day: str
    words: str
    address: str


@dataclass(frozen=True)
class Card:
    """One result. `facts` are at most three; `missing` says what of the search is not known of it.

    `is_counted` is true of an organisation that counts as a social enterprise, None of anything else. `end` is set of
    a service that is closed. `says_it` is true if it has the words for a part of a category.
    """

    kind: str
    slug: str
    title: str
    address: str
    facts: tuple[str, ...] = ()
    summary: str = ""
    kilometres: float | None = None
    missing: tuple[str, ...] = ()
    is_counted: bool | None = None
    end: End | None = None
    says_it: bool = False

    @property
    def miles(self) -> str:
        """How far it is, in words."""
        return "" if self.kilometres is None else miles(self.kilometres)

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.slug}"


def card_of(
    hit: Hit,
    *,
    sought: Collection[str] = (),
    parts: Collection[Part] = (),
    ranking: Sequence[str] = (),
    study: str = "",
) -> Card:
    """Return the card of a document.

    `sought` are the words to mark, `parts` what it should have, `ranking` the words for which it comes first.
    """
    document, evidence = hit.document, Evidence(hit.document)
    is_organisation = hit.kind == "organisation"
    return Card(
        kind=hit.kind,
        slug=hit.slug,
        title=hit.title,
        address=address_of(hit.kind, hit.slug, study),
        facts=_organisation_facts(evidence, document.place, parts) if is_organisation else _facts(hit),
        summary=_summary(document.body, sought) if hit.kind in WITH_SUMMARY else SafeString(),
        kilometres=hit.kilometres,
        missing=tuple(missing(part, evidence) for part in parts if not evidence.has(part)),
        is_counted=INCLUDED in evidence.tokens if is_organisation else None,
        says_it=bool(ranking) and evidence.says(ranking),
    )


def place_card(meaning: Meaning, facts: tuple[str, ...] = ()) -> Card:
    """Return the card of a town or a postcode: its page is the map around it."""
    address = address_of(meaning.parameter, meaning.value)
    return Card(meaning.parameter, meaning.value, meaning.label, address, facts)


def address_of(kind: str, slug: str, study: str = "") -> str:
    """Return the address of a result's page: of a town or postcode the map around it; reports are those of a study."""
    if kind in ("town", "place"):
        near = slug if kind == "place" else f"{kind}:{slug}"
        return f"{reverse('atlas')}?{urlencode({'near': near}, safe=':')}"
    if kind == "report":
        return reverse("report-detail", args=[study, slug]) if study else reverse("study-list")
    return reverse(f"{kind.replace('_', '-')}-detail", args=[slug])


def missing(part: Part, evidence: Evidence) -> str:
    """Return in words what a document does not have of a search."""
    meaning = part.meaning
    if meaning is None:
        return f"does not say “{' '.join(part.words)}”"
    if meaning.parameter == "outcome":
        if token("outcome", Outcome.UNDETERMINED) in evidence.tokens:
            return "not enough is known to say whether it is a social enterprise"
        return "does not count as a social enterprise"
    if meaning.parameter in ("region", "area"):
        return f"not in {meaning.label}"
    if meaning.parameter in ("service", "kind"):
        noun = meaning.label if meaning.parameter == "service" else meaning.label.lower()
        return f"not known to work with {noun}"
    if meaning.parameter == "legal_form":
        return f"not known to be a {meaning.label.lower()}"
    label = meaning.label[:1].lower() + meaning.label[1:]
    return f"not known for {label}"


def outcome_in_words(tokens: Collection[str]) -> str:
    """Return what an organisation counts as, by the facts of its document."""
    for outcome, label in Outcome.choices:
        if token("outcome", outcome) in tokens:
            return PLAIN_OUTCOMES.get(outcome, str(label))
    return NOT_ENOUGH_KNOWN


def _summary(body: str, sought: Collection[str]) -> SafeString:
    """Return the first paragraph of a text around the words sought, which are marked, and others that have them."""
    first, *others = body.split("\n")
    has_them = [text for text in others if highlight(text, sought) != escape(text)][:MAX_PARAGRAPHS]
    return highlight(" · ".join([excerpt(first, sought, SUMMARY_LENGTH), *has_them]), sought)


def _organisation_facts(evidence: Evidence, place: str, parts: Collection[Part]) -> tuple[str, ...]:
    """Return what it counts as, what it does (what is sought first), and where it is."""
    wanted = [part.meaning.key for part in parts if part.meaning]
    does = [
        (key not in wanted, label)
        for known, key, label in _labels()
        if known in evidence.tokens and not key.startswith(("stage", "customer"))
    ]
    doing = ", ".join(label for _, label in sorted(does, key=lambda pair: pair[0])[:3])
    where = place.split("\n")[0] if place else "Place not known"
    return tuple(fact for fact in (outcome_in_words(evidence.tokens), doing, where) if fact)


def _facts(hit: Hit) -> tuple[str, ...]:
    document = hit.document
    label = document.labels.split("\n")[0]
    if hit.kind == "service":
        return tuple(fact for fact in (label, document.place.split("\n")[-1]) if fact)
    return (label[:1].upper() + label[1:],) if label else ()


@cache
def _labels() -> tuple[tuple[str, str, str], ...]:
    """Token, `parameter:value` and label of each term."""
    return tuple(
        (token(vocabulary, term), f"{vocabulary}:{term}", str(label))
        for vocabulary in READ_VOCABULARIES
        for term, label in TERMS[vocabulary].choices
        if term != "other"
    )
