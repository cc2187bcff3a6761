"""The probation areas, those with the widest gap first."""

from collections.abc import Collection, Mapping
from itertools import groupby

from reports.gaps import counts
from reports.gaps.counts import Area, FrameService, Places
from reports.gaps.figures import (
    BRIEF_NAMED,
    CLEARED_ONLY,
    FRAME,
    FULL,
    NOBODY_DOES,
    NOT_NONE,
    OF_ACTIVITIES,
    SOURCE,
    missing_cells,
    service_cells,
)
from reports.table import Cell, Column, Row, Table
from wording import counted


def ranked(
    services: Collection[FrameService],
    areas: Collection[Area],
    places: Places,
    regions: Mapping[int | None, str],
    *,
    detail: bool,
) -> Table:
    """The areas of the frame by share of services without, then by activities missing, then by organisations.

    Areas equal in all three share their rank. Without `detail` only relations that may be named count, and no
    column tells who was interviewed: an area has few services.
    """
    figures = FULL if detail else BRIEF_NAMED
    grouped = counts.by_area(services, areas)
    rows: list[dict[str, Cell]] = []
    for area in areas:
        if area.key in grouped:
            rows.append(
                {
                    "area": area.name,
                    "region": regions[area.region],
                    **service_cells(grouped[area.key], figures, sees_all=detail),
                    "missing": missing_cells(grouped[area.key], sees_all=detail)["missing"],
                    "based": places.by_area.get(area.key, 0),
                }
            )
    rows.sort(key=_width)
    for _, equal in groupby(list(enumerate(rows, start=1)), key=lambda item: _width(item[1])):
        first, *others = equal
        for _, row in (first, *others):
            row["rank"] = first[0]
    return Table(
        key="areas",
        title="Probation areas, the widest gap first",
        columns=(
            Column("area", "Area"),
            Column("region", "Region"),
            Column("rank", "Rank", "count", heads=True),
            *figures,
            NOBODY_DOES[0],
            Column("based", "Included organisations based there", "count"),
        ),
        rows=tuple[Row, ...](rows),
        notes=_notes(grouped, areas, detail=detail),
        source=SOURCE,
    )


def activities(services: Collection[FrameService], areas: Collection[Area], *, detail: bool) -> Table:
    """What no included organisation provides to any service of an area, by the same relations as the ranking."""
    grouped = counts.by_area(services, areas)
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
        notes=(OF_ACTIVITIES, *(() if detail else (CLEARED_ONLY,))),
        source=SOURCE,
    )


def _width(row: Mapping[str, Cell]) -> tuple[float, int, int]:
    part, missing, based = row["share"], row["missing"], row["based"]
    assert isinstance(part, float)
    assert isinstance(missing, int)
    assert isinstance(based, int)
    return (-part, -missing, based)


def _notes(
    grouped: Mapping[int | None, list[FrameService]], areas: Collection[Area], *, detail: bool
) -> tuple[str, ...]:
    notes = [
        "Ranked by the share of services with none known, then by activities that nobody provides, then by fewer "
        "organisations based there. A trust counts in every area that it serves.",
        NOT_NONE if detail else CLEARED_ONLY,
        "An organisation is based where its published main place lies; many are placed only to their town.",
    ]
    absent = sum(area.key not in grouped for area in areas)
    if absent:
        notes.append(f"{counted(absent, 'area has', 'areas have')} no service in the frame.")
    if None in grouped:
        number = len(grouped[None])
        notes.append(
            f"{counted(number, 'service of the frame lies', 'services of the frame lie')} in no recorded area."
        )
    return tuple(notes)
