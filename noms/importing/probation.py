"""Reader of the files of probation services: the areas' services of 2009 and the trusts of 2010."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from pathlib import Path
from typing import Any

from django.utils.text import slugify

from accounts.uploads.rows import Finding
from noms.importing.frame import MID_2009, Frame, Record, service_key
from noms.importing.geography import BOX
from noms.importing.sheets import OUTWARD, Line, read_sheet
from noms.models.bases import SEPARATOR
from noms.vocabulary import PROBATION, DatePrecision, ProbationStatus, ServiceForm

TRUST_COLUMNS = (
    "trust", "noms_region", "areas", "police_forces", "since", "operational_until", "dissolved",
    "head_office_town", "head_office_outcode", "head_office_latitude", "head_office_longitude",
    "latitude", "longitude", *BOX, "source", "uncertain",
)  # fmt: skip

NATIONAL_SERVICE_BEGAN = dt.date(2001, 4, 1)
"""When the National Probation Service and its 42 areas began: Criminal Justice and Court Services Act 2000."""

TRUSTS_BEGAN = dt.date(2010, 4, 1)
"""When trusts replaced the areas' services everywhere. Eight areas were trusts in law before: `trust_since`."""

BEGINNING_NOT_CHECKED = (
    "first day 1 April 2001 (Criminal Justice and Court Services Act 2000) from general knowledge"
)
END_NOT_CHECKED = "last day of work from general knowledge"


def read_probation(area_lines: list[Line], folder: Path, frame: Frame, problems: list[Finding]) -> None:
    """Add the trusts and the area services to the frame, and to each area its services."""
    trust_lines = read_sheet(folder, "probation_trusts.csv", TRUST_COLUMNS, problems, unique=("trust",))
    trusts = {line.cell("trust"): _trust(line, frame) for line in trust_lines}
    areas_of: dict[str, list[str]] = defaultdict(list)
    forces_of: dict[str, list[str]] = defaultdict(list)
    for line, area in zip(area_lines, frame.areas, strict=True):
        name = line.known("trust_2010", trusts, "trust")
        area["service"] = _add(frame, _area_service(line, area, successor=trusts.get(name)))
        area["trust"] = trusts[name]["key"] if name else ""
        areas_of[name].append(area["name"])
        forces_of[name].extend(line.several("police_forces"))
        if name and trusts[name]["region"] != area["region"]:
            line.refuse("trust_2010", f"this trust belongs to {trusts[name]['region']}.")
    for line, area in zip(area_lines, frame.areas, strict=True):
        others = sorted(set(areas_of[line.cell("trust_2010")]) - {area["name"]})
        if sorted(line.several("merged_with")) != others:
            line.refuse("merged_with", f"its trust covers besides: {', '.join(others) or 'nothing'}.")
    for line in trust_lines:
        covered = areas_of[line.cell("trust")]
        if sorted(line.several("areas")) != sorted(covered):
            line.refuse("areas", f"the areas file gives this trust {', '.join(covered) or 'no area'}.")
        if sorted(line.several("police_forces")) != sorted(forces_of[line.cell("trust")]):
            line.refuse("police_forces", "these are not the forces of its areas.")
        _add(frame, trusts[line.cell("trust")])


def _add(frame: Frame, service: Record) -> str:
    frame.services.append(service)
    return str(service["key"])


def _trust(line: Line, frame: Frame) -> Record:
    since, until, dissolved = line.day("since"), line.day("operational_until"), line.day("dissolved")
    if not since <= until <= dissolved:
        line.refuse("since", "a trust begins, stops work and is dissolved in this order.")
    if until < TRUSTS_BEGAN:
        line.refuse("operational_until", "this is before trusts began everywhere, on 1 April 2010.")
    line.bounds()
    return {
        **_service(line, line.text("trust", longest=120), ServiceForm.TRUST),
        "region": line.known("noms_region", frame.region_names, "region"),
        "area": None,
        "opened_on": max(since, TRUSTS_BEGAN),
        "closed_on": until,
        "successor": None,
        "status_mid_2009": "",
        "trust_since": since,
        "dissolved_on": dissolved,
        "source": line.sources(frame.source_keys),
        "uncertain": _uncertainty(line, END_NOT_CHECKED),
    }


def _area_service(line: Line, area: Record, *, successor: Record | None) -> Record:
    since = line.day("trust_since")
    status = line.word("status_mid_2009", {word.value: word for word in ProbationStatus})
    if (since <= MID_2009) != (status == ProbationStatus.TRUST):
        line.refuse("trust_since", "this does not agree with its status in the middle of 2009.")
    return {
        **_service(line, f"{area['name']} Probation Service", ServiceForm.AREA_SERVICE),
        "region": area["region"],
        "area": area["name"],
        "opened_on": NATIONAL_SERVICE_BEGAN,
        "closed_on": TRUSTS_BEGAN - dt.timedelta(days=1),
        "successor": successor["key"] if successor else None,
        "status_mid_2009": status,
        "trust_since": since,
        "dissolved_on": None,
        "source": area["source"],
        "uncertain": _uncertainty(line, BEGINNING_NOT_CHECKED),
    }


def _service(line: Line, name: str, form: ServiceForm) -> dict[str, Any]:
    """Return the fields that are read in the same way for both layers."""
    slug = slugify(name)
    return {
        "key": service_key(None, slug),
        "kind_id": PROBATION,
        "form": form,
        "name": name,
        "slug": slug,
        "noms_code": None,
        "function": "",
        "category": "",
        "sex_held": "",
        "operator": "",
        "open_conditions": False,
        "postcode": "",
        "latitude": line.coordinate("latitude"),
        "longitude": line.coordinate("longitude"),
        "opened_precision": DatePrecision.DAY,
        "closed_precision": DatePrecision.DAY,
        "head_office_town": line.text("head_office_town", longest=60),
        "head_office_outcode": line.matching("head_office_outcode", OUTWARD, "the first half of a postcode"),
        "head_office_latitude": line.coordinate("head_office_latitude"),
        "head_office_longitude": line.coordinate("head_office_longitude"),
        "note": "",
    }


def _uncertainty(line: Line, more: str) -> str:
    """Return what is uncertain about the row and about its layer."""
    return SEPARATOR.join(
        part for part in (line.text("uncertain", longest=180, may_be_empty=True), more) if part
    )
