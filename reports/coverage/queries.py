"""The sampled units that the coverage report counts, grouped in the database."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from enterprises.models import Assessment
from enterprises.vocabulary import EngagementStatus, Outcome
from interviews.models import Mention
from interviews.vocabulary import FINISHED, MatchState
from noms.models import Site
from noms.nouns import FrameWords, Noun
from noms.vocabulary import CountingUnit
from reports.region_merging import InterviewCounts, RegionGroups, counts_by
from survey.models import SampledUnit, Study
from survey.querysets import unit_name
from survey.vocabulary import INTERVIEWED_CODES, RespondentCategory, StrandKind

Codes = Counter[str]


@dataclass(frozen=True)
class FrameTally:
    """The services of the frame by kind, region and outcome code, with the word for each kind."""

    by_region: Mapping[tuple[str, int | None], Codes]
    words: FrameWords
    nouns: Mapping[str, Noun]

    def of(self, kind: str) -> Codes:
        """Return the codes of one kind in the whole country."""
        codes: Codes = Counter()
        for (row_kind, _), counts in self.by_region.items():
            if row_kind == kind:
                codes.update(counts)
        return codes

    def merged(self, regions: RegionGroups) -> "FrameTally":
        """Return the tally by groups of regions."""
        by_region: defaultdict[tuple[str, int | None], Codes] = defaultdict(Counter)
        for (kind, region), counts in self.by_region.items():
            by_region[kind, regions.group_of[region]].update(counts)
        return FrameTally(by_region, self.words, self.nouns)


def tally_of(study: Study, words: FrameWords) -> FrameTally:
    """Return the services of the frame, in the study's counting unit. One query."""
    units = SampledUnit.objects.of_study(study).initial().filter(service__isnull=False)
    by_region: defaultdict[tuple[str, int | None], Codes] = defaultdict(Counter)
    forms: set[tuple[str, str]] = set()
    for row in _grouped(study, units):
        by_region[row["kind"], row["region"]][row["case"]] += row["number"]
        forms.add((row["kind"], row["form"]))
    return FrameTally(by_region, words, words.nouns(forms, study.counting_unit))


def _grouped(study: Study, units: QuerySet) -> Iterable[dict]:
    groups = {
        "kind": F("service__kind"),
        "form": F("service__form"),
        "case": F("code"),
    }
    if study.counting_unit != CountingUnit.SITE:
        return units.order_by().values("region", **groups).annotate(number=Count("pk"))
    sites = (
        Site.objects.open_on(study.frame_on)
        .filter(service=OuterRef("service"))
        .order_by()
        .values("service")
        .annotate(number=Count("pk"))
        .values("number")
    )
    # A service without recorded sites counts as one site.
    size = Coalesce(Subquery(sites, output_field=IntegerField()), Value(1))
    return units.order_by().annotate(size=size).values("region", **groups).annotate(number=Sum("size"))


@dataclass(frozen=True)
class FrameGroup:
    """Services of the frame that are equal in every characteristic compared, with their numbers."""

    kind: str
    function: str
    category: str
    sex_held: str
    status: str
    region: int | None
    counts: InterviewCounts


def frame_groups(study: Study) -> list[FrameGroup]:
    """Return the services of the frame, grouped by every characteristic compared. One query."""
    fields = ("kind", "function", "category", "sex_held", "status_mid_2009")
    found = counts_by(study, *(f"service__{field}" for field in fields), "region")
    return [FrameGroup(*(*values, counts)) for values, counts in found.items()]


@dataclass(frozen=True)
class Cases:
    """The cases of every strand by kind of service ("" for organisations) and code; initial ones also by region."""

    by_kind: Mapping[tuple[str, str], Codes]
    by_region: Mapping[int | None, Codes]


def cases(study: Study) -> Cases:
    """Return all cases of a study. One query."""
    rows = (
        SampledUnit.objects.of_study(study)
        .order_by()
        .values_list("strand__kind", "service__kind", "region", "code")
        .annotate(number=Count("pk"))
    )
    by_kind: defaultdict[tuple[str, str], Codes] = defaultdict(Counter)
    by_region: defaultdict[int | None, Codes] = defaultdict(Counter)
    for strand, kind, region, code, number in rows:
        by_kind[strand, kind or ""][code] += number
        if strand == StrandKind.INITIAL_INTERVIEW:
            by_region[region][code] += number
    return Cases(dict(by_kind), dict(by_region))


CATEGORY_STRANDS = (StrandKind.EXTENDED_INTERVIEW, StrandKind.ENTERPRISE_INTERVIEW)
Category = int | None


class Confirmed(Enum):
    """The category of a respondent of an opportunity sample by the definition: one of the four, or none of them."""

    SERVICE_WORKING = RespondentCategory.SERVICE_WORKING.value
    SERVICE_NOT_WORKING = RespondentCategory.SERVICE_NOT_WORKING.value
    ENTERPRISE_WORKED = RespondentCategory.ENTERPRISE_WORKED.value
    ENTERPRISE_POTENTIAL = RespondentCategory.ENTERPRISE_POTENTIAL.value
    WORKED = "Service contact that worked with one in the past, and does not now"
    NO_ENTERPRISE = "An organisation that is no social enterprise"
    NOT_ASSIGNED = "In none of the four"
    UNDECIDED = "Cannot be decided on what is known"

    @property
    def label(self) -> str:
        """The words for it in a table."""
        if isinstance(self.value, int):
            return f"{self.value}. {RespondentCategory(self.value).label}"
        return str(self.value)


@dataclass(frozen=True)
class CategoryUnit:
    """A unit of an opportunity sample: its category as the sampler assigned it, and as the definition confirms it.

    `confirmed` is None for a unit that was not interviewed.
    """

    name: str
    assigned: Category
    confirmed: Confirmed | None


def categories(study: Study) -> list[CategoryUnit]:
    """Return the units of the opportunity samples, with both categories. Two queries.

    The category of a service is confirmed by the organisations that it named in the study's interviews; that of an
    enterprise by its own assessment and by the services that report working with it. An enterprise set up by service
    staff counts as working with its service.
    """
    units = SampledUnit.objects.of_study(study).filter(strand__kind__in=CATEGORY_STRANDS).order_by("pk")
    named = Mention.objects.of_study(study).filter(
        interview__status__in=FINISHED, interview__unit__service=OuterRef("service")
    )
    assessed = Assessment.objects.current(study.definition_reference).filter(
        organisation=OuterRef("organisation")
    )
    included = Exists(assessed.filter(is_included=True))
    decided = Exists(assessed.exclude(outcome=Outcome.UNDETERMINED))

    def names(status: str) -> dict[str, Exists]:
        mentions = named.filter(status=status)
        matched = mentions.filter(match_state=MatchState.MATCHED)
        return {
            f"included_{status}": Exists(matched.filter(included)),
            f"undecided_{status}": Exists(matched.exclude(decided) | mentions.unmatched()),
        }

    services = (
        units.filter(service__isnull=False)
        .annotate(name=unit_name(), **names(EngagementStatus.WORKS), **names(EngagementStatus.WORKED))
        .values("name", "category", "code", *(f"{side}_{status}" for side in SIDES for status in WORKED))
    )
    reported = Mention.objects.of_study(study).filter(
        organisation=OuterRef("organisation"), interview__status__in=FINISHED, status__in=WORKED
    )
    enterprises = (
        units.filter(organisation__isnull=False)
        .annotate(
            included=included,
            is_vehicle=Exists(assessed.filter(outcome=Outcome.SPECIAL_PURPOSE_VEHICLE)),
            decided=decided,
            reported=Exists(reported),
        )
        .values("organisation__name", "category", "code", "included", "is_vehicle", "decided", "reported")
    )
    found = [CategoryUnit(row["name"], row["category"], _confirmed_service(row)) for row in services]
    found += [
        CategoryUnit(row["organisation__name"], row["category"], _confirmed_enterprise(row))
        for row in enterprises
    ]
    return found


WORKED = (EngagementStatus.WORKS.value, EngagementStatus.WORKED.value)
SIDES = ("included", "undecided")


def _confirmed_service(row: Mapping[str, Any]) -> Confirmed | None:
    if row["code"] not in INTERVIEWED_CODES:
        return None
    if row["included_works"]:
        return Confirmed.SERVICE_WORKING
    if row["undecided_works"]:
        return Confirmed.UNDECIDED
    if row["included_worked"]:
        return Confirmed.WORKED
    return Confirmed.UNDECIDED if row["undecided_worked"] else Confirmed.SERVICE_NOT_WORKING


def _confirmed_enterprise(row: Mapping[str, Any]) -> Confirmed | None:
    if row["code"] not in INTERVIEWED_CODES:
        return None
    if row["category"] is None:
        return Confirmed.NOT_ASSIGNED
    if row["is_vehicle"]:
        return Confirmed.ENTERPRISE_WORKED
    if row["included"]:
        return Confirmed.ENTERPRISE_WORKED if row["reported"] else Confirmed.ENTERPRISE_POTENTIAL
    return Confirmed.NO_ENTERPRISE if row["decided"] else Confirmed.UNDECIDED
