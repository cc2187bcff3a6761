"""What nobody provides: each activity by kind of service, and what is missing in each region."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from enterprises.vocabulary import Activity
from noms.nouns import Noun
from reports.fieldwork import COUNTRY
from reports.gaps.counts import FrameService
from reports.gaps.figures import (
    ACTIVITY,
    CLEARED_ONLY,
    FRAME,
    IN_REGIONS,
    NOBODY_DOES,
    OF_ACTIVITIES,
    SOURCE,
    missing_cells,
)
from reports.table import Cell, Column, Row, Table, share
from wording import counted, listed


def by_kind(
    services: Collection[FrameService],
    nouns: Mapping[str, Noun],
    regions: Mapping[int | None, str],
    *,
    detail: bool,
) -> Table:
    """Each activity: how many services of each kind have somebody for it, and the regions where none has.

    Without `detail` a region's relations count where they may be named: of few services, the others would be known.
    """
    columns: list[Column] = [Column("activity", "Activity")]
    for kind, noun in nouns.items():
        columns.append(Column(kind, f"{noun.heading} provided with it", "count"))
        columns.append(Column(f"{kind}_share", f"Share of {noun.plural}", "percent"))
    lacking_words = "Regions where nobody provides it" if detail else "Regions where nobody is named for it"
    columns.append(Column("regions", lacking_words, "count"))
    columns.append(Column("which", "Which"))
    places = _by_region(services)
    rows: list[Row] = []
    for activity in Activity:
        row: dict[str, Cell] = {"activity": str(activity.label)}
        for kind in nouns:
            of_kind = [service for service in services if service.kind == kind]
            number = sum(activity.value in service.provided for service in of_kind)
            row |= {kind: number, f"{kind}_share": share(number, len(of_kind))}
        lacking = [
            regions[region]
            for region in regions
            if region in places
            and not any(activity.value in service.activities(sees_all=detail) for service in places[region])
        ]
        rows.append(row | {"regions": len(lacking), "which": listed(lacking) or "None"})
    base = " and ".join(
        counted(sum(service.kind == kind for service in services), noun.singular, noun.plural)
        for kind, noun in nouns.items()
    )
    return Table(
        key="activities_by_kind",
        title="Activities, and the services that somebody provides them to",
        columns=tuple(columns),
        rows=tuple(rows),
        notes=(
            f"Base: {base} of the frame.",
            ACTIVITY,
            "One service can have several activities.",
            *(() if detail else (IN_REGIONS,)),
        ),
        source=SOURCE,
    )


def by_region(
    services: Collection[FrameService], regions: Mapping[int | None, str], *, detail: bool
) -> Table:
    """What no included organisation provides to any service of a region, by the same relations as its services."""
    places = _by_region(services)
    rows: list[Row] = [
        {"region": name, "frame": len(places[region]), **missing_cells(places[region], sees_all=detail)}
        for region, name in regions.items()
        if region in places
    ]
    rows.append({"region": COUNTRY, "frame": len(services), **missing_cells(services, sees_all=detail)})
    return Table(
        key="activities_by_region",
        title="Activities that nobody provides, by region",
        columns=(
            Column("region", "Region"),
            FRAME,
            *NOBODY_DOES,
        ),
        rows=tuple(rows),
        notes=(OF_ACTIVITIES, *(() if detail else (CLEARED_ONLY,))),
        source=SOURCE,
        total_rows=frozenset({COUNTRY}),
    )


def _by_region(services: Collection[FrameService]) -> dict[int | None, list[FrameService]]:
    places: defaultdict[int | None, list[FrameService]] = defaultdict(list)
    for service in services:
        places[service.region].append(service)
    return dict(places)
