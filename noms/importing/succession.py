"""Checks that the prison files agree on establishments, sites and successions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from noms.importing.frame import Record


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
