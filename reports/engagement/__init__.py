"""Engagement: which services work with organisations that the definition includes, and how."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import partial

from enterprises.vocabulary import Arrangement, Outcome
from noms.nouns import Noun, service_noun
from noms.vocabulary import CountingUnit
from reports.engagement import queries as counts
from reports.engagement import regions
from reports.engagement import tables as relation_tables
from reports.engagement.queries import Standing
from reports.engagement.regions import INTERVIEWS, NOT_INTERVIEWED
from reports.engagement.tables import ALL, ALL_SERVICES, SOURCE
from reports.fieldwork import KINDS, facts_of, last_day_of
from reports.table import Bars, Cell, Column, Report, Row, Table, share
from survey.models import Study
from wording import counted, percent

NAME = "engagement"
TITLE = "Engagement"
AIM = "Which services work with social enterprises, and how"

SERVICE_FIGURES = (
    INTERVIEWS,
    Column("included", "Named an included organisation", "count"),
    Column("undecided", "Named one that may be included", "count"),
    Column("none", "Named none that is included", "count"),
    Column("share", "Share with an included organisation", "percent", ratio=("included", "interviewed")),
    NOT_INTERVIEWED,
)
Pair = tuple[int, int]


def build(study: Study, *, detail: bool) -> Report:
    """The engagement report of a study; seven queries at any size, and two more without `detail`.

    Without `detail` (outside the research roles) only what may be named is counted by region: beside the relations that
    are listed, any other figure of so few services would tell what one of them said.
    """
    services = counts.services(study)
    forms: defaultdict[str, set[str]] = defaultdict(set)
    for group in services:
        forms[group.kind].add(group.form)
    nouns: dict[str, Noun] = {
        kind: service_noun(kind, forms[kind], CountingUnit.ESTABLISHMENT) for kind in KINDS
    }
    relations = counts.relations(study, relation_tables.BANDS)
    return Report(
        name=NAME,
        title=TITLE,
        aim=AIM,
        answer_from=partial(answer, nouns),
        tables=(
            _by_kind(services, nouns),
            regions.table(
                study,
                services,
                nouns,
                full=SERVICE_FIGURES,
                cells=_service_cells,
                notes=SERVICE_NOTES,
                source=SOURCE,
                detail=detail,
            ),
            *relation_tables.tables(study, relations, nouns),
            _organisations(study, relations),
            _mentions(study),
        ),
        study=facts_of(study),
        notes=_notes(study),
        data_on=last_day_of(study),
    )


def answer(nouns: Mapping[str, Noun], tables: Mapping[str, Table]) -> str:
    """The first sentence: of the services interviewed, how many work with an included organisation; and how much."""
    rows = {str(row["kind"]): row for row in tables["services_by_kind"].rows}
    parts, included, every = [], 0, 0
    for noun in nouns.values():
        row = rows[noun.heading]
        base, part, rate = row["interviewed"], row["included"], row["share"]
        assert isinstance(base, int)
        assert isinstance(part, int)
        assert rate is None or isinstance(rate, float)
        if base:
            parts.append(f"{part:,} of {counted(base, noun.singular, noun.plural)} ({percent(rate)})")
            included = part
            every += part
    if not parts:
        return "No service has been interviewed in this study yet."
    verb = "works" if len(parts) == 1 and included == 1 else "work"
    return (
        f"Of the services interviewed, {' and '.join(parts)} {verb} with at least one organisation that the "
        f"study's definition includes.{_scale(tables, 'It' if every == 1 else 'They')}"
    )


def _scale(tables: Mapping[str, Table], they: str) -> str:
    """A sentence on the relations: how many, the commonest arrangement, the people referred as far as shown."""
    rows = {str(row["words"]): row["included"] for row in tables["by_arrangement"].rows}
    base = rows.pop(ALL)
    assert isinstance(base, int)
    if not base:
        return ""
    del rows[Arrangement.NOT_KNOWN.label]
    numbers = {words: number for words, number in rows.items() if isinstance(number, int)}
    most = max(numbers.values())
    commonest = [words for words, number in numbers.items() if number == most]
    said = [f"{counted(base, 'relation', 'relations')} with such organisations"]
    if most and len(commonest) == 1:
        said[0] += (
            f", the commonest arrangement being “{commonest[0]}” ({most:,}, {percent(share(most, base))}),"
        )
    people = next(row["people"] for row in tables["referred"].rows if row["kind"] == ALL_SERVICES)
    if isinstance(people, int) and people:
        said.append(f"{counted(people, 'person', 'people')} referred a year as far as a number was given")
    return f" {they} told of {' and of '.join(said).rstrip(',')}."


def _service_cells(groups: list[counts.ServiceGroup]) -> dict[str, Cell]:
    numbers: Counter[Standing] = Counter()
    for group in groups:
        numbers[group.standing] += group.number
    not_interviewed = numbers[Standing.NOT_INTERVIEWED]
    interviewed = sum(numbers.values()) - not_interviewed
    return {
        "interviewed": interviewed,
        "included": numbers[Standing.INCLUDED],
        "undecided": numbers[Standing.UNDECIDED],
        "none": numbers[Standing.NONE],
        "share": share(numbers[Standing.INCLUDED], interviewed),
        "not_interviewed": not_interviewed,
    }


SERVICE_NOTES = (
    "A service that was not interviewed is counted apart: it may or may not work with social enterprises.",
    "“May be included” counts services that named no included organisation, but at least one that is "
    "undetermined for want of evidence or not yet matched to the directory.",
)


def _by_kind(services: list[counts.ServiceGroup], nouns: Mapping[str, Noun]) -> Table:
    rows: list[Row] = [
        {"kind": noun.heading, **_service_cells([group for group in services if group.kind == kind])}
        for kind, noun in nouns.items()
    ]
    rows.append({"kind": "All services", **_service_cells(services)})
    return Table(
        key="services_by_kind",
        title="Services that work with at least one included organisation, by kind",
        columns=(Column("kind", "Kind of service"), *SERVICE_FIGURES),
        rows=tuple(rows),
        notes=SERVICE_NOTES,
        source=SOURCE,
        total_rows=frozenset({"All services"}),
        bars=Bars("kind", ("included", "undecided", "none"), counted="Services interviewed"),
    )


def _organisations(study: Study, relations: list[counts.RelationGroup]) -> Table:
    found = counts.outcomes(study, relations)
    rows: list[Row] = []
    sides: dict[str, Pair] = dict.fromkeys(("Included", "Not included", "Undetermined"), counts.NOTHING)

    def add(words: str, side: str, numbers: Pair) -> None:
        sides[side] = (sides[side][0] + numbers[0], sides[side][1] + numbers[1])
        rows.append(_outcome_row(words, side, numbers))

    for outcome in Outcome:
        included, others = (found.get((outcome.value, side), counts.NOTHING) for side in (True, False))
        if outcome != Outcome.UNDETERMINED:
            # One that no organisation has stands on the side on which the definition would put it.
            is_included = included[0] or (not others[0] and counts.is_counted(study, outcome.value))
            add(
                str(outcome.label),
                "Included" if is_included else "Not included",
                included if included[0] else others,
            )
            continue
        if included[0]:
            add("Undetermined, and included in every case that remains", "Included", included)
        add(str(outcome.label), "Undetermined", others)
    if unassessed := found.get(("", False)):
        add("Not assessed yet", "Undetermined", unassessed)
    rows += [_outcome_row(f"All: {side.lower()}", side, numbers) for side, numbers in sides.items()]
    return Table(
        key="organisations_by_outcome",
        title="Organisations named, by the outcome of the definition",
        columns=(
            Column("outcome", "Outcome"),
            Column("counted_as", "Counted as"),
            Column("organisations", "Organisations", "count"),
            Column("relations", "Relations", "count"),
        ),
        rows=tuple(rows),
        notes=(
            "An organisation counts once however many services named it. Undetermined means that what is known "
            "does not decide the outcome; it is not counted as a social enterprise, and not as anything else, unless "
            "the definition includes it in every case that remains possible.",
        ),
        source="Stored assessments of the organisations named in the study.",
        total_rows=frozenset(f"All: {side.lower()}" for side in sides),
        bars=Bars("outcome", ("organisations",), side="counted_as"),
    )


def _outcome_row(words: str, side: str, numbers: Pair) -> Row:
    return {"outcome": words, "counted_as": side, "organisations": numbers[0], "relations": numbers[1]}


def _mentions(study: Study) -> Table:
    found = counts.mentions(study)
    rows: list[Row] = [{"state": words, "mentions": number} for words, number in found]
    rows.append({"state": "All mentions", "mentions": sum(number for _, number in found)})
    return Table(
        key="mentions",
        title="Organisations as the respondents named them",
        columns=(Column("state", "What became of the name"), Column("mentions", "Mentions", "count")),
        rows=tuple(rows),
        notes=("A name that is not yet matched is in no other table of this report.",),
        source="The study's interviews.",
        total_rows=frozenset({"All mentions"}),
    )


def _notes(study: Study) -> tuple[str, ...]:
    return (
        f"Included means included by the definition “{study.definition}”, version {study.definition_version}, "
        "applied to the evidence in the directory, and never what the respondent called the organisation.",
        "Services are counted as establishments. Relations that have ended or are only wished for are not counted.",
    )
