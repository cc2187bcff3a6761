"""The grouped counts behind the engagement report, one query each."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db.models import Case, Count, Exists, FilteredRelation, Max, Min, OuterRef, Q, Sum, Value, When

from enterprises.classification import definitions
from enterprises.models import Assessment, Engagement, EngagementTerm, Organisation
from enterprises.querysets import EngagementQuerySet
from enterprises.vocabulary import EngagementStatus, Outcome, Vocabulary
from interviews.models import Mention
from interviews.vocabulary import HELD, MatchState
from survey.models import SampledUnit, Study
from survey.vocabulary import INTERVIEWED

Pair = tuple[int, int]
NOTHING: Pair = (0, 0)
TERMS = (Vocabulary.ACTIVITY, Vocabulary.OFFENDER_GROUP, Vocabulary.PAYER)
"""What a respondent may name several of for one relation."""


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
class ReferralGroup:
    """Relations that refer alike many people a year: how many, and the people.

    `largest` is the most that one of the relations refers.
    """

    kind: str
    band: str
    is_estimate: bool
    number: int
    people: int
    largest: int


@dataclass(frozen=True)
class RelationGroup:
    """Relations of one arrangement and origin, with organisations of one outcome on one side of the definition.

    `outcome` is empty where the organisation is not assessed; `told` are the vocabularies that a term is given of;
    `referrals` is None where no number of people is given.
    """

    arrangement: str
    origin: str
    outcome: str
    is_included: bool
    told: frozenset[str]
    number: int
    referrals: ReferralGroup | None


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


def relations(study: Study, bands: Sequence[tuple[str, int | None]]) -> list[RelationGroup]:
    """The relations of the study, grouped by all that the tables of relations tell apart. One query.

    `bands` are each class of people referred a year with its largest number, the last without one.
    """
    terms = EngagementTerm.objects.order_by().filter(engagement=OuterRef("pk"))
    told = {f"told_{word.value}": Exists(terms.filter(vocabulary=word)) for word in TERMS}
    band = Case(
        When(referrals__isnull=True, then=None),
        *(When(referrals__lte=most, then=Value(name)) for name, most in bands if most is not None),
        default=Value(bands[-1][0]),
    )
    rows = (
        _working(study)
        .order_by()
        .annotate(current=_current(study), band=band, **told)
        .values_list(
            *("arrangement", "origin", "current__outcome", "current__is_included", *told),
            *("service__kind", "band", "referrals_are_estimated"),
        )
        .annotate(number=Count("pk"), people=Sum("referrals"), largest=Max("referrals"))
    )
    return [_group(row) for row in rows]


def _group(row: Sequence[Any]) -> RelationGroup:
    arrangement, origin, outcome, is_included, *flags, kind, band, is_estimate, number, people, largest = row
    return RelationGroup(
        arrangement,
        origin,
        outcome or "",
        bool(is_included),
        frozenset(word.value for word, is_told in zip(TERMS, flags, strict=True) if is_told),
        number,
        None if band is None else ReferralGroup(kind, band, is_estimate, number, people, largest),
    )


def referrals(groups: list[RelationGroup]) -> list[ReferralGroup]:
    """The relations with included organisations of which the number of referrals a year is given."""
    return [group.referrals for group in groups if group.is_included and group.referrals]


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


def untold(groups: list[RelationGroup], vocabulary: str) -> Pair:
    """Relations of which no term of a vocabulary is given: with included organisations, and with all."""
    return base_of([group for group in groups if vocabulary not in group.told])


def terms(study: Study) -> dict[tuple[str, str], Pair]:
    """Per vocabulary and term: relations with included organisations, and with all. One query."""
    # The terms are joined as what may be missing: otherwise SQLite begins with the terms of every study there is.
    rows = (
        _working(study)
        .order_by()
        .annotate(
            current=_current(study),
            told=FilteredRelation("terms", condition=Q(terms__vocabulary__in=TERMS)),
        )
        .values_list("told__vocabulary", "told__term", "current__is_included")
        .annotate(number=Count("pk"))
    )
    found: dict[tuple[str, str], Pair] = {}
    for vocabulary, term, is_included, number in rows:
        counted, every = found.get((vocabulary, term), NOTHING)
        found[vocabulary, term] = (counted + number * bool(is_included), every + number)
    return found


def outcomes(study: Study, groups: list[RelationGroup]) -> dict[tuple[str, bool], Pair]:
    """Per outcome ("" where there is no assessment) and whether it is included: organisations and relations.

    What is undetermined is included where every case that remains possible is.
    """
    rows = (
        Organisation.objects.filter(pk__in=_told(study).order_by().values("organisation"))
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
    found: dict[tuple[str, bool], Pair] = {}
    for outcome, is_included, number in rows:
        found[outcome or "", bool(is_included)] = (number, 0)
    for group in groups:
        organisations, relations = found.get((group.outcome, group.is_included), NOTHING)
        found[group.outcome, group.is_included] = (organisations, relations + group.number)
    return found


def is_counted(study: Study, outcome: str) -> bool:
    """Whether the study's definition includes an outcome."""
    try:
        return outcome in definitions.get(study.definition, study.definition_version).includes
    except KeyError:
        return False


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
    relations = _told(study).with_included(definition).order_by()
    return set(relations.values_list("service", flat=True).distinct())


def _working(study: Study) -> EngagementQuerySet:
    """Relations that an interview of the study told of and that stand now, as they were told first.

    A service that is interviewed twice, or that knows an organisation by two names, has one relation with it.
    """
    # The first of each pair is found in one pass; asked of every relation by itself it takes four times as long.
    first = _told(study).order_by().values("organisation", "service").annotate(first=Min("pk"))
    return Engagement.objects.filter(pk__in=first.values("first"))


def _told(study: Study) -> EngagementQuerySet:
    """Relations that an interview of the study told of and that stand now, some of them twice."""
    return Engagement.objects.filter(
        mention__interview__unit__strand__study=study,
        mention__interview__status__in=HELD,
        mention__match_state=MatchState.MATCHED,
        status=EngagementStatus.WORKS,
    )


def _current(study: Study) -> FilteredRelation:
    """The assessment that stands for an engagement's organisation, nothing where there is none."""
    return FilteredRelation(
        "organisation__assessments",
        condition=Q(
            organisation__assessments__definition=study.definition, organisation__assessments__is_current=True
        ),
    )
