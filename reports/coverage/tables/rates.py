"""Outcome rates of the initial strand, and the cases of every strand by outcome."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from interviews.outcome_rates import FORMULAS, NAMES, Counts, of_frame, rates
from noms.nouns import Noun
from reports.coverage.queries import Cases, Codes
from reports.coverage.tables.services import split_is_safe
from reports.table import Column, Row, Table
from survey.vocabulary import CaseCode, StrandKind

CASES_SOURCE = "The cases of each part of the study, by how their calls ended and interviews."
ALL_KINDS = "All services"
ORGANISATIONS = "Organisations"
KIND_OF_RATE = {
    "RR": "Share who answered",
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
NEVER_RUNG = Column("never_rung", "of these, never rung", "count")
OPPORTUNITY = (
    "Longer interviews and interviews with social enterprises are opportunity samples: the numbers stand for those "
    "who were asked, and no others, so they have no rates."
)


@dataclass(frozen=True)
class Group:
    """The cases of one strand that one row or column counts: one kind of service, all services, or organisations."""

    strand: str
    label: str
    codes: Codes


def outcome_rates(
    cases: Cases,
    regions: Mapping[int | None, str],
    country: str,
    nouns: Mapping[str, Noun],
    *,
    detail: bool,
) -> tuple[Table, ...]:
    """Return the outcome rates of the initial strand, by kind and by region, and the cases of all strands.

    Only the initial strand calls a whole frame. A rate of an opportunity sample, or of a survey that anybody may
    answer, would say nothing about other services. Without `detail` there are no regions, and no strand whose reasons
    could be attributed to one service.
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
    initial = [group for group in groups if group.strand == StrandKind.INITIAL_INTERVIEW]
    regional = _region_groups(cases.by_region, regions, country) if detail else []
    return (
        *([_rates(initial)] if initial else []),
        *([_rates(regional, by_region=True)] if regional else []),
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
    """Return the number of cases of a group by outcome code, for the formulas of the rates."""
    return Counts(**{code.value: codes[code] for code in CaseCode})


def _region_groups(
    found: Mapping[int | None, Codes], regions: Mapping[int | None, str], country: str
) -> list[Group]:
    """Return the services of the initial strand by region, and all of them; empty where there are none."""
    if not found:
        return []
    initial = StrandKind.INITIAL_INTERVIEW
    inside = {region: name for region, name in regions.items() if region is not None or region in found}
    groups = [Group(initial, name, found.get(region, Counter())) for region, name in inside.items()]
    return [*groups, Group(initial, country, sum(found.values(), Counter()))]


def _rates(groups: Sequence[Group], *, by_region: bool = False) -> Table:
    values_by_group = [rates(of_frame(counts_of(group.codes))) for group in groups]
    keys = [f"group_{number}" for number, _ in enumerate(groups)]
    rows: list[Row] = [
        {
            "rate": rate_title(name),
            **({} if by_region else {"formula": FORMULAS.get(name, E_FORMULA)}),
            **{key: values[name] for key, values in zip(keys, values_by_group, strict=True)},
        }
        for name in ("e", *NAMES)
    ]
    return Table(
        key="rates_by_region" if by_region else "rates",
        title=f"Share who answered{' by region' if by_region else ''}: {StrandKind.INITIAL_INTERVIEW.label.lower()}",
        columns=(
            Column("rate", "Rate"),
            *([] if by_region else [Column("formula", "How it is worked out")]),
            *(Column(key, group.label, "percent") for key, group in zip(keys, groups, strict=True)),
        ),
        rows=tuple(rows),
        notes=(
            "I interviewed, P interviewed in part, R refused, NC not reached, O other reason, UH and UO not known "
            "if it should be asked, NE should not be asked. One service is one case, with the best that any of "
            "its people gave.",
            "Every service of a dated list should be asked until it is found otherwise. One that was never rung is "
            "therefore not reached (NC), and no service is UH or UO.",
            "The other parts of the study are opportunity samples or have no list to draw from: they have counts, "
            "and no rates.",
        ),
        source=CASES_SOURCE,
    )


def rate_title(name: str) -> str:
    """Return the printed name of a rate: Share who answered 1 (RR1)."""
    if name == "e":
        return "Share of the unknown cases taken to be ones that should be asked (e)"
    return f"{KIND_OF_RATE[name.rstrip('123456')]} {name[-1]} ({name})"


def _cases(groups: Sequence[Group], notes: Sequence[str]) -> Table:
    return Table(
        key="cases",
        title="Cases by part of the study, kind and how they ended",
        columns=(
            Column("strand", "Part of the study"),
            Column("group", "Kind"),
            *(
                column
                for code in CaseCode
                for column in (
                    Column(code.value, f"{SHORT.get(code, code.label)} ({code.value})", "count"),
                    *([NEVER_RUNG] if code is CaseCode.NON_CONTACT else []),
                )
            ),
            Column("all", "All cases", "count"),
        ),
        rows=tuple(_case_row(group) for group in groups),
        notes=(
            *notes,
            "Every service of the list should be asked, so one that was never rung counts as not reached.",
            OPPORTUNITY,
            "Not known (UO) is whether the case should be asked. The online survey has no list to draw from: its "
            "cases are counted and have no rate.",
        ),
        source=CASES_SOURCE,
    )


def _case_row(group: Group) -> Row:
    is_frame = group.strand == StrandKind.INITIAL_INTERVIEW
    counts = counts_of(group.codes)
    counts = of_frame(counts) if is_frame else counts
    return {
        "strand": str(StrandKind(group.strand).label),
        "group": group.label,
        **{code.value: getattr(counts, code.value) for code in CaseCode},
        NEVER_RUNG.key: group.codes[CaseCode.UNKNOWN_UNIT] if is_frame else 0,
        "all": sum(group.codes[code] for code in CaseCode),
    }
