"""What the map parts the country into: the areas of 2009, the trusts of April 2010, or the regions."""

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
class Way:
    """One way to part the country: in words, the noun for one and for many, and the layer of its outlines."""

    words: str
    one: str
    many: str
    layer: str

    @property
    def named_by(self) -> str:
        """The property that names a shape of the layer."""
        return LAYERS[self.layer]


WAYS = {
    AREAS: Way("Probation areas of 2009", "area", "areas", "areas_2009"),
    TRUSTS: Way("Probation trusts of April 2010", "trust", "trusts", "trusts_2010"),
    REGIONS: Way("Regions", "region", "regions", "regions_2009"),
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
WORDS = {key: way.words for key, way in WAYS.items()}


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
        """Its row from the north and its column from the west."""
        return self.tile_row, self.tile_column


@dataclass(frozen=True)
class Ground:
    """One part of the country: an area, a trust's areas together, or a region.

    `key` is the row's own: a ProbationArea's, a Service's or a Region's. `slugs` are of its areas, or its own where
    it is a region.
    """

    key: int
    name: str
    region: int
    region_name: str
    slugs: tuple[str, ...]
    tile: tuple[int, int]


def usual_way(day: dt.date) -> str:
    """How the country was parted on a day: by trusts from April 2010, by areas before."""
    return TRUSTS if day >= FIRST_DAY_OF_TRUSTS else AREAS


def every_area() -> list[Area]:
    """The 42 areas by name. One query."""
    words = (
        "pk", "name", "slug", "region_id", "region__name", "region__slug", "trust_id", "trust__name",
        "tile_row", "tile_column",
    )  # fmt: skip
    return [Area(*row) for row in ProbationArea.objects.values_list(*words)]


class Parted:
    """The country parted in one way: its grounds by name, and the ground that an area belongs to. Pure."""

    def __init__(self, areas: Sequence[Area], by: str, day: dt.date | None = None) -> None:
        self.areas = areas
        self.by = by
        self.day = day
        self.way = WAYS[by]
        self._key_of = {area.pk: self._naming(area)[0] for area in areas}

    @cached_property
    def grounds(self) -> list[Ground]:
        """All grounds, by name."""
        members: dict[int, list[Area]] = {}
        for area in self.areas:
            members.setdefault(self._key_of[area.pk], []).append(area)
        found = [self._ground(key, areas) for key, areas in members.items()]
        return sorted(found, key=lambda ground: ground.name)

    @cached_property
    def by_key(self) -> dict[int, Ground]:
        return {ground.key: ground for ground in self.grounds}

    @property
    def borders(self) -> str:
        """The layer of the stronger lines: regions, or trusts round the areas of a day when trusts worked."""
        is_finer = self.by == AREAS and self.day is not None and usual_way(self.day) == TRUSTS
        return WAYS[TRUSTS if is_finer else REGIONS].layer

    @property
    def filter(self) -> str:
        """The word of the address that keeps to a ground."""
        return "region" if self.by == REGIONS else "area"

    def of(self, areas: Iterable[int], region: int) -> set[int]:
        """The keys of the grounds that areas of a region lie in."""
        return {region} if self.by == REGIONS else {self._key_of[area] for area in areas}

    def served(self, service: int, area: int | None) -> tuple[int, ...]:
        """The areas that a service counts in: its own, or each of those that a trust serves."""
        return (area,) if area is not None else self._areas_of_trust.get(service, ())

    def chosen(self, slugs: Collection[str]) -> list[str]:
        """The names of the grounds all of whose slugs are among these."""
        return [ground.name for ground in self.grounds if set(ground.slugs) <= set(slugs)]

    def _ground(self, key: int, areas: Sequence[Area]) -> Ground:
        first = areas[0]
        tile = middle_tile([area.tile for area in areas])
        return Ground(
            key=key,
            name=self._naming(first)[1],
            region=first.region,
            region_name=first.region_name,
            slugs=(first.region_slug,) if self.by == REGIONS else tuple(area.slug for area in areas),
            tile=TILES_OF_REGIONS.get(first.region_slug, tile) if self.by == REGIONS else tile,
        )

    def _naming(self, area: Area) -> tuple[int, str]:
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
    """The one of these tiles (row, column) that lies nearest to the middle of them all.

    >>> middle_tile([(4, 2), (5, 1), (6, 1), (6, 2)])
    (5, 1)
    """
    row = sum(tile[0] for tile in tiles) / len(tiles)
    column = sum(tile[1] for tile in tiles) / len(tiles)
    return min(tiles, key=lambda tile: ((tile[0] - row) ** 2 + (tile[1] - column) ** 2, tile))
