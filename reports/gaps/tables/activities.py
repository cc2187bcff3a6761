"""Activities that nobody provides: by kind of service, by region, and by probation area."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from enterprises.vocabulary import Activity
from noms.nouns import Noun
from reports.gaps import queries
from reports.gaps.queries import Area, FrameService
from reports.gaps.tables.services import (
    ACTIVITY,
    FRAME,
    IN_REGIONS,
    NAMEABLE_ONLY,
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
    """Return a table of activities: the services of each kind provided with it, and the regions where none is.

    Without `detail` only relations that may be named count in a region, because with so few services the others could
    be worked out.
    """
    columns: list[Column] = [Column("activity", "Activity")]
    for kind, noun in nouns.items():
        columns.append(Column(kind, f"{noun.heading} provided with it", "count"))
        columns.append(Column(f"{kind}_share", f"Share of {noun.plural}", "percent"))
    regions_label = "Regions where nobody provides it" if detail else "Regions where nobody is named for it"
    columns.append(Column("regions", regions_label, "count"))
    columns.append(Column("which", "Which"))
    places = _services_by_region(services)
    rows: list[Row] = []
    for activity in Activity:
        row: dict[str, Cell] = {"activity": str(activity.label)}
        for kind in nouns:
            of_kind = [service for service in services if service.kind == kind]
            number = sum(activity.value in service.activities for service in of_kind)
            row |= {kind: number, f"{kind}_share": share(number, len(of_kind))}
        lacking = [
            regions[region]
            for region in regions
            if region in places
            and not any(
                activity.value in service.activities_for(sees_all=detail) for service in places[region]
            )
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
            f"Out of: {base} of the list.",
            ACTIVITY,
            "One service can have several activities.",
            *(() if detail else (IN_REGIONS,)),
        ),
        source=SOURCE,
    )


def by_region(
    services: Collection[FrameService], regions: Mapping[int | None, str], country: str, *, detail: bool
) -> Table:
    """Return a table of the activities that no included organisation provides to any service of a region."""
    places = _services_by_region(services)
    rows: list[Row] = [
        {"region": name, "frame": len(places[region]), **missing_cells(places[region], sees_all=detail)}
        for region, name in regions.items()
        if region in places
    ]
    rows.append({"region": country, "frame": len(services), **missing_cells(services, sees_all=detail)})
    return Table(
        key="activities_by_region",
        title="Activities that nobody provides, by region",
        columns=(
            Column("region", "Region"),
            FRAME,
            *NOBODY_DOES,
        ),
        rows=tuple(rows),
        notes=(OF_ACTIVITIES, *(() if detail else (NAMEABLE_ONLY,))),
        source=SOURCE,
        total_rows=frozenset({country}),
    )


def _services_by_region(services: Collection[FrameService]) -> dict[int | None, list[FrameService]]:
    places: defaultdict[int | None, list[FrameService]] = defaultdict(list)
    for service in services:
        places[service.region].append(service)
    return dict(places)


def by_area(services: Collection[FrameService], areas: Collection[Area], *, detail: bool) -> Table:
    """Return a table of the activities that no included organisation provides to any service of an area."""
    grouped = queries.by_area(services, areas)
    return Table(
        key="activities_by_area",
        title="Activities that nobody provides, by probation area",
        columns=(Column("area", "Area"), FRAME, *NOBODY_DOES),
        rows=tuple(
            {
                "area": area.name,
                "frame": len(grouped[area.key]),
                **missing_cells(grouped[area.key], sees_all=detail),
            }
            for area in areas
            if area.key in grouped
        ),
        notes=(OF_ACTIVITIES, *(() if detail else (NAMEABLE_ONLY,))),
        source=SOURCE,
    )
