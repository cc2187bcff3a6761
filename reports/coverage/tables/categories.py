"""Respondents of the opportunity samples by category: as the sampler assigned it, and as the definition confirms it."""

from collections import Counter
from collections.abc import Iterable, Sequence

from reports.coverage.queries import Category, CategoryUnit, Confirmed
from reports.engagement.queries import ServiceGroup, ServiceState
from reports.table import Bars, Column, Row, Table
from survey.vocabulary import RespondentCategory

NO_CATEGORY = Confirmed.NOT_ASSIGNED.label
ALL_CATEGORIES = "All in these parts of the study"
EVERY_SERVICE = "All services interviewed"
PAPER = (
    "Quoted from the paper on the study of 2009: “We did not identify any respondents in the first interviews that "
    "were not working with any social enterprises.” It does not say how it was decided which organisations were ones."
)


def by_category(
    units: Sequence[CategoryUnit], services: Iterable[ServiceGroup], *, detail: bool
) -> tuple[Table, ...]:
    """Return the tables of the opportunity samples by category of respondent, if the study has any.

    The last table has the initial interviews, by whether they named an included organisation. Without `detail` there is
    no number of sampled units, because it would disclose refusals, and no list of units whose two categories differ.
    """
    if not units:
        return ()
    differing = (_differing(units),) if detail else ()
    return (_categories(units, detail=detail), *differing, first_interviews(services))


def _categories(units: Sequence[CategoryUnit], *, detail: bool) -> Table:
    sampled: Counter[Category] = Counter(unit.assigned for unit in units)
    assigned: Counter[Category] = Counter(unit.assigned for unit in units if unit.confirmed)
    confirmed: Counter[Confirmed] = Counter(unit.confirmed for unit in units if unit.confirmed)
    columns = [
        Column("category", "Group of people who answered"),
        *([Column("sampled", "In the sample, as assigned", "count")] if detail else []),
        Column("assigned", "Interviewed, as assigned", "count"),
        Column("interviewed", "Interviewed, as the definition confirms", "count"),
    ]
    rows: list[Row] = []

    def add(words: str, *figures: int) -> None:
        shown = dict(zip(("sampled", "assigned", "interviewed"), figures, strict=True))
        rows.append({"category": words, **{c.key: shown[c.key] for c in columns if c.key in shown}})

    for category in RespondentCategory:
        found = confirmed[Confirmed(category.value)]
        add(f"{category.value}. {category.label}", sampled[category.value], assigned[category.value], found)
    for other in Confirmed:
        if not isinstance(other.value, int):
            is_unassigned = other is Confirmed.NOT_ASSIGNED
            before = (sampled[None], assigned[None]) if is_unassigned else (0, 0)
            if any(before) or confirmed[other]:
                add(other.label, *before, confirmed[other])
    add(ALL_CATEGORIES, len(units), assigned.total(), confirmed.total())
    return Table(
        key="categories",
        title="Longer interviews and interviews with enterprises, by group of people who answered",
        columns=tuple(columns),
        rows=tuple(rows),
        notes=(
            "The sampler assigned a category by what the first interview said. The definition confirms it: a service "
            "works with social enterprises if it named an organisation that it works with and that the definition "
            "includes; an enterprise counts as one itself, or was set up by service staff, and a service reported to "
            "work with it or to have done so. The figures of the study are those that the definition confirms.",
            "Opportunity samples: the numbers stand for those who were asked, and no others. An interview in none "
            "of the four was held with somebody else, such as whoever developed an enterprise that was referred to.",
        ),
        source=(
            "The samples of the two parts of the study, their interviews, complete or in part, and what the "
            "definition says of organisations."
        ),
        total_rows=frozenset({ALL_CATEGORIES}),
        bars=Bars("category", ("interviewed",), ordered=True),
    )


def _differing(units: Sequence[CategoryUnit]) -> Table:
    """Return the table of the units whose two categories differ, by name, for the research roles."""
    rows: list[Row] = [
        {"unit": unit.name, "assigned": _assigned(unit.assigned), "confirmed": unit.confirmed.label}
        for unit in units
        if unit.confirmed and unit.confirmed.label != _assigned(unit.assigned)
    ]
    return Table(
        key="categories_differ",
        title="People who answered whose category is not the one that was assigned",
        columns=(
            Column("unit", "Service or organisation"),
            Column("assigned", "As assigned"),
            Column("confirmed", "As the definition confirms"),
        ),
        rows=tuple(rows),
        notes=("Both are kept: the sample is not changed by what the definition says later.",),
        source=(
            "The samples of the two parts of the study, their interviews, and what the definition says of "
            "organisations."
        ),
    )


def _assigned(category: Category) -> str:
    return NO_CATEGORY if category is None else Confirmed(category).label


def first_interviews(services: Iterable[ServiceGroup]) -> Table:
    """Return the table of the initial interviews by whether they named an included organisation."""
    numbers: Counter[ServiceState] = Counter()
    for group in services:
        numbers[group.state] += group.number
    lines = (
        ("Works with a social enterprise", ServiceState.INCLUDED),
        ("Works with one that may be a social enterprise", ServiceState.UNDECIDED),
        ("Works with no social enterprise", ServiceState.NONE),
    )
    rows: list[Row] = [{"said": words, "services": numbers[state]} for words, state in lines]
    interviewed = sum(numbers[state] for _, state in lines)
    rows.append({"said": EVERY_SERVICE, "services": interviewed})
    none, open_ = numbers[ServiceState.NONE], numbers[ServiceState.UNDECIDED]
    return Table(
        key="first_interviews",
        title="Services of the first interviews, by whether they work with a social enterprise",
        columns=(Column("said", "What the service named"), Column("services", "Services", "count")),
        rows=tuple(rows),
        notes=(
            PAPER,
            f"By the definition of this study {none:,} of {interviewed:,} services interviewed work with none, and of "
            f"{open_:,} it cannot be decided. "
            + (
                "As in the paper, every service works with one."
                if interviewed and not none + open_
                else "This is not what the paper says; its sentence stands beside category 2 above, of the extended "
                "interviews."
            ),
        ),
        source="The study's first interviews, and what the definition says of the organisations named.",
        total_rows=frozenset({EVERY_SERVICE}),
    )
