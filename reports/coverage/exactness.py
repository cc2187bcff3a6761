"""How exact a share of those interviewed is for the whole frame, whose size is known."""

from collections.abc import Iterable, Mapping

from interviews.outcome_rates import Interval, wilson_fpc
from noms.nouns import Noun
from reports.engagement.queries import ServiceGroup, Standing
from reports.fieldwork import COUNTRY
from reports.table import Column, Row, Table, share

ALL = "All services"
NOT_BY_REGION = "It is not shown by region here, because a figure may stand for one service."


def exactness(
    services: list[ServiceGroup],
    regions: Mapping[int | None, str],
    nouns: Mapping[str, Noun],
    *,
    detail: bool,
) -> Table:
    """The share of services with an included organisation, with its 95% interval in the frame.

    Without `detail` by kind only: what the few services of a region told is known beside the relations that are listed.
    """
    rows: list[Row] = [
        _row("Kind of service", noun.heading, [group for group in services if group.kind == kind])
        for kind, noun in nouns.items()
    ]
    rows.append(_row("Kind of service", ALL, services))
    if detail:
        for region, name in regions.items():
            inside = [group for group in services if group.region == region]
            if region is not None or inside:
                rows.append(_row("Region", name, inside))
        rows.append(_row("Region", COUNTRY, services))
    return Table(
        key="exactness",
        title="How exact the share of services with an included organisation is",
        columns=(
            Column("by", "By"),
            Column("group", "Services"),
            Column("frame", "In the frame", "count"),
            Column("interviewed", "Interviewed (base)", "count"),
            Column("included", "Named an included organisation", "count"),
            Column("share", "Share", "percent", ratio=("included", "interviewed")),
            Column("low", "Lowest, 95%", "percent"),
            Column("high", "Highest, 95%", "percent"),
        ),
        rows=tuple(rows),
        notes=(
            "The interval is Wilson's with the finite population correction: where the whole frame was interviewed "
            "nothing is uncertain. It allows for chance alone: it would hold if those interviewed had been drawn "
            "by lot, and cannot allow for what those who refused or were not reached have in common.",
            "It is clipped to what is certain: those who named one are in the frame, and so are those who named none.",
            "Services are counted as establishments.",
            *(() if detail else (NOT_BY_REGION,)),
        ),
        source="The study's frame and interviews, and stored assessments.",
    )


def _row(by: str, group: str, services: Iterable[ServiceGroup]) -> Row:
    frame = interviewed = included = 0
    for alike in services:
        frame += alike.number
        interviewed += alike.number * (alike.standing is not Standing.NOT_INTERVIEWED)
        included += alike.number * (alike.standing is Standing.INCLUDED)
    interval = certain(wilson_fpc(included, interviewed, frame), included, interviewed, frame)
    return {
        "by": by,
        "group": group,
        "frame": frame,
        "interviewed": interviewed,
        "included": included,
        "share": share(included, interviewed),
        "low": interval.low if interval else None,
        "high": interval.high if interval else None,
    }


def certain(interval: Interval | None, included: int, interviewed: int, frame: int) -> Interval | None:
    """An interval clipped to what is possible: of the frame, x are known to have one and n−x to have none.

    So the share lies within [x/N, (N−n+x)/N]. Clipping an interval to what is certain loses no coverage.
    """
    if interval is None:
        return None
    return Interval(
        interval.estimate,
        max(interval.low, included / frame),
        min(interval.high, (frame - interviewed + included) / frame),
    )
