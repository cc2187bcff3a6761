"""Outcome rates of every strand, with the cases that they are worked out from."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from interviews.outcome_rates import FORMULAS, NAMES, Counts, rates
from noms.nouns import Noun
from reports.coverage.queries import Cases, Category, Codes
from reports.coverage.tables.services import split_is_safe
from reports.study_facts import COUNTRY
from reports.table import Bars, Column, Row, Table
from survey.vocabulary import CaseCode, RespondentCategory, StrandKind

CASES_SOURCE = "The cases of each strand, by the outcomes of their calls and interviews."
ALL_KINDS = "All services"
ORGANISATIONS = "Organisations"
WITHOUT_RATES = (StrandKind.ONLINE_SURVEY, StrandKind.DESK_RESEARCH)
"""Strands without a sampling frame: they have counts and never a response rate (domain §2)."""
KIND_OF_RATE = {
    "RR": "Response rate",
    "COOP": "Cooperation rate",
    "REF": "Refusal rate",
    "CON": "Contact rate",
}
E_FORMULA = "(I+P+R+NC+O) / (I+P+R+NC+O+NE)"
SHORT = {
    CaseCode.PARTIAL: "In part",
    CaseCode.OTHER: "Other reason",
    CaseCode.UNKNOWN_OTHER: "Not known",
}
"""Shorter words for codes whose label is too long for a column; the notes give them in full."""


@dataclass(frozen=True)
class Group:
    """The cases of one strand that one row or column counts: one kind of service, all services, or organisations."""

    strand: str
    label: str
    codes: Codes


def outcome_rates(
    cases: Cases, regions: Mapping[int | None, str], nouns: Mapping[str, Noun], *, detail: bool
) -> tuple[Table, ...]:
    """Return a table of outcome rates for each strand with cases, and one of the cases of all strands.

    Without `detail` all regions are left out, and each strand whose reasons could be attributed to one service.
    """
    found = cases.by_kind
    groups: list[Group] = []
    omitted: list[str] = []
    for strand in StrandKind:
        inside = _groups(found, nouns, strand)
        if detail or all(split_is_safe(group.codes) for group in inside):
            groups += inside
        else:
            omitted.append(strand.label.lower())
    notes = [
        f"The cases of the {words} are not shown, because a figure may stand for one service."
        for words in omitted
    ]
    rated = [strand for strand in StrandKind if strand not in WITHOUT_RATES]
    of_strand = {strand: [group for group in groups if group.strand == strand] for strand in rated}
    # Only the initial strand: an opportunity sample of a few dozen services says nothing of ten regions.
    regional = _region_groups(cases.by_region, regions) if detail else []
    return (
        *(_rates(strand, inside) for strand, inside in of_strand.items() if inside),
        *([_rates(StrandKind.INITIAL_INTERVIEW, regional, by_region=True)] if regional else []),
        _cases(groups, notes),
    )


def _groups(
    found: Mapping[tuple[str, str], Codes], nouns: Mapping[str, Noun], strand: StrandKind
) -> list[Group]:
    groups = [
        Group(strand, noun.heading, found[strand, kind])
        for kind, noun in nouns.items()
        if (strand, kind) in found
    ]
    if len(groups) > 1:
        groups.append(Group(strand, ALL_KINDS, sum((group.codes for group in groups), Counter())))
    if (strand, "") in found:
        groups.append(Group(strand, ORGANISATIONS, found[strand, ""]))
    return groups


def counts_of(codes: Codes) -> Counts:
    """Return the cases of a group as the formulas name them."""
    return Counts(**{code.value: codes[code] for code in CaseCode})


def _region_groups(found: Mapping[int | None, Codes], regions: Mapping[int | None, str]) -> list[Group]:
    """Return the services of the initial strand by region, and all of them; empty where there are none."""
    if not found:
        return []
    initial = StrandKind.INITIAL_INTERVIEW
    inside = {region: name for region, name in regions.items() if region is not None or region in found}
    groups = [Group(initial, name, found.get(region, Counter())) for region, name in inside.items()]
    return [*groups, Group(initial, COUNTRY, sum(found.values(), Counter()))]


def _rates(strand: StrandKind, groups: Sequence[Group], *, by_region: bool = False) -> Table:
    values_by_group = [rates(counts_of(group.codes)) for group in groups]
    keys = [f"group_{number}" for number, _ in enumerate(groups)]
    rows: list[Row] = [
        {
            "rate": rate_title(name),
            **({} if by_region else {"formula": FORMULAS.get(name, E_FORMULA)}),
            **{key: values[name] for key, values in zip(keys, values_by_group, strict=True)},
        }
        for name in ("e", *NAMES)
    ]
    notes = [
        "I interviewed, P interviewed in part, R refused, NC not reached, O other reason, UH not attempted, UO not "
        "known if eligible, NE not eligible. One service is one case, with the best of its respondents' outcomes."
    ]
    if strand == StrandKind.EXTENDED_INTERVIEW:
        notes.append("An opportunity sample: these rates are of those who were asked, and of no others.")
    key = "rates" if strand == StrandKind.INITIAL_INTERVIEW else f"rates_{strand}"
    return Table(
        key="rates_by_region" if by_region else key,
        title=f"Outcome rates{' by region' if by_region else ''}: {strand.label.lower()}",
        columns=(
            Column("rate", "Rate"),
            *([] if by_region else [Column("formula", "How it is worked out")]),
            *(Column(key, group.label, "percent") for key, group in zip(keys, groups, strict=True)),
        ),
        rows=tuple(rows),
        notes=tuple(notes),
        source=CASES_SOURCE,
    )


def rate_title(name: str) -> str:
    """Return the printed name of a rate: Response rate 1 (RR1)."""
    if name == "e":
        return "Share of the unknown cases taken to be eligible (e)"
    return f"{KIND_OF_RATE[name.rstrip('123456')]} {name[-1]} ({name})"


def _cases(groups: Sequence[Group], notes: Sequence[str]) -> Table:
    rows: list[Row] = [
        {
            "strand": str(StrandKind(group.strand).label),
            "group": group.label,
            **{code.value: group.codes[code] for code in CaseCode},
            "all": sum(group.codes[code] for code in CaseCode),
        }
        for group in groups
    ]
    return Table(
        key="cases",
        title="Cases by strand, kind and outcome",
        columns=(
            Column("strand", "Strand"),
            Column("group", "Kind"),
            *(
                Column(code.value, f"{SHORT.get(code, code.label)} ({code.value})", "count")
                for code in CaseCode
            ),
            Column("all", "All cases", "count"),
        ),
        rows=tuple(rows),
        notes=(
            *notes,
            "Not known (UO) is whether the case is eligible. The online survey has no sampling frame: its cases are "
            "counted and have no rate.",
        ),
        source=CASES_SOURCE,
    )


NO_CATEGORY = "In none of the four"
ALL_CATEGORIES = "All in these strands"


def by_category(units: tuple[Counter[Category], Counter[Category]], *, detail: bool) -> tuple[Table, ...]:
    """Return the table of the opportunity samples by category of respondent, if the study has any.

    `units` are all units and those interviewed. Without `detail` the first are left out: they would disclose refusals.
    """
    return (_categories(*units, detail=detail),) if units[0] else ()


def _categories(sampled: Counter[Category], interviewed: Counter[Category], *, detail: bool) -> Table:
    groups: list[tuple[str, list[Category]]] = [
        (f"{category.value}. {category.label}", [category.value]) for category in RespondentCategory
    ]
    if sampled[None]:
        groups.append((NO_CATEGORY, [None]))
    groups.append((ALL_CATEGORIES, list(sampled)))
    columns = [Column("category", "Category of respondent"), Column("interviewed", "Interviewed", "count")]
    if detail:
        columns.insert(1, Column("sampled", "In the sample", "count"))
    rows: list[Row] = []
    for words, inside in groups:
        counted = {
            "sampled": sum(sampled[category] for category in inside),
            "interviewed": sum(interviewed[category] for category in inside),
        }
        rows.append({"category": words, **{c.key: counted[c.key] for c in columns if c.key in counted}})
    return Table(
        key="categories",
        title="Extended interviews and interviews with enterprises, by category of respondent",
        columns=tuple(columns),
        rows=tuple(rows),
        notes=(
            "Opportunity samples: the numbers stand for those who were asked, and no others. An interview in none "
            "of the four was held with somebody else, such as whoever developed an enterprise that was referred to.",
        ),
        source="The samples of the two strands, and their interviews, complete or in part.",
        total_rows=frozenset({ALL_CATEGORIES}),
        bars=Bars("category", ("interviewed",)),
    )
