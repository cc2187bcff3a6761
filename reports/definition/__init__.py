"""Definition: what the organisations named turned out to be, why some are out, and what would settle the rest."""

from collections import Counter
from collections.abc import Mapping

from django.db.models import QuerySet

from enterprises import fact_groups, fact_values
from enterprises.classification import definitions
from enterprises.classification.criteria import Definition
from enterprises.fact_groups import Alike, Tally
from enterprises.models import Assessment, Organisation
from enterprises.querysets import OrganisationQuerySet
from enterprises.vocabulary import Outcome
from interviews.models import Mention
from interviews.vocabulary import HELD, MatchState
from reports.definition import charts
from reports.fieldwork import facts_of, last_day_of
from reports.table import Bars, Column, Report, Row, Table, share
from survey.models import Study
from wording import counted, percent

NAME = "definition"
TITLE = "Definition"
AIM = "Which of the organisations named are social enterprises, and what decides it"
SOURCE = "Stored assessments of the organisations named in the study's interviews."
ALL = "All organisations named"
OPEN = "Cannot be decided"
"""The side of a definition on which an organisation is while a fact that could change it is not known."""


def build(study: Study, *, detail: bool) -> Report:
    """The definition report of a study; three queries at any size. `detail` changes nothing in it."""
    definition = definition_of(study)
    named = organisations_named(study)
    exact = fact_groups.alike(named)
    groups = fact_groups.folded(exact, (definition, *definitions.all()))
    return Report(
        name=NAME,
        title=TITLE,
        aim=AIM,
        answer_from=answer,
        tables=(
            _outcomes(groups, definition),
            _excluded(groups, definition),
            _missing(groups, definition),
            _conflicts(named),
            _summary(groups, definition),
            *charts.tables(exact, definition),
        ),
        study=facts_of(study),
        notes=_notes(definition),
        data_on=last_day_of(study),
    )


def definition_of(study: Study) -> Definition:
    """The definition that the study chose, in the version that it chose."""
    return definitions.get(study.definition, study.definition_version)


def organisations_named(study: Study) -> OrganisationQuerySet:
    """The organisations that interviews of the study named and that were matched to the directory."""
    mentions = Mention.objects.of_study(study).filter(
        match_state=MatchState.MATCHED, interview__status__in=HELD
    )
    found: OrganisationQuerySet = Organisation.objects.filter(
        pk__in=mentions.order_by().values("organisation")
    )
    return found


def answer(tables: Mapping[str, Table]) -> str:
    """The first sentence: how many of the organisations named are included, are not, or are open; and the bounds."""
    rows = {str(row["outcome"]): row for row in tables["outcomes"].rows}
    total = rows[ALL]["organisations"]
    assert isinstance(total, int)
    if not total:
        return "No organisation named in this study has been matched to the directory yet."
    sides = {
        side: rows[f"All: {side.lower()}"]["organisations"] for side in ("Included", "Not included", OPEN)
    }
    included, excluded, perhaps = (sides[side] for side in ("Included", "Not included", OPEN))
    assert isinstance(included, int)
    assert isinstance(excluded, int)
    assert isinstance(perhaps, int)
    sentence = (
        f"Of {counted(total, 'organisation', 'organisations')} named, {included:,} "
        f"({percent(share(included, total))}) {'is' if included == 1 else 'are'} included by the study's definition, "
        f"{excluded:,} {'is' if excluded == 1 else 'are'} not, and {perhaps:,} cannot be decided on what is known"
    )
    if not perhaps:
        return f"{sentence}."
    return (
        f"{sentence}: the share included is {percent(share(included, total))} at least and "
        f"{percent(share(included + perhaps, total))} at most."
    )


def _outcomes(groups: list[Alike], definition: Definition) -> Table:
    found = fact_groups.tally(groups, definition)
    total = sum(group.number for group in groups)
    rows: list[Row] = [
        _outcome_row(str(outcome.label), _side(definition, outcome, found), found.outcomes[outcome], total)
        for outcome in Outcome
        if outcome in definition.outcomes or outcome == Outcome.UNDETERMINED
    ]
    rows += [
        _outcome_row("All: included", "Included", found.included, total),
        _outcome_row("All: not included", "Not included", found.excluded, total),
        _outcome_row(f"All: {OPEN.lower()}", OPEN, found.perhaps, total),
        _outcome_row(ALL, "All sides", total, total),
    ]
    return Table(
        key="outcomes",
        title=f"Outcomes by “{definition.title}”",
        columns=(
            Column("outcome", "Outcome"),
            Column("counted_as", "Counted as"),
            Column("organisations", "Organisations", "count"),
            Column("share", "Share", "percent"),
        ),
        rows=tuple(rows),
        notes=(
            "Undetermined means that a fact which could change the outcome is not known. An undetermined "
            "organisation still counts as included, or as not, where all that remains possible agrees; only the others "
            "cannot be decided.",
        ),
        source=SOURCE,
        total_rows=frozenset({"All: included", "All: not included", f"All: {OPEN.lower()}", ALL}),
        bars=Bars("outcome", ("share",), side="counted_as"),
    )


def _outcome_row(words: str, side: str, number: int, total: int) -> Row:
    return {"outcome": words, "counted_as": side, "organisations": number, "share": share(number, total)}


def _side(definition: Definition, outcome: str, found: Tally) -> str:
    if outcome == Outcome.UNDETERMINED:
        return OPEN if found.perhaps == found.outcomes[outcome] else f"{OPEN}, in part"
    return "Included" if outcome in definition.includes else "Not included"


def _excluded(groups: list[Alike], definition: Definition) -> Table:
    """Who is out, by the criterion that decides and the outcome it gives."""
    found: Counter[tuple[str | None, str]] = Counter()
    for group, verdict in fact_groups.judged(groups, definition):
        if verdict.is_included() is False:
            found[verdict.decided_by, verdict.outcome] += group.number
    rows: list[Row] = []
    for criterion in definition.criteria:
        for branch in criterion.otherwise:
            if branch.outcome not in definition.includes:
                number = found.pop((criterion.id, branch.outcome), 0)
                rows.append(_excluded_row(criterion.title, Outcome(branch.outcome).label, number))
    left = sum(found.values())
    if left:
        rows.append(_excluded_row("Several", "Out in every case that remains possible", left))
    total = sum(row["organisations"] for row in rows if isinstance(row["organisations"], int))
    rows.append(_excluded_row("All criteria", "All outcomes", total))
    return Table(
        key="excluded",
        title="Organisations that are not included, and why",
        columns=(
            Column("criterion", "Criterion that is not met"),
            Column("outcome", "Outcome"),
            Column("organisations", "Organisations", "count"),
        ),
        rows=tuple(rows),
        notes=("Criteria are asked in this order, and the first that is not met decides.",),
        source=SOURCE,
        total_rows=frozenset({"All criteria"}),
    )


def _excluded_row(criterion: str, outcome: str, number: int) -> Row:
    return {"criterion": criterion, "outcome": str(outcome), "organisations": number}


def _missing(groups: list[Alike], definition: Definition) -> Table:
    """The facts that are missing, those that would settle most organisations first."""
    wanted: Counter[str] = Counter()
    settled: Counter[str] = Counter()
    for group, verdict in fact_groups.judged(groups, definition):
        for settling in verdict.settlings:
            wanted[settling.fact] += group.number
            settled[settling.fact] += group.number * settling.settles
    order = sorted(wanted, key=lambda fact: (-settled[fact], -wanted[fact], fact))
    return Table(
        key="missing",
        title="Evidence that is missing, what would settle most organisations first",
        columns=(
            Column("fact", "Fact"),
            Column("settled", "Undetermined organisations it alone would settle", "count"),
            Column("wanted", "Undetermined organisations it could change", "count"),
        ),
        rows=tuple(
            {"fact": fact_values.label(fact), "settled": settled[fact], "wanted": wanted[fact]}
            for fact in order
        ),
        notes=("One organisation may lack several facts and is then counted beside each.",),
        source=SOURCE,
    )


def _conflicts(named: QuerySet[Organisation]) -> Table:
    stored = (
        Assessment.objects.current(definitions.DEFAULT)
        .filter(organisation__in=named.order_by().values("pk"))
        .exclude(conflicts=[])
        .order_by()
        .values_list("conflicts", flat=True)
    )
    found: Counter[tuple[str, ...]] = Counter()
    organisations = 0
    for conflicts in stored:
        organisations += 1
        found.update({tuple(conflict["facts"]) for conflict in conflicts})
    rows: list[Row] = [
        {"facts": ", ".join(fact_values.label(fact) for fact in facts), "organisations": number}
        for facts, number in sorted(found.items(), key=lambda item: (-item[1], item[0]))
    ]
    rows.append({"facts": "Any of these", "organisations": organisations})
    return Table(
        key="conflicts",
        title="Evidence that disagrees",
        columns=(Column("facts", "Facts"), Column("organisations", "Organisations", "count")),
        rows=tuple(rows),
        notes=(
            "The more trusted source is used, and of equally trusted ones the newest; the organisation's "
            "assessment page shows both sides.",
        ),
        source=SOURCE,
        total_rows=frozenset({"Any of these"}),
    )


def _summary(groups: list[Alike], chosen: Definition) -> Table:
    total = sum(group.number for group in groups)
    rows: list[Row] = []
    for definition in definitions.all():
        found = fact_groups.tally(groups, definition)
        rows.append(
            {
                "definition": definition.title,
                "id": f"{definition.id}, version {definition.version}",
                "included": found.included,
                "share": share(found.included, total),
                "share_highest": share(found.included + found.perhaps, total),
                "perhaps": found.perhaps,
                "excluded": found.excluded,
            }
        )
    return Table(
        key="definitions",
        title="The same organisations by every definition",
        columns=(
            Column("definition", "Definition"),
            Column("id", "Name and version"),
            Column("included", "Included", "count"),
            Column("share", "Share included, at least", "percent"),
            Column("share_highest", "Share included, at most", "percent"),
            Column("perhaps", OPEN, "count"),
            Column("excluded", "Not included", "count"),
        ),
        rows=tuple(rows),
        notes=(
            "The lowest share counts as included only what is decided, the highest also all that cannot be decided. "
            "The true share lies between them.",
            f"The study uses “{chosen.title}”. Some definitions ask what these facts cannot say; their pages name it.",
        ),
        source=SOURCE,
        total_rows=frozenset({chosen.title}),
    )


def _notes(definition: Definition) -> tuple[str, ...]:
    return (
        f"The definition is “{definition.id}”, version {definition.version}. Source: {definition.source}.",
        "An organisation counts once, however many services named it. A name that is not yet matched to the "
        "directory is not in these figures; the engagement report counts those names.",
        *definition.notes,
    )
