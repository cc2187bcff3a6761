"""How many services of each kind and region a study would draw, and which kinds its frame lacks on its day."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Max, Min, Q

from noms.models import Frame, Region, RegionSystem, Service, ServiceKind
from wording import counted, day

NO_REGION = "Without a region"


@dataclass(frozen=True)
class FrameCount:
    """The services of a frame that were open on a day.

    `rows` has a row for each region, its name and the number of services of each of `kinds`. `warnings` are sentences
    on what the frame lacks; `total` is the number of all services.
    """

    kinds: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    totals: tuple[int, ...]
    warnings: tuple[str, ...]

    @property
    def total(self) -> int:
        return sum(self.totals)

    @property
    def sentence(self) -> str:
        """The number of services that would be drawn, in words."""
        return f"{counted(self.total, 'service', 'services')} would be drawn."


def frame_count(frame: Frame, on: dt.date) -> FrameCount:
    """Return the count of a frame on a day, by the regions in force on it. Five queries."""
    nouns = {kind.key: kind.noun for kind in ServiceKind.objects.all()}
    known = {
        kind: (first, last, number)
        for kind, first, last, number in Service.objects.in_frame(frame)
        .order_by()
        .values_list("kind")
        .annotate(Min("opened_on"), Max("closed_on"), still_open=Count("pk", filter=Q(closed_on=None)))
    }
    system = RegionSystem.objects.in_force_on(on, frame).first()
    open_then = Service.objects.in_frame(frame).open_on(on).select_related("region", "region_2021")
    cells = Counter((service.region_in(system), service.kind_id) for service in open_then)
    kinds = [kind for kind in nouns if any(kind == each for _, each in cells)]
    regions = list(Region.objects.filter(system=system)) if system else []
    rows: list[tuple[str, Region | None]] = [
        (region.name, region) for region in regions if any(region == each for each, _ in cells)
    ]
    if any(region is None for region, _ in cells):
        rows.append((NO_REGION, None))
    table = [(name, tuple(cells[region, kind] for kind in kinds)) for name, region in rows]
    return FrameCount(
        kinds=tuple(nouns[kind].heading for kind in kinds),
        rows=tuple(table),
        totals=tuple(sum(number for (_, each), number in cells.items() if each == kind) for kind in kinds),
        warnings=tuple(
            _warnings(frame, on, known, {kind: nouns[kind].singular for kind in nouns if kind not in kinds})
        ),
    )


def _warnings(
    frame: Frame,
    on: dt.date,
    known: dict[str, tuple[dt.date | None, dt.date | None, int]],
    absent: dict[str, str],
) -> Iterator[str]:
    """Yield a sentence for each kind of the frame without a service on the day. `absent` has the words for one."""
    if not known:
        yield f"The frame “{frame}” has no services at all. Choose another, or load its services first."
    for kind, word in absent.items():
        if kind not in known:
            continue
        first, last, still_open = known[kind]
        sentence = f"No {word} of “{frame}” is known to have been open on {day(on)}."
        if last is not None and not still_open and last < on:
            sentence += f" The last one closed on {day(last)}."
        elif first is not None and on < first:
            sentence += f" The first one opened on {day(first)}."
        yield sentence
