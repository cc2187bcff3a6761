"""The grouped counts behind the engagement report, one query each."""

from dataclasses import dataclass
from enum import Enum

from django.db.models import Case, Count, Exists, FilteredRelation, OuterRef, Q, Value, When

from enterprises.classification import definitions
from enterprises.models import Assessment, Engagement, Organisation
from enterprises.querysets import EngagementQuerySet
from enterprises.vocabulary import EngagementStatus, Outcome, Vocabulary
from interviews.models import Mention
from interviews.vocabulary import HELD, MatchState
from survey.models import SampledUnit, Study
from survey.vocabulary import INTERVIEWED

Pair = tuple[int, int]
NOTHING: Pair = (0, 0)


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
    """Relations of one arrangement and origin, with organisations of one outcome on one side of the definition.

    `outcome` is empty where the organisation is not assessed.
    """

    arrangement: str
    origin: str
    outcome: str
    is_included: bool
    number: int


def services(study: Study) -> list[ServiceGroup]:
    """The services of the frame, grouped by kind, form, region and how they stand."""
    # From the service's own interviews, and not from all that is known of it: other studies asked it as well.
    said = Mention.objects.of_study(study).filter(
        interview__unit__service=OuterRef("service"), interview__status__in=HELD
    )
    named = said.filter(match_state=MatchState.MATCHED, engagement__status=EngagementStatus.WORKS)
    assessed = Assessment.objects.current(study.definition).filter(
        organisation=OuterRef("engagement__organisation")
    )
    included = named.filter(Exists(assessed.filter(is_included=True)))
    undecided = named.filter(~Exists(assessed.exclude(outcome=Outcome.UNDETERMINED)))
    standing = Case(
        When(~Q(code__in=INTERVIEWED), then=Value(Standing.NOT_INTERVIEWED.value)),
        When(Exists(included), then=Value(Standing.INCLUDED.value)),
        When(Exists(undecided), then=Value(Standing.UNDECIDED.value)),
        When(Exists(said.unmatched()), then=Value(Standing.UNDECIDED.value)),
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
    """The relations of the study, grouped by all that the tables of relations tell apart."""
    rows = (
        _working(study)
        .order_by()
        .annotate(current=_current(study))
        .values_list("arrangement", "origin", "current__outcome", "current__is_included")
        .annotate(number=Count("pk"))
    )
    return [
        RelationGroup(arrangement, origin, outcome or "", bool(is_included), number)
        for arrangement, origin, outcome, is_included, number in rows
    ]


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
    """Per activity, and under "" where none is recorded: relations with included organisations, and with all."""
    # The terms are joined as what may be missing: otherwise SQLite begins with the terms of every study there is.
    rows = (
        _working(study)
        .order_by()
        .annotate(
            current=_current(study),
            activity=FilteredRelation("terms", condition=Q(terms__vocabulary=Vocabulary.ACTIVITY)),
        )
        .values_list("activity__term", "current__is_included")
        .annotate(number=Count("pk"))
    )
    found: dict[str, Pair] = {}
    for term, is_included, number in rows:
        counted, every = found.get(term or "", NOTHING)
        found[term or ""] = (counted + number * bool(is_included), every + number)
    return found


def outcomes(study: Study, groups: list[RelationGroup]) -> dict[str, tuple[str, Pair]]:
    """Per outcome ("" where there is no assessment): how it counts, and its organisations and relations."""
    rows = (
        Organisation.objects.filter(pk__in=_working(study).order_by().values("organisation"))
        .order_by()
        .annotate(
            current=FilteredRelation(
                "assessments",
                condition=Q(assessments__definition=study.definition, assessments__is_current=True),
            )
        )
        .values_list("current__outcome", "current__is_included")
        .annotate(number=Count("pk"))
    )
    found: dict[str, tuple[str, Pair]] = {"": ("Undetermined", NOTHING)}

    def add(outcome: str, is_included: bool, pair: Pair) -> None:
        side, before = found.get(outcome, (_side(outcome, is_included), NOTHING))
        found[outcome] = (side, (before[0] + pair[0], before[1] + pair[1]))

    for outcome, is_included, number in rows:
        add(outcome or "", bool(is_included), (number, 0))
    for group in groups:
        add(group.outcome, group.is_included, (0, group.number))
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
    """Relations that an interview of the study told of and that stand now, as they were told first.

    A service that is interviewed twice, or that knows an organisation by two names, has one relation with it.
    """
    told = Engagement.objects.filter(
        mention__interview__unit__strand__study=study,
        mention__interview__status__in=HELD,
        mention__match_state=MatchState.MATCHED,
        status=EngagementStatus.WORKS,
    )
    before = told.filter(
        organisation=OuterRef("organisation"), service=OuterRef("service"), pk__lt=OuterRef("pk")
    )
    return told.filter(~Exists(before.order_by()))


def _current(study: Study) -> FilteredRelation:
    """The assessment that stands for an engagement's organisation, nothing where there is none."""
    return FilteredRelation(
        "organisation__assessments",
        condition=Q(
            organisation__assessments__definition=study.definition, organisation__assessments__is_current=True
        ),
    )


def _side(outcome: str, is_included: bool) -> str:
    if outcome == Outcome.UNDETERMINED:
        return "Undetermined"
    return "Included" if is_included else "Not included"
