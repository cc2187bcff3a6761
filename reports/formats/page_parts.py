"""Which table of a report its page shows first, and which tables each of its folds has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from reports.table import Table


@dataclass(frozen=True)
class Fold:
    """A fold of a page: its title, and the keys of its tables, in which * stands for any letters."""

    title: str
    tables: tuple[str, ...]

    def has(self, table: Table) -> bool:
        return any(fnmatchcase(table.key, pattern) for pattern in self.tables)


@dataclass(frozen=True)
class PagePlan:
    """The plan of a report's page: the table over the folds, by its key, and the folds in order."""

    main: str
    folds: tuple[Fold, ...] = ()


LONGER = Fold("Longer interviews", ("*_extended_interview",))
ENTERPRISES = Fold("What social enterprises say", ("*_enterprise_interview",))
WEIGHTED = Fold("All services, weighted by kind", ("*_weighted",))
ANSWERED = Fold("Who was asked, and who answered", ("answered", "answered_*"))
REGIONS = Fold("By region", ("by_region", "*_by_region"))

PLANS: Mapping[str, PagePlan] = {
    "coverage": PagePlan(
        "by_kind",
        (
            Fold("By region", ("by_region",)),
            Fold("Who is missing", ("missing",)),
            Fold("How exact the figures are", ("exactness",)),
            Fold("Share who answered", ("rates", "cases")),
            Fold("Groups of people who answered", ("categories", "first_interviews")),
        ),
    ),
    "engagement": PagePlan(
        "services_by_kind",
        (
            Fold("By region", ("services_by_region",)),
            Fold("What they do together", ("by_arrangement", "by_activity", "by_group")),
            Fold("How it began, and who pays", ("by_origin", "by_payer")),
            Fold("People referred", ("referrals", "referred")),
            Fold("What the organisations are", ("organisations_by_outcome", "mentions", "said")),
        ),
    ),
    "gaps": PagePlan(
        "services_by_kind",
        (
            Fold("By region", ("services_by_region",)),
            Fold("What nobody provides", ("activities_by_*",)),
            Fold("By area", ("areas",)),
            Fold("Who is nearest", ("nearest", "nearest_by_activity")),
        ),
    ),
    "benefits": PagePlan(
        "benefits", (Fold("Drawbacks", ("drawbacks",)), WEIGHTED, LONGER, ENTERPRISES, ANSWERED)
    ),
    "barriers": PagePlan("by_part", (REGIONS, WEIGHTED, LONGER, ENTERPRISES, ANSWERED)),
    "definition": PagePlan(
        "outcomes",
        (
            Fold("Why organisations are not counted", ("excluded",)),
            Fold("What is not known, and where sources disagree", ("missing", "conflicts")),
            Fold("By every definition", ("definitions", "presumptions")),
            Fold("If a threshold were another", ("sensitivity_*",)),
        ),
    ),
    "spv": PagePlan(
        "identified",
        (
            Fold("How far they got", ("how_far", "contacted", "reached")),
            Fold("Services that have one, or think of one", ("stages",)),
            Fold("What stands in the way", ("obstacles",)),
            Fold(LONGER.title, LONGER.tables),
            ENTERPRISES,
        ),
    ),
    "profile": PagePlan(
        "organisation_type",
        (
            Fold("What they do", ("activity", "sector")),
            Fold("Kind of organisation in law, age and size", ("legal_form", "age", "employees")),
            Fold("Who buys from them, partners and who pays", ("customer", "partner", "payer")),
            Fold("Whom they work with", ("need", "stage", "offender_group", "earlier_work")),
        ),
    ),
    "survey": PagePlan(
        "by_outcome",
        (
            Fold("What they gain, or would gain", ("benefits",)),
            Fold("What keeps them from doing more", ("why_not",)),
            Fold("What they live on", ("payer", "largest_payer", "sector")),
            Fold(
                "Their size",
                ("employees", "volunteers", "beneficiaries", "offender_beneficiaries", "referrals"),
            ),
            Fold(
                "What they are, and where",
                ("relation", "legal_form", "organisation_type", "regions", "postcode"),
            ),
            Fold("What they know of services", ("networks", "noms_awareness", "commissioning_awareness")),
            Fold("Who was asked, and who answered", ("by_source", "by_week", "invited", "rates")),
        ),
    ),
}


@dataclass(frozen=True)
class PlannedPart:
    """A fold with the tables that this report has for it."""

    title: str
    tables: tuple[Table, ...]


def main_table(report: str, tables: Sequence[Table]) -> Table | None:
    """Return the table that answers the question of a report, the first if none is planned; None if there is none."""
    plan = PLANS.get(report)
    named = [table for table in tables if plan and table.key == plan.main]
    return next(iter([*named, *tables]), None)


def planned_parts(report: str, tables: Sequence[Table]) -> tuple[PlannedPart, ...]:
    """Return the folds of a report with their tables; a table that no fold names has a fold of its own at the end."""
    main = main_table(report, tables)
    folds = PLANS[report].folds if report in PLANS else ()
    found: dict[str, list[Table]] = {fold.title: [] for fold in folds}
    for table in tables:
        if table is not main:
            title = next((fold.title for fold in folds if fold.has(table)), table.title)
            found.setdefault(title, []).append(table)
    return tuple(PlannedPart(title, tuple(parts)) for title, parts in found.items() if parts)
