"""The frame: all rows that the reference files describe."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from noms.importing.sheets import Line
from noms.vocabulary import PRISON, ServiceForm

Record = dict[str, Any]
"""The fields of one row; another row is named by its key (a region or area by name, a service by `service_key`)."""

MID_2009 = dt.date(2009, 7, 1)
"""The date of the counts in the reference files."""


JUNE_2025 = dt.date(2025, 6, 30)
"""The date of the newest lists of prisons and delivery units in the reference files."""


@dataclass
class Frame:
    """All rows that the files describe, and the lines of the files that some checks need."""

    sources: list[Record] = field(default_factory=list)
    systems: list[Record] = field(default_factory=list)
    regions: list[Record] = field(default_factory=list)
    regions_2021: list[Record] = field(default_factory=list)
    areas: list[Record] = field(default_factory=list)
    police_areas: list[Record] = field(default_factory=list)
    authorities: list[Record] = field(default_factory=list)
    outcodes: list[Record] = field(default_factory=list)
    services: list[Record] = field(default_factory=list)
    sites: list[Record] = field(default_factory=list)
    fates: list[Record] = field(default_factory=list)
    sites_today: list[Record] = field(default_factory=list)
    region_lines: list[Line] = field(default_factory=list)
    region_2021_lines: list[Line] = field(default_factory=list)

    @property
    def source_keys(self) -> frozenset[str]:
        return frozenset(source["key"] for source in self.sources)

    @property
    def region_names(self) -> frozenset[str]:
        return frozenset(region["name"] for region in self.regions)

    @property
    def region_of_area(self) -> dict[str, str]:
        return {area["name"]: area["region"] for area in self.areas}

    def summary(self) -> str:
        """Return the counts of mid-2009 in words, and of later changes."""
        prisons = [service for service in self.services if service["kind_id"] == PRISON]
        sites = sum(open_on(site, MID_2009) for site in self.sites)
        establishments = sum(open_on(prison, MID_2009) for prison in prisons)
        trusts = sum(service["form"] == ServiceForm.TRUST for service in self.services)
        later = sum(bool(prison["opened_on"] and prison["opened_on"] > MID_2009) for prison in prisons)
        return (
            f"{sites} sites in {establishments} establishments, {len(self.areas)} probation areas,"
            f" {trusts} trusts, {len(self.regions)} regions, {len(self.authorities)} authorities,"
            f" {len(self.outcodes)} outward codes; {later} prisons opened later; {len(self.sources)} sources"
        )

    def summary_today(self) -> str:
        """Return the counts of June 2025 in words."""
        units = [service for service in self.services if service["form"] == ServiceForm.DELIVERY_UNIT]
        today = [unit for unit in units if open_on(unit, JUNE_2025)]
        prisons = [service for service in self.services if service["kind_id"] == PRISON]
        return (
            f"{sum(open_on(site, JUNE_2025) for site in self.sites)} prison codes in"
            f" {sum(open_on(prison, JUNE_2025) for prison in prisons)} establishments, {len(today)} delivery units in"
            f" {len(self.regions_2021)} probation regions and {len(self.police_areas)} police areas;"
            f" {len(units) - len(today)} units were replaced before; no probation service from June 2014 to June 2021"
        )

    def check_counts(self) -> None:
        """Compare the rows with the counts for mid-2009 in noms_regions.csv."""
        service_region = {service["key"]: service["region"] for service in self.services}
        open_sites = [site for site in self.sites if open_on(site, MID_2009)]
        counted = {
            "probation_areas": Counter(area["region"] for area in self.areas),
            "probation_trusts": Counter(
                service["region"] for service in self.services if service["form"] == ServiceForm.TRUST
            ),
            "prison_sites": Counter(service_region.get(site["service"]) for site in open_sites),
            "prison_establishments": Counter(
                service["region"]
                for service in self.services
                if service["kind_id"] == PRISON and open_on(service, MID_2009)
            ),
        }
        for line, region in zip(self.region_lines, self.regions, strict=True):
            for column, counts in counted.items():
                if line.whole(column, 0, 1000) != counts[region["name"]]:
                    line.refuse(column, f"the other files have {counts[region['name']]} of them.")

    def check_counts_today(self) -> None:
        """Compare the rows with the counts for June 2025 in probation_regions_2021.csv."""
        region_of = {service["key"]: service["region_2021"] for service in self.services}
        region_of_area = {area["name"]: area["region_2021"] for area in self.areas}
        services = [service for service in self.services if open_on(service, JUNE_2025)]
        counted = {
            "police_areas": Counter(region_of_area[police["area"]] for police in self.police_areas),
            "delivery_units": Counter(
                service["region_2021"] for service in services if service["form"] == ServiceForm.DELIVERY_UNIT
            ),
            "prison_sites": Counter(
                region_of[site["service"]] for site in self.sites if open_on(site, JUNE_2025)
            ),
            "prison_establishments": Counter(
                service["region_2021"] for service in services if service["kind_id"] == PRISON
            ),
        }
        for line, region in zip(self.region_2021_lines, self.regions_2021, strict=True):
            for column, counts in counted.items():
                if line.whole(column, 0, 1000) != counts[region["name"]]:
                    line.refuse(
                        column, f"the other files have {counts[region['name']]} of them in June 2025."
                    )


def service_key(noms_code: str | None, slug: str) -> str:
    """Return the key of a service, which stays the same between imports: its code or, without one, its slug."""
    return noms_code or slug


def open_on(record: Record, day: dt.date) -> bool:
    """Return True if the service or site was open on the day."""
    opened, closed = record["opened_on"], record["closed_on"]
    return (opened is None or opened <= day) and (closed is None or closed >= day)
