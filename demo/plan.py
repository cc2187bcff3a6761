"""The plan of the demonstration as plain values: its organisations, and the case of each service."""

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from demo import answers
from demo.answers import PlannedMention
from demo.blueprints import Blueprint, blueprints
from demo.calls import PARTIAL_INTERVIEWS, Fieldwork, fieldwork, final_codes
from demo.people import Person, person
from enterprises.vocabulary import EngagementStatus
from survey.vocabulary import INTERVIEWED_CODES, CaseCode

SEED = "gatehouse 2009"
OWN = "special_purpose_vehicle"
OWN_STATUSES = {
    "operating": EngagementStatus.WORKS,
    "in_development": EngagementStatus.WOULD_LIKE,
    "failed_before": EngagementStatus.WORKED,
    "failed_after": EngagementStatus.WORKED,
    None: EngagementStatus.WORKS,
}
"""The relation of a service to its own enterprise, by the status of that; None for not known."""


@dataclass(frozen=True)
class FrameService:
    """A service of the frame. `outcode` is its outward code, or empty."""

    slug: str
    region: str
    is_prison: bool
    outcode: str = ""


@dataclass(frozen=True)
class PlannedOrganisation:
    """An invented organisation with its region and outward code."""

    blueprint: Blueprint
    region: str
    outcode: str


@dataclass(frozen=True)
class PlannedCase:
    """The case of one service: the calls, and where it was interviewed the mentions and the answers."""

    slug: str
    respondent: Person
    fieldwork: Fieldwork
    is_prison: bool = True
    mentions: tuple[PlannedMention, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_interviewed(self) -> bool:
        return self.fieldwork.code in INTERVIEWED_CODES

    @property
    def knows_own_enterprise(self) -> bool:
        """True if the respondent knows the status of the service's own enterprise."""
        return self.values.get("spv_status") in answers.SPV_STATUSES


@dataclass(frozen=True)
class Plan:
    """The organisations and cases of the demonstration, in their order."""

    organisations: tuple[PlannedOrganisation, ...]
    cases: tuple[PlannedCase, ...]


def plan(
    services: Sequence[FrameService], outcodes: Mapping[str, Sequence[str]], zone: dt.tzinfo, seed: str = SEED
) -> Plan:
    """Return the plan for a frame: the same for the same seed and frame, in whatever order they are given.

    `outcodes` are the outward codes of each region, from which the organisations get theirs.
    """
    services = sorted(services, key=lambda service: service.slug)
    codes = final_codes(seed, [service.slug for service in services if service.is_prison])
    interviewed = [
        service for service in services if codes.get(service.slug, CaseCode.COMPLETE) == CaseCode.COMPLETE
    ]
    random.Random(f"{seed}:positions").shuffle(interviewed)
    positions = {service.slug: position for position, service in enumerate(interviewed)}
    codes |= dict.fromkeys(_partial(seed, interviewed), CaseCode.PARTIAL)
    organisations = _organisations(seed, interviewed, outcodes)
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
            found = answers.mentions(
                seed, service.slug, near[service.region], everywhere, own.get(service.slug)
            )
            mentions = tuple(_with_status(mention, own.get(service.slug), position) for mention in found)
            values = answers.values(
                seed,
                service.slug,
                position,
                mentions,
                names_included=any(_is_included(mention, organisations) for mention in mentions),
                is_partial=work.code == CaseCode.PARTIAL,
            )
            case = replace(case, mentions=mentions, values=values)
        cases.append(case)
    return Plan(organisations, tuple(cases))


def _partial(seed: str, interviewed: Sequence[FrameService]) -> list[str]:
    """Return the slugs of the services whose interview broke off, none of them with an enterprise of its own."""
    rng = random.Random(f"{seed}:partial")
    others = interviewed[answers.FIRST_WITHOUT_INTEREST :]
    return [
        slug
        for is_prison, number in PARTIAL_INTERVIEWS.items()
        for slug in rng.sample([each.slug for each in others if each.is_prison == is_prison], number)
    ]


def _is_included(mention: PlannedMention, organisations: Sequence[PlannedOrganisation]) -> bool:
    """Return True if the service works with the organisation, and the definition should include that."""
    return (
        mention.number is not None
        and mention.status == EngagementStatus.WORKS
        and organisations[mention.number].blueprint.outcome in answers.INCLUDED
    )


def _organisations(
    seed: str, interviewed: Sequence[FrameService], outcodes: Mapping[str, Sequence[str]]
) -> tuple[PlannedOrganisation, ...]:
    """Return every organisation with a place: own enterprises beside their service, the others by region in turn."""
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


def _with_status(mention: PlannedMention, own: Blueprint | None, position: int) -> PlannedMention:
    """Return the mention; one of the own enterprise with the status that the answers give."""
    if own is None or mention.number != own.number:
        return mention
    return replace(mention, status=OWN_STATUSES[answers.spv_status(position)])
