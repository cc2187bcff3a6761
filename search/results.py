"""What the page of a search shows: results by kind, the best first, and what nearly matches."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Length, Replace
from django.utils import timezone

from enterprises.vocabulary import INVENTED_MARK
from noms.coordinates import KILOMETRES_IN_A_DEGREE, Point, squared_distance
from noms.geocoding import find_outcode, nearest
from noms.models import Service
from noms.parsing import outward_code
from noms.vocabulary import REFERENCE_FRAME
from reports.releases.public import newest_study
from search import backend, phrases, registry, spelling
from search.backend import Hit
from search.cards import INCLUDED, KINDS, Card, End, card_of, place_card
from search.concepts import all_words, any_of, point_of, query, said_words
from search.lexicon import LAND, Meaning
from search.models import SearchDocument
from search.query import Query
from search.reading import PART, WHOLE, Part, Reading, read
from search.words import normalise
from wording.distances import KILOMETRES_IN_A_MILE, miles

ORGANISATION, SERVICE = "organisation", "service"
GAPS = "gaps"
"""The report on what is not known to be provided. Of a region or an area its own page says more."""
GAPS_OF_A_PLACE = "Its page shows at which prisons and probation services no social enterprise is known."
FACT_OF_A_SERVICE = "servicex"
"""How the facts begin that name a service with which an organisation works."""
MAX_LENGTH = 10_000
PAGE_SIZE = 20
MAX_PAGE = 1_000_000
"""The last page that is looked up; the rows before a later one may be more than a database can count."""
MAX_OTHERS = 5
"""The number of results of a kind other than organisations on the page of all kinds."""
MAX_NEAREST = 5
MAX_FOUND = 40
FEW = 3
"""With fewer organisations that match everything, those that match most of it follow."""
MAX_PARTIAL = 10


@dataclass(frozen=True)
class Group:
    """The results of one kind; `number` is how many there are in all."""

    kind: str
    cards: tuple[Card, ...]
    number: int

    @property
    def heading(self) -> str:
        return KINDS.get(self.kind, self.kind.replace("_", " ").capitalize())

    @property
    def has_more(self) -> bool:
        return self.number > len(self.cards)


class Results:
    """The results of one text. `plain` are phrases that are no filters; `kind` leaves results of one kind only.

    At most eight queries, whatever the text; nine if a word is misspelt and hardly anything matches.
    """

    def __init__(
        self,
        text: str,
        *,
        plain: Collection[str] = (),
        kind: str = "",
        page: int = 1,
        sees_unpublished: bool = False,
    ) -> None:
        self.text = " ".join(text.replace("\0", " ").split())[:MAX_LENGTH]
        self.plain = tuple(plain)
        self.kind = kind if kind in KINDS else ""
        self.page = min(page, MAX_PAGE)
        self.sees_unpublished = sees_unpublished
        self._by_words: dict[tuple[str, ...], list[Hit]] = {}
        self._phrases = phrases.current()
        self.reading: Reading = read(
            self.text,
            self._phrases.lexicon,
            plain=plain,
            spelling=self._corrections,
            name_of=self._name_of,
        )

    @cached_property
    def groups(self) -> list[Group]:
        """The results by kind, in the order of the page: places first, then organisations."""
        reading = self.reading
        if reading.is_empty:
            return []
        if reading.whole:
            cards, first = self._around(reading.whole), [one.parameter for one in reading.whole]
        elif reading.lists_services:
            cards, first = self._services(), list(LAND)
        elif reading.report:
            cards, first = self._report(), [] if reading.report == GAPS else ["report"]
        else:
            cards, first = self._matching(), ["case_study"] if reading.wants_case_studies else []
        cards = _with_ends(cards, first=[one.key for one in reading.whole])
        order = list(dict.fromkeys([*first, *KINDS, *(card.kind for card in cards)]))
        groups = []
        for kind in order:
            same = tuple({card.key: card for card in cards if card.kind == kind}.values())
            if same and self.kind in ("", kind):
                is_list = self.kind or kind == ORGANISATION or (kind == SERVICE and reading.lists_services)
                shown = PAGE_SIZE if is_list else MAX_OTHERS
                is_all = len(same) < PAGE_SIZE and self.page == 1
                number = len(same) if is_all else max(self._numbers.get(kind, 0), len(same))
                groups.append(Group(kind, same[:shown], number))
        return groups

    @cached_property
    def partial(self) -> list[Card]:
        """The organisations that match most of the text, if few match all of it: those that lack least first."""
        reading, parts = self.reading, self.reading.parts
        is_asked = self.kind in ("", "organisation") and self.page == 1 and len(parts) > 1
        if not is_asked or reading.whole or reading.report or reading.lists_services:
            return []
        shown = {card.slug for group in self.groups for card in group.cards if group.kind == ORGANISATION}
        if len(shown) >= FEW:
            return []
        hits = self._in_order(
            any_of(parts), MAX_PARTIAL + FEW, fewest_missing=True, around=self.partial_around
        )
        cards = [card for card in map(self._card, hits) if card.slug not in shown]
        likely = [card for card in cards if len(card.missing) < len(parts)]
        most = [card for card in likely if 2 * len(card.missing) <= len(parts)]
        return (most or likely)[:MAX_PARTIAL]

    @property
    def partial_around(self) -> Meaning | None:
        """The service, area or region of the filters: who works elsewhere is the more useful the nearer it is."""
        places = [part.meaning for part in self.reading.parts if part.meaning and part.meaning.point]
        return places[0] if places and self.reading.near is None else None

    @property
    def is_unknown_postcode(self) -> bool:
        """True if the text has the form of a postcode that is not one of England or Wales."""
        return not self.reading.whole and outward_code(self.text) is not None

    @property
    def keys(self) -> list[str]:
        """`kind:slug` of every result, in the order of the page."""
        cards = [card for group in self.groups for card in group.cards]
        return list(dict.fromkeys(card.key for card in [*cards, *self.partial]))

    @property
    def nearest_notice(self) -> str:
        """A sentence if the nearest organisation is not known to be a social enterprise, with the nearest that is."""
        cards = [*(card for group in self.groups for card in group.cards), *self.partial]
        measured = [card for card in cards if card.kind == ORGANISATION and card.kilometres is not None]
        measured.sort(key=lambda card: card.kilometres or 0)
        if self.reading.near is None or not measured or measured[0].is_counted:
            return ""
        begins = f"The nearest, {measured[0].title}, is not known to be a social enterprise"
        counted = next((card for card in measured if card.is_counted), None)
        if counted is None:
            return f"{begins}, and no other here is." if len(measured) > 1 else f"{begins}."
        return f"{begins}. The nearest that is: {counted.title}, {miles(counted.kilometres or 0)}."

    def _corrections(self, words: Sequence[str]) -> dict[str, str]:
        return spelling.suggest(words, vocabulary=self._phrases.words, sees_unpublished=self.sees_unpublished)

    def _name_of(self, phrase: str) -> str:
        """Return whether a text is the name of an organisation, or its words stand together in one."""
        names = [
            normalise(name.removesuffix(INVENTED_MARK))
            for hit in self._named(tuple(phrase.split(" ")))
            if hit.kind == ORGANISATION
            for name in (hit.title, *hit.document.also.split("\n"))
        ]
        if phrase in names:
            return WHOLE
        return PART if any(f" {phrase} " in f" {name} " for name in names) else ""

    def _card(self, hit: Hit) -> Card:
        reading = self.reading
        is_filtered = not (reading.whole or reading.report or reading.lists_services)
        return card_of(
            hit,
            sought=[word for part in reading.parts for word in said_words(part)] if is_filtered else (),
            parts=reading.parts if is_filtered else (),
            ranking=reading.ranking,
            study=self._study if hit.kind == "report" else "",
        )

    @cached_property
    def _study(self) -> str:
        """The short name of the study whose reports are linked."""
        study = newest_study()
        return study.slug if study else ""

    @cached_property
    def _numbers(self) -> dict[str, int]:
        """Kind → number of documents that match everything. One query."""
        reading = self.reading
        if reading.whole or reading.report or not (reading.parts or reading.near):
            return {}
        found = backend.count_by_kind(query(reading.parts), sees_unpublished=self.sees_unpublished)
        chosen = ("service",) if reading.lists_services else (ORGANISATION,) if reading.near else tuple(found)
        return {kind: number for kind, number in found.items() if kind in chosen}

    def _named(self, words: tuple[str, ...]) -> list[Hit]:
        """Return the documents whose names have every word, the shortest names first. One query, once."""
        if words not in self._by_words:
            sought = all_words(words)
            rows = backend.documents(sought, in_names=True, sees_unpublished=self.sees_unpublished)
            ordered = rows.order_by(Length("title"), "title", "slug")[:PAGE_SIZE] if sought else ()
            self._by_words[words] = [Hit(row) for row in ordered]
        return self._by_words[words]

    def _matching(self) -> list[Card]:
        """Return what matches every part: first what has all words in its name."""
        parts, offset = self.reading.parts, (self.page - 1) * PAGE_SIZE
        named = [] if self.page > 1 else self._named(self.reading.words)
        first = [hit for hit in named if self.kind in ("", hit.kind)]
        services = [part.meaning for part in parts if part.meaning and part.meaning.parameter == "service"]
        if self.kind not in ("", ORGANISATION):
            hits = self._ranked(query(parts), PAGE_SIZE, offset, (self.kind,))
        elif self.reading.near or all(part.meaning for part in parts):
            hits = self._in_order(query(parts), PAGE_SIZE, offset)
            if not self.kind and self.reading.near is None:
                others = [kind for kind in registry.kinds() if kind != ORGANISATION]
                hits += self._ranked(query(parts), MAX_FOUND, kinds=others)
        else:
            kinds = (self.kind,) if self.kind else ()
            hits = self._ranked(query(parts), MAX_FOUND, offset, kinds)
            # What nothing has may be the beginning of a word.
            hits = hits or self._ranked(query(parts, are_prefixes=True), MAX_FOUND, offset, kinds)
        return [*self._pages(services), *map(self._card, first), *map(self._card, hits)]

    def _ranked(
        self, sought: Query, limit: int, offset: int = 0, kinds: Collection[str] = (ORGANISATION,)
    ) -> list[Hit]:
        """Return what matches a query, in the order of the engine: what has the words in its name first."""
        return backend.match(
            sought, limit=limit, offset=offset, kinds=kinds, sees_unpublished=self.sees_unpublished
        )

    def _in_order(
        self,
        sought: Query,
        limit: int,
        offset: int = 0,
        *,
        fewest_missing: bool = False,
        around: Meaning | None = None,
    ) -> list[Hit]:
        """Return the organisations that match a query, those first that say the words for a part of a category.

        Then the nearest; without a place those that count as a social enterprise, of these the real ones before those
        of the demonstration, and those with most services first. One query.
        """
        place = self.reading.near or around
        near = Point(*place.point) if place and place.point else None
        rows = backend.documents(sought, kinds=(ORGANISATION,), sees_unpublished=self.sees_unpublished)
        order: list[Any] = ["title", "slug"]
        if near is not None:
            rows = rows.annotate(square=squared_distance(near))
            order.insert(0, F("square").asc(nulls_last=True))
            if self.reading.within is not None:
                farthest = self.reading.within * KILOMETRES_IN_A_MILE / KILOMETRES_IN_A_DEGREE
                rows = rows.filter(square__lte=farthest**2)
        else:
            without = Length(Replace("tokens", Value(FACT_OF_A_SERVICE)))
            rows = rows.annotate(
                is_counted=_is_true(Q(tokens__contains=INCLUDED)),
                is_invented=_is_true(Q(title__endswith=INVENTED_MARK)),
                services=Length("tokens") - without,
            )
            order = ["-is_counted", "is_invented", "-services", *order]
        if self.reading.ranking:
            said = backend.condition(query(self.reading.parts, said=self.reading.ranking))
            rows = rows.annotate(says_it=_is_true(said))
            order.insert(0, "-says_it")
        if fewest_missing:
            # A filter that is missing counts as much as two words.
            has = [
                _is_true(backend.condition((one,)), 2 if one.tokens else 1)
                for one in query(self.reading.parts)
            ]
            rows = rows.annotate(has=sum(has[1:], has[0]))
            order.insert(0, "-has")
        found = rows.order_by(*order)[offset : offset + limit]
        return [Hit(row, _kilometres(getattr(row, "square", None))) for row in found]

    def _around(self, whole: Sequence[Meaning]) -> list[Card]:
        """Return the places that the text names, what else has the name, and the organisations there or nearest."""
        cards = self._pages(whole)
        named = [self._card(hit) for hit in self._named(self.reading.words)]
        place = whole[0]
        organisations = (ORGANISATION,)
        if place.parameter in LAND:
            hits = backend.match(query([Part((), place)]), limit=PAGE_SIZE, kinds=organisations)
        elif place.point:
            hits = backend.match((), Point(*place.point), MAX_NEAREST, kinds=organisations)
        else:
            hits = []
        if place.parameter in ("town", "place") and place.point:
            named += _nearest_services(Point(*place.point))
        return [*cards, *named, *map(self._card, hits)]

    def _services(self) -> list[Card]:
        """Return the services of a kind in a place, those of its name first, after the page of the place."""
        parts = self.reading.parts
        land = [part.meaning for part in parts if part.meaning and part.meaning.parameter in LAND]
        near = point_of(self.reading)
        hits = backend.match(query(parts), near, MAX_FOUND, kinds=(SERVICE,))
        cards = [self._card(hit) for hit in hits]
        if near is None:
            names = tuple(meaning.label for meaning in land)
            cards.sort(key=lambda card: (not card.title.startswith(names), card.title))
        return [*self._pages(land), *cards]

    def _report(self) -> list[Card]:
        """Return the report that answers the text, and the pages of the places in it."""
        places = [part.meaning for part in self.reading.parts if part.meaning]
        report = Meaning("report", self.reading.report, "")
        return [self._with_gaps(card) for card in self._pages([report, *places])]

    def _with_gaps(self, card: Card) -> Card:
        """Return the card of a region or area with what its page answers, if the text asks where nothing is known."""
        if self.reading.report != GAPS or card.kind not in LAND:
            return card
        return replace(card, address=f"{card.address}#services", summary=GAPS_OF_A_PLACE)

    def _pages(self, meanings: Sequence[Meaning]) -> list[Card]:
        """Return the cards of these places and reports. One query if they have documents."""
        stored = [one for one in meanings if one.parameter not in ("town", "place")]
        chosen = Q()
        for one in stored:
            chosen |= Q(kind=one.parameter, slug=one.value)
        rows = SearchDocument.objects.filter(chosen, is_public=True) if stored else []
        cards = {card.key: card for card in (self._card(Hit(row)) for row in rows)}
        for one in meanings:
            if one.parameter in ("town", "place"):
                cards[one.key] = place_card(one, _lies_in(one))
        return [replace(cards[one.key], missing=()) for one in meanings if one.key in cards]


def _is_true(condition: Q | RawSQL, value: int = 1) -> Case:
    return Case(When(condition, then=Value(value)), default=Value(0), output_field=IntegerField())


def _kilometres(square: float | None) -> float | None:
    return None if square is None else math.sqrt(square) * KILOMETRES_IN_A_DEGREE


def _lies_in(place: Meaning) -> tuple[str, ...]:
    """Return the area and the region of a postcode. One query."""
    outcode = find_outcode(place.value) if place.parameter == "place" else None
    rows = (outcode.area, outcode.region) if outcode else ()
    return tuple(row.name for row in rows if row)


def _nearest_services(point: Point) -> list[Card]:
    """Return the cards of the services open today that are nearest to a point. One query."""
    rows = Service.objects.in_frame(REFERENCE_FRAME).open_on().select_related("region")
    found = nearest(rows, latitude=point.latitude, longitude=point.longitude, limit=MAX_NEAREST)
    return [
        Card(
            SERVICE,
            service.slug,
            service.name_today or service.name,
            service.get_absolute_url(),
            (service.get_form_display(), service.region.name),
            kilometres=distance,
        )
        for service, distance in found
    ]


def _with_ends(cards: Sequence[Card], *, first: Collection[str]) -> list[Card]:
    """Return the cards with what became of closed services, which come after the open ones. One query if any is one.

    Those in `first`, by key, stay where they are.
    """
    slugs = [card.slug for card in cards if card.kind == SERVICE]
    rows = Service.objects.filter(slug__in=slugs, closed_on__lt=timezone.localdate()).select_related(
        "successor"
    )
    ends = {row.slug: _end(row) for row in rows} if slugs else {}
    with_ends = [replace(card, end=ends.get(card.slug) if card.kind == SERVICE else None) for card in cards]
    return sorted(with_ends, key=lambda card: card.end is not None and card.key not in first)


def _end(service: Service) -> End:
    successor = service.successor
    if successor is None:
        return End(service.closed, "What became of it", f"{service.get_absolute_url()}#history")
    return End(service.closed, f"Followed by {successor}", successor.get_absolute_url())
