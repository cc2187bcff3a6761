"""The sampled units that the coverage report counts, grouped in the database."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from noms.models import Site
from noms.nouns import Noun, service_noun
from noms.vocabulary import CountingUnit
from reports.region_merging import InterviewCounts, RegionGroups, counts_by
from reports.study_facts import KINDS
from survey.models import SampledUnit, Study
from survey.vocabulary import INTERVIEWED_CODES, StrandKind

Codes = Counter[str]


@dataclass(frozen=True)
class FrameTally:
    """The services of the frame by kind, region and outcome code, with the word for each kind."""

    by_region: Mapping[tuple[str, int | None], Codes]
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
        return FrameTally(by_region, self.nouns)


def tally_of(study: Study) -> FrameTally:
    """Return the services of the frame, in the study's counting unit. One query."""
    units = SampledUnit.objects.of_study(study).initial().filter(service__isnull=False)
    by_region: defaultdict[tuple[str, int | None], Codes] = defaultdict(Counter)
    forms: defaultdict[str, set[str]] = defaultdict(set)
    for row in _grouped(study, units):
        by_region[row["kind"], row["region"]][row["case"]] += row["number"]
        forms[row["kind"]].add(row["form"])
    nouns: dict[str, Noun] = {kind: service_noun(kind, forms[kind], study.counting_unit) for kind in KINDS}
    return FrameTally(by_region=by_region, nouns=nouns)


def _grouped(study: Study, units: QuerySet) -> Iterable[dict]:
    groups = {
        "kind": F("service__kind"),
        "form": F("service__form"),
        "region": F("service__region"),
        "case": F("code"),
    }
    if study.counting_unit != CountingUnit.SITE:
        return units.order_by().values(**groups).annotate(number=Count("pk"))
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
    return units.order_by().annotate(size=size).values(**groups).annotate(number=Sum("size"))


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
    fields = ("kind", "function", "category", "sex_held", "status_mid_2009", "region")
    found = counts_by(study, *(f"service__{field}" for field in fields))
    return [FrameGroup(*(*values, counts)) for values, counts in found.items()]


@dataclass(frozen=True)
class Cases:
    """The cases of every strand by kind of service ("" for organisations) and code; of the initial also by region."""

    by_kind: Mapping[tuple[str, str], Codes]
    by_region: Mapping[int | None, Codes]


def cases(study: Study) -> Cases:
    """Return all cases of a study. One query."""
    rows = (
        SampledUnit.objects.of_study(study)
        .order_by()
        .values_list("strand__kind", "service__kind", "service__region", "code")
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


def categories(study: Study) -> tuple[Counter[Category], Counter[Category]]:
    """Return the units of the opportunity samples by category of respondent: all, and those interviewed. One query."""
    rows = (
        SampledUnit.objects.of_study(study)
        .filter(strand__kind__in=CATEGORY_STRANDS)
        .order_by()
        .values_list("category", "code")
        .annotate(number=Count("pk"))
    )
    sampled: Counter[Category] = Counter()
    interviewed: Counter[Category] = Counter()
    for category, code, number in rows:
        sampled[category] += number
        interviewed[category] += number * (code in INTERVIEWED_CODES)
    return sampled, interviewed
