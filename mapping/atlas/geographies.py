"""The geographies into which the map divides the country: areas of 2009, trusts of 2010, regions of 2009 and 2021."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from noms.geometry import LAYERS
from noms.models import ProbationArea
from noms.vocabulary import PROBATION_2021

FIRST_DAY_OF_TRUSTS = dt.date(2010, 4, 1)
FIRST_DAY_OF_REGIONS_2021 = dt.date(2021, 6, 26)
"""The day from which the map shows the probation regions; the same as in region_systems.csv."""

AREAS, TRUSTS, REGIONS, REGIONS_2021 = "areas", "trusts", "regions", "regions-2021"


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
    REGIONS: Geography("NOMS regions of 2009", "region", "regions", "regions_2009"),
    REGIONS_2021: Geography(
        "Probation regions of 2021", "probation region", "probation regions", "regions_2021"
    ),
}
DIVISIONS = {REGIONS: "region", REGIONS_2021: "region_2021"}
"""The geographies of regions, and the field of an area and a service that has their region."""

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
    "north-east-2021": (0, 2),
    "north-west-2021": (1, 1),
    "yorkshire-and-the-humber-2021": (1, 2),
    "greater-manchester-2021": (2, 1),
    "east-midlands-2021": (2, 2),
    "east-of-england-2021": (2, 3),
    "wales-2021": (3, 0),
    "west-midlands-2021": (3, 1),
    "london-2021": (3, 2),
    "south-west-2021": (4, 1),
    "south-central-2021": (4, 2),
    "kent-surrey-and-sussex-2021": (4, 3),
}
"""Each region's tile by its slug: row from the north, column from the west. Those of areas are reference data."""
LABELS = {key: geography.label for key, geography in GEOGRAPHIES.items()}


class Area(NamedTuple):
    """One of the 42 areas with its regions of 2009 and 2021, the trust that followed, and its tile."""

    pk: int
    name: str
    slug: str
    region: int
    region_name: str
    region_slug: str
    region_2021: int | None
    region_2021_name: str | None
    region_2021_slug: str | None
    trust: int
    trust_name: str
    tile_row: int
    tile_column: int

    @property
    def tile(self) -> tuple[int, int]:
        """The row from the north and the column from the west."""
        return self.tile_row, self.tile_column

    def region_in(self, division: str) -> tuple[int | None, str, str]:
        """Return key, name and slug of its region in a division, REGIONS or REGIONS_2021; None, "", "" for none."""
        if division == REGIONS_2021:
            return self.region_2021, self.region_2021_name or "", self.region_2021_slug or ""
        return self.region, self.region_name, self.region_slug


@dataclass(frozen=True)
class Zone:
    """One part of the country: an area, the areas of a trust together, or a region.

    `key` is the primary key of its ProbationArea, Service (a trust) or Region. `slugs` are those of its areas; a
    region has its own. `region` is None where the areas have none in the division of the day.
    """

    key: int
    name: str
    region: int | None
    region_name: str
    region_slug: str
    slugs: tuple[str, ...]
    tile: tuple[int, int]


def geography_on(day: dt.date) -> str:
    """Return the geography in use on a day: areas, from April 2010 trusts, from June 2021 probation regions."""
    if day >= FIRST_DAY_OF_REGIONS_2021:
        return REGIONS_2021
    return TRUSTS if day >= FIRST_DAY_OF_TRUSTS else AREAS


def division_on(day: dt.date) -> str:
    """Return the division into regions in force on a day: REGIONS, or from June 2021 REGIONS_2021."""
    return REGIONS_2021 if day >= FIRST_DAY_OF_REGIONS_2021 else REGIONS


def division_of(system: str) -> str:
    """Return the division that a system of regions has on the map, by its key."""
    return REGIONS_2021 if system == PROBATION_2021 else REGIONS


def every_area() -> list[Area]:
    """The 42 areas by name. One query."""
    columns = (
        "pk", "name", "slug", "region_id", "region__name", "region__slug",
        "region_2021_id", "region_2021__name", "region_2021__slug", "trust_id", "trust__name",
        "tile_row", "tile_column",
    )  # fmt: skip
    return [Area(*row) for row in ProbationArea.objects.values_list(*columns)]


class Partition:
    """The country divided by one geography, whose key is `by`: its zones, and the zone that an area belongs to.

    Makes no queries. `day` is the day shown on the map, which decides the division that zones name their region in.
    """

    def __init__(self, areas: Sequence[Area], by: str, day: dt.date | None = None) -> None:
        self.areas = areas
        self.by = by
        self.day = day
        self.geography = GEOGRAPHIES[by]
        self.division = by if by in DIVISIONS else division_on(day) if day else REGIONS
        self._zone_keys = {area.pk: self._key_and_name(area)[0] for area in areas}

    @cached_property
    def zones(self) -> list[Zone]:
        """All zones, by name."""
        members: dict[int, list[Area]] = {}
        for area in self.areas:
            if (key := self._zone_keys[area.pk]) is not None:
                members.setdefault(key, []).append(area)
        found = [self._zone(key, areas) for key, areas in members.items()]
        return sorted(found, key=lambda zone: zone.name)

    @cached_property
    def by_key(self) -> dict[int, Zone]:
        return {zone.key: zone for zone in self.zones}

    @property
    def border_layer(self) -> str:
        """The layer of the stronger lines: the trusts around areas on a day when trusts existed, else the regions.

        Areas and trusts are drawn with the regions of 2009, the only ones that their outlines name.
        """
        if self.by == REGIONS_2021:
            return self.geography.layer
        is_finer = self.by == AREAS and self.day is not None and geography_on(self.day) == TRUSTS
        return GEOGRAPHIES[TRUSTS if is_finer else REGIONS].layer

    @property
    def parameter(self) -> str:
        """The query parameter that chooses a zone."""
        return "region" if self.is_by_region else "area"

    @property
    def is_by_region(self) -> bool:
        return self.by in DIVISIONS

    @property
    def region_field(self) -> str:
        """The field of a service that has its region in this division."""
        return DIVISIONS[self.division]

    @property
    def regions(self) -> dict[str, str]:
        """The names of the regions of this division by their slugs, by name."""
        found = {
            slug: name for _key, name, slug in (area.region_in(self.division) for area in self.areas) if slug
        }
        return dict(sorted(found.items(), key=lambda pair: pair[1]))

    def zone_keys(self, areas: Iterable[int], region: int | None) -> set[int]:
        """The keys of the zones that these areas of a region of this division lie in."""
        keys = [region] if self.is_by_region else [self._zone_keys[area] for area in areas]
        return {key for key in keys if key is not None}

    def zone_names(self, areas: Iterable[Area]) -> set[str]:
        """The names of the zones that these areas lie in."""
        found = (self._key_and_name(area) for area in areas)
        return {name for key, name in found if key is not None}

    def areas_of_service(self, service: int, area: int | None) -> tuple[int, ...]:
        """The areas that a service counts in: its own area, or for a trust each area that it serves."""
        return (area,) if area is not None else self._areas_of_trust.get(service, ())

    def chosen(self, slugs: Collection[str]) -> list[str]:
        """The names of the zones all of whose slugs are among these."""
        return [zone.name for zone in self.zones if set(zone.slugs) <= set(slugs)]

    def _zone(self, key: int, areas: Sequence[Area]) -> Zone:
        first = areas[0]
        tile = middle_tile([area.tile for area in areas])
        region, region_name, region_slug = first.region_in(self.division)
        return Zone(
            key=key,
            name=self._key_and_name(first)[1],
            region=region,
            region_name=region_name,
            region_slug=region_slug,
            slugs=(region_slug,) if self.is_by_region else tuple(area.slug for area in areas),
            tile=TILES_OF_REGIONS.get(region_slug, tile) if self.is_by_region else tile,
        )

    def _key_and_name(self, area: Area) -> tuple[int | None, str]:
        if self.is_by_region:
            return area.region_in(self.by)[:2]
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
