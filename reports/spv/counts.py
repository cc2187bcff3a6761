"""The special purpose vehicles of a study: organisations that staff set up, by what the definition says of them."""

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
from interviews.vocabulary import HELD, MatchState, NominatedBy
from survey.models import SampledUnit, Study
from survey.vocabulary import StrandKind

OWN = ("operating", "in_development", "failed_before", "failed_after")
"""The words of the guide for a service that has, had or is developing an enterprise of its own (domain §4)."""


class Standing(Enum):
    """What an organisation that staff set up is by the definition: exactly one of these."""

    VEHICLE = "Special purpose vehicle"
    INCLUDED = "Set up by service staff, independent, and included"
    EXCLUDED = "Set up by service staff, and something else"
    OPEN = "Set up by service staff, and undetermined"


class Contact(Enum):
    """How the study spoke with a special purpose vehicle: exactly one of these, the first that holds."""

    ENTERPRISE = "Interviewed as an enterprise"
    EVALUATION = "In one interview of its own, after an external evaluation"
    EXTENDED = "Discussed in an extended interview with its service"
    INITIAL = "Told of in an initial interview with its service"
    NONE = "None: only named"


@dataclass(frozen=True)
class Identified:
    """The organisations of one standing, and the study's relations with them by their status."""

    organisations: int = 0
    relations: dict[str, int] = field(default_factory=dict)


class Told(NamedTuple):
    """That an interview named an organisation: in which strand, and the relation that it told of, if it did."""

    organisation: int
    strand: str
    service: int | None
    status: str | None


@dataclass(frozen=True)
class Known:
    """The organisations that staff set up and that a study knows, by key, and how it came to know them.

    Those `interviewed` themselves each say whether it was as an enterprise of one of the four categories; `own` are
    the vehicles and the strands in which a service told of its own enterprise.
    """

    standings: Mapping[int, Standing]
    told: frozenset[Told]
    interviewed: Mapping[int, bool]
    referred: frozenset[int]
    own: frozenset[tuple[int, str]]

    @property
    def vehicles(self) -> list[int]:
        """The special purpose vehicles among them."""
        return [one for one, standing in self.standings.items() if standing is Standing.VEHICLE]


def known_to(study: Study) -> Known:
    """What the study knows of the organisations that staff set up. Five queries.

    They begin with these organisations, which are few, and not with the relations of the study. A relation that was
    told of once, and again in an extended interview, comes once from each strand.
    """
    staff = _set_up_by_staff(study)
    vehicles = staff.filter(outcome=Outcome.SPECIAL_PURPOSE_VEHICLE)
    standings = {one: Standing(words) for one, words in staff.values_list("organisation", "standing")}
    mentions = _mentions(study)
    told = frozenset(
        Told(*row)
        for row in mentions.filter(organisation__in=staff.values("organisation"))
        .values_list(
            "organisation", "interview__unit__strand__kind", "engagement__service", "engagement__status"
        )
        .distinct()
        .iterator()
    )
    telling = Interview.objects.of_study(study).order_by().filter(answers__spv_status__value__in=OWN)
    own = (
        # The answers are looked into once for each interview, and not for each name that it gave.
        mentions.filter(organisation__in=vehicles.values("organisation"), interview__in=telling.values("pk"))
        .values_list("organisation", "interview__unit__strand__kind")
        .distinct()
    )
    interviewed: dict[int, bool] = {}
    rows = SampledUnit.objects.of_study(study).interviewed().order_by()
    for one, category in rows.filter(organisation__in=staff.values("organisation")).values_list(
        "organisation", "category"
    ):
        interviewed[one] = interviewed.get(one, True) and category is not None
    referred = Nomination.objects.order_by().filter(
        study=study,
        nominated_by=NominatedBy.EVALUATION,
        organisation__in=vehicles.values("organisation"),
    )
    met = interviewed.keys() | {each.organisation for each in told}
    return Known(
        standings={one: standing for one, standing in standings.items() if one in met},
        told=told,
        interviewed=interviewed,
        referred=frozenset(referred.values_list("organisation", flat=True)),
        own=frozenset(own),
    )


def identified(known: Known) -> dict[Standing, Identified]:
    """The organisations that staff set up, named or interviewed in the study, and its relations with them."""
    organisations = Counter(known.standings.values())
    relations = {(each.organisation, each.service, each.status) for each in known.told}
    by_status = Counter((known.standings[one], status) for one, _, status in relations)
    return {
        standing: Identified(
            organisations[standing],
            {status.value: by_status[standing, status.value] for status in EngagementStatus},
        )
        for standing in Standing
    }


def reached(known: Known) -> tuple[dict[str, int], int]:
    """By strand how many vehicles its interviews named, and how many were interviewed themselves."""
    vehicles = set(known.vehicles)
    named = {(each.organisation, each.strand) for each in known.told if each.organisation in vehicles}
    return dict(Counter(strand for _, strand in named)), len(vehicles & known.interviewed.keys())


def contacts(known: Known) -> dict[Contact, int]:
    """How the study spoke with each special purpose vehicle known to it, the furthest way it came."""
    found = Counter(_contact(known, one) for one in known.vehicles)
    return {each: found[each] for each in Contact}


def _contact(known: Known, vehicle: int) -> Contact:
    if vehicle in known.interviewed:
        # Whoever is interviewed once on a referral is in none of the four categories of respondents.
        is_evaluation = vehicle in known.referred and not known.interviewed[vehicle]
        return Contact.EVALUATION if is_evaluation else Contact.ENTERPRISE
    if (vehicle, StrandKind.EXTENDED_INTERVIEW) in known.own:
        return Contact.EXTENDED
    return Contact.INITIAL if any((vehicle, kind) in known.own for kind in StrandKind) else Contact.NONE


def _set_up_by_staff(study: Study) -> AssessmentQuerySet:
    """Current assessments of what staff set up, each with its `standing`."""
    current: AssessmentQuerySet = Assessment.objects.current(study.definition)
    is_vehicle = Q(outcome=Outcome.SPECIAL_PURPOSE_VEHICLE)
    by_staff = is_vehicle | Q(facts__founded_by_service_staff="yes")
    return current.filter(by_staff).order_by().annotate(standing=_standing())


def _standing() -> Case:
    return Case(
        When(outcome=Outcome.SPECIAL_PURPOSE_VEHICLE, then=Value(Standing.VEHICLE.value)),
        When(outcome=Outcome.UNDETERMINED, then=Value(Standing.OPEN.value)),
        When(is_included=True, then=Value(Standing.INCLUDED.value)),
        default=Value(Standing.EXCLUDED.value),
        output_field=TextField(),
    )


def _mentions(study: Study) -> QuerySet[Mention]:
    found: QuerySet[Mention] = (
        Mention.objects.of_study(study)
        .order_by()
        .filter(match_state=MatchState.MATCHED, interview__status__in=HELD)
    )
    return found
