"""The services of a study's frame as a comparison needs them, and which service followed which."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from noms.models import Service
from reports.engagement import queries
from survey.models import SampledUnit, Study
from survey.vocabulary import INTERVIEWED_CODES


@dataclass(frozen=True, slots=True)
class Unit:
    """A service of a frame: its kind, form and region, and whether it was interviewed in this study."""

    kind: str
    form: str
    region: int | None
    is_interviewed: bool


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
        .values_list("service", "service__kind", "service__form", "region", "code")
    )
    units = {
        service: Unit(kind, form, region, code in INTERVIEWED_CODES)
        for service, kind, form, region, code in rows.iterator()
    }
    engaged = frozenset(queries.engaged_services(study, definition))
    return Frame(study, units, engaged, frozenset(queries.undecided_services(study, definition)) - engaged)


def successors() -> dict[int, int]:
    """Return the successor of each service that has one. One query."""
    rows = Service.objects.filter(successor__isnull=False).order_by().values_list("pk", "successor")
    return {service: successor for service, successor in rows if successor is not None}


def in_order(study: Study, other: Study) -> tuple[Study, Study]:
    """Return the two studies, the one with the earlier frame first."""
    if (other.frame_on, other.slug) <= (study.frame_on, study.slug):
        return other, study
    return study, other


def default_other(study: Study, others: Sequence[Study]) -> Study | None:
    """Return the study to compare with by default: the last before this one, else the first after it."""
    before = [other for other in others if in_order(study, other)[0] == other]
    if before:
        return max(before, key=lambda other: (other.frame_on, other.slug))
    return min(others, key=lambda other: (other.frame_on, other.slug), default=None)
