"""Tables of services and organisations of the engagement report."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping

from enterprises.vocabulary import Outcome
from noms.nouns import Noun
from reports.engagement import queries
from reports.engagement.queries import ServiceGroup, ServiceState
from reports.engagement.tables.relations import SOURCE
from reports.region_merging import RegionGroups
from reports.stratified import estimate
from reports.table import Bars, Cell, Column, Row, Table, share
from survey.models import Study
from wording.terms import COUNTED, COUNTED_AS, NOT_COUNTED, NOT_KNOWN_YET

INTERVIEWS = Column("interviewed", "Interviewed", "count")
NOT_INTERVIEWED = Column("not_interviewed", "Not interviewed", "count")
NAMEABLE_FIGURES = (
    INTERVIEWS,
    Column("included", "Named a social enterprise, and may be named", "count"),
    Column("others", "Named no social enterprise, or may not be named", "count"),
    Column("share", "Share that may be named", "percent", ratio=("included", "interviewed")),
    NOT_INTERVIEWED,
)
FEWER = (
    "Only working links of services that may be named count here, so that no figure gives away what another "
    "service said. So fewer services with a social enterprise are counted by region than by kind; the table by "
    "kind counts them all."
)
TITLE = "Services that work with at least one social enterprise, by region and kind"
TITLE_NAMEABLE = "Services that work with at least one social enterprise and may be named, by region and kind"
Cells = dict[str, Cell]
Place = tuple[int | None, str]


def by_region(
    services: Collection[ServiceGroup],
    nouns: Mapping[str, Noun],
    regions: RegionGroups,
    nameable: Counter[Place] | None,
    country: str,
) -> Table:
    """Return a table of services by region and kind, with the sums for the whole `country`.

    `nameable` is the number of services by region and kind that may be named as working with an included organisation.
    Only these count as such; if it is None (for the research roles), all count.
    """

    def figures(inside: Collection[int | None], kind: str) -> Cells:
        groups = [group for group in services if group.kind == kind and group.region in inside]
        if nameable is None:
            return _service_cells(groups)
        return _nameable_cells(groups, sum(nameable[region, kind] for region in inside))

    rows: list[Row] = []
    for first, name in regions.names.items():
        for kind, noun in nouns.items():
            members = regions.members[first]
            if first is not None or any(group.region is None and group.kind == kind for group in services):
                rows.append({"region": name, "kind": noun.heading, **figures(members, kind)})
    for kind, noun in nouns.items():
        rows.append({"region": country, "kind": noun.heading, **figures(tuple(regions.group_of), kind)})
    columns = SERVICE_FIGURES if nameable is None else NAMEABLE_FIGURES
    notes = SERVICE_NOTES if nameable is None else (FEWER, *SERVICE_NOTES[:1], *regions.notes)
    return Table(
        key="services_by_region",
        title=TITLE if nameable is None else TITLE_NAMEABLE,
        columns=(Column("region", "Region"), Column("kind", "Kind of service"), *columns),
        rows=tuple(rows),
        notes=notes,
        source=SOURCE,
        total_rows=frozenset({country}),
        bars=Bars("region", ("share",), group="kind"),
    )


def _nameable_cells(groups: Iterable[ServiceGroup], nameable: int) -> Cells:
    numbers: defaultdict[bool, int] = defaultdict(int)
    for group in groups:
        numbers[group.state is not ServiceState.NOT_INTERVIEWED] += group.number
    return {
        "interviewed": numbers[True],
        "included": nameable,
        "others": numbers[True] - nameable,
        "share": share(nameable, numbers[True]),
        "not_interviewed": numbers[False],
    }


SERVICE_FIGURES = (
    INTERVIEWS,
    Column("included", "Named a social enterprise", "count"),
    Column("undecided", "Named one that may be a social enterprise", "count"),
    Column("none", "Named no social enterprise", "count"),
    Column("share", "Share with a social enterprise", "percent", ratio=("included", "interviewed")),
    NOT_INTERVIEWED,
)
Pair = tuple[int, int]


def _service_cells(groups: list[ServiceGroup]) -> dict[str, Cell]:
    numbers: Counter[ServiceState] = Counter()
    for group in groups:
        numbers[group.state] += group.number
    not_interviewed = numbers[ServiceState.NOT_INTERVIEWED]
    interviewed = sum(numbers.values()) - not_interviewed
    return {
        "interviewed": interviewed,
        "included": numbers[ServiceState.INCLUDED],
        "undecided": numbers[ServiceState.UNDECIDED],
        "none": numbers[ServiceState.NONE],
        "share": share(numbers[ServiceState.INCLUDED], interviewed),
        "not_interviewed": not_interviewed,
    }


SERVICE_NOTES = (
    "A service that was not interviewed is counted apart: it may or may not work with social enterprises.",
    "“May be a social enterprise” counts services that named no social enterprise, but at least one that is "
    "not decided yet because not enough is known or not yet found in the directory.",
)


WEIGHTED = (
    "In the weighted share of all services each kind counts as it does in the list, because the kinds were not "
    "reached equally. “With the undecided” counts those that named one that may be a social enterprise as well: "
    "the share lies between the two. The coverage report has the intervals."
)


def by_kind(services: list[ServiceGroup], nouns: Mapping[str, Noun]) -> Table:
    """Return a table of the services by kind and state, with the share of both kinds weighted by their frame."""

    def row(label: str, inside: list[ServiceGroup]) -> Row:
        found = estimate(queries.strata_of(inside))
        figures = {"weighted": found.share, "weighted_most": found.share_most}
        return {"kind": label, **_service_cells(inside), **figures}

    rows = [
        row(noun.heading, [group for group in services if group.kind == kind]) for kind, noun in nouns.items()
    ]
    rows.append(row("All services", services))
    return Table(
        key="services_by_kind",
        title="Services that work with at least one social enterprise, by kind",
        columns=(
            Column("kind", "Kind of service"),
            *SERVICE_FIGURES,
            Column("weighted", "Share, weighted by kind", "percent"),
            Column("weighted_most", "Share, weighted, with the undecided", "percent"),
        ),
        rows=tuple(rows),
        notes=(*SERVICE_NOTES, WEIGHTED),
        source=SOURCE,
        total_rows=frozenset({"All services"}),
        bars=Bars("kind", ("included", "undecided", "none"), counted="Services interviewed"),
    )


def organisations(study: Study, relations: list[queries.RelationGroup]) -> Table:
    """Return a table of the organisations named, and the relations with them, by outcome. One query."""
    found = queries.outcomes(study, relations)
    rows: list[Row] = []
    sides: dict[str, Pair] = dict.fromkeys((COUNTED, NOT_COUNTED, NOT_KNOWN_YET), queries.NOTHING)

    def add(words: str, side: str, numbers: Pair) -> None:
        sides[side] = (sides[side][0] + numbers[0], sides[side][1] + numbers[1])
        rows.append(_outcome_row(words, side, numbers))

    for outcome in Outcome:
        included, others = (found.get((outcome.value, side), queries.NOTHING) for side in (True, False))
        if outcome != Outcome.UNDETERMINED:
            # For an outcome that no organisation has, the definition says whether it is included.
            is_included = included[0] or (not others[0] and queries.includes_outcome(study, outcome.value))
            add(
                str(outcome.label),
                COUNTED if is_included else NOT_COUNTED,
                included if included[0] else others,
            )
            continue
        add(str(outcome.label), NOT_KNOWN_YET, others)
    if unassessed := found.get(("", False)):
        add("Not looked at yet", NOT_KNOWN_YET, unassessed)
    rows += [_outcome_row(f"All: {side.lower()}", side, numbers) for side, numbers in sides.items()]
    return Table(
        key="organisations_by_outcome",
        title="Organisations named, by what they count as",
        columns=(
            Column("outcome", COUNTED_AS),
            Column("counted_as", "Counted as"),
            Column("organisations", "Organisations", "count"),
            Column("relations", "Working links", "count"),
        ),
        rows=tuple(rows),
        notes=(
            "An organisation counts once however many services named it. “Not enough known yet” means that what "
            "is known does not decide it; it is not counted as a social enterprise, and not as anything else.",
        ),
        source="What the definition says of the organisations named in the study.",
        total_rows=frozenset(f"All: {side.lower()}" for side in sides),
        bars=Bars("outcome", ("organisations",), side="counted_as"),
    )


def _outcome_row(words: str, side: str, numbers: Pair) -> Row:
    return {"outcome": words, "counted_as": side, "organisations": numbers[0], "relations": numbers[1]}


def mentions(found: list[tuple[str, int]]) -> Table:
    """Return a table of the mentions by the state of their match."""
    rows: list[Row] = [{"state": words, "mentions": number} for words, number in found]
    rows.append({"state": "All times named", "mentions": sum(number for _, number in found)})
    return Table(
        key="mentions",
        title="Organisations as people named them",
        columns=(Column("state", "What became of the name"), Column("mentions", "Times named", "count")),
        rows=tuple(rows),
        notes=("A name that is not yet found in the directory is in no other table of this report.",),
        source="The study's interviews.",
        total_rows=frozenset({"All times named"}),
    )
