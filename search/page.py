"""The page of a search in words: chips that can be taken off, corrections, links to the map and between kinds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict
from django.urls import reverse

from noms.pagination import ListPage, page_of
from search.cards import Card
from search.lexicon import LAND
from search.map_query import is_on_the_map, map_query
from search.reading import MAX_WORDS, Chip, Correction
from search.results import ORGANISATION, PAGE_SIZE, Group, Results
from wording import counted, listed

MAX_SHOWN = 80


@dataclass(frozen=True)
class ShownChip:
    """A filter that was read: its name, the words as typed, and the address without it."""

    label: str
    typed: str
    without: str


@dataclass(frozen=True)
class ShownCorrection:
    """A word that was corrected, and the address that searches for it as it was typed."""

    typed: str
    understood: str
    as_typed: str


@dataclass(frozen=True)
class Section:
    """Results under one heading. `number` is how many there are in all, 0 where that says nothing."""

    key: str
    heading: str
    cards: tuple[Card, ...]
    number: int = 0


class SearchPage(Results):
    """The results of one text, with the links of its page."""

    @cached_property
    def query(self) -> QueryDict:
        """The text and its plain phrases as the address has them."""
        query = QueryDict(mutable=True)
        query["q"] = self.text
        query.setlist("plain", list(self.plain))
        return query

    @property
    def shown_text(self) -> str:
        """The text as headings show it, shortened."""
        return self.text if len(self.text) <= MAX_SHOWN else f"{self.text[:MAX_SHOWN]}…"

    @property
    def chips(self) -> list[ShownChip]:
        return [
            ShownChip(_chip_label(chip), chip.typed, self._address(plain=chip.typed))
            for chip in self.reading.chips
        ]

    @property
    def corrections(self) -> list[ShownCorrection]:
        return [
            ShownCorrection(one.typed, self._understood(one), self._address(plain=one.typed))
            for one in self.reading.spelling
        ]

    @property
    def left_out_notice(self) -> str:
        """A sentence on the words that were not read."""
        number = self.reading.left_out
        if not number:
            return ""
        verb = "was" if number == 1 else "were"
        return f"The first {MAX_WORDS} words were read. The last {counted(number, 'word', 'words')} {verb} left out."

    @property
    def kinds(self) -> list[tuple[Group, str]]:
        """The groups that have more results than the page shows, each with the address of all of them."""
        return [(group, self._address(kind=group.kind)) for group in self.groups if group.has_more]

    @cached_property
    def pages(self) -> ListPage | None:
        """The pages of the results of one kind."""
        if not self.kind or not self.groups:
            return None
        query = self.query.copy()
        query["kind"] = self.kind
        query["page"] = str(self.page)
        number = self.groups[0].number
        return page_of(range(number), query=query, size=PAGE_SIZE, count=number)

    @property
    def every_kind(self) -> str:
        """The address of the results of every kind."""
        return self._address()

    @property
    def map_address(self) -> str:
        """The address of the map with the same filters, where the map has them; empty without anything for it."""
        query = map_query(self.reading)
        return f"{reverse('atlas')}?{query.urlencode()}" if query else ""

    @property
    def map_leaves_out(self) -> str:
        """The filters that the map does not have, in words."""
        chips = self.reading.chips
        return listed([chip.label.lower() for chip in chips if not is_on_the_map(chip.parameter)])

    @property
    def partial_heading(self) -> str:
        """The words above what does not match everything."""
        number = len(self.reading.parts)
        share = "most" if all(2 * len(card.missing) <= number for card in self.partial) else "a part"
        return (
            f"These match {share} of it"
            if self.groups
            else f"Nothing matches all of it. These match {share} of it"
        )

    @property
    def sections(self) -> list[Section]:
        """The results with their headings: who says the words comes before the others near a place."""
        return [section for group in self.groups for section in self._sections(group)]

    def _sections(self, group: Group) -> list[Section]:
        reading, key = self.reading, f"found-{group.kind}"
        place = reading.whole[0] if reading.whole else None
        if place and group.kind == ORGANISATION:
            if place.parameter in LAND:
                return [Section(key, f"Organisations in {place.label}", group.cards, group.number)]
            named = tuple(card for card in group.cards if card.kilometres is None)
            nearest = tuple(card for card in group.cards if card.kilometres is not None)
            sections = [
                Section(f"{key}-named", f"Organisations with “{self.shown_text}” in their name", named),
                Section(key, f"Organisations nearest to {place.label}", nearest),
            ]
            return [section for section in sections if section.cards]
        if place:
            is_near = group.kind == "service" and place.parameter in ("town", "place")
            heading = f"{group.heading} nearest to {place.label}" if is_near else group.heading
            return [Section(key, heading, group.cards)]
        said = tuple(card for card in group.cards if card.says_it)
        if group.kind != ORGANISATION or reading.near is None or not said or len(said) == len(group.cards):
            return [Section(key, group.heading, group.cards, group.number)]
        others = tuple(card for card in group.cards if not card.says_it)
        typed = [chip for chip in reading.chips if chip.is_narrower]
        words = listed([f"‘{chip.typed}’" for chip in typed])
        return [
            Section(f"{key}-said", f"Organisations that say {words}, the nearest first", said),
            Section(key, f"Others for {listed([chip.label for chip in typed])}, the nearest first", others),
        ]

    @property
    def has_organisations(self) -> bool:
        return bool(self.partial) or any(group.kind == ORGANISATION for group in self.groups)

    def _understood(self, correction: Correction) -> str:
        whole = self.reading.whole
        return whole[0].label if whole else correction.understood

    def _address(self, *, plain: str = "", kind: str = "") -> str:
        query = self.query.copy()
        if plain:
            query.appendlist("plain", plain)
        if kind:
            query["kind"] = kind
        return f"{reverse('search')}?{query.urlencode()}"


def _chip_label(chip: Chip) -> str:
    if chip.parameter == "near":
        return f"Near {chip.label}"
    if chip.parameter in ("service", "kind"):
        return f"Works with {chip.label if chip.parameter == 'service' else chip.label.lower()}"
    return f"In {chip.label}" if chip.parameter in ("region", "area") else chip.label
