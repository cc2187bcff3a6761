"""Who is missing: the services interviewed compared with the frame, by what is known of every service."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from noms.nouns import FrameWords, Noun
from noms.vocabulary import PRISON, PROBATION, ProbationStatus, SexHeld
from reports.coverage.queries import FrameGroup
from reports.region_merging import InterviewCounts
from reports.table import Column, Row, Table, share

NOT_RECORDED = "Not recorded"
ALL = "All of these"
SMALLER = "All smaller groups"
SMALLEST_GROUP = 10
"""Outside the research roles, groups with fewer services than this are merged."""
CAPITALS = re.compile(r"\b(irc|yoi)\b")


@dataclass(frozen=True)
class Characteristic:
    """A characteristic known of every service of some kinds: its value in a group, and the label of a value."""

    words: str
    kinds: tuple[str, ...]
    value: Callable[[FrameGroup], object]
    label: Callable[[object], str]


def missing_groups(
    services: list[FrameGroup],
    regions: Mapping[int | None, str],
    words: FrameWords,
    nouns: Mapping[str, Noun],
    *,
    detail: bool,
) -> Table:
    """Return a table of each group of each characteristic, in the frame and among those interviewed.

    Without `detail` small groups are merged, because a group may be one named service, and regions are left to the
    table of services by region. Prisons are then split by function and not by category as well: the two crossed would
    single out the few without a listed relation.
    """
    rows: list[Row] = []
    characteristics = (*_own(nouns, detail=detail), *(_regional(regions, nouns) if detail else ()))
    for characteristic in characteristics:
        inside = [group for group in services if group.kind in characteristic.kinds]
        rows += _rows(characteristic, inside, regions, detail=detail)
    absent = Column("absent", "Not interviewed", "count")
    shares = (
        Column("frame_share", "Share of the list", "percent"),
        Column("interviewed_share", "Share of those interviewed", "percent"),
    )
    return Table(
        key="missing",
        title="Who is missing, compared with the list",
        columns=(
            Column("by", "By"),
            Column("group", "Services"),
            Column("frame", "In the list", "count"),
            Column("interviewed", "Interviewed", "count"),
            *((absent,) if detail else ()),
            Column("rate", "Coverage", "percent", ratio=("interviewed", "frame")),
            *(shares if detail else ()),
        ),
        rows=tuple(rows),
        notes=(
            f"A group whose coverage is below that of all {words.each} is under-represented in "
            f"every other figure of the study that is not weighted. Shares over {words.many} together "
            "are weighted by kind, and the report on non-response has weights by function and region. Services are "
            "counted as establishments here.",
        ),
        source="The study's list of services, the reference data of services, calls and interviews.",
        total_rows=frozenset({ALL}),
    )


def _own(nouns: Mapping[str, Noun], *, detail: bool) -> Iterator[Characteristic]:
    """Yield what the reference data say of the services of a kind beside their region."""
    if PRISON in nouns:
        heading, prisons = nouns[PRISON].heading, (PRISON,)
        yield Characteristic(f"{heading} by function", prisons, lambda group: group.function, label_of)
        if detail:
            yield Characteristic(f"{heading} by category", prisons, lambda group: group.category, label_of)
        yield Characteristic(f"{heading} by who is held", prisons, lambda group: group.sex_held, _held)
    if PROBATION in nouns:
        heading, areas = nouns[PROBATION].heading, (PROBATION,)
        yield Characteristic(f"{heading} by status in mid-2009", areas, lambda group: group.status, _status)


def _regional(regions: Mapping[int | None, str], nouns: Mapping[str, Noun]) -> tuple[Characteristic, ...]:
    def region(value: object) -> str:
        return regions[value if isinstance(value, int) else None]

    return tuple(
        Characteristic(f"{noun.heading} by region", (kind,), lambda group: group.region, region)
        for kind, noun in nouns.items()
    )


def _rows(
    characteristic: Characteristic,
    services: list[FrameGroup],
    regions: Mapping[int | None, str],
    *,
    detail: bool,
) -> list[Row]:
    counts: defaultdict[str, InterviewCounts] = defaultdict(InterviewCounts)
    for group in services:
        counts[characteristic.label(characteristic.value(group))] += group.counts
    if set(counts) == {NOT_RECORDED}:
        return []
    if not detail:
        _merge_small(counts)
        if len(counts) < 2:
            return []
    total = sum(counts.values(), InterviewCounts())
    names = list(regions.values())
    rows: list[Row] = []
    for label in sorted((*counts, ALL), key=lambda label: (_position(label, names), label)):
        found = total if label == ALL else counts[label]
        absent = {"absent": found.frame - found.interviewed}
        shares = {
            "frame_share": share(found.frame, total.frame),
            "interviewed_share": share(found.interviewed, total.interviewed),
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


def _merge_small(counts: defaultdict[str, InterviewCounts]) -> None:
    """Merge groups that are small or unsafe, and with them the next smallest while the merged group is."""
    country = sum(counts.values(), InterviewCounts())

    def is_large_and_safe(label: str) -> bool:
        return counts[label].frame >= SMALLEST_GROUP and counts[label].is_safe(country)

    unsafe = [label for label in counts if not is_large_and_safe(label)]
    while unsafe or (len(counts) > 1 and SMALLER in counts and not is_large_and_safe(SMALLER)):
        others = counts.keys() - {SMALLER}
        label = unsafe.pop() if unsafe else min(others, key=lambda label: (counts[label].frame, label))
        counts[SMALLER] += counts.pop(label)


def _position(label: str, regions: list[str]) -> int:
    """Return the position of a row: regions in their order, then merged and unrecorded groups, then the sum."""
    if label == ALL:
        return len(regions) + 1
    if label in (SMALLER, NOT_RECORDED):
        return len(regions)
    return regions.index(label) if label in regions else 0


def label_of(value: object) -> str:
    """Return the reference data's own words, with a capital first."""
    words = CAPITALS.sub(lambda match: match[1].upper(), str(value))
    return f"{words[:1].upper()}{words[1:]}" if words else NOT_RECORDED


def _held(value: object) -> str:
    return str(SexHeld(value).label) if value in SexHeld.values else NOT_RECORDED


def _status(value: object) -> str:
    return str(ProbationStatus(value).label) if value in ProbationStatus.values else NOT_RECORDED
