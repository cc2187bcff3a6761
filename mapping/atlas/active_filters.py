"""The active filters of an address as chips: labels with a link that removes each."""

from __future__ import annotations

from dataclasses import dataclass

from mapping.atlas.filters import AtlasFilters
from wording import day

MAX_TRIED = 12
FILTERS_OF_SERVICES = frozenset({"name", "kind", "region", "area", "bbox", "study"})
FILTERS_OF_AREAS = frozenset({"region", "area", "bbox"})
FILTERS_OF_LISTS = {"services": FILTERS_OF_SERVICES, "areas": FILTERS_OF_AREAS}
"""The parameters that change the rows of a list. Organisations are filtered by every parameter."""


@dataclass(frozen=True)
class Chip:
    """One active filter: `without` is the query string that removes it."""

    filter: str
    label: str
    without: str
    parameter: str


def chips_of(filters: AtlasFilters) -> list[Chip]:
    """One chip for each active filter of the address."""
    chips = [
        Chip(one.label, one.words, filters.query(drop=(one.name, one.value)), one.name)
        for one in filters.organisation_filter.active
    ]
    if filters.name:
        query = filters.query({"name": ""})
        chips.insert(0, Chip("Prison or probation service", f"“{filters.name}”", query, "name"))
    if filters.text:
        chips.insert(0, Chip("Name", f"“{filters.text}”", filters.query(drop="q"), "q"))
    if filters.box:
        chips.append(Chip("Place", "a part of the map", filters.query(drop="bbox"), "bbox"))
    if filters.as_of:
        until = filters.as_of.closed_on
        label = f"{filters.as_of.title}, {f'to {day(until)}' if until else 'not closed yet'}"
        chips.append(Chip("As of", label, filters.query({"study": ""}), "study"))
    return chips


def chips_to_loosen(filters: AtlasFilters) -> list[Chip]:
    """The chips whose removal can lengthen the list, at most twelve."""
    parameters = FILTERS_OF_LISTS.get(filters.list)
    return [chip for chip in chips_of(filters) if parameters is None or chip.parameter in parameters][
        :MAX_TRIED
    ]
