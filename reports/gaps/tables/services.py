"""Services without an included organisation: by kind, by region, and by probation area."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import partial
from itertools import groupby

from enterprises.vocabulary import Activity
from noms.nouns import Noun
from reports.gaps import queries
from reports.gaps.queries import Area, FrameService, MainPlaces
from reports.table import Bars, Cell, Column, Row, Table, share
from wording import counted, listed

SOURCE = "The study's list of services, and the directory's working links with social enterprises."
NOT_NONE = (
    "“None known” is not “none”: a service that was not interviewed may well work with a social enterprise."
)
NAMEABLE_ONLY = (
    "Only working links that may be named count here. A service is counted as “none known” when it was not "
    "interviewed, when it works with no social enterprise, and when the person who answered did not wish to be "
    "named: this does not say which. For the whole country, the table by kind counts every working link."
)
ACTIVITY = (
    "An activity is provided to a service when it is recorded for a working link with a social enterprise. "
    "A working link of which no activity is recorded counts for none."
)
OF_ACTIVITIES = f"Of {len(Activity)} activities. {ACTIVITY}"
IN_REGIONS = (
    "Services are counted by every working link; the regions are those where no working link that may be named "
    "has it."
)
FRAME = Column("frame", "In the list", "count")
KNOWN = Column("known", "With a social enterprise", "count")
WITHOUT = Column("without", "None known", "count")
SHARE = Column("share", "Share with none known", "percent", ratio=("without", "frame"))
INTERVIEWED = Column("interviewed", "None known, interviewed", "count")
NOT_INTERVIEWED = Column("not_interviewed", "None known, not interviewed", "count")
BRIEF = (FRAME, KNOWN, WITHOUT, SHARE)
BRIEF_NAMED = (FRAME, replace(KNOWN, label="With one that may be named"), WITHOUT, SHARE)
FULL = (*BRIEF, INTERVIEWED, NOT_INTERVIEWED)
NOBODY_DOES = (
    Column("missing", "Activities nobody provides", "count"),
    Column("which", "Which"),
)


def service_cells(
    services: Collection[FrameService], columns: tuple[Column, ...], *, sees_all: bool = True
) -> dict[str, Cell]:
    """Return the figures of these services. Without `sees_all` only relations that may be named count."""
    gaps = [service for service in services if not service.has_known_relation(sees_all=sees_all)]
    interviewed = sum(service.is_interviewed for service in gaps)
    figures: dict[str, Cell] = {
        "frame": len(services),
        "known": len(services) - len(gaps),
        "without": len(gaps),
        "share": share(len(gaps), len(services)),
        "interviewed": interviewed,
        "not_interviewed": len(gaps) - interviewed,
    }
    return {column.key: figures[column.key] for column in columns}


def missing_cells(services: Collection[FrameService], *, sees_all: bool = True) -> dict[str, Cell]:
    """Return the activities that no included organisation provides to any of these services, and their number."""
    provided = frozenset().union(*(service.activities_for(sees_all=sees_all) for service in services))
    missing = [str(activity.label) for activity in Activity if activity.value not in provided]
    if len(missing) == len(Activity):
        words = "All of them"
    else:
        words = listed([missing[0], *(label.lower() for label in missing[1:])]) if missing else "None"
    return {"missing": len(missing), "which": words}


ALL = "All services"
SMALLEST_SPLIT = 5


def of_kind(services: Collection[FrameService], kind: str) -> list[FrameService]:
    """Return the services of one kind."""
    return [service for service in services if service.kind == kind]


def split_is_safe(services: Collection[FrameService]) -> bool:
    """Return True if the public may see how many services without a known relation were interviewed.

    It may not if some were not interviewed and fewer than SMALLEST_SPLIT were, because a reader could then conclude
    that each listed service was probably not interviewed.
    """
    gaps = [service.is_interviewed for service in services if not service.is_known]
    return all(gaps) or sum(gaps) >= SMALLEST_SPLIT


def by_kind(
    services: Collection[FrameService], nouns: Mapping[str, Noun], figures: tuple[Column, ...]
) -> Table:
    rows: list[Row] = [
        {"kind": noun.heading, **service_cells(of_kind(services, kind), figures)}
        for kind, noun in nouns.items()
    ]
    rows.append({"kind": ALL, **service_cells(services, figures)})
    return Table(
        key="services_by_kind",
        title="Services not known to work with any social enterprise, by kind",
        columns=(Column("kind", "Kind of service"), *figures),
        rows=tuple(rows),
        notes=(NOT_NONE,),
        source=SOURCE,
        total_rows=frozenset({ALL}),
        bars=Bars("kind", ("known", "without"), counted="Services of the list"),
    )


def by_region(
    services: Collection[FrameService],
    nouns: Mapping[str, Noun],
    regions: Mapping[int | None, str],
    country: str,
    *,
    detail: bool,
) -> Table:
    """Return a table of services by region and kind; without `detail` only relations that may be named count.

    A region has so few services that the other relations could be worked out from those that are listed.
    """
    columns = FULL if detail else BRIEF_NAMED
    figures = partial(service_cells, columns=columns, sees_all=detail)
    places: defaultdict[tuple[int | None, str], list[FrameService]] = defaultdict(list)
    for service in services:
        places[service.region, service.kind].append(service)
    rows: list[Row] = [
        {"region": name, "kind": noun.heading, **figures(places[region, kind])}
        for region, name in regions.items()
        for kind, noun in nouns.items()
        if region is not None or places[region, kind]
    ]
    for kind, noun in nouns.items():
        rows.append({"region": country, "kind": noun.heading, **figures(of_kind(services, kind))})
    return Table(
        key="services_by_region",
        title="Services not known to work with any social enterprise, by region and kind",
        columns=(Column("region", "Region"), Column("kind", "Kind of service"), *columns),
        rows=tuple(rows),
        notes=(NOT_NONE,) if detail else (NAMEABLE_ONLY, *_unnameable_note(services, nouns)),
        source=SOURCE,
        total_rows=frozenset({country}),
        bars=Bars("region", ("share",), group="kind"),
    )


def _unnameable_note(services: Collection[FrameService], nouns: Mapping[str, Noun]) -> tuple[str, ...]:
    """Return a note on the services, if any, whose relations count for the whole country but not for a region."""
    numbers = {kind: sum(service.is_unnameable for service in of_kind(services, kind)) for kind in nouns}
    parts = [
        counted(number, nouns[kind].singular, nouns[kind].plural)
        for kind, number in numbers.items()
        if number
    ]
    if not parts:
        return ()
    return (
        f"{' and '.join(parts)} known to work with a social enterprise may not be named with any: the table by "
        f"kind counts {'it' if sum(numbers.values()) == 1 else 'them'}, and no region does.",
    )


def by_area(
    services: Collection[FrameService],
    areas: Collection[Area],
    places: MainPlaces,
    regions: Mapping[int | None, str],
    *,
    detail: bool,
) -> Table:
    """Return a ranking of areas by share of services with none known, then activities missing, then organisations.

    Areas equal in all three share their rank. Without `detail` only relations that may be named count, and no
    column discloses who was interviewed: an area has few services.
    """
    figures = FULL if detail else BRIEF_NAMED
    grouped = queries.by_area(services, areas)
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
    rows.sort(key=_gap_width)
    for _, ties in groupby(list(enumerate(rows, start=1)), key=lambda item: _gap_width(item[1])):
        first, *others = ties
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
            Column("based", "Social enterprises based there", "count"),
        ),
        rows=tuple[Row, ...](rows),
        notes=_area_notes(grouped, areas, detail=detail),
        source=SOURCE,
    )


def _gap_width(row: Mapping[str, Cell]) -> tuple[float, int, int]:
    part, missing, based = row["share"], row["missing"], row["based"]
    assert isinstance(part, float)
    assert isinstance(missing, int)
    assert isinstance(based, int)
    return (-part, -missing, based)


def _area_notes(
    grouped: Mapping[int | None, list[FrameService]], areas: Collection[Area], *, detail: bool
) -> tuple[str, ...]:
    notes = [
        "Ranked by the share of services with none known, then by activities that nobody provides, then by fewer "
        "organisations based there. A trust counts in every area that it serves.",
        NOT_NONE if detail else NAMEABLE_ONLY,
        "An organisation is based where its published main place lies; many are placed only to their town.",
    ]
    absent = sum(area.key not in grouped for area in areas)
    if absent:
        notes.append(f"{counted(absent, 'area has', 'areas have')} no service in the list.")
    if None in grouped:
        number = len(grouped[None])
        notes.append(
            f"{counted(number, 'service of the list lies', 'services of the list lie')} in no recorded area."
        )
    return tuple(notes)
