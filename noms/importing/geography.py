"""Readers of the files of sources, areas, authorities and outward codes."""

from __future__ import annotations

import re
from pathlib import Path

from django.utils.text import slugify

from accounts.uploads.rows import Finding
from noms.importing.frame import Frame
from noms.importing.sheets import OUTWARD, Line, read_sheet

BOX = ("south", "west", "north", "east")
SOURCE_COLUMNS = ("key", "title", "detail", "licence", "attribution")
AREA_COLUMNS = (
    "nomis_code", "area", "noms_region", "police_forces", "trust_2010", "merged_with", "status_mid_2009",
    "trust_since", "head_office_town", "head_office_outcode", "head_office_latitude", "head_office_longitude",
    "latitude", "longitude", *BOX, "source", "uncertain",
)  # fmt: skip
TILE_COLUMNS = ("row", "column", "area")
AUTHORITY_COLUMNS = (
    "gss_code", "name", "upper_tier", "probation_area", "noms_region", "delivery_units", "postcodes", "source",
)  # fmt: skip
OUTCODE_COLUMNS = ("outcode", "latitude", "longitude", "noms_region", "probation_area")

TILES = "geometry/areas_tilegrid.csv"
SOURCE_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
NOMIS_CODE = re.compile(r"[0-9]{2}")
GSS_CODE = re.compile(r"[EW][0-9]{8}")
MAX_TILES = 40


def read_sources(folder: Path, frame: Frame, problems: list[Finding]) -> None:
    """Add the publications, which all other rows refer to by key."""
    for line in read_sheet(folder, "sources.csv", SOURCE_COLUMNS, problems, unique=("key",)):
        frame.sources.append(
            {
                "key": line.matching("key", SOURCE_KEY, "a key of small letters, figures and hyphens"),
                "title": line.text("title", longest=300),
                "detail": line.text("detail", longest=400, may_be_empty=True),
                "licence": line.text("licence", longest=100),
                "attribution": line.text("attribution", longest=1000, may_be_empty=True),
            }
        )


def read_areas(folder: Path, frame: Frame, problems: list[Finding]) -> list[Line]:
    """Add the 42 areas, and return their lines, which also describe their services (probation.py)."""
    lines = read_sheet(folder, "probation_areas.csv", AREA_COLUMNS, problems, unique=("nomis_code", "area"))
    names = {line.cell("area") for line in lines}
    tiles = _tiles(folder, names, problems)
    for line in lines:
        name = line.text("area", longest=60)
        row, column = tiles.get(name, (0, 0))
        if name and name not in tiles and tiles:
            line.refuse("area", f"{TILES} has no tile for this area.")
        frame.areas.append(
            {
                "name": name,
                "slug": slugify(name),
                "nomis_code": line.matching("nomis_code", NOMIS_CODE, "a code of two figures"),
                "region": line.known("noms_region", frame.region_names, "region"),
                "police_forces": line.text("police_forces", longest=120),
                "tile_row": row,
                "tile_column": column,
                **point(line),
                **line.bounds(),
                "source": line.sources(frame.source_keys),
                "uncertain": line.text("uncertain", longest=300, may_be_empty=True),
            }
        )
    return lines


def read_places(folder: Path, frame: Frame, problems: list[Finding]) -> None:
    """Add authorities and outward codes; each must be in the region of its area."""
    region_of_area = frame.region_of_area
    keys = frame.source_keys
    unique = ("gss_code", "name")
    for line in read_sheet(folder, "local_authorities.csv", AUTHORITY_COLUMNS, problems, unique=unique):
        frame.authorities.append(
            {
                "gss_code": line.matching("gss_code", GSS_CODE, "a code of E or W and eight figures"),
                "name": line.text("name", longest=60),
                "upper_tier": line.text("upper_tier", longest=60),
                "postcode_count": line.whole("postcodes", 0, 1_000_000),
                "area": area_in_region(line, region_of_area)[0],
                "delivery_units": line.several("delivery_units"),
                "source": line.sources(keys),
                "uncertain": "",
            }
        )
    for line in read_sheet(folder, "outcodes_ew.csv", OUTCODE_COLUMNS, problems, unique=("outcode",)):
        area, region = area_in_region(line, region_of_area)
        frame.outcodes.append(
            {
                "outcode": line.matching("outcode", OUTWARD, "the first half of a postcode"),
                **point(line),
                "area": area,
                "region": region,
            }
        )


def area_in_region(line: Line, region_of_area: dict[str, str]) -> tuple[str, str]:
    """Return the row's probation area and region, with a finding if they do not agree."""
    area = line.known("probation_area", region_of_area, "probation area")
    region = line.known("noms_region", frozenset(region_of_area.values()), "region")
    if area and region and region_of_area[area] != region:
        line.refuse("noms_region", f"{area} lies in {region_of_area[area]}.")
    return area, region


def point(line: Line) -> dict[str, float]:
    """The two columns of a point."""
    return {"latitude": line.coordinate("latitude"), "longitude": line.coordinate("longitude")}


def _tiles(folder: Path, areas: set[str], problems: list[Finding]) -> dict[str, tuple[int, int]]:
    tiles: dict[str, tuple[int, int]] = {}
    used_tiles: dict[tuple[int, int], str] = {}
    for line in read_sheet(folder, TILES, TILE_COLUMNS, problems, unique=("area",)):
        area = line.known("area", areas, "probation area")
        tile = line.whole("row", 0, MAX_TILES), line.whole("column", 0, MAX_TILES)
        if tile in used_tiles:
            line.refuse("column", f"{used_tiles[tile]} has this tile already.")
        used_tiles[tile] = area
        tiles[area] = tile
    return tiles
