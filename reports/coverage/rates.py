"""Outcome rates of every strand, with the cases that they are worked out from."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count

from interviews.outcome_rates import FORMULAS, NAMES, Counts, rates
from noms.nouns import Noun
from reports.coverage.services import Codes, split_is_safe
from reports.fieldwork import COUNTRY
from reports.table import Column, Row, Table
from survey.models import SampledUnit, Study
from survey.vocabulary import CaseCode, StrandKind

SOURCE = "The cases of each strand, by the outcomes of their calls and interviews."
ALL = "All services"
ORGANISATIONS = "Organisations"
WITHOUT_RATES = (StrandKind.ONLINE_SURVEY, StrandKind.DESK_RESEARCH)
"""Nobody drew a frame for these: counts only, never a response rate (domain §2)."""
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
"""Codes whose words are too long for a column; the notes of the rates say them in full."""


@dataclass(frozen=True)
class Group:
    """The cases of one strand: those of one kind of service, of all services, or organisations."""

    strand: str
    label: str
    codes: Codes


@dataclass(frozen=True)
class Cases:
    """The cases of every strand by code and kind of service ("" for organisations); the initial one by region too."""

    by_kind: Mapping[tuple[str, str], Codes]
    by_region: Mapping[int | None, Codes]


def cases(study: Study) -> Cases:
    """All cases of a study. One query."""
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


def tables(
    cases: Cases, regions: Mapping[int | None, str], nouns: Mapping[str, Noun], *, detail: bool
) -> tuple[Table, ...]:
    """For each strand with cases, the outcome rates; and one table of the cases of all of them.

    Without `detail` a strand is left out while its reasons could be pinned on one service, and so are all regions.
    """
    found = cases.by_kind
    groups: list[Group] = []
    left_out: list[str] = []
    for strand in StrandKind:
        inside = _groups(found, nouns, strand)
        if detail or all(split_is_safe(group.codes) for group in inside):
            groups += inside
        else:
            left_out.append(strand.label.lower())
    notes = [
        f"The cases of the {words} are not shown, because a figure may stand for one service."
        for words in left_out
    ]
    rated = [strand for strand in StrandKind if strand not in WITHOUT_RATES]
    of_strand = {strand: [group for group in groups if group.strand == strand] for strand in rated}
    # A few dozen services of an opportunity sample say nothing of ten regions.
    regional = _in_regions(cases.by_region, regions) if detail else []
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
        groups.append(Group(strand, ALL, sum((group.codes for group in groups), Counter())))
    if (strand, "") in found:
        groups.append(Group(strand, ORGANISATIONS, found[strand, ""]))
    return groups


def counts_of(codes: Codes) -> Counts:
    """The cases of a group as the formulas name them."""
    return Counts(**{code.value: codes[code] for code in CaseCode})


def _in_regions(found: Mapping[int | None, Codes], regions: Mapping[int | None, str]) -> list[Group]:
    """The services of the initial strand region by region, and all of them; nothing where there are none."""
    if not found:
        return []
    initial = StrandKind.INITIAL_INTERVIEW
    inside = {region: name for region, name in regions.items() if region is not None or region in found}
    groups = [Group(initial, name, found.get(region, Counter())) for region, name in inside.items()]
    return [*groups, Group(initial, COUNTRY, sum(found.values(), Counter()))]


def _rates(strand: StrandKind, groups: Sequence[Group], *, by_region: bool = False) -> Table:
    worked = [rates(counts_of(group.codes)) for group in groups]
    keys = [f"group_{number}" for number, _ in enumerate(groups)]
    rows: list[Row] = [
        {
            "rate": title_of(name),
            **({} if by_region else {"formula": FORMULAS.get(name, E_FORMULA)}),
            **{key: values[name] for key, values in zip(keys, worked, strict=True)},
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
        source=SOURCE,
    )


def title_of(name: str) -> str:
    """The name of a rate as it is printed: Response rate 1 (RR1)."""
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
        source=SOURCE,
    )
