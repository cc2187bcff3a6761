"""Who is missing: the services interviewed compared with the frame, by what is known of every service."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import Count

from mapping.reports.nouns import Noun
from mapping.reports.table import Column, Row, Table, cells, share
from noms.vocabulary import ProbationStatus, ServiceKind, SexHeld
from survey.models import SampledUnit, Study
from survey.vocabulary import INTERVIEWED

NOT_RECORDED = "Not recorded"
ALL = "All of these"
SMALLER = "All smaller groups"
SMALLEST_GROUP = 10
"""Outside the research roles, groups of fewer services are shown together, and no group by itself."""
CAPITALS = re.compile(r"\b(irc|yoi)\b")


@dataclass(frozen=True)
class Alike:
    """Services of the frame that are alike in all that is compared, and how many of them were interviewed."""

    kind: str
    function: str
    category: str
    sex_held: str
    status: str
    region: int | None
    frame: int
    interviewed: int


@dataclass(frozen=True)
class Characteristic:
    """Something that is known of every service of some kinds, and how it is printed."""

    words: str
    kinds: tuple[str, ...]
    value: Callable[[Alike], object]
    label: Callable[[object], str]


def profile(study: Study) -> list[Alike]:
    """The services of the frame, grouped by all that is compared. One query."""
    rows = (
        SampledUnit.objects.of_study(study)
        .initial()
        .filter(service__isnull=False)
        .order_by()
        .values_list(
            "service__kind",
            "service__function",
            "service__category",
            "service__sex_held",
            "service__status_mid_2009",
            "service__region",
            "code",
        )
        .annotate(number=Count("pk"))
    )
    frame: Counter[tuple] = Counter()
    interviewed: Counter[tuple] = Counter()
    for *values, code, number in rows:
        frame[tuple(values)] += number
        interviewed[tuple(values)] += number * (code in INTERVIEWED)
    found = []
    for values, number in frame.items():
        kind, function, category, sex_held, status, region = values
        found.append(Alike(kind, function, category, sex_held, status, region, number, interviewed[values]))
    return found


def table(
    services: list[Alike], regions: Mapping[int | None, str], nouns: Mapping[str, Noun], *, detail: bool
) -> Table:
    """Each group of each characteristic, in the frame and among those interviewed.

    Without `detail` it is protected as opinions are, for a group may be one named service; small groups are put
    together, and the regions are left to the table of services by region. How many of each kind were interviewed all
    together is told everywhere, and so is fixed here.
    """
    rows: list[Row] = []
    characteristics = (*_own(nouns), *(_regional(regions, nouns) if detail else ()))
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
    frame: defaultdict[str, int] = defaultdict(int)
    interviewed: defaultdict[str, int] = defaultdict(int)
    for group in services:
        label = characteristic.label(characteristic.value(group))
        frame[label] += group.frame
        interviewed[label] += group.interviewed
    if not detail:
        _put_together(frame, interviewed)
        if len(frame) < 2:
            return []
    whole, reached = sum(frame.values()), sum(interviewed.values())
    places = list(regions.values())
    rows: list[Row] = []
    frame[ALL], interviewed[ALL] = whole, reached
    for label in sorted(frame, key=lambda label: (_place(label, places), label)):
        absent = {"absent": frame[label] - interviewed[label]}
        shares = {
            "frame_share": share(frame[label], whole),
            "interviewed_share": share(interviewed[label], reached),
        }
        rows.append(
            {
                "by": characteristic.words,
                "group": label,
                "frame": frame[label],
                "interviewed": interviewed[label],
                **(absent if detail else {}),
                "rate": share(interviewed[label], frame[label]),
                **(shares if detail else {}),
            }
        )
    return rows


def _put_together(frame: dict[str, int], interviewed: dict[str, int]) -> None:
    """Put small groups together, and with them the next smallest while they are few."""
    for label in sorted(frame, key=lambda label: (frame[label], label)):
        if frame[label] < SMALLEST_GROUP or 0 < frame.get(SMALLER, 0) < SMALLEST_GROUP:
            frame[SMALLER] = frame.get(SMALLER, 0) + frame.pop(label)
            interviewed[SMALLER] = interviewed.get(SMALLER, 0) + interviewed.pop(label)


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
