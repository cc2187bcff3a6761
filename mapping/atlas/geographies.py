"""The geographies into which the map divides the country: areas of 2009, trusts of April 2010, and regions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from noms.geometry import LAYERS
from noms.models import ProbationArea

FIRST_DAY_OF_TRUSTS = dt.date(2010, 4, 1)
AREAS, TRUSTS, REGIONS = "areas", "trusts", "regions"


@dataclass(frozen=True)
class Geography:
    """One way to divide the country: its label, the nouns for one zone and for several, and the layer of outlines."""

    label: str
    singular: str
    plural: str
    layer: str

    @property
    def name_property(self) -> str:
        """The property of a shape in the layer that holds its name."""
        return LAYERS[self.layer]


GEOGRAPHIES = {
    AREAS: Geography("Probation areas of 2009", "area", "areas", "areas_2009"),
    TRUSTS: Geography("Probation trusts of April 2010", "trust", "trusts", "trusts_2010"),
    REGIONS: Geography("Regions", "region", "regions", "regions_2009"),
}
TILES_OF_REGIONS = {
    "north-east": (0, 2),
    "north-west": (1, 1),
    "yorkshire-and-humberside": (1, 2),
    "wales": (2, 0),
    "west-midlands": (2, 1),
    "east-midlands": (2, 2),
    "east-of-england": (2, 3),
    "south-west": (3, 1),
    "london": (3, 2),
    "south-east": (3, 3),
}
"""Each region's tile by its slug: row from the north, column from the west. Those of areas are reference data."""
LABELS = {key: geography.label for key, geography in GEOGRAPHIES.items()}


class Area(NamedTuple):
    """One of the 42 areas with its region, the trust that followed, and its tile."""

    pk: int
    name: str
    slug: str
    region: int
    region_name: str
    region_slug: str
    trust: int
    trust_name: str
    tile_row: int
    tile_column: int

    @property
    def tile(self) -> tuple[int, int]:
        """The row from the north and the column from the west."""
        return self.tile_row, self.tile_column


@dataclass(frozen=True)
class Zone:
    """One part of the country: an area, the areas of a trust together, or a region.

    `key` is the primary key of its ProbationArea, Service (a trust) or Region. `slugs` are those of its areas; a
    region has its own.
    """

    key: int
    name: str
    region: int
    region_name: str
    slugs: tuple[str, ...]
    tile: tuple[int, int]


def geography_on(day: dt.date) -> str:
    """Return the geography in use on a day: trusts from April 2010, areas before."""
    return TRUSTS if day >= FIRST_DAY_OF_TRUSTS else AREAS


def every_area() -> list[Area]:
    """The 42 areas by name. One query."""
    columns = (
        "pk", "name", "slug", "region_id", "region__name", "region__slug", "trust_id", "trust__name",
        "tile_row", "tile_column",
    )  # fmt: skip
    return [Area(*row) for row in ProbationArea.objects.values_list(*columns)]


class Partition:
    """The country divided by one geography, whose key is `by`: its zones, and the zone that an area belongs to.

    Makes no queries. `day` is the day shown on the map.
    """

    def __init__(self, areas: Sequence[Area], by: str, day: dt.date | None = None) -> None:
        self.areas = areas
        self.by = by
        self.day = day
        self.geography = GEOGRAPHIES[by]
        self._zone_keys = {area.pk: self._key_and_name(area)[0] for area in areas}

    @cached_property
    def zones(self) -> list[Zone]:
        """All zones, by name."""
        members: dict[int, list[Area]] = {}
        for area in self.areas:
            members.setdefault(self._zone_keys[area.pk], []).append(area)
        found = [self._zone(key, areas) for key, areas in members.items()]
        return sorted(found, key=lambda zone: zone.name)

    @cached_property
    def by_key(self) -> dict[int, Zone]:
        return {zone.key: zone for zone in self.zones}

    @property
    def border_layer(self) -> str:
        """The layer of the stronger lines: the trusts around areas on a day when trusts existed, else the regions."""
        is_finer = self.by == AREAS and self.day is not None and geography_on(self.day) == TRUSTS
        return GEOGRAPHIES[TRUSTS if is_finer else REGIONS].layer

    @property
    def parameter(self) -> str:
        """The query parameter that chooses a zone."""
        return "region" if self.by == REGIONS else "area"

    def zone_keys(self, areas: Iterable[int], region: int) -> set[int]:
        """The keys of the zones that these areas of a region lie in."""
        return {region} if self.by == REGIONS else {self._zone_keys[area] for area in areas}

    def areas_of_service(self, service: int, area: int | None) -> tuple[int, ...]:
        """The areas that a service counts in: its own area, or for a trust each area that it serves."""
        return (area,) if area is not None else self._areas_of_trust.get(service, ())

    def chosen(self, slugs: Collection[str]) -> list[str]:
        """The names of the zones all of whose slugs are among these."""
        return [zone.name for zone in self.zones if set(zone.slugs) <= set(slugs)]

    def _zone(self, key: int, areas: Sequence[Area]) -> Zone:
        first = areas[0]
        tile = middle_tile([area.tile for area in areas])
        return Zone(
            key=key,
            name=self._key_and_name(first)[1],
            region=first.region,
            region_name=first.region_name,
            slugs=(first.region_slug,) if self.by == REGIONS else tuple(area.slug for area in areas),
            tile=TILES_OF_REGIONS.get(first.region_slug, tile) if self.by == REGIONS else tile,
        )

    def _key_and_name(self, area: Area) -> tuple[int, str]:
        if self.by == REGIONS:
            return area.region, area.region_name
        return (area.trust, area.trust_name) if self.by == TRUSTS else (area.pk, area.name)

    @cached_property
    def _areas_of_trust(self) -> dict[int, tuple[int, ...]]:
        found: dict[int, tuple[int, ...]] = {}
        for area in self.areas:
            found[area.trust] = (*found.get(area.trust, ()), area.pk)
        return found


def middle_tile(tiles: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return the tile (row, column) that is nearest to the middle of them all.

    >>> middle_tile([(4, 2), (5, 1), (6, 1), (6, 2)])
    (5, 1)
    """
    row = sum(tile[0] for tile in tiles) / len(tiles)
    column = sum(tile[1] for tile in tiles) / len(tiles)
    return min(tiles, key=lambda tile: ((tile[0] - row) ** 2 + (tile[1] - column) ** 2, tile))
