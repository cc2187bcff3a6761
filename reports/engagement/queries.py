"""The services, relations, organisations and mentions that the engagement report counts, one query each."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    FilteredRelation,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from enterprises.classification import definitions
from enterprises.models import Assessment, Engagement, EngagementTerm, Organisation
from enterprises.querysets import EngagementQuerySet
from enterprises.vocabulary import EngagementStatus, Outcome, Payer, Vocabulary
from interviews.models import Interview, Mention
from interviews.vocabulary import FINISHED, MatchState
from reports.region_merging import reports_relation
from reports.stratified import Stratum
from reports.study_facts import current_assessment
from survey.models import SampledUnit, Study
from survey.querysets import SampledUnitQuerySet
from survey.vocabulary import INTERVIEWED_CODES, StrandKind

Pair = tuple[int, int]
NOTHING: Pair = (0, 0)
TERMS = (Vocabulary.ACTIVITY, Vocabulary.OFFENDER_GROUP, Vocabulary.PAYER)
"""The vocabularies of which one relation can have several terms."""


class ServiceState(Enum):
    """The state of a service of the frame: interviewed or not, and whether it named an included organisation."""

    INCLUDED = "included"
    UNDECIDED = "undecided"
    NONE = "none"
    NOT_INTERVIEWED = "not interviewed"


@dataclass(frozen=True)
class ServiceGroup:
    """Services of one kind, form, region and state; `number` counts them."""

    kind: str
    form: str
    region: int | None
    state: ServiceState
    number: int


@dataclass(frozen=True)
class ReferralGroup:
    """Relations of one class of people referred a year: `number` of relations, and of `people` over all of them.

    `largest` is the number of people of the largest relation.
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

    `outcome` is empty where the organisation is not assessed. `vocabularies` are those from which the relation has a
    term other than “don't know”. `referrals` is None where no number of people is given.
    """

    arrangement: str
    origin: str
    outcome: str
    is_included: bool
    vocabularies: frozenset[str]
    number: int
    referrals: ReferralGroup | None


def units_with_state(study: Study) -> SampledUnitQuerySet:
    """Return the services of the frame, each with `state`, a value of ServiceState."""
    # Only this study's interviews count, because other studies may have asked the same service.
    mentions = Mention.objects.of_study(study).filter(
        interview__unit__service=OuterRef("service"), interview__status__in=FINISHED
    )
    matched = mentions.filter(match_state=MatchState.MATCHED, engagement__status=EngagementStatus.WORKS)
    assessed = Assessment.objects.current(study.definition_reference).filter(
        organisation=OuterRef("engagement__organisation")
    )
    included = matched.filter(Exists(assessed.filter(is_included=True)))
    undecided = matched.filter(~Exists(assessed.exclude(outcome=Outcome.UNDETERMINED)))
    state = Case(
        When(~Q(code__in=INTERVIEWED_CODES), then=Value(ServiceState.NOT_INTERVIEWED.value)),
        When(Exists(included), then=Value(ServiceState.INCLUDED.value)),
        When(Exists(undecided), then=Value(ServiceState.UNDECIDED.value)),
        When(Exists(mentions.unmatched()), then=Value(ServiceState.UNDECIDED.value)),
        default=Value(ServiceState.NONE.value),
    )
    found: SampledUnitQuerySet = (
        SampledUnit.objects.of_study(study)
        .initial()
        .filter(service__isnull=False)
        .order_by()
        .annotate(state=state)
    )
    return found


def services(study: Study) -> list[ServiceGroup]:
    """Return the services of the frame, grouped by kind, form, region and state."""
    rows = (
        units_with_state(study)
        .values_list("service__kind", "service__form", "region", "state")
        .annotate(number=Count("pk"))
    )
    return [
        ServiceGroup(kind, form, region, ServiceState(word), number)
        for kind, form, region, word, number in rows
    ]


def strata_of(services: Iterable[ServiceGroup]) -> list[Stratum]:
    """Return a stratum for each kind of service, with its numbers of services by state."""
    numbers: defaultdict[str, Counter[ServiceState]] = defaultdict(Counter)
    for group in services:
        numbers[group.kind][group.state] += group.number
    return [
        Stratum(
            frame=sum(states.values()),
            interviewed=sum(states.values()) - states[ServiceState.NOT_INTERVIEWED],
            having=states[ServiceState.INCLUDED],
            undecided=states[ServiceState.UNDECIDED],
        )
        for states in numbers.values()
    ]


def relations(study: Study, bands: Sequence[tuple[str, int | None]]) -> list[RelationGroup]:
    """Return the relations of the study, grouped by every attribute that a table of relations shows. One query.

    `bands` are the classes of people referred a year, each with its largest number; the last has none.
    """
    terms = EngagementTerm.objects.order_by().filter(engagement=OuterRef("pk"))
    has_term = {
        # “Don't know” says nothing of who pays.
        f"has_{word.value}": Exists(terms.filter(vocabulary=word).exclude(term=Payer.NOT_KNOWN))
        for word in TERMS
    }
    band = Case(
        When(referrals__isnull=True, then=None),
        *(When(referrals__lte=most, then=Value(name)) for name, most in bands if most is not None),
        default=Value(bands[-1][0]),
    )
    rows = (
        _relations(study)
        .order_by()
        .annotate(current=current_assessment(study), band=band, **has_term)
        .values_list(
            *("arrangement", "origin", "current__outcome", "current__is_included", *has_term),
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
        frozenset(word.value for word, has_term in zip(TERMS, flags, strict=True) if has_term),
        number,
        None if band is None else ReferralGroup(kind, band, is_estimate, number, people, largest),
    )


def referrals(groups: list[RelationGroup]) -> list[ReferralGroup]:
    """Return the groups of relations with included organisations that give a number of people referred a year."""
    return [group.referrals for group in groups if group.is_included and group.referrals]


def pairs(groups: list[RelationGroup], attribute: str) -> dict[str, Pair]:
    """Return for each value of an attribute the number of relations with included organisations, and with all."""
    found: dict[str, Pair] = {}
    for group in groups:
        word = getattr(group, attribute)
        included, every = found.get(word, (0, 0))
        found[word] = (included + group.number * group.is_included, every + group.number)
    return found


def base_of(groups: list[RelationGroup]) -> Pair:
    """Return the number of relations with included organisations, and with all."""
    return (
        sum(group.number for group in groups if group.is_included),
        sum(group.number for group in groups),
    )


def without_term(groups: list[RelationGroup], vocabulary: str) -> Pair:
    """Return the number of relations without a term of a vocabulary: with included organisations, and with all."""
    return base_of([group for group in groups if vocabulary not in group.vocabularies])


def terms(study: Study) -> dict[tuple[str, str], Pair]:
    """Return by vocabulary and term the number of relations with included organisations, and with all. One query."""
    # An outer join, because with an inner join SQLite first reads the terms of all studies.
    rows = (
        _relations(study)
        .order_by()
        .annotate(
            current=current_assessment(study),
            known_terms=FilteredRelation("terms", condition=Q(terms__vocabulary__in=TERMS)),
        )
        .values_list("known_terms__vocabulary", "known_terms__term", "current__is_included")
        .annotate(number=Count("pk"))
    )
    found: dict[tuple[str, str], Pair] = {}
    for vocabulary, term, is_included, number in rows:
        counted, every = found.get((vocabulary, term), NOTHING)
        found[vocabulary, term] = (counted + number * bool(is_included), every + number)
    return found


def outcomes(study: Study, groups: list[RelationGroup]) -> dict[tuple[str, bool], Pair]:
    """Return the numbers of organisations and of relations by outcome ("" if not assessed) and whether it is included.

    An organisation is included if the definition includes every outcome that remains possible for it.
    """
    rows = (
        Organisation.objects.filter(pk__in=_reported(study).order_by().values("organisation"))
        .order_by()
        .annotate(
            current=FilteredRelation(
                "assessments",
                condition=Q(assessments__definition=study.definition_reference, assessments__is_current=True),
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


def includes_outcome(study: Study, outcome: str) -> bool:
    """Return True if the study's definition includes an outcome."""
    try:
        return outcome in (
            *definitions.get(study.definition, study.definition_version).includes,
            Outcome.INCLUDED,
        )
    except KeyError:
        return False


def mentions(study: Study) -> list[tuple[str, int]]:
    """Return the mentions of finished interviews by the state of their match, in the order of the vocabulary."""
    numbers = dict(
        Mention.objects.of_study(study)
        .filter(interview__status__in=FINISHED)
        .order_by()
        .values_list("match_state")
        .annotate(number=Count("pk"))
    )
    return [(str(state.label), numbers.get(state.value, 0)) for state in MatchState]


@dataclass(frozen=True)
class NumberSaid:
    """Services that said how many organisations they work with: `said` in all, and `recorded` by name.

    `largest` is the largest number said by one service.
    """

    services: int = 0
    said: int = 0
    recorded: int = 0
    largest: int = 0

    def __add__(self, other: "NumberSaid") -> "NumberSaid":
        return NumberSaid(
            self.services + other.services,
            self.said + other.said,
            self.recorded + other.recorded,
            max(self.largest, other.largest),
        )


def number_named(status: str) -> Coalesce:
    """Return the number of organisations that an interview named with this status of the relation, for a query."""
    named = (
        Mention.objects.filter(interview=OuterRef("pk"), status=status)
        .order_by()
        .values("interview")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return Coalesce(Subquery(named, output_field=IntegerField()), 0)


def numbers_said(study: Study) -> dict[str, NumberSaid]:
    """Return by kind of service how many organisations they said they work with, and how many they named. One query.

    Only services that work with an organisation now are asked for the number.
    """
    rows = (
        Interview.objects.of_study(study)
        .filter(
            status__in=FINISHED,
            unit__strand__kind=StrandKind.INITIAL_INTERVIEW,
            unit__service__isnull=False,
            answers__works_now__value="yes",
        )
        .order_by()
        .annotate(recorded=number_named(EngagementStatus.WORKS))
        .values_list("unit__service__kind", "answers__organisations_number__value", "recorded")
    )
    found: dict[str, NumberSaid] = {}
    for kind, said, recorded in rows.iterator():
        if isinstance(said, int):
            found[kind] = found.get(kind, NumberSaid()) + NumberSaid(1, said, recorded, said)
    return found


def nameable_services(study: Study) -> Counter[tuple[int | None, str]]:
    """Return by region and kind the interviewed services whose relation with an included organisation may be named."""
    included = Engagement.objects.to_be_public(study.slug).working().with_included(study.definition_reference)
    rows = (
        SampledUnit.objects.of_study(study)
        .initial()
        .filter(reports_relation(study, included), service__isnull=False, code__in=INTERVIEWED_CODES)
        .order_by()
        .values_list("region", "service__kind")
        .annotate(number=Count("pk"))
    )
    return Counter({(region, kind): number for region, kind, number in rows})


def engaged_services(study: Study, definition: str) -> set[int]:
    """Return the services that, by the study's interviews, work with an organisation that the definition includes."""
    relations = _reported(study).with_included(definition).order_by()
    return set(relations.values_list("service", flat=True).distinct())


def undecided_services(study: Study, definition: str) -> set[int]:
    """Return the services that named an organisation of which it is unknown whether the definition includes it.

    It is unknown if evidence is missing or the mention is unmatched. Some of these services also work with an
    organisation that is included. One query.
    """
    assessed = Assessment.objects.current(definition).filter(organisation=OuterRef("organisation"))
    is_open = Q(match_state=MatchState.MATCHED, engagement__status=EngagementStatus.WORKS) & ~Exists(
        assessed.exclude(outcome=Outcome.UNDETERMINED, is_included=False)
    )
    services = (
        Mention.objects.of_study(study)
        .filter(interview__status__in=FINISHED, interview__unit__service__isnull=False)
        .filter(is_open | Q(match_state=MatchState.UNMATCHED))
        .order_by()
        .values_list("interview__unit__service", flat=True)
    )
    return set(services.distinct())


def _relations(study: Study) -> EngagementQuerySet:
    """Return the working relations that an interview of the study reported: of each pair only the first.

    A pair is a service and an organisation. It is reported twice if the service was interviewed twice, or named the
    organisation twice by different names.
    """
    # One query finds the first of every pair; a subquery for each relation takes four times as long.
    first = _reported(study).order_by().values("organisation", "service").annotate(first=Min("pk"))
    return Engagement.objects.filter(pk__in=first.values("first"))


def _reported(study: Study) -> EngagementQuerySet:
    """Return the working relations that an interview of the study reported. The same pair may occur twice."""
    return Engagement.objects.filter(
        mention__interview__unit__strand__study=study,
        mention__interview__status__in=FINISHED,
        mention__match_state=MatchState.MATCHED,
        status=EngagementStatus.WORKS,
    )
