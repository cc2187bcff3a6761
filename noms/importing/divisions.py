"""Readers of the divisions of the country: systems of regions, the regions of each, police areas."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from django.utils.text import slugify

from accounts.uploads.rows import Finding
from noms.importing.frame import Frame, Record
from noms.importing.geography import BOX, point
from noms.importing.sheets import Line, read_sheet
from noms.vocabulary import NOMS_2009, PROBATION_2021

SYSTEM_COLUMNS = ("key", "title", "singular", "begins", "source", "uncertain")
REGION_COLUMNS = (
    "region", "latitude", "longitude", *BOX, "probation_areas", "probation_trusts", "prison_sites",
    "prison_establishments", "source",
)  # fmt: skip
REGION_2021_COLUMNS = (
    "code", "region", "latitude", "longitude", *BOX, "police_areas", "delivery_units", "prison_sites",
    "prison_establishments", "source", "uncertain",
)  # fmt: skip
POLICE_AREA_COLUMNS = ("police_area", "probation_area", "probation_region", "source", "uncertain")


def read_systems(folder: Path, frame: Frame, problems: list[Finding]) -> None:
    """Add the two systems of regions with the first day of each."""
    known = {NOMS_2009: NOMS_2009, PROBATION_2021: PROBATION_2021}
    for line in read_sheet(folder, "region_systems.csv", SYSTEM_COLUMNS, problems, unique=("key", "begins")):
        frame.systems.append(
            {
                "key": line.word("key", known),
                "title": line.text("title", longest=80),
                "singular": line.text("singular", longest=60),
                "begins_on": line.day("begins") if line.cell("begins") else None,
                "source": line.sources(frame.source_keys),
                "uncertain": line.text("uncertain", longest=300, may_be_empty=True),
            }
        )


def read_regions(folder: Path, frame: Frame, problems: list[Finding]) -> None:
    """Add the ten regions of 2009, in the order of the file."""
    lines = read_sheet(folder, "noms_regions.csv", REGION_COLUMNS, problems, unique=("region",))
    for position, line in enumerate(lines, start=1):
        name = line.text("region", longest=60)
        frame.region_lines.append(line)
        frame.regions.append(
            _region(line, frame, position)
            | {"system": NOMS_2009, "name": name, "slug": slugify(name), "code": "", "uncertain": ""}
        )


def read_regions_2021(folder: Path, frame: Frame, problems: list[Finding]) -> None:
    """Add the twelve probation regions of 2021. Their addresses end in the year, since some names are older."""
    file = "probation_regions_2021.csv"
    lines = read_sheet(folder, file, REGION_2021_COLUMNS, problems, unique=("region", "code"))
    for position, line in enumerate(lines, start=1):
        name = line.text("region", longest=60)
        frame.region_2021_lines.append(line)
        frame.regions_2021.append(
            _region(line, frame, position)
            | {
                "system": PROBATION_2021,
                "name": name,
                "slug": f"{slugify(name)}-2021",
                "code": line.text("code", longest=10),
                "uncertain": line.text("uncertain", longest=300, may_be_empty=True),
            }
        )


def read_police_areas(folder: Path, frame: Frame, problems: list[Finding]) -> None:
    """Add the police areas, and to each probation area the region of 2021 that its police areas lie in."""
    regions = {region["name"] for region in frame.regions_2021}
    areas = {area["name"]: area for area in frame.areas}
    forces: dict[str, list[str]] = defaultdict(list)
    lines = read_sheet(folder, "police_areas.csv", POLICE_AREA_COLUMNS, problems, unique=("police_area",))
    for line in lines:
        name = line.text("police_area", longest=60)
        area_name = line.known("probation_area", areas, "probation area")
        region = line.known("probation_region", regions, "probation region of 2021")
        if area_name and region:
            forces[area_name].append(name)
            if (first := areas[area_name].setdefault("region_2021", region)) != region:
                line.refuse("probation_region", f"{area_name} lies in {first} by a row above.")
        frame.police_areas.append(
            {
                "name": name,
                "area": area_name,
                "source": line.sources(frame.source_keys),
                "uncertain": line.text("uncertain", longest=300, may_be_empty=True),
            }
        )
    if not lines:
        return
    for area in frame.areas:
        if sorted(area["police_forces"].split("; ")) != sorted(forces[area["name"]]):
            reason = f"the police areas of {area['name']} differ from its forces in probation_areas.csv."
            problems.append(Finding("police_areas.csv", None, "", reason))
        area.setdefault("region_2021", None)


def add_region_2021(frame: Frame) -> None:
    """Give every service the region of 2021 of its area, and a trust that of the areas that it served."""
    of_area = {area["name"]: area["region_2021"] for area in frame.areas}
    of_trust = {area["trust"]: area["region_2021"] for area in frame.areas}
    for service in frame.services:
        area = service["area"]
        service["region_2021"] = of_area[area] if area else of_trust[service["key"]]


def _region(line: Line, frame: Frame, position: int) -> Record:
    return {
        "position": position,
        **point(line),
        **line.bounds(),
        "source": line.sources(frame.source_keys),
    }
