"""The services of a study's frame as a comparison needs them, and which service followed which."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from noms.models import Region, Service, SiteFate
from noms.vocabulary import PRISON, PROBATION, PROBATION_2021, CountingUnit, Fate
from reports.comparison.matching import FrameMatch, match_frames, with_groups
from reports.engagement import queries
from survey.models import SampledUnit, Study
from survey.vocabulary import INTERVIEWED_CODES


@dataclass(frozen=True, slots=True)
class Unit:
    """A service of a frame: its kind, form and region, and whether it was interviewed in this study.

    `group` is its probation region of 2021, by which probation services of any time are compared as groups; None for
    prisons and in own frames.
    """

    kind: str
    form: str
    region: int | None
    is_interviewed: bool
    group: int | None = None


@dataclass(frozen=True)
class Frame:
    """A study with the services of its frame by key, and the keys of those that work with an included organisation.

    `undecided` are the keys of services that work with no included organisation, but named one that may be included.
    """

    study: Study
    units: Mapping[int, Unit]
    engaged: frozenset[int]
    undecided: frozenset[int]


def frame_of(study: Study, definition: str) -> Frame:
    """Return the frame of a study; `definition` decides which organisations are included. Three queries."""
    rows = (
        SampledUnit.objects.of_study(study)
        .initial()
        .filter(service__isnull=False)
        .order_by()
        .values_list("service", "service__kind", "service__form", "region", "code", "service__region_2021")
    )
    units = {
        service: Unit(kind, form, region, code in INTERVIEWED_CODES, group if kind == PROBATION else None)
        for service, kind, form, region, code, group in rows.iterator()
    }
    engaged = frozenset(queries.engaged_services(study, definition))
    return Frame(study, units, engaged, frozenset(queries.undecided_services(study, definition)) - engaged)


def match_of(earlier: Frame, later: Frame) -> FrameMatch:
    """Return what became of each service between two frames. One query."""
    return with_groups(
        match_frames(earlier.units, later.units, *successors()), _groups(earlier), _groups(later)
    )


def _groups(frame: Frame) -> dict[int, int | None]:
    return {service: unit.group for service, unit in frame.units.items()}


def group_names() -> dict[int, str]:
    """Return the names of the probation regions of 2021 by key, in the order of the reference data. One query."""
    regions = Region.objects.filter(system__key=PROBATION_2021).order_by("position", "name")
    return dict(regions.values_list("pk", "name"))


def sites_of(frame: Frame, day: dt.date) -> int:
    """Return the number of sites of the prisons of a frame that were open on a day. Two queries."""
    prisons = [service for service, unit in frame.units.items() if unit.kind == PRISON]
    rows = Service.objects.filter(pk__in=prisons).with_sites()
    return sum(prison.counting_unit_count(CountingUnit.SITE, day) for prison in rows)


def successors() -> tuple[dict[int, int], set[int]]:
    """Return the successor of each service that has one, and the services whose successor was built on their site.

    One query.
    """
    new_building = SiteFate.objects.filter(
        site__service=OuterRef("pk"), became__service=OuterRef("successor"), fate=Fate.REBUILT
    )
    followed = Service.objects.filter(successor__isnull=False).order_by()
    rows = list(followed.values_list("pk", "successor", Exists(new_building)))
    return (
        {service: successor for service, successor, _ in rows if successor is not None},
        {service for service, _, is_rebuilt in rows if is_rebuilt},
    )


def in_order(study: Study, other: Study) -> tuple[Study, Study]:
    """Return the two studies, the one with the earlier frame first."""
    if (other.frame_on, other.slug) <= (study.frame_on, study.slug):
        return other, study
    return study, other


def default_other(study: Study, others: Sequence[Study]) -> Study | None:
    """Return the study to compare with by default: the last before this one, else the first after it.

    Studies of the same frame come first, because others have no service in common with this one.
    """
    others = [other for other in others if other.frame_id == study.frame_id] or others
    before = [other for other in others if in_order(study, other)[0] == other]
    if before:
        return max(before, key=lambda other: (other.frame_on, other.slug))
    return min(others, key=lambda other: (other.frame_on, other.slug), default=None)
