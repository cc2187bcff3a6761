"""A reading as an address of the map."""

from __future__ import annotations

from django.http import QueryDict

from enterprises.filters import OrganisationFilterSet
from enterprises.vocabulary import Outcome
from search.lexicon import LAND, Meaning
from search.reading import Reading

COUNTED = (Outcome.SOCIAL_ENTERPRISE, Outcome.TRADING_VOLUNTARY, Outcome.INCLUDED)
"""The outcomes that count as a social enterprise, as the map has them."""


def map_query(reading: Reading) -> QueryDict:
    """Return the query of the map with the filters of a reading, the place, and the words that are left as `q`."""
    query = QueryDict(mutable=True)
    for parameter, values in reading.filters.items():
        if parameter == "outcome":
            query.setlist(parameter, [str(outcome) for outcome in COUNTED])
        elif is_on_the_map(parameter):
            query.setlist(parameter, values)
    if reading.lists_services:
        query["list"] = "services"
    place = reading.near or (reading.whole[0] if reading.whole else None)
    if place is not None and reading.near is None and place.parameter in LAND:
        query[place.parameter] = place.value
    elif place is not None:
        query["near"] = near_text(place)
    if reading.within is not None:
        query["within"] = str(reading.within)
    words = [word for part in reading.parts if part.meaning is None for word in part.words]
    if words and not reading.whole:
        query["q"] = " ".join(words)
    return query


def near_text(place: Meaning) -> str:
    """Return a place as the map has it in `near`."""
    return place.value if place.parameter == "place" else place.key


def is_on_the_map(parameter: str) -> bool:
    """True if the map can filter by a parameter of a reading."""
    return parameter in ("near", "outcome") or parameter in OrganisationFilterSet.base_filters
