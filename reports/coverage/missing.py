"""Who is missing: the services interviewed compared with the frame, by what is known of every service."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from noms.nouns import Noun
from noms.vocabulary import ProbationStatus, ServiceKind, SexHeld
from reports.region_merging import Seen, seen_by
from reports.table import Column, Row, Table, cells, share
from survey.models import Study

NOT_RECORDED = "Not recorded"
ALL = "All of these"
SMALLER = "All smaller groups"
SMALLEST_GROUP = 10
"""Outside the research roles, groups of fewer services are shown together, and no group by itself."""
CAPITALS = re.compile(r"\b(irc|yoi)\b")


@dataclass(frozen=True)
class Alike:
    """Services of the frame that are alike in all that is compared, and who of them was interviewed."""

    kind: str
    function: str
    category: str
    sex_held: str
    status: str
    region: int | None
    seen: Seen


@dataclass(frozen=True)
class Characteristic:
    """Something that is known of every service of some kinds, and how it is printed."""

    words: str
    kinds: tuple[str, ...]
    value: Callable[[Alike], object]
    label: Callable[[object], str]


def profile(study: Study) -> list[Alike]:
    """The services of the frame, grouped by all that is compared. One query."""
    what = ("kind", "function", "category", "sex_held", "status_mid_2009", "region")
    seen = seen_by(study, *(f"service__{field}" for field in what))
    return [Alike(*(*values, inside)) for values, inside in seen.items()]


def table(
    services: list[Alike], regions: Mapping[int | None, str], nouns: Mapping[str, Noun], *, detail: bool
) -> Table:
    """Each group of each characteristic, in the frame and among those interviewed.

    Without `detail` it is protected as opinions are, for a group may be one named service; small groups are put
    together, and the regions are left to the table of services by region. Prisons are then told apart by function and
    not by category as well: crossed with it, the few that nothing is listed of could be known. How many of each kind
    were interviewed all together is told everywhere, and so is fixed here.
    """
    rows: list[Row] = []
    function, category, *others = _own(nouns)
    own = (function, category, *others) if detail else (function, *others)
    characteristics = (*own, *(_regional(regions, nouns) if detail else ()))
    for characteristic in characteristics:
        inside = [group for group in services if group.kind in characteristic.kinds]
        rows += _rows(characteristic, inside, regions, detail=detail)
    absent = Column("absent", "Not interviewed", "count")
    shares = (
        Column("frame_share", "Share of the frame", "percent"),
        Column("interviewed_share", "Share of those interviewed", "percent"),
    )
    return Table(
        key="missing",
        title="Who is missing, compared with the frame",
        columns=(
            Column("by", "By"),
            Column("group", "Services"),
            # How many of a kind there are is public, whatever becomes of the other figures.
            Column("frame", "In the frame", "count", heads=not detail),
            Column("interviewed", "Interviewed", "count"),
            *((absent,) if detail else ()),
            Column("rate", "Coverage", "percent", ratio=("interviewed", "frame")),
            *(shares if detail else ()),
        ),
        rows=tuple(rows),
        notes=(
            "A group whose coverage is below that of all prisons or probation services is under-represented in "
            "every other figure of the study. Services are counted as establishments here; nothing is weighted.",
        ),
        source="The study's frame, the reference data of services, calls and interviews.",
        data_class="A" if detail else "B",
        total_rows=frozenset({ALL}),
        fixed=cells([number for number, row in enumerate(rows) if row["group"] == ALL], "interviewed"),
    )


def _own(nouns: Mapping[str, Noun]) -> tuple[Characteristic, ...]:
    prison, probation = (nouns[kind].heading for kind in (ServiceKind.PRISON, ServiceKind.PROBATION))
    prisons, areas = (ServiceKind.PRISON,), (ServiceKind.PROBATION,)
    return (
        Characteristic(f"{prison} by function", prisons, lambda group: group.function, _words),
        Characteristic(f"{prison} by category", prisons, lambda group: group.category, _words),
        Characteristic(f"{prison} by who is held", prisons, lambda group: group.sex_held, _held),
        Characteristic(f"{probation} by status in mid-2009", areas, lambda group: group.status, _status),
    )


def _regional(regions: Mapping[int | None, str], nouns: Mapping[str, Noun]) -> tuple[Characteristic, ...]:
    def region(value: object) -> str:
        return regions[value if isinstance(value, int) else None]

    return tuple(
        Characteristic(f"{noun.heading} by region", (kind,), lambda group: group.region, region)
        for kind, noun in nouns.items()
    )


def _rows(
    characteristic: Characteristic, services: list[Alike], regions: Mapping[int | None, str], *, detail: bool
) -> list[Row]:
    seen: defaultdict[str, Seen] = defaultdict(Seen)
    for group in services:
        seen[characteristic.label(characteristic.value(group))] += group.seen
    if not detail:
        _put_together(seen)
        if len(seen) < 2:
            return []
    every = sum(seen.values(), Seen())
    places = list(regions.values())
    rows: list[Row] = []
    for label in sorted((*seen, ALL), key=lambda label: (_place(label, places), label)):
        found = every if label == ALL else seen[label]
        absent = {"absent": found.frame - found.interviewed}
        shares = {
            "frame_share": share(found.frame, every.frame),
            "interviewed_share": share(found.interviewed, every.interviewed),
        }
        rows.append(
            {
                "by": characteristic.words,
                "group": label,
                "frame": found.frame,
                "interviewed": found.interviewed,
                **(absent if detail else {}),
                "rate": share(found.interviewed, found.frame),
                **(shares if detail else {}),
            }
        )
    return rows


def _put_together(seen: defaultdict[str, Seen]) -> None:
    """Put small and telling groups together, and with them the next smallest while they are few or telling."""
    country = sum(seen.values(), Seen())

    def stands_alone(label: str) -> bool:
        return seen[label].frame >= SMALLEST_GROUP and seen[label].is_safe(country)

    telling = [label for label in seen if not stands_alone(label)]
    while telling or (len(seen) > 1 and SMALLER in seen and not stands_alone(SMALLER)):
        others = seen.keys() - {SMALLER}
        label = telling.pop() if telling else min(others, key=lambda label: (seen[label].frame, label))
        seen[SMALLER] += seen.pop(label)


def _place(label: str, regions: list[str]) -> int:
    """Regions keep their order; what is put together, what is not recorded and the sum stand last."""
    if label == ALL:
        return len(regions) + 1
    if label in (SMALLER, NOT_RECORDED):
        return len(regions)
    return regions.index(label) if label in regions else 0


def _words(value: object) -> str:
    """The reference data's own words, begun with a capital."""
    words = CAPITALS.sub(lambda match: match[1].upper(), str(value))
    return f"{words[:1].upper()}{words[1:]}" if words else NOT_RECORDED


def _held(value: object) -> str:
    return str(SexHeld(value).label) if value in SexHeld.values else NOT_RECORDED


def _status(value: object) -> str:
    return str(ProbationStatus(value).label) if value in ProbationStatus.values else NOT_RECORDED
