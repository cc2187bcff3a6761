"""Services of the frame by kind, region and outcome: the tables that coverage is read from."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from noms.models import Site
from noms.nouns import Noun, service_noun
from noms.vocabulary import CountingUnit
from reports.fieldwork import COUNTRY, KINDS, NO_REGION
from reports.region_merging import Places
from reports.table import Bars, Column, Row, Table, share
from survey.models import SampledUnit, Study
from survey.vocabulary import INTERVIEWED, CaseCode
from wording import listed

SOURCE = "The study's frame, calls and interviews."

FRAME = Column("frame", "In the frame", "count")
REACHED = Column("interviewed", "Interviewed", "count")
RATE = Column("rate", "Coverage", "percent", ratio=("interviewed", "frame"))
NOT_REACHED = Column("not_interviewed", "Not interviewed", "count")
SPLIT: tuple[tuple[Column, tuple[CaseCode, ...]], ...] = (
    (Column("partly", "of these, in part", "count"), (CaseCode.PARTIAL,)),
    (Column("refused", "Refused", "count"), (CaseCode.REFUSAL,)),
    (Column("not_reached", "Not reached", "count"), (CaseCode.NON_CONTACT,)),
    (Column("other", "Other reason", "count"), (CaseCode.OTHER, CaseCode.UNKNOWN_OTHER)),
    (Column("not_attempted", "Not attempted", "count"), (CaseCode.UNKNOWN_UNIT,)),
    (Column("not_eligible", "Not eligible", "count"), (CaseCode.NOT_ELIGIBLE,)),
)
_PARTLY, *_REASONS = (column for column, _ in SPLIT)
FULL = (FRAME, REACHED, _PARTLY, RATE, *_REASONS)
BRIEF = (FRAME, REACHED, RATE, NOT_REACHED)
SMALLEST_SPLIT = 5

Codes = Counter[str]


@dataclass(frozen=True)
class Tally:
    """Services by kind, region and code, and what each kind is called."""

    by_region: Mapping[tuple[str, int | None], Codes]
    nouns: Mapping[str, Noun]

    def of(self, kind: str) -> Codes:
        """The codes of one kind in the whole country."""
        codes: Codes = Counter()
        for (row_kind, _), counts in self.by_region.items():
            if row_kind == kind:
                codes.update(counts)
        return codes

    def joined(self, places: Places) -> "Tally":
        """The same with the regions that stand together joined."""
        by_region: defaultdict[tuple[str, int | None], Codes] = defaultdict(Counter)
        for (kind, region), counts in self.by_region.items():
            by_region[kind, places.first[region]].update(counts)
        return Tally(by_region, self.nouns)


def split_is_safe(codes: Codes) -> bool:
    """Whether the reasons for not interviewing may be shown beside figures by region.

    Not when they are few, nor when one reason accounts for all of them: then whoever was not interviewed is
    known to have given it.
    """
    reasons = {code: number for code, number in codes.items() if number and code not in INTERVIEWED}
    total = sum(reasons.values())
    return total == 0 or (total >= SMALLEST_SPLIT and max(reasons.values()) < total)


def tally_of(study: Study) -> Tally:
    """The services of the frame, in the study's counting unit. One query."""
    units = SampledUnit.objects.of_study(study).initial().filter(service__isnull=False)
    by_region: defaultdict[tuple[str, int | None], Codes] = defaultdict(Counter)
    forms: defaultdict[str, set[str]] = defaultdict(set)
    for row in _grouped(study, units):
        by_region[row["kind"], row["region"]][row["case"]] += row["number"]
        forms[row["kind"]].add(row["form"])
    nouns: dict[str, Noun] = {kind: service_noun(kind, forms[kind], study.counting_unit) for kind in KINDS}
    return Tally(by_region=by_region, nouns=nouns)


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
    # A service without recorded sites is itself one place.
    size = Coalesce(Subquery(sites, output_field=IntegerField()), Value(1))
    return units.order_by().annotate(size=size).values(**groups).annotate(number=Sum("size"))


def _cells(codes: Codes, columns: Iterable[Column]) -> dict[str, int | float | None]:
    frame = sum(codes.values())
    interviewed = sum(codes[code] for code in INTERVIEWED)
    figures: dict[str, int | float | None] = {
        "frame": frame,
        "interviewed": interviewed,
        "not_interviewed": frame - interviewed,
        "rate": share(interviewed, frame),
    }
    for column, case_codes in SPLIT:
        figures[column.key] = sum(codes[code] for code in case_codes)
    return {column.key: figures[column.key] for column in columns}


def by_kind(tally: Tally, figures: tuple[Column, ...]) -> Table:
    total: Codes = Counter()
    rows: list[Row] = []
    for kind, noun in tally.nouns.items():
        codes = tally.of(kind)
        total.update(codes)
        rows.append({"kind": noun.heading, **_cells(codes, figures)})
    rows.append({"kind": "All services", **_cells(total, figures)})
    return Table(
        key="by_kind",
        title="Services of the frame by kind and outcome",
        columns=(Column("kind", "Kind of service"), *figures),
        rows=tuple(rows),
        notes=_outcome_notes(figures),
        source=SOURCE,
        total_rows=frozenset({"All services"}),
    )


def by_region(tally: Tally, places: Places, figures: tuple[Column, ...]) -> Table:
    """Each kind in each region, or in the regions that stand together."""
    tally, regions = tally.joined(places), places.names
    rows: list[Row] = []
    without: defaultdict[str, list[str]] = defaultdict(list)
    for region, name in regions.items():
        for kind, noun in tally.nouns.items():
            codes = tally.by_region.get((kind, region), Counter())
            if region is None and not codes:
                continue
            if not codes:
                without[noun.singular].append(name)
            rows.append({"region": name, "kind": noun.heading, **_cells(codes, figures)})
    for kind, noun in tally.nouns.items():
        rows.append({"region": COUNTRY, "kind": noun.heading, **_cells(tally.of(kind), figures)})
    notes = [f"No {noun} of the frame lies in {_places(names, regions)}." for noun, names in without.items()]
    return Table(
        key="by_region",
        title="Services of the frame by region, kind and outcome",
        columns=(Column("region", "Region"), Column("kind", "Kind of service"), *figures),
        rows=tuple(rows),
        notes=(*notes, *_outcome_notes(figures), *places.notes),
        source=SOURCE,
        total_rows=frozenset({COUNTRY}),
        bars=Bars("region", ("rate",), group="kind"),
    )


def _places(names: list[str], regions: Mapping[int | None, str]) -> str:
    return (
        "any region"
        if len(names) == len([name for name in regions.values() if name != NO_REGION])
        else listed(names)
    )


def _outcome_notes(figures: tuple[Column, ...]) -> tuple[str, ...]:
    if figures == FULL:
        return (
            "A service counts once, with the best of its respondents' outcomes. A service that was not "
            "interviewed may or may not work with social enterprises: these figures do not say.",
        )
    return (
        "Why services were not interviewed is not shown here, because a figure may stand for one service.",
    )
