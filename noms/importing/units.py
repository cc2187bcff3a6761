"""Reader of the probation delivery units, and the codes that look like units but are not places."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from functools import lru_cache
from pathlib import Path

from django.utils.text import slugify

from accounts.uploads.rows import Finding
from noms.importing.establishments import NOT_A_PROBATION_SERVICE
from noms.importing.frame import Frame, Record
from noms.importing.sheets import Line, read_sheet
from noms.models.bases import SEPARATOR
from noms.own_frames.days import KnownDay
from noms.vocabulary import PROBATION, ServiceForm

UNIT_COLUMNS = (
    "code", "name", "probation_region", "police_area", "local_authorities", "latitude", "longitude", "opened",
    "closed", "replaced_by", "source", "uncertain",
)  # fmt: skip
ADMINISTRATIVE = "probation_units_administrative.csv"
SHIPPED = Path(__file__).resolve().parents[1] / "data"
UNIT_CODE = re.compile(r"[A-Z0-9]{6,7}")
POINT_OF_AREA = "the point is the middle of its local authorities, not its office"


@lru_cache(maxsize=1)
def administrative_units() -> dict[str, str]:
    """Return the codes of the probation case system that are administrative, each with its name in the source."""
    with (SHIPPED / ADMINISTRATIVE).open(encoding="utf-8", newline="") as stream:
        return {row["code"]: row["name"] for row in csv.DictReader(stream)}


def administrative_refusal(code: str) -> str:
    """Return the sentence that refuses an administrative code, or an empty string for any other text."""
    name = administrative_units().get(code.strip().upper())
    if name is None:
        return ""
    return f"this is the code of “{name}”, which is not a place but an office code: leave the row out."


def read_units(folder: Path, frame: Frame, problems: list[Finding]) -> None:
    """Add the delivery units to the frame, and to each authority the units of June 2025 that serve it."""
    unique = ("code", "name")
    lines = read_sheet(folder, "probation_units.csv", UNIT_COLUMNS, problems, unique=unique)
    area_of = {police["name"]: police["area"] for police in frame.police_areas}
    areas = {area["name"]: area for area in frame.areas}
    names = {line.cell("code"): line.cell("name") for line in lines}
    served: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        police = line.known("police_area", area_of, "police area")
        if not police:
            continue
        area = areas[area_of[police]]
        if line.cell("probation_region") != area["region_2021"]:
            line.refuse("probation_region", f"{police} lies in {area['region_2021']}.")
        unit = _unit(line, frame, area, names)
        frame.services.append(unit)
        if unit["closed_on"] is None:
            for authority in line.several("local_authorities"):
                served[authority].append(unit["key"])
    _add_to_authorities(frame, served, problems)


def _unit(line: Line, frame: Frame, area: Record, names: dict[str, str]) -> Record:
    code = line.matching("code", UNIT_CODE, "a code of six or seven capital letters and figures")
    if refusal := administrative_refusal(code):
        line.refuse("code", refusal)
    name = f"{line.text('name', longest=90)} Probation Delivery Unit"
    opened, closed = line.partial_day("opened"), line.partial_day("closed")
    if opened is None:
        line.refuse("opened", "a delivery unit has a first day.")
    followers = line.several("replaced_by")
    if unknown := [one for one in followers if one not in names]:
        line.refuse("replaced_by", f"no row has the code {', '.join(unknown)}.")
    if bool(followers) != bool(closed):
        line.refuse("replaced_by", "a unit with a last day names what replaced it, and no other does.")
    first_day, precision = opened or (None, "")
    note = ""
    if len(followers) > 1:
        note = f"Replaced by {' and '.join(names.get(one, one) for one in followers)}."
    return {
        **NOT_A_PROBATION_SERVICE,
        "key": code,
        "kind_id": PROBATION,
        "form": ServiceForm.DELIVERY_UNIT,
        "name": name,
        "slug": slugify(name),
        "noms_code": code,
        "function": "",
        "category": "",
        "sex_held": "",
        "operator": "",
        "open_conditions": False,
        "region": area["region"],
        "area": area["name"],
        "postcode": "",
        "latitude": line.coordinate("latitude"),
        "longitude": line.coordinate("longitude"),
        "opened_on": first_day,
        "opened_precision": precision,
        "closed_on": KnownDay(*closed).last if closed else None,
        "closed_precision": closed[1] if closed else "",
        "successor": followers[0] if len(followers) == 1 else None,
        "note": note,
        "source": line.sources(frame.source_keys),
        "uncertain": SEPARATOR.join(
            part for part in (line.text("uncertain", longest=235, may_be_empty=True), POINT_OF_AREA) if part
        ),
    }


def _add_to_authorities(frame: Frame, served: dict[str, list[str]], problems: list[Finding]) -> None:
    """Compare both files on who serves an authority; local_authorities.csv names the units by code."""
    for authority in frame.authorities:
        units = sorted(served.pop(authority["name"], []))
        if units != sorted(authority["delivery_units"]):
            reason = f"probation_units.csv has {authority['name']} served by {', '.join(units) or 'nobody'}."
            problems.append(Finding("local_authorities.csv", None, "", reason))
    for name in served:
        problems.append(Finding("probation_units.csv", None, "", f"there is no local authority {name}."))
