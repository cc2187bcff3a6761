"""The whole demonstration as plain values: which organisations there are, and how each service's case goes."""

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from demo import answers
from demo.answers import Named
from demo.blueprints import Blueprint, blueprints
from demo.calls import Fieldwork, endings, fieldwork
from demo.people import Person, person
from enterprises.vocabulary import EngagementStatus
from survey.vocabulary import CaseCode

SEED = "gatehouse 2009"
OWN = "special_purpose_vehicle"
STATUS_OF_OWN = {
    "operating": EngagementStatus.WORKS,
    "in_development": EngagementStatus.WOULD_LIKE,
    "failed_before": EngagementStatus.WORKED,
    "failed_after": EngagementStatus.WORKED,
    None: EngagementStatus.WORKS,
}
"""How a service stands to its own enterprise, by what became of it; None where the respondent does not know."""


@dataclass(frozen=True)
class FrameService:
    """A service of the frame, as much of it as the plan needs. `outcode` is where it is, perhaps nothing."""

    slug: str
    region: str
    is_prison: bool
    outcode: str = ""


@dataclass(frozen=True)
class PlannedOrganisation:
    """An invented organisation and the outward code it is put at."""

    blueprint: Blueprint
    region: str
    outcode: str


@dataclass(frozen=True)
class PlannedCase:
    """One service: the calls, and for a complete case the organisations named and the answers."""

    slug: str
    respondent: Person
    fieldwork: Fieldwork
    is_prison: bool = True
    named: tuple[Named, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_interviewed(self) -> bool:
        return self.fieldwork.code == CaseCode.COMPLETE

    @property
    def tells_of_own(self) -> bool:
        """Whether the respondent knows how far an enterprise of the service's own got."""
        return self.values.get("spv_status") in answers.SPV_STATUSES


@dataclass(frozen=True)
class Plan:
    """Everything that is to be carried out, in order."""

    organisations: tuple[PlannedOrganisation, ...]
    cases: tuple[PlannedCase, ...]


def plan(
    services: Sequence[FrameService], outcodes: Mapping[str, Sequence[str]], zone: dt.tzinfo, seed: str = SEED
) -> Plan:
    """The demonstration on a frame, the same for the same seed and frame whatever the order they come in.

    `outcodes` are the outward codes of each region, where invented organisations are put.
    """
    services = sorted(services, key=lambda service: service.slug)
    codes = endings(seed, [service.slug for service in services if service.is_prison])
    interviewed = [
        service for service in services if codes.get(service.slug, CaseCode.COMPLETE) == CaseCode.COMPLETE
    ]
    random.Random(f"{seed}:positions").shuffle(interviewed)
    positions = {service.slug: position for position, service in enumerate(interviewed)}
    organisations = _placed(seed, interviewed, outcodes)
    own = {place.slug: made.blueprint for place, made in zip(interviewed, _own(organisations), strict=False)}
    near: defaultdict[str, list[Blueprint]] = defaultdict(list)
    for made in organisations:
        if made.blueprint.outcome != OWN:
            near[made.region].append(made.blueprint)
    everywhere = [blueprint for region in sorted(near) for blueprint in near[region]]
    cases = []
    for number, service in enumerate(services):
        respondent = person(
            number, random.Random(f"{seed}:person:{service.slug}"), is_prison=service.is_prison
        )
        work = fieldwork(seed, service.slug, codes.get(service.slug, CaseCode.COMPLETE), zone)
        case = PlannedCase(service.slug, respondent, work, service.is_prison)
        if case.is_interviewed:
            position = positions[service.slug]
            said = answers.named(seed, service.slug, near[service.region], everywhere, own.get(service.slug))
            named = tuple(_as_it_stands(mention, own.get(service.slug), position) for mention in said)
            case = replace(case, named=named, values=answers.values(seed, service.slug, position, named))
        cases.append(case)
    return Plan(organisations, tuple(cases))


def _placed(
    seed: str, interviewed: Sequence[FrameService], outcodes: Mapping[str, Sequence[str]]
) -> tuple[PlannedOrganisation, ...]:
    """Every organisation at a place: a service's own enterprise beside it, the others through the regions in turn."""
    regions = sorted(region for region, codes in outcodes.items() if codes)
    homes = iter(interviewed)
    placed = []
    for blueprint in blueprints(seed):
        rng = random.Random(f"{seed}:place:{blueprint.number}")
        if blueprint.outcome == OWN and (home := next(homes, None)):
            placed.append(PlannedOrganisation(blueprint, home.region, home.outcode))
            continue
        region = regions[(blueprint.number * 7) % len(regions)] if regions else ""
        outcode = rng.choice(sorted(outcodes[region])) if region else ""
        placed.append(PlannedOrganisation(blueprint, region, outcode))
    return tuple(placed)


def _own(organisations: Sequence[PlannedOrganisation]) -> list[PlannedOrganisation]:
    return [made for made in organisations if made.blueprint.outcome == OWN]


def _as_it_stands(mention: Named, own: Blueprint | None, position: int) -> Named:
    """A mention of the service's own enterprise says of it what the answers say."""
    if own is None or mention.number != own.number:
        return mention
    return replace(mention, status=STATUS_OF_OWN[answers.spv_status(position)])
