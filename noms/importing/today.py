"""Readers of the prisons of June 2025: the facts of each code, what became of the sites of 2009, new sites."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

from accounts.uploads.rows import Finding
from noms.importing.establishments import later_prison, open_dates, site_record
from noms.importing.frame import JUNE_2025, MID_2009, Frame, Record, open_on
from noms.importing.geography import area_in_region
from noms.importing.prisons import FORMS, SEXES, YES_OR_NO
from noms.importing.sheets import CODE, POSTCODE, Line, read_sheet
from noms.vocabulary import Fate

TODAY_COLUMNS = (
    "name", "welsh_name", "noms_code", "type", "function", "category", "open_conditions", "sex", "operator",
    "status", "probation_region", "probation_area", "noms_region", "county", "local_authority_now", "postcode",
    "latitude", "longitude", "opened", "counted_since", "replaces", "managed_as", "managed_as_name", "note", "source",
    "uncertain",
)  # fmt: skip
FATE_COLUMNS = ("noms_code", "fate", "code_today", "what_happened", "year", "source", "uncertain")
EMPTY = {"in use": False, "temporarily closed": True}
FATES = {
    "in use": Fate.IN_USE,
    "changed function": Fate.CHANGED_FUNCTION,
    "renamed": Fate.RENAMED,
    "in use under another code": Fate.OTHER_CODE,
    "temporarily closed": Fate.TEMPORARILY_CLOSED,
    "merged": Fate.MERGED,
    "closed": Fate.CLOSED,
    "closed, site rebuilt": Fate.REBUILT,
}
ENDED = (Fate.MERGED, Fate.CLOSED, Fate.REBUILT)
"""The fates of a site that was closed."""
FACTS_TODAY = (
    "name", "welsh_name", "form", "function", "category", "sex_held", "operator", "open_conditions", "is_empty",
    "note", "source", "uncertain",
)  # fmt: skip


def read_today(folder: Path, frame: Frame, problems: list[Finding]) -> None:
    """Add the facts of today and the sites and prisons that only this file has, then the fates of the sites of 2009."""
    lines = read_sheet(folder, "prisons_today.csv", TODAY_COLUMNS, problems, unique=("noms_code", "name"))
    fates = read_sheet(folder, "prisons_2009_fate.csv", FATE_COLUMNS, problems, unique=("noms_code",))
    region_2021 = {area["name"]: area["region_2021"] for area in frame.areas}
    authorities = {authority["name"]: authority["area"] for authority in frame.authorities}
    codes = {line.cell("noms_code") for line in lines}
    rows = [_facts(line, frame, region_2021, authorities, codes) for line in lines]
    if problems:
        return
    in_2009 = {
        site["noms_code"]: (site["service"], site["closed_on"])
        for site in frame.sites
        if open_on(site, MID_2009)
    }
    _add_new_sites(rows, frame)
    _check_same_codes(rows, frame, problems)
    for row in rows:
        site = row["managed_as"], row["noms_code"]
        frame.sites_today.append({name: row[name] for name in FACTS_TODAY} | {"site": site})
    _add_present_names(rows, frame)
    _add_fates(fates, in_2009, {row["noms_code"]: row["managed_as"] for row in rows}, frame, problems)


def _facts(
    line: Line, frame: Frame, region_2021: dict[str, str], authorities: dict[str, str], codes: set[str]
) -> Record:
    area, region = area_in_region(line, frame.region_of_area)
    if area and line.cell("probation_region") != region_2021[area]:
        line.refuse("probation_region", f"{area} lies in {region_2021[area]}.")
    authority = line.known("local_authority_now", authorities, "local authority")
    if authority and area and authorities[authority] != area:
        line.refuse("local_authority_now", f"it lies in the probation area {authorities[authority]}.")
    uncertain = line.text("uncertain", longest=300, may_be_empty=True)
    return {
        "line": line,
        "name": line.text("name", longest=120),
        "welsh_name": line.text("welsh_name", longest=120, may_be_empty=True),
        "noms_code": line.matching("noms_code", CODE, "a code of three capital letters"),
        "form": line.word("type", FORMS),
        "function": line.text("function", longest=40),
        "category": line.text("category", longest=40, may_be_empty=True),
        "sex_held": line.word("sex", SEXES),
        "operator": line.text("operator", longest=60),
        "open_conditions": line.word("open_conditions", YES_OR_NO),
        "is_empty": line.word("status", EMPTY),
        "region": region,
        "area": area,
        "county": line.text("county", longest=60),
        "local_authority": authority,
        "postcode": line.matching(
            "postcode", POSTCODE, "a whole postcode such as NE65 9XF", may_be_empty="postcode" in uncertain
        ),
        "latitude": line.coordinate("latitude"),
        "longitude": line.coordinate("longitude"),
        "opened": line.partial_day("counted_since"),
        "replaces": line.several("replaces"),
        "managed_as": line.known("managed_as", codes, "prison code in this file"),
        "note": line.text("note", longest=200, may_be_empty=True),
        "source": line.sources(frame.source_keys),
        "uncertain": uncertain,
    }


def _add_new_sites(rows: list[Record], frame: Frame) -> None:
    """Add the sites that are counted since a day after mid-2009, and end those that they replace on the eve."""
    services = {service["key"]: service for service in frame.services}
    for row in rows:
        if not row["opened"]:
            continue
        open_dates(row, merged_in_its_year=bool(row["replaces"]))
        row |= {"closed_on": None, "closed_precision": ""}
        if row["managed_as"] not in services:
            services[row["managed_as"]] = later_prison(row)
            frame.services.append(services[row["managed_as"]])
        for site in frame.sites:
            if site["noms_code"] in row["replaces"] and site["closed_on"] is None:
                site["closed_on"] = row["opened_on"] - dt.timedelta(days=1)
                site["closed_precision"] = row["opened_precision"]
        frame.sites.append(site_record(row, services[row["managed_as"]]))


def _check_same_codes(rows: list[Record], frame: Frame, problems: list[Finding]) -> None:
    """Refuse a code that is open in June 2025 by one file and not by another."""
    there = {(site["service"], site["noms_code"]) for site in frame.sites if open_on(site, JUNE_2025)}
    for row in rows:
        if (row["managed_as"], row["noms_code"]) not in there:
            row["line"].refuse("noms_code", "by the other files no such site is open in June 2025.")
    for prison, code in sorted(there - {(row["managed_as"], row["noms_code"]) for row in rows}):
        reason = (
            f"the site {code} of the prison {prison} is open in June 2025 by the other files, but not here."
        )
        problems.append(Finding("prisons_today.csv", None, "", reason))


def _add_present_names(rows: list[Record], frame: Frame) -> None:
    """Give each prison its present name where the file has one for the whole prison and it is another."""
    codes_of = Counter(row["managed_as"] for row in rows)
    names = {row["managed_as"]: row["name"] for row in rows if codes_of[row["managed_as"]] == 1}
    for service in frame.services:
        name = names.get(service["key"], "")
        service["name_today"] = "" if name == service["name"] else name


def _add_fates(
    lines: list[Line],
    sites: dict[str, tuple[str, dt.date | None]],
    prison_of: dict[str, str],
    frame: Frame,
    problems: list[Finding],
) -> None:
    """Add what became of each site of mid-2009, which `sites` gives with its prison and its last day by prisons.csv."""
    for code in sorted(sites.keys() - {line.cell("noms_code") for line in lines}):
        problems.append(Finding("prisons_2009_fate.csv", None, "", f"the site {code} of 2009 has no row."))
    for line in lines:
        code = line.known("noms_code", sites, "site of mid-2009")
        fate = line.word("fate", FATES)
        became = line.known("code_today", prison_of, "prison code of today", may_be_empty=fate == Fate.CLOSED)
        year = line.text("year", longest=9, may_be_empty=fate not in ENDED)
        if not code:
            continue
        prison, last_day = sites[code]
        if (fate in ENDED) != (last_day is not None):
            line.refuse("fate", f"prisons.csv has it {'closed' if last_day else 'open'}.")
        elif last_day and year != str(last_day.year):
            line.refuse("year", f"prisons.csv has it end in {last_day.year}.")
        frame.fates.append(
            {
                "site": (prison, code),
                "fate": fate,
                "became": (prison_of[became], became) if became else None,
                "what_happened": line.text("what_happened", longest=200, may_be_empty=True),
                "year": year,
                "source": line.sources(frame.source_keys),
                "uncertain": line.text("uncertain", longest=300, may_be_empty=True),
            }
        )
