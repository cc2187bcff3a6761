"""The comparison of a place with its neighbours, its region and the whole country: services known to work with one."""

from __future__ import annotations

from collections.abc import Iterable

from mapping.atlas.geographies import GEOGRAPHIES, division_of
from mapping.comparison.counts import COUNTRY, LAYER_OF_AREAS, PlaceCounts, PlaceKey
from mapping.sheets.sheet import LONGEST_CELL, MOST_ROWS, Comparison, shortened
from noms import geometry
from noms.models import ProbationArea, Region
from wording import percent

HEADS = ("Place", "Known", "Services", "Share")
NOTE = "“Known” is the number known to work with a social enterprise. “Not known” is never counted as “none”."


def compare_area(area: ProbationArea, region: Region, counts: PlaceCounts, *, many: str) -> Comparison:
    """Return the comparison of an area with its neighbours, its region and the country."""
    neighbours = geometry.neighbours(LAYER_OF_AREAS).get(area.name, ())
    places = [
        ((LAYER_OF_AREAS, area.name), area.name),
        *(((LAYER_OF_AREAS, name), name) for name in neighbours[: MOST_ROWS - 3]),
        ((_layer_of(region), region.name), f"Region: {region.name}"),
        (COUNTRY, COUNTRY[1]),
    ]
    return _comparison(many, _rows(counts, places))


def compare_region(region: Region, counts: PlaceCounts, *, many: str) -> Comparison:
    """Return the comparison of a region with its neighbours and the country."""
    layer = _layer_of(region)
    neighbours = geometry.neighbours(layer).get(region.name, ())
    places = [
        ((layer, region.name), region.name),
        *(((layer, name), name) for name in neighbours[: MOST_ROWS - 2]),
        (COUNTRY, COUNTRY[1]),
    ]
    return _comparison(many, _rows(counts, places))


def _rows(counts: PlaceCounts, places: Iterable[tuple[PlaceKey, str]]) -> tuple[tuple[str, ...], ...]:
    """Return the row of the first place, and of each other that has any services."""
    first, *others = places
    return (_row(counts, *first), *(_row(counts, *place) for place in others if counts.services[place[0]]))


def _row(counts: PlaceCounts, place: PlaceKey, words: str) -> tuple[str, ...]:
    known, total = counts.known[place], counts.services[place]
    share = percent(known / total) if total else "none open"
    return (shortened(words, LONGEST_CELL), f"{known:,}", f"{total:,}", share)


def _layer_of(region: Region) -> str:
    return GEOGRAPHIES[division_of(region.system.key)].layer


def _comparison(many: str, rows: tuple[tuple[str, ...], ...]) -> Comparison:
    title = f"{many[:1].upper()}{many[1:]} known to work with a social enterprise"
    return Comparison(title, HEADS, rows, NOTE)
