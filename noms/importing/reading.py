"""Read a folder of reference files, checking each cell and the files against each other."""

from __future__ import annotations

from pathlib import Path

from accounts.uploads.rows import Finding
from noms.importing.contacts import FILE as CONTACTS
from noms.importing.contacts import read_contacts
from noms.importing.divisions import (
    add_region_2021,
    read_police_areas,
    read_regions,
    read_regions_2021,
    read_systems,
)
from noms.importing.frame import Frame
from noms.importing.geography import TILES, read_areas, read_places, read_sources
from noms.importing.prisons import read_prisons
from noms.importing.probation import read_probation
from noms.importing.sheets import ReferenceFileError
from noms.importing.today import read_today
from noms.importing.units import read_units

IN_ORDER = (
    "sources.csv", "region_systems.csv", "noms_regions.csv", "probation_regions_2021.csv", "probation_areas.csv",
    TILES, "probation_trusts.csv", "police_areas.csv",
    "local_authorities.csv", "outcodes_ew.csv", "probation_units.csv", "prisons_after_2009.csv", "prisons.csv",
    "prisons_today.csv", "prisons_2009_fate.csv", CONTACTS,
)  # fmt: skip
"""The files in an order in which each refers only to rows of those before it."""


def read_frame(folder: Path) -> Frame:
    """Read all files of the folder.

    :raises ReferenceFileError: with every problem found. An unusable file ends the search, because the
        files after it would only repeat its problems.
    """
    problems: list[Finding] = []
    frame = Frame()
    read_sources(folder, frame, problems)
    _stop_at_useless_file(problems)
    read_systems(folder, frame, problems)
    read_regions(folder, frame, problems)
    read_regions_2021(folder, frame, problems)
    _stop_at_useless_file(problems)
    read_probation(read_areas(folder, frame, problems), folder, frame, problems)
    read_police_areas(folder, frame, problems)
    _stop_at_useless_file(problems)
    read_places(folder, frame, problems)
    _stop_at_useless_file(problems)
    read_units(folder, frame, problems)
    read_prisons(folder, frame, problems)
    _stop_at_useless_file(problems)
    if not problems:
        frame.check_counts()
    if not problems:
        read_today(folder, frame, problems)
    if not problems:
        add_region_2021(frame)
        read_contacts(folder, frame, problems)
        _check_addresses(frame, problems)
        frame.check_counts_today()
    if problems:
        raise ReferenceFileError(_causes_first(problems))
    return frame


def _stop_at_useless_file(problems: list[Finding]) -> None:
    if any(problem.is_of_whole_file for problem in problems):
        raise ReferenceFileError(_causes_first(problems))


def _causes_first(problems: list[Finding]) -> list[Finding]:
    return sorted(
        problems,
        key=lambda problem: (not problem.is_of_whole_file, IN_ORDER.index(problem.file), problem.row or 0),
    )


def _check_addresses(frame: Frame, problems: list[Finding]) -> None:
    """Refuse two rows whose names differ but would share one page address."""
    for file, rows, longest in (
        ("probation_regions_2021.csv", [*frame.regions, *frame.regions_2021], 60),
        ("probation_areas.csv", frame.areas, 60),
        ("prisons.csv", frame.services, 120),
    ):
        first: dict[str, str] = {}
        for row in rows:
            if not 0 < len(row["slug"]) <= longest:
                reason = f"“{row['name']}” makes no page address: it needs 1 to {longest} plain letters."
                problems.append(Finding(file, None, "", reason))
            elif row["slug"] in first:
                reason = (
                    f"“{first[row['slug']]}” and “{row['name']}” would share the address “{row['slug']}”."
                )
                problems.append(Finding(file, None, "", reason))
            first.setdefault(row["slug"], row["name"])
