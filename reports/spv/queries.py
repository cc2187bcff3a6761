"""The organisations of a study that service staff set up, by what the definition says of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from django.db.models import Case, Q, QuerySet, TextField, Value, When

from enterprises.models import Assessment
from enterprises.querysets import AssessmentQuerySet
from enterprises.vocabulary import EngagementStatus, Outcome
from interviews.models import Interview, Mention, Nomination
from interviews.vocabulary import FINISHED, MatchState, NominatedBy
from survey.models import SampledUnit, Study
from survey.vocabulary import StrandKind

OWN = ("operating", "in_development", "failed_before", "failed_after")
"""The choices for a service that has, had or is developing an enterprise of its own (domain §4)."""


class VehicleStatus(Enum):
    """The status of an enterprise that service staff set up, by the definition. Each has exactly one."""

    VEHICLE = "Enterprise set up by staff"
    INCLUDED = "Set up by service staff, independent, and a social enterprise"
    EXCLUDED = "Set up by service staff, and something else"
    OPEN = "Set up by service staff, and not decided yet"


class Stage(Enum):
    """How far a special purpose vehicle got, as respondents reported. Each has exactly one stage."""

    GOING_ON = "Operating, or in development"
    FAILED = "Failed, before or soon after it opened"
    NOT_KNOWN = "Not known how far it got, or told differently"


STAGES = {
    "operating": Stage.GOING_ON,
    "in_development": Stage.GOING_ON,
    "failed_before": Stage.FAILED,
    "failed_after": Stage.FAILED,
}


class Contact(Enum):
    """How the study was in contact with a special purpose vehicle. The first member that is true applies."""

    ENTERPRISE = "Interviewed as an enterprise"
    EVALUATION = "In one interview of its own, after an external evaluation"
    EXTENDED = "Discussed in a longer interview with its service"
    INITIAL = "Told of in a first interview with its service"
    NONE = "None: only named"


@dataclass(frozen=True)
class StatusCounts:
    """The number of organisations of one status, and of the study's relations with them by the relation's status."""

    organisations: int = 0
    relations: dict[str, int] = field(default_factory=dict)


class Naming(NamedTuple):
    """One organisation named in the interviews of one strand, with the service and status of a reported relation."""

    organisation: int
    strand: str
    service: int | None
    status: str | None


@dataclass(frozen=True)
class KnownEnterprises:
    """The enterprises set up by staff that a study knows, by key, and how it came to know them.

    `interviewed` has those that were interviewed; the value is True if they were in one of the four categories of
    respondents.
    `referred` were nominated by an evaluation. `own` are vehicles with the strands in which a service spoke of its own
    enterprise. `reports` are vehicles with a reported stage, and True if the vehicle itself reported it.
    """

    statuses: Mapping[int, VehicleStatus]
    namings: frozenset[Naming]
    interviewed: Mapping[int, bool]
    referred: frozenset[int]
    own: frozenset[tuple[int, str]]
    reports: frozenset[tuple[int, bool, str]]

    @property
    def vehicles(self) -> list[int]:
        """The keys of the special purpose vehicles among them."""
        return [one for one, status in self.statuses.items() if status is VehicleStatus.VEHICLE]


def known_to(study: Study) -> KnownEnterprises:
    """Return what the study knows of the enterprises that staff set up. Five queries.

    The queries start from these few organisations, because all relations of the study would be many more. A relation
    that is reported in two strands is counted once for each.
    """
    staff = _set_up_by_staff(study)
    vehicles = staff.filter(outcome=Outcome.SPECIAL_PURPOSE_VEHICLE)
    statuses = {
        one: VehicleStatus(words) for one, words in staff.values_list("organisation", "vehicle_status")
    }
    mentions = _mentions(study)
    namings = frozenset(
        Naming(*row)
        for row in mentions.filter(organisation__in=staff.values("organisation"))
        .values_list(
            "organisation", "interview__unit__strand__kind", "engagement__service", "engagement__status"
        )
        .distinct()
        .iterator()
    )
    with_own = Interview.objects.of_study(study).order_by().filter(answers__spv_status__value__in=OWN)
    own = (
        # The subquery reads the answers once for each interview; a join would read them for each mention.
        mentions.filter(organisation__in=vehicles.values("organisation"), interview__in=with_own.values("pk"))
        .values_list("organisation", "interview__unit__strand__kind", "interview__answers__spv_status__value")
        .distinct()
    )
    reports = {(one, False, status) for one, _, status in own}
    interviewed: dict[int, bool] = {}
    rows = SampledUnit.objects.of_study(study).interviewed().order_by()
    for one, category, status in rows.filter(organisation__in=staff.values("organisation")).values_list(
        "organisation", "category", "interview__answers__vehicle_status__value"
    ):
        reports |= {(one, True, status)} if status in STAGES else set()
        interviewed[one] = interviewed.get(one, True) and category is not None
    referred = Nomination.objects.order_by().filter(
        study=study,
        nominated_by=NominatedBy.EVALUATION,
        organisation__in=vehicles.values("organisation"),
    )
    interviewed_or_named = interviewed.keys() | {each.organisation for each in namings}
    return KnownEnterprises(
        statuses={one: status for one, status in statuses.items() if one in interviewed_or_named},
        namings=namings,
        interviewed=interviewed,
        referred=frozenset(referred.values_list("organisation", flat=True)),
        own=frozenset((one, strand) for one, strand, _ in own),
        reports=frozenset(reports),
    )


def identified(known: KnownEnterprises) -> dict[VehicleStatus, StatusCounts]:
    """Return by status the enterprises that staff set up, and the study's relations with them."""
    organisations = Counter(known.statuses.values())
    relations = {(each.organisation, each.service, each.status) for each in known.namings}
    by_status = Counter((known.statuses[one], status) for one, _, status in relations)
    return {
        status: StatusCounts(
            organisations[status],
            {each.value: by_status[status, each.value] for each in EngagementStatus},
        )
        for status in VehicleStatus
    }


def stages(known: KnownEnterprises) -> dict[Stage, int]:
    """Return the special purpose vehicles by how far they got: as they reported it, or else as their services did."""
    found = Counter(_stage(known, one) for one in known.vehicles)
    return {each: found[each] for each in Stage}


def _stage(known: KnownEnterprises, vehicle: int) -> Stage:
    for is_own in (True, False):
        reports = {
            STAGES[status]
            for one, by_itself, status in known.reports
            if (one, by_itself) == (vehicle, is_own)
        }
        if reports:
            return reports.pop() if len(reports) == 1 else Stage.NOT_KNOWN
    return Stage.NOT_KNOWN


def reached(known: KnownEnterprises) -> tuple[dict[str, int], int]:
    """Return by strand the vehicles that its interviews named, and the number that were interviewed themselves."""
    vehicles = set(known.vehicles)
    named = {(each.organisation, each.strand) for each in known.namings if each.organisation in vehicles}
    return dict(Counter(strand for _, strand in named)), len(vehicles & known.interviewed.keys())


def contacts(known: KnownEnterprises) -> dict[Contact, int]:
    """Return the special purpose vehicles known to the study by the closest contact with them."""
    found = Counter(_contact(known, one) for one in known.vehicles)
    return {each: found[each] for each in Contact}


def _contact(known: KnownEnterprises, vehicle: int) -> Contact:
    if vehicle in known.interviewed:
        # An enterprise interviewed only on a referral is in none of the four categories of respondents.
        is_evaluation = vehicle in known.referred and not known.interviewed[vehicle]
        return Contact.EVALUATION if is_evaluation else Contact.ENTERPRISE
    if (vehicle, StrandKind.EXTENDED_INTERVIEW) in known.own:
        return Contact.EXTENDED
    return Contact.INITIAL if any((vehicle, kind) in known.own for kind in StrandKind) else Contact.NONE


def _set_up_by_staff(study: Study) -> AssessmentQuerySet:
    """Return the current assessments of organisations that staff set up, each with its `vehicle_status`."""
    current: AssessmentQuerySet = Assessment.objects.current(study.definition_reference)
    is_vehicle = Q(outcome=Outcome.SPECIAL_PURPOSE_VEHICLE)
    by_staff = is_vehicle | Q(facts__founded_by_service_staff="yes")
    return current.filter(by_staff).order_by().annotate(vehicle_status=_vehicle_status())


def _vehicle_status() -> Case:
    return Case(
        When(outcome=Outcome.SPECIAL_PURPOSE_VEHICLE, then=Value(VehicleStatus.VEHICLE.value)),
        When(outcome=Outcome.UNDETERMINED, then=Value(VehicleStatus.OPEN.value)),
        When(is_included=True, then=Value(VehicleStatus.INCLUDED.value)),
        default=Value(VehicleStatus.EXCLUDED.value),
        output_field=TextField(),
    )


def _mentions(study: Study) -> QuerySet[Mention]:
    found: QuerySet[Mention] = (
        Mention.objects.of_study(study)
        .order_by()
        .filter(match_state=MatchState.MATCHED, interview__status__in=FINISHED)
    )
    return found
