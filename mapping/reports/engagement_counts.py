"""The grouped counts behind the engagement report, one query each."""

from dataclasses import dataclass
from enum import Enum

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When

from enterprises.classification import definitions
from enterprises.models import Assessment, Engagement, EngagementTerm
from enterprises.querysets import EngagementQuerySet
from enterprises.vocabulary import EngagementStatus, Outcome, Vocabulary
from interviews.models import Mention
from interviews.vocabulary import HELD, MatchState
from survey.models import SampledUnit, Study
from survey.vocabulary import INTERVIEWED

Pair = tuple[int, int]


class Standing(Enum):
    """How a service of the frame stands: exactly one of these for each."""

    INCLUDED = "included"
    UNDECIDED = "undecided"
    NONE = "none"
    NOT_INTERVIEWED = "not interviewed"


@dataclass(frozen=True)
class ServiceGroup:
    """Services of one kind, form and region that stand alike."""

    kind: str
    form: str
    region: int | None
    standing: Standing
    number: int


@dataclass(frozen=True)
class RelationGroup:
    """Relations of one arrangement and origin, on one side of the definition."""

    arrangement: str
    origin: str
    is_included: bool
    number: int


def services(study: Study) -> list[ServiceGroup]:
    """The services of the frame, grouped by kind, form, region and how they stand."""
    named = _working(study).filter(service=OuterRef("service"))
    open_names = Mention.objects.of_study(study).filter(
        interview__unit__service=OuterRef("service"), interview__status__in=HELD
    )
    undecided = named.filter(~Exists(_assessments(study).exclude(outcome=Outcome.UNDETERMINED)))
    standing = Case(
        When(~Q(code__in=INTERVIEWED), then=Value(Standing.NOT_INTERVIEWED.value)),
        When(Exists(named.with_included(study.definition)), then=Value(Standing.INCLUDED.value)),
        When(Exists(undecided), then=Value(Standing.UNDECIDED.value)),
        When(Exists(open_names.unmatched()), then=Value(Standing.UNDECIDED.value)),
        default=Value(Standing.NONE.value),
    )
    rows = (
        SampledUnit.objects.of_study(study)
        .initial()
        .filter(service__isnull=False)
        .order_by()
        .annotate(standing=standing)
        .values_list("service__kind", "service__form", "service__region", "standing")
        .annotate(number=Count("pk"))
    )
    return [
        ServiceGroup(kind, form, region, Standing(word), number) for kind, form, region, word, number in rows
    ]


def relations(study: Study) -> list[RelationGroup]:
    """The relations of the study, grouped by arrangement, origin and side of the definition."""
    rows = (
        _working(study)
        .order_by()
        .annotate(is_included=Exists(_assessments(study).filter(is_included=True)))
        .values_list("arrangement", "origin", "is_included")
        .annotate(number=Count("pk"))
    )
    return [RelationGroup(*row) for row in rows]


def pairs(groups: list[RelationGroup], attribute: str) -> dict[str, Pair]:
    """Per word of one attribute: relations with included organisations, and with all."""
    found: dict[str, Pair] = {}
    for group in groups:
        word = getattr(group, attribute)
        included, every = found.get(word, (0, 0))
        found[word] = (included + group.number * group.is_included, every + group.number)
    return found


def base_of(groups: list[RelationGroup]) -> Pair:
    """All relations: with included organisations, and with all."""
    return (
        sum(group.number for group in groups if group.is_included),
        sum(group.number for group in groups),
    )


def activities(study: Study) -> dict[str, Pair]:
    """Per activity: relations that have it, with included organisations and with all."""
    included = Exists(
        Assessment.objects.current(study.definition).filter(
            organisation=OuterRef("engagement__organisation"), is_included=True
        )
    )
    rows = (
        EngagementTerm.objects.filter(
            vocabulary=Vocabulary.ACTIVITY, engagement__in=_working(study).order_by().values("pk")
        )
        .order_by()
        .annotate(is_included=included)
        .values_list("term", "is_included")
        .annotate(number=Count("pk"))
    )
    found: dict[str, Pair] = {}
    for term, is_included, number in rows:
        counted, every = found.get(term, (0, 0))
        found[term] = (counted + number * is_included, every + number)
    return found


def without_activity(study: Study) -> Pair:
    """Relations of which no activity is recorded: with included organisations, and with all."""
    terms = EngagementTerm.objects.filter(engagement=OuterRef("pk"), vocabulary=Vocabulary.ACTIVITY)
    rows = (
        _working(study)
        .filter(~Exists(terms))
        .order_by()
        .annotate(is_included=Exists(_assessments(study).filter(is_included=True)))
        .values_list("is_included")
        .annotate(number=Count("pk"))
    )
    numbers = dict(rows)
    return numbers.get(True, 0), sum(numbers.values())


def outcomes(study: Study) -> dict[str, tuple[str, Pair]]:
    """Per outcome ("" where there is no assessment): how it counts, and its organisations and relations."""
    current = Q(
        organisation__assessments__definition=study.definition, organisation__assessments__is_current=True
    )
    rows = (
        _working(study)
        .order_by()
        .filter(current)
        .values_list("organisation__assessments__outcome", "organisation__assessments__is_included")
        .annotate(organisations=Count("organisation", distinct=True), relations=Count("pk", distinct=True))
    )
    found = {
        outcome: (_side(outcome, is_included), (organisations, number))
        for outcome, is_included, organisations, number in rows
    }
    lacking = (
        _working(study)
        .filter(~Exists(_assessments(study)))
        .order_by()
        .aggregate(organisations=Count("organisation", distinct=True), relations=Count("pk"))
    )
    found[""] = ("Undetermined", (lacking["organisations"], lacking["relations"]))
    return found


def side_of(study: Study, outcome: str) -> str:
    """How an outcome counts by the study's definition: Included, Not included or Undetermined."""
    try:
        included = definitions.get(study.definition, study.definition_version).includes
    except KeyError:
        included = ()
    return _side(outcome, outcome in included)


def mentions(study: Study) -> list[tuple[str, int]]:
    """The names of held interviews by what became of them, in the order of the vocabulary."""
    numbers = dict(
        Mention.objects.of_study(study)
        .filter(interview__status__in=HELD)
        .order_by()
        .values_list("match_state")
        .annotate(number=Count("pk"))
    )
    return [(str(state.label), numbers.get(state.value, 0)) for state in MatchState]


def engaged_services(study: Study, definition: str) -> set[int]:
    """Services that, as interviews of the study told, work with an organisation that the definition includes."""
    relations = _working(study).with_included(definition).order_by()
    return set(relations.values_list("service", flat=True).distinct())


def _working(study: Study) -> EngagementQuerySet:
    """Relations that an interview of the study told of and that stand now."""
    return Engagement.objects.filter(
        mention__interview__unit__strand__study=study,
        mention__interview__status__in=HELD,
        mention__match_state=MatchState.MATCHED,
        status=EngagementStatus.WORKS,
    )


def _assessments(study: Study) -> QuerySet:
    """The current assessments of an engagement's organisation, for a subquery."""
    return Assessment.objects.current(study.definition).filter(organisation=OuterRef("organisation"))


def _side(outcome: str, is_included: bool) -> str:
    if outcome == Outcome.UNDETERMINED:
        return "Undetermined"
    return "Included" if is_included else "Not included"
