"""Services of the frame by kind, region and outcome, and how exact a share of those interviewed is."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from noms.nouns import FrameWords, Noun
from reports.coverage.queries import Codes, FrameTally
from reports.engagement.queries import ServiceGroup, strata_of
from reports.region_merging import RegionGroups
from reports.stratified import estimate
from reports.study_facts import NO_REGION
from reports.table import Bars, Column, Row, Table, share
from survey.vocabulary import INTERVIEWED_CODES, CaseCode
from wording import listed

SOURCE = "The study's list of services, calls and interviews."
FRAME = Column("frame", "In the list", "count")
REACHED = Column("interviewed", "Interviewed", "count")
RATE = Column("rate", "Coverage", "percent", ratio=("interviewed", "frame"))
NOT_REACHED = Column("not_interviewed", "Not interviewed", "count")
SPLIT: tuple[tuple[Column, tuple[CaseCode, ...]], ...] = (
    (Column("partly", "of these, in part", "count"), (CaseCode.PARTIAL,)),
    (Column("refused", "Refused", "count"), (CaseCode.REFUSAL,)),
    (Column("not_reached", "Not reached", "count"), (CaseCode.NON_CONTACT,)),
    (Column("other", "Other reason", "count"), (CaseCode.OTHER, CaseCode.UNKNOWN_OTHER)),
    (Column("not_attempted", "Not attempted", "count"), (CaseCode.UNKNOWN_UNIT,)),
    (Column("not_eligible", "Should not be asked", "count"), (CaseCode.NOT_ELIGIBLE,)),
)
_PARTLY, *_REASONS = (column for column, _ in SPLIT)
FULL = (FRAME, REACHED, _PARTLY, RATE, *_REASONS)
BRIEF = (FRAME, REACHED, RATE, NOT_REACHED)
SMALLEST_SPLIT = 5


def split_is_safe(codes: Codes) -> bool:
    """Return True if the reasons for not interviewing may be shown beside figures by region.

    They may not if fewer than SMALLEST_SPLIT services were not interviewed, or if all of these gave the same reason,
    because a reader would then know the reason of each.
    """
    reasons = {code: number for code, number in codes.items() if number and code not in INTERVIEWED_CODES}
    total = sum(reasons.values())
    return total == 0 or (total >= SMALLEST_SPLIT and max(reasons.values()) < total)


def _cells(codes: Codes, columns: Iterable[Column]) -> dict[str, int | float | None]:
    frame = sum(codes.values())
    interviewed = sum(codes[code] for code in INTERVIEWED_CODES)
    figures: dict[str, int | float | None] = {
        "frame": frame,
        "interviewed": interviewed,
        "not_interviewed": frame - interviewed,
        "rate": share(interviewed, frame),
    }
    for column, case_codes in SPLIT:
        figures[column.key] = sum(codes[code] for code in case_codes)
    return {column.key: figures[column.key] for column in columns}


def by_kind(tally: FrameTally, figures: tuple[Column, ...]) -> Table:
    """Return a table of the frame's services by kind and how the case ended."""
    total: Codes = Counter()
    rows: list[Row] = []
    for kind, noun in tally.nouns.items():
        codes = tally.of(kind)
        total.update(codes)
        rows.append({"kind": noun.heading, **_cells(codes, figures)})
    rows.append({"kind": "All services", **_cells(total, figures)})
    return Table(
        key="by_kind",
        title="Services of the list by kind and how the case ended",
        columns=(Column("kind", "Kind of service"), *figures),
        rows=tuple(rows),
        notes=_outcome_notes(figures),
        source=SOURCE,
        total_rows=frozenset({"All services"}),
    )


def by_region(tally: FrameTally, groups: RegionGroups, figures: tuple[Column, ...]) -> Table:
    """Return a table of the frame's services by region, or group of merged regions, kind and outcome."""
    tally, regions, country = tally.merged(groups), groups.names, tally.words.title
    rows: list[Row] = []
    without: defaultdict[str, list[str]] = defaultdict(list)
    for region, name in regions.items():
        for kind, noun in tally.nouns.items():
            codes = tally.by_region.get((kind, region), Counter())
            if region is None and not codes:
                continue
            if not codes:
                without[noun.singular].append(name)
            rows.append({"region": name, "kind": noun.heading, **_cells(codes, figures)})
    for kind, noun in tally.nouns.items():
        rows.append({"region": country, "kind": noun.heading, **_cells(tally.of(kind), figures)})
    notes = [
        f"No {noun} of the list lies in {_region_words(names, regions)}." for noun, names in without.items()
    ]
    return Table(
        key="by_region",
        title="Services of the list by region, kind and how the case ended",
        columns=(Column("region", "Region"), Column("kind", "Kind of service"), *figures),
        rows=tuple(rows),
        notes=(*notes, *_outcome_notes(figures), *groups.notes),
        source=SOURCE,
        total_rows=frozenset({country}),
        bars=Bars("region", ("rate",), group="kind"),
    )


def _region_words(names: list[str], regions: Mapping[int | None, str]) -> str:
    return (
        "any region"
        if len(names) == len([name for name in regions.values() if name != NO_REGION])
        else listed(names)
    )


def _outcome_notes(figures: tuple[Column, ...]) -> tuple[str, ...]:
    if figures == FULL:
        return (
            "A service counts once, with the best that any of its people gave. A service that was not "
            "interviewed may or may not work with social enterprises: these figures do not say.",
        )
    return (
        "Why services were not interviewed is not shown here, because a figure may stand for one service.",
    )


ALL_SERVICES = "All services"
NOT_BY_REGION = "It is not shown by region here, because a figure may stand for one service."


def confidence_intervals(
    services: list[ServiceGroup],
    regions: Mapping[int | None, str],
    words: FrameWords,
    nouns: Mapping[str, Noun],
    *,
    detail: bool,
) -> Table:
    """Return a table of the share of services with an included organisation, with its 95% interval in the frame.

    Without `detail` it has only the kinds, because together with the listed relations the figures of a region's few
    services would disclose what they said.
    """
    rows: list[Row] = [
        _interval_row("Kind of service", noun.heading, [group for group in services if group.kind == kind])
        for kind, noun in nouns.items()
    ]
    rows.append(_interval_row("Kind of service", ALL_SERVICES, services))
    if detail:
        for region, name in regions.items():
            inside = [group for group in services if group.region == region]
            if region is not None or inside:
                rows.append(_interval_row("Region", name, inside))
        rows.append(_interval_row("Region", words.title, services))
    return Table(
        key="exactness",
        title="How exact the share of services with a social enterprise is",
        columns=(
            Column("by", "By"),
            Column("group", "Services"),
            Column("frame", "In the list", "count"),
            Column("interviewed", "Interviewed", "count"),
            Column("included", "Named a social enterprise", "count"),
            Column("undecided", "Named one that may be a social enterprise", "count"),
            Column("share", "Share of those interviewed", "percent", ratio=("included", "interviewed")),
            Column("weighted", "Share, weighted by kind", "percent"),
            Column("low", "Lowest, 95%", "percent"),
            Column("high", "Highest, 95%", "percent"),
            Column("weighted_most", "Share, weighted, with the undecided", "percent"),
            Column("high_most", "Highest with the undecided, 95%", "percent"),
            Column("least", "Least that is certain", "percent"),
            Column("most", "Most that is certain", "percent"),
        ),
        rows=tuple(rows),
        notes=(
            f"{words.heading} were not reached equally. Figures of {words.together} together are therefore weighted: "
            "each kind counts as it does in the list, and not as it does among those interviewed. The share of those "
            "interviewed stands beside, not weighted.",
            "An undecided service named no social enterprise, but one that may be. The first interval counts it as "
            "having none, the figures with the undecided as having one. What is uncertain through chance and through "
            "want of knowledge together lies between the lowest figure and the highest with the undecided.",
            f"Of one kind the interval is Wilson's with the finite population correction, of {words.together} it "
            "follows from the variance of a stratified sample: where the whole list was interviewed nothing is left "
            "to chance. It would hold if those interviewed had been drawn by lot, and cannot allow for what those who "
            "refused or were not reached have in common.",
            "What is certain needs no such assumption: at least, those count that named one; at most, all but those "
            "known to have named none. No interval goes beyond that. Where a kind of service was not interviewed at "
            f"all, nothing else can be said of {words.together} together.",
            "Services are counted as establishments.",
            *(() if detail else (NOT_BY_REGION,)),
        ),
        source="The study's list of services and interviews, and what the definition says of organisations.",
    )


def _interval_row(by: str, label: str, services: Iterable[ServiceGroup]) -> Row:
    strata = strata_of(services)
    found = estimate(strata)
    included, interviewed = (
        sum(stratum.having for stratum in strata),
        sum(stratum.interviewed for stratum in strata),
    )
    return {
        "by": by,
        "group": label,
        "frame": sum(stratum.frame for stratum in strata),
        "interviewed": interviewed,
        "included": included,
        "undecided": sum(stratum.undecided for stratum in strata),
        "share": share(included, interviewed),
        "weighted": found.share,
        "low": found.low,
        "high": found.high,
        "weighted_most": found.share_most,
        "high_most": found.high_most,
        "least": found.least,
        "most": found.most,
    }
