"""The figures of a study's fieldwork on pages and the map: from its release, and live for the research roles."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Q
from django.utils import timezone

from mapping.atlas.geographies import AREAS, Partition, every_area
from noms.models import Region
from noms.vocabulary import CountingUnit
from reports.region_merging import MERGED_NOTE, RegionGroups, every_region
from reports.releases.public import Released, released
from survey.models import Response, SampledUnit, Strand, Study
from survey.vocabulary import INTERVIEWED_CODES, StrandKind

PART = "map"
"""The name of the part of a release that has these figures."""
LIVE = "Live figures, not released: do not quote them."


@dataclass(frozen=True)
class FrameUnit:
    """A prison or probation service of a study's frame, with the areas it lies in or serves.

    `weight` is 1, or the number of its sites in a study that counts sites.
    """

    service: int
    areas: tuple[int, ...]
    region: int | None
    interviewed: bool
    weight: int


@dataclass(frozen=True)
class RegionCount:
    """Services of the frame and those interviewed in some regions together, which are given by their slugs."""

    name: str
    regions: tuple[str, ...]
    frame: int
    interviewed: int


@dataclass(frozen=True)
class KindCount:
    """Services of the frame and those interviewed of one kind, in the plural."""

    words: str
    frame: int
    interviewed: int


@dataclass(frozen=True)
class StrandCount:
    """How many were to be approached in a strand, and how many were interviewed or answered."""

    kind: str
    sampled: int
    answered: int


@dataclass(frozen=True)
class Fieldwork:
    """The figures of one study. `released_on` is None if they are live.

    In `regions` services count as sites in a study that counts sites, in `kinds` always once.
    """

    regions: tuple[RegionCount, ...]
    kinds: tuple[KindCount, ...]
    strands: tuple[StrandCount, ...]
    released_on: dt.date | None = None

    @property
    def is_live(self) -> bool:
        return self.released_on is None

    @property
    def frame(self) -> int:
        """The services of the frame."""
        return sum(count.frame for count in self.regions)

    @property
    def interviewed(self) -> int:
        """The services interviewed."""
        return sum(count.interviewed for count in self.regions)

    @cached_property
    def of_region(self) -> Mapping[str, RegionCount]:
        """The count in which each region is, by its slug."""
        return {slug: count for count in self.regions for slug in count.regions}

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be said beside figures by region."""
        merged = any(len(count.regions) > 1 for count in self.regions)
        return (*((MERGED_NOTE,) if merged else ()), *((LIVE,) if self.is_live else ()))


def fieldwork_of(study: Study, *, is_live: bool) -> Fieldwork | None:
    """Return the figures of a study for a reader: live ones, or those of its release, None before the first."""
    if is_live:
        return read_fieldwork(study, every_region(study))
    found = released(study)
    return None if found is None else released_fieldwork(found)


def released_fieldwork(found: Released) -> Fieldwork | None:
    """Return the figures that a release has, None if it was made without them."""
    part, released_at = found.part(PART), found.release.released_at
    if part is None or released_at is None:
        return None
    return Fieldwork(
        regions=tuple(RegionCount(**{**row, "regions": tuple(row["regions"])}) for row in part["regions"]),
        kinds=tuple(KindCount(**row) for row in part["kinds"]),
        strands=tuple(StrandCount(**row) for row in part["strands"]),
        released_on=timezone.localdate(released_at),
    )


def read_fieldwork(study: Study, groups: RegionGroups) -> Fieldwork:
    """Return the live figures of a study by these groups of regions. Seven queries."""
    frame: Counter[int | None] = Counter()
    interviewed: Counter[int | None] = Counter()
    for unit in frame_units(study):
        frame[groups.group_of[unit.region]] += unit.weight
        interviewed[groups.group_of[unit.region]] += unit.weight * unit.interviewed
    slugs = dict(Region.objects.values_list("pk", "slug"))
    regions = tuple(
        RegionCount(
            name=groups.names[key],
            regions=tuple(slugs[member] for member in members if member is not None),
            frame=frame[key],
            interviewed=interviewed[key],
        )
        for key, members in groups.members.items()
        if frame[key] or key is not None
    )
    return Fieldwork(
        regions=regions,
        kinds=tuple(kind_counts([study]).get(study.pk, ())),
        strands=strand_counts(study),
    )


def frame_units(study: Study, partition: Partition | None = None) -> list[FrameUnit]:
    """Return the frame of a study: the initial sample, with the sites open on its day. At most two queries."""
    opened = Q(service__sites__opened_on__isnull=True) | Q(service__sites__opened_on__lte=study.frame_on)
    not_closed = Q(service__sites__closed_on__isnull=True) | Q(service__sites__closed_on__gte=study.frame_on)
    rows = (
        SampledUnit.objects.of_study(study)
        .initial()
        .filter(service__isnull=False)
        .order_by()
        .annotate(sites=Count("service__sites", filter=opened & not_closed))
        .values_list("service_id", "service__area_id", "region_id", "code", "sites")
    )
    partition = partition or Partition(every_area(), AREAS)
    by_site = study.counting_unit == CountingUnit.SITE
    return [
        FrameUnit(
            service=service,
            areas=partition.areas_of_service(service, area),
            region=region,
            interviewed=code in INTERVIEWED_CODES,
            weight=max(sites, 1) if by_site else 1,
        )
        for service, area, region, code, sites in rows
    ]


def kind_counts(studies: Iterable[Study]) -> dict[int, list[KindCount]]:
    """Return the live counts of each kind of service by the primary key of the study. One query."""
    rows = (
        SampledUnit.objects.initial()
        .filter(strand__study__in=studies, service__isnull=False)
        .order_by("service__kind__position", "service__kind")
        .values_list("strand__study", "service__kind__plural")
        .annotate(frame=Count("pk"), interviewed=Count("pk", filter=Q(code__in=INTERVIEWED_CODES)))
    )
    found: defaultdict[int, list[KindCount]] = defaultdict(list)
    for study, words, frame, interviewed in rows:
        found[study].append(KindCount(words, frame, interviewed))
    return found


def strand_counts(study: Study) -> tuple[StrandCount, ...]:
    """Return the live counts of each strand, in their order. Two queries."""
    interviewed = Count("units", filter=Q(units__code__in=INTERVIEWED_CODES))
    strands = Strand.objects.filter(study=study).annotate(sampled=Count("units"), interviewed=interviewed)
    sent = Response.objects.of_study(study).sent().count()
    return tuple(
        StrandCount(
            kind=strand.kind,
            sampled=strand.sampled,
            answered=sent if strand.kind == StrandKind.ONLINE_SURVEY else strand.interviewed,
        )
        for strand in strands.order_by("pk")
    )
