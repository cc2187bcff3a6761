"""Records of prisons (establishments under one governor) made from the rows of their sites."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.text import slugify

from noms.importing.frame import Record, service_key
from noms.models.bases import SEPARATOR
from noms.vocabulary import PRISON, DatePrecision, SexHeld

NOT_A_PROBATION_SERVICE: Record = {
    "head_office_town": "",
    "head_office_outcode": "",
    "head_office_latitude": None,
    "head_office_longitude": None,
    "status_mid_2009": "",
    "trust_since": None,
    "dissolved_on": None,
}
AS_ITS_SITE = (
    "noms_code", "form", "function", "category", "operator", "region", "area", "postcode", "latitude", "longitude",
    "opened_on", "opened_precision", "source", "uncertain",
)  # fmt: skip
SITE_FIELDS = (
    "name", "noms_code", "function", "category", "open_conditions", "county", "postcode", "latitude", "longitude",
    "local_authority", "opened_on", "opened_precision", "closed_on", "closed_precision", "note", "source",
    "uncertain",
)  # fmt: skip

Closing = tuple[dt.date | None, str]


def open_dates(facts: Record, *, merged_in_its_year: bool = False) -> None:
    """Add `opened_on` and `opened_precision`: the first day of the known period, or the last of a merger's year."""
    opened = facts["opened"]
    first, precision = opened or (None, "")
    if first and merged_in_its_year and precision == DatePrecision.YEAR:
        first = dt.date(first.year, 12, 31)
    facts |= {"opened_on": first, "opened_precision": precision}


def close_dates(site: Record, successor: Record | None) -> None:
    """Add `closed_on` and `closed_precision`: the day before the successor opened, or the last day of the year."""
    closing: Closing = (None, "")
    if successor is not None:
        precision = successor["opened_precision"]
        closing = successor["opened_on"] - dt.timedelta(days=1), precision
    elif site["closed_year"]:
        closing = dt.date(site["closed_year"], 12, 31), DatePrecision.YEAR
    site["closed_on"], site["closed_precision"] = closing


def establishment(code: str, sites: Sequence[Record], later: Record | None) -> Record:
    """Return the record of the prison with these sites. Its own facts come from the row with its code."""
    head = later or next(site for site in sites if site["noms_code"] == code)
    sexes = {site["sex_held"] for site in sites}
    closings = [(site["closed_on"], site["closed_precision"]) for site in sites]
    still_open = any(day is None for day, _ in closings)
    closed_on, closed_precision = (None, "") if still_open else max(closings)
    return {
        **_prison(head, sites[0]["managed_as_name"] or head["name"]),
        "sex_held": sexes.pop() if len(sexes) == 1 else SexHeld.BOTH,
        "open_conditions": any(site["open_conditions"] for site in sites),
        "closed_on": closed_on,
        "closed_precision": closed_precision,
        "note": head["note"] if len(sites) == 1 else "",
        **({} if later else _earliest(sites)),
    }


def later_prison(row: Record) -> Record:
    """Return the record of a prison that opened after mid-2009, with one site."""
    return {
        **_prison(row, row["name"]),
        "sex_held": row["sex_held"],
        "open_conditions": row["open_conditions"],
        "closed_on": None,
        "closed_precision": "",
        "note": row["note"],
    }


def site_record(facts: Record, service: Record) -> Record:
    """Return the record of a site of the prison."""
    return {field: facts[field] for field in SITE_FIELDS} | {"service": service["key"]}


def change_role(service: Record, row: Record) -> None:
    """Add to the prison's note that its name and role changed."""
    change = f"{row['name']} from {row['opened'][0].year}"
    service["note"] = SEPARATOR.join(part for part in (service["note"], change, row["note"]) if part)


def _prison(head: Record, name: str) -> Record:
    slug = slugify(name.replace("/", " "))
    return {
        **{field: head[field] for field in AS_ITS_SITE},
        **NOT_A_PROBATION_SERVICE,
        "key": service_key(head["noms_code"], slug),
        "kind_id": PRISON,
        "name": name,
        "slug": slug,
        "successor": None,
    }


def _earliest(sites: Sequence[Record]) -> Record:
    """Return the opening of the oldest site, or no date if that of any site is unknown."""
    openings = [(site["opened_on"], site["opened_precision"]) for site in sites]
    day, precision = (None, "") if any(day is None for day, _ in openings) else min(openings)
    return {"opened_on": day, "opened_precision": precision}
