"""Prisons and their sites from the reference files, and the checks of who followed whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from accounts.uploads.rows import Finding
from noms.importing.establishments import (
    change_role,
    close_dates,
    establishment,
    later_prison,
    open_dates,
    site_record,
)
from noms.importing.frame import MID_2009, Frame, Record
from noms.importing.geography import area_in_region
from noms.importing.sheets import CODE, POSTCODE, Line, read_sheet
from noms.vocabulary import ServiceForm, SexHeld


def check_groups(sites: Sequence[Record], later: Sequence[Record]) -> None:
    """Refuse sites whose establishment is unknown, nameless, named twice or in two regions."""
    later_codes = {row["noms_code"] for row in later if row["noms_code"]}
    codes = {site["noms_code"]: site for site in sites}
    first: dict[str, Record] = {}
    sizes: dict[str, int] = defaultdict(int)
    for site in sites:
        sizes[site["managed_as"]] += 1
    for site in sites:
        code, line = site["managed_as"], site["line"]
        other = first.setdefault(code, site)
        if code and code not in later_codes and codes.get(code, {}).get("managed_as") != code:
            line.refuse(
                "managed_as", "no site that is its own establishment, and no later prison, has this code."
            )
        if site["managed_as_name"] != other["managed_as_name"]:
            line.refuse("managed_as_name", f"row {other['line'].row} names this establishment otherwise.")
        if (sizes[code] > 1 or code in later_codes) and not site["managed_as_name"]:
            line.refuse("managed_as_name", "an establishment of several sites needs a name.")
        if site["region"] != other["region"]:
            line.refuse(
                "noms_region", f"row {other['line'].row} has this establishment in {other['region']}."
            )
    for row in later:
        if row["noms_code"] in codes:
            row["line"].refuse("noms_code", "prisons.csv has this code already.")


def check_succession(sites: Sequence[Record], later: Sequence[Record]) -> None:
    """Refuse a merger that is in only one of the two files, or has different dates in them."""
    later_of = {row["noms_code"]: row for row in later if row["noms_code"]}
    site_of = {site["noms_code"]: site for site in sites}
    establishments = {site["managed_as"] for site in sites}
    for site in sites:
        successor, line = site["successor_code"], site["line"]
        if not successor:
            continue
        if successor not in later_of and successor not in establishments - {site["managed_as"]}:
            line.refuse("successor_code", "no other establishment and no later prison has this code.")
        elif site["managed_as"] != site["noms_code"]:
            line.refuse("successor_code", "only a whole establishment merges, not one of its sites.")
        elif (row := later_of.get(successor)) and site["noms_code"] not in row["predecessors"]:
            line.refuse("successor_code", "prisons_after_2009.csv does not name it as a predecessor.")
        elif row and row["opened"][0].year != site["closed_year"]:
            line.refuse("year_merged", f"what it merged into opened in {row['opened'][0].year}.")
    for row in later:
        for code in row["predecessors"]:
            problem = _wrong_predecessor(row, site_of.get(code))
            if problem:
                row["line"].refuse("predecessors", f"{code}: {problem}")


def _wrong_predecessor(row: Record, site: Record | None) -> str:
    """Return why the site cannot precede the later prison; empty if it can."""
    if site is None:
        return "prisons.csv has no such code."
    if row["noms_code"] is None:
        return "" if site["managed_as"] == site["noms_code"] else "it is not an establishment of its own."
    if site["managed_as"] == row["noms_code"]:
        return ""
    if site["managed_as"] != site["noms_code"]:
        return "it is not an establishment of its own."
    if site["successor_code"] not in ("", row["noms_code"]):
        return f"prisons.csv has it merged into {site['successor_code']}."
    if site["closed_year"] is None:
        return "prisons.csv has it still open."
    if site["closed_year"] > row["opened"][0].year:
        return f"it closed in {site['closed_year']}, after this opened."
    return ""


PRISON_COLUMNS = (
    "name", "noms_code", "type", "function", "category", "open_conditions", "sex", "operator", "noms_region",
    "probation_area", "county", "local_authority_now", "postcode", "latitude", "longitude", "opened", "closed",
    "status_since", "year_merged", "successor_code", "managed_as", "managed_as_name", "note", "source", "uncertain",
)  # fmt: skip
LATER_COLUMNS = (
    "name", "noms_code", "type", "function", "category", "sex", "operator", "noms_region", "probation_area",
    "local_authority_now", "postcode", "latitude", "longitude", "opened", "predecessors", "note", "source",
    "uncertain",
)  # fmt: skip

FORMS = {
    "prison": ServiceForm.PRISON,
    "prison and YOI": ServiceForm.PRISON_AND_YOI,
    "YOI": ServiceForm.YOI,
    "IRC": ServiceForm.IRC,
}
SEXES = {word.value: word for word in SexHeld}
YES_OR_NO = {"yes": True, "no": False}
STATUSES = {"open": "open", "closed": "closed", "merged": "merged"}


def read_prisons(folder: Path, frame: Frame, problems: list[Finding]) -> None:
    """Add the establishments and their sites to the frame."""
    unique = ("noms_code", "name")
    later_lines = read_sheet(folder, "prisons_after_2009.csv", LATER_COLUMNS, problems, unique=unique)
    lines = read_sheet(folder, "prisons.csv", PRISON_COLUMNS, problems, unique=unique)
    area_of_authority = {authority["name"]: authority["area"] for authority in frame.authorities}
    later = [_facts(line, frame, area_of_authority, is_later=True) for line in later_lines]
    sites = [_facts(line, frame, area_of_authority, is_later=False) for line in lines]
    check_groups(sites, later)
    if not problems:
        check_succession(sites, later)
    if not problems:
        _assemble(sites, later, frame)


def _assemble(sites: list[Record], later: list[Record], frame: Frame) -> None:
    """Add the services and sites of checked rows to the frame."""
    later_of = {row["noms_code"]: row for row in later if row["noms_code"]}
    merged_into = {site["successor_code"] for site in sites}
    for row in later:
        open_dates(row, merged_in_its_year=row["noms_code"] in merged_into)
        row.update(closed_on=None, closed_precision="")
    groups: dict[str, list[Record]] = defaultdict(list)
    for site in sites:
        open_dates(site)
        close_dates(site, later_of.get(site["successor_code"]))
        groups[site["managed_as"]].append(site)
    services = {code: establishment(code, group, later_of.get(code)) for code, group in groups.items()}
    services |= {code: later_prison(row) for code, row in later_of.items() if code not in groups}
    for site in sites:
        if site["successor_code"]:
            services[site["managed_as"]]["successor"] = site["successor_code"]
        frame.sites.append(site_record(site, services[site["managed_as"]]))
    for row in later:
        if row["noms_code"] is None:
            change_role(services[row["predecessors"][0]], row)
        elif row["noms_code"] not in groups:
            frame.sites.append(site_record(row, services[row["noms_code"]]))
            for code in row["predecessors"]:
                services[code]["successor"] = row["noms_code"]
    frame.services.extend(services.values())


def _facts(line: Line, frame: Frame, area_of_authority: dict[str, str], *, is_later: bool) -> Record:
    """Return the facts of one row, with neutral values for the columns that the file of later prisons lacks."""
    area, region = area_in_region(line, frame.region_of_area)
    authority = line.known("local_authority_now", area_of_authority, "local authority")
    if authority and area and area_of_authority[authority] != area:
        line.refuse("local_authority_now", f"it lies in the probation area {area_of_authority[authority]}.")
    code = line.matching("noms_code", CODE, "a code of three capital letters", may_be_empty=is_later)
    facts: Record = {
        "line": line,
        "name": line.text("name", longest=120),
        "noms_code": code or None,
        "form": line.word("type", FORMS),
        "function": line.text("function", longest=40),
        "category": line.text("category", longest=40),
        "sex_held": line.word("sex", SEXES),
        "operator": line.text("operator", longest=60),
        "region": region,
        "area": area,
        "local_authority": authority or None,
        "postcode": line.matching("postcode", POSTCODE, "a whole postcode such as NE65 9XF"),
        "latitude": line.coordinate("latitude"),
        "longitude": line.coordinate("longitude"),
        "opened": line.partial_day("opened"),
        "note": line.text("note", longest=200, may_be_empty=True),
        "source": line.sources(frame.source_keys),
        "uncertain": line.text("uncertain", longest=250, may_be_empty=True),
    }
    return facts | (_later_only(line, facts) if is_later else _site_only(line))


def _later_only(line: Line, facts: Record) -> Record:
    predecessors = line.several("predecessors")
    if facts["opened"] is None:
        line.refuse("opened", "a prison of this file has an opening date.")
    if facts["noms_code"] is None and len(predecessors) != 1:
        line.refuse("noms_code", "only a change of role, which has one predecessor, may lack a code.")
    return {"predecessors": predecessors, "county": "", "open_conditions": False}


def _site_only(line: Line) -> Record:
    closed, merged = line.year("closed"), line.year("year_merged")
    status = line.word("status_since", STATUSES)
    successor = line.matching("successor_code", CODE, "a code of three capital letters", may_be_empty=True)
    if (closed is not None) != (status == "closed"):
        line.refuse("closed", f"this does not agree with its status, {status}.")
    if (merged is not None) != (status == "merged"):
        line.refuse("year_merged", f"this does not agree with its status, {status}.")
    if bool(successor) != (status == "merged"):
        line.refuse("successor_code", "a merged prison names what it merged into, and no other does.")
    year = closed or merged
    if year is not None and year < MID_2009.year:
        line.refuse(
            "closed" if closed else "year_merged", "this file holds sites open in the middle of 2009."
        )
    return {
        "county": line.text("county", longest=60, may_be_empty=True),
        "open_conditions": line.word("open_conditions", YES_OR_NO),
        "closed_year": year,
        "successor_code": successor,
        "managed_as": line.matching("managed_as", CODE, "a code of three capital letters"),
        "managed_as_name": line.text("managed_as_name", longest=120, may_be_empty=True),
    }
