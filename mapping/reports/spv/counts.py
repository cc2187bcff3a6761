"""The special purpose vehicles of a study: organisations that staff set up, by what the definition says of them."""

from collections import defaultdict
from dataclasses import dataclass, field
from enum import Enum

from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, TextField, Value, When

from enterprises.models import Assessment, Engagement, Organisation
from enterprises.querysets import AssessmentQuerySet
from enterprises.vocabulary import EngagementStatus, Outcome
from interviews.models import Mention
from interviews.vocabulary import HELD, MatchState
from survey.models import SampledUnit, Study


class Standing(Enum):
    """What an organisation that staff set up is by the definition: exactly one of these."""

    VEHICLE = "Special purpose vehicle"
    INCLUDED = "Set up by service staff, independent, and included"
    EXCLUDED = "Set up by service staff, and something else"
    OPEN = "Set up by service staff, and undetermined"


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
    stands = _set_up_by_staff(study).filter(organisation=OuterRef("organisation")).values("standing")
    rows = (
        Engagement.objects.filter(
            mention__interview__unit__strand__study=study,
            mention__interview__status__in=HELD,
            mention__match_state=MatchState.MATCHED,
        )
        .order_by()
        .annotate(standing=Subquery(stands, output_field=TextField()))
        .filter(standing__isnull=False)
        .values_list("standing", "status")
        .annotate(Count("pk"))
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


def _set_up_by_staff(study: Study) -> AssessmentQuerySet:
    """Current assessments of what staff set up, each with its `standing`."""
    standing = Case(
        When(outcome=Outcome.SPECIAL_PURPOSE_VEHICLE, then=Value(Standing.VEHICLE.value)),
        When(outcome=Outcome.UNDETERMINED, then=Value(Standing.OPEN.value)),
        When(is_included=True, then=Value(Standing.INCLUDED.value)),
        default=Value(Standing.EXCLUDED.value),
        output_field=TextField(),
    )
    by_staff = Q(outcome=Outcome.SPECIAL_PURPOSE_VEHICLE) | Q(facts__founded_by_service_staff="yes")
    return (
        Assessment.objects.current(study.definition).filter(by_staff).order_by().annotate(standing=standing)
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
