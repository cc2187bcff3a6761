"""The special purpose vehicles of a study: organisations that staff set up, by what the definition says of them."""

from collections import defaultdict
from dataclasses import dataclass, field
from enum import Enum

from django.db.models import (
    Case,
    Count,
    Exists,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Concat

from enterprises.models import Assessment, Engagement, Organisation
from enterprises.querysets import AssessmentQuerySet
from enterprises.vocabulary import EngagementStatus, Outcome
from interviews.models import Mention, Nomination
from interviews.vocabulary import HELD, MatchState, NominatedBy
from survey.models import SampledUnit, Study
from survey.vocabulary import StrandKind

OWN = ("operating", "in_development", "failed_before", "failed_after")
"""The words of the guide for a service that has, had or is developing an enterprise of its own (domain §4)."""

PAIR = Concat("organisation", Value(" "), "service", output_field=TextField())
"""A relation is told of once, and again in an extended interview."""


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


def identified(study: Study) -> dict[Standing, Identified]:
    """The organisations that staff set up, named or interviewed in the study. Two queries."""
    organisations = dict(
        _set_up_by_staff(study)
        .filter(organisation__in=_known_to(study).order_by().values("pk"))
        .values_list("standing")
        .annotate(Count("pk"))
    )
    relations: defaultdict[str, dict[str, int]] = defaultdict(dict)
    rows = (
        Engagement.objects.filter(
            mention__interview__unit__strand__study=study,
            mention__interview__status__in=HELD,
            mention__match_state=MatchState.MATCHED,
        )
        .order_by()
        .annotate(
            current=FilteredRelation(
                "organisation__assessments",
                condition=Q(
                    organisation__assessments__definition=study.definition,
                    organisation__assessments__is_current=True,
                ),
            )
        )
        .filter(_by_staff("current__"))
        .annotate(standing=_standing("current__"))
        .values_list("standing", "status")
        .annotate(number=Count(PAIR, distinct=True))
    )
    for standing, status, number in rows:
        relations[standing][status] = number
    return {
        standing: Identified(
            organisations.get(standing.value, 0),
            {status.value: relations[standing.value].get(status.value, 0) for status in EngagementStatus},
        )
        for standing in Standing
    }


def reached(study: Study) -> tuple[dict[str, int], int]:
    """By strand how many vehicles its interviews named, and how many were interviewed themselves. Two queries."""
    named = (
        _mentions(study)
        .filter(organisation__in=_vehicles(study).values("organisation"))
        .order_by()
        .values_list("interview__unit__strand__kind")
        .annotate(Count("organisation", distinct=True))
    )
    themselves = (
        SampledUnit.objects.of_study(study)
        .interviewed()
        .filter(organisation__in=_vehicles(study).values("organisation"))
        .aggregate(number=Count("organisation", distinct=True))
    )
    return dict(named), themselves["number"]


def contacts(study: Study) -> dict[Contact, int]:
    """How the study spoke with each special purpose vehicle known to it, the furthest way it came. One query."""
    themselves = (
        SampledUnit.objects.of_study(study)
        .interviewed()
        .order_by()
        .filter(organisation=OuterRef("organisation"))
    )
    referred = Nomination.objects.order_by().filter(
        study=study, organisation=OuterRef("organisation"), nominated_by=NominatedBy.EVALUATION
    )
    told = (
        _mentions(study)
        .order_by()
        .filter(organisation=OuterRef("organisation"), interview__answers__spv_status__value__in=OWN)
    )
    extended = told.filter(interview__unit__strand__kind=StrandKind.EXTENDED_INTERVIEW)
    way = Case(
        # Whoever is interviewed once on a referral is in none of the four categories of respondents.
        When(
            Exists(themselves.filter(category=None)) & Exists(referred), then=Value(Contact.EVALUATION.value)
        ),
        When(Exists(themselves), then=Value(Contact.ENTERPRISE.value)),
        When(Exists(extended), then=Value(Contact.EXTENDED.value)),
        When(Exists(told), then=Value(Contact.INITIAL.value)),
        default=Value(Contact.NONE.value),
        output_field=TextField(),
    )
    rows = (
        _vehicles(study)
        .filter(organisation__in=_known_to(study).order_by().values("pk"))
        .annotate(way=way)
        .values_list("way")
        .annotate(number=Count("pk"))
    )
    found = dict(rows)
    return {each: found.get(each.value, 0) for each in Contact}


def _set_up_by_staff(study: Study) -> AssessmentQuerySet:
    """Current assessments of what staff set up, each with its `standing`."""
    current: AssessmentQuerySet = Assessment.objects.current(study.definition)
    return current.filter(_by_staff()).order_by().annotate(standing=_standing())


def _by_staff(assessment: str = "") -> Q:
    """Whether an assessment is of what staff set up; `assessment` is the way to it, as far as there is one."""
    is_vehicle = Q(**{f"{assessment}outcome": Outcome.SPECIAL_PURPOSE_VEHICLE})
    return is_vehicle | Q(**{f"{assessment}facts__founded_by_service_staff": "yes"})


def _standing(assessment: str = "") -> Case:
    return Case(
        When(**{f"{assessment}outcome": Outcome.SPECIAL_PURPOSE_VEHICLE}, then=Value(Standing.VEHICLE.value)),
        When(**{f"{assessment}outcome": Outcome.UNDETERMINED}, then=Value(Standing.OPEN.value)),
        When(**{f"{assessment}is_included": True}, then=Value(Standing.INCLUDED.value)),
        default=Value(Standing.EXCLUDED.value),
        output_field=TextField(),
    )


def _vehicles(study: Study) -> AssessmentQuerySet:
    current: AssessmentQuerySet = Assessment.objects.current(study.definition)
    return current.filter(outcome=Outcome.SPECIAL_PURPOSE_VEHICLE).order_by()


def _known_to(study: Study) -> QuerySet[Organisation]:
    """The organisations that an interview of the study named, or that were interviewed themselves."""
    interviewed = SampledUnit.objects.of_study(study).interviewed().filter(organisation__isnull=False)
    return Organisation.objects.filter(
        Q(pk__in=_mentions(study).order_by().values("organisation"))
        | Q(pk__in=interviewed.order_by().values("organisation"))
    )


def _mentions(study: Study) -> QuerySet[Mention]:
    found: QuerySet[Mention] = Mention.objects.of_study(study).filter(
        match_state=MatchState.MATCHED, interview__status__in=HELD
    )
    return found
