"""Tables of the definition report: outcomes, reasons, missing evidence, conflicts, and every definition."""

from collections import Counter

from enterprises import fact_groups, fact_values
from enterprises.classification import definitions
from enterprises.classification.criteria import Definition
from enterprises.classification.facts import Facts
from enterprises.fact_groups import FactGroup, Tally
from enterprises.vocabulary import Outcome
from reports.definition.queries import Conflicts
from reports.table import Bars, Column, Row, Table, share
from wording.terms import COUNTED, COUNTED_AS, NOT_COUNTED

SOURCE = "What the definition says of the organisations named in the study's interviews."
ALL = "All organisations named"
OPEN = "Cannot be decided"
"""The side of a definition for organisations that a fact not yet known could put on either side."""


def outcomes(groups: list[FactGroup], definition: Definition) -> Table:
    """Return a table of organisations by outcome, with the totals of each side of the definition."""
    found = fact_groups.tally(groups, definition)
    total = sum(group.number for group in groups)
    rows: list[Row] = [
        _outcome_row(str(outcome.label), _side(definition, outcome, found), found.outcomes[outcome], total)
        for outcome in _outcomes_of(definition)
    ]
    rows += [
        _outcome_row("All: counted", COUNTED, found.included, total),
        _outcome_row("All: not counted", NOT_COUNTED, found.excluded, total),
        _outcome_row(f"All: {OPEN.lower()}", OPEN, found.undecided, total),
        _outcome_row(ALL, "All three", total, total),
    ]
    return Table(
        key="outcomes",
        title=f"What each counts as by “{definition.title}”",
        columns=(
            Column("outcome", COUNTED_AS),
            Column("counted_as", "Counted as"),
            Column("organisations", "Organisations", "count"),
            Column("share", "Share", "percent"),
        ),
        rows=tuple(rows),
        notes=(
            "“Not enough known yet” means that a fact which could change the answer is not known. Where every "
            "outcome that remains possible is included, the organisation is counted and only the kind is not "
            "known. Where none is, it is not counted; only the others cannot be decided.",
        ),
        source=SOURCE,
        total_rows=frozenset({"All: counted", "All: not counted", f"All: {OPEN.lower()}", ALL}),
        bars=Bars("outcome", ("share",), side="counted_as"),
    )


def _outcomes_of(definition: Definition) -> list[Outcome]:
    """Return the outcomes that organisations can have by a definition, the open ones too."""
    return [
        outcome
        for outcome in Outcome
        if outcome in definition.outcomes
        or outcome == Outcome.UNDETERMINED
        or (outcome == Outcome.INCLUDED and len(definition.includes) > 1)
    ]


def presumptions(
    groups: list[FactGroup], presumed: list[tuple[Facts, Facts]], definition: Definition
) -> Table:
    """Return a table of the outcomes with and without presumptions.

    `presumed` holds, for each organisation with a presumed fact, its facts with and without the presumptions.
    """
    used = fact_groups.tally(groups, definition)
    with_them = fact_groups.tally((FactGroup("", facts, 1) for facts, _ in presumed), definition)
    without = fact_groups.tally((FactGroup("", facts, 1) for _, facts in presumed), definition)
    rows: list[Row] = [
        {
            "outcome": str(outcome.label),
            "used": used.outcomes[outcome],
            "left_out": used.outcomes[outcome] - with_them.outcomes[outcome] + without.outcomes[outcome],
        }
        for outcome in _outcomes_of(definition)
    ]
    rows += [
        {"outcome": f"All: {side.lower()}", "used": total, "left_out": total - before + after}
        for side, total, before, after in (
            (COUNTED, used.included, with_them.included, without.included),
            (NOT_COUNTED, used.excluded, with_them.excluded, without.excluded),
            (OPEN, used.undecided, with_them.undecided, without.undecided),
        )
    ]
    return Table(
        key="presumptions",
        title="If nothing were presumed from kind of organisation in law or register",
        columns=(
            Column("outcome", COUNTED_AS),
            Column("used", "Organisations, as reported", "count"),
            Column("left_out", "Organisations, without presumptions", "count"),
        ),
        rows=tuple(rows),
        notes=(
            "A charity, a community interest company or a registered society is presumed to be what the law or its "
            "regulator asks of one, such as not a public body, until anything that is known says otherwise. Of "
            f"{len(presumed):,} of these organisations something is presumed.",
        ),
        source=SOURCE,
        total_rows=frozenset({"All: counted", "All: not counted", f"All: {OPEN.lower()}"}),
    )


def _outcome_row(words: str, side: str, number: int, total: int) -> Row:
    return {"outcome": words, "counted_as": side, "organisations": number, "share": share(number, total)}


def _side(definition: Definition, outcome: str, found: Tally) -> str:
    if outcome == Outcome.UNDETERMINED:
        return OPEN if found.undecided == found.outcomes[outcome] else f"{OPEN}, in part"
    return COUNTED if outcome in (*definition.includes, Outcome.INCLUDED) else NOT_COUNTED


def excluded(groups: list[FactGroup], definition: Definition) -> Table:
    """Return a table of the organisations not included, by the criterion that decides and the outcome it gives."""
    found: Counter[tuple[str | None, str]] = Counter()
    for group, verdict in fact_groups.assess_groups(groups, definition):
        if verdict.is_included() is False:
            found[verdict.decided_by, verdict.outcome] += group.number
    rows: list[Row] = []
    for criterion in definition.criteria:
        for branch in criterion.otherwise:
            if branch.outcome not in definition.includes:
                number = found.pop((criterion.id, branch.outcome), 0)
                rows.append(_excluded_row(criterion.title, Outcome(branch.outcome).label, number))
    remaining = sum(found.values())
    if remaining:
        rows.append(_excluded_row("Several", "Out in every case that remains possible", remaining))
    total = sum(row["organisations"] for row in rows if isinstance(row["organisations"], int))
    rows.append(_excluded_row("All tests", "All", total))
    return Table(
        key="excluded",
        title="Organisations that are not social enterprises, and why",
        columns=(
            Column("criterion", "Test that is not met"),
            Column("outcome", COUNTED_AS),
            Column("organisations", "Organisations", "count"),
        ),
        rows=tuple(rows),
        notes=("Tests are asked in this order, and the first that is not met decides.",),
        source=SOURCE,
        total_rows=frozenset({"All tests"}),
    )


def _excluded_row(criterion: str, outcome: str, number: int) -> Row:
    return {"criterion": criterion, "outcome": str(outcome), "organisations": number}


def missing(groups: list[FactGroup], definition: Definition) -> Table:
    """Return a table of the facts that are missing, those that would settle most organisations first."""
    wanted: Counter[str] = Counter()
    settled: Counter[str] = Counter()
    for group, verdict in fact_groups.assess_groups(groups, definition):
        for missing_fact in verdict.missing_facts:
            wanted[missing_fact.fact] += group.number
            settled[missing_fact.fact] += group.number * missing_fact.settles
    order = sorted(wanted, key=lambda fact: (-settled[fact], -wanted[fact], fact))
    return Table(
        key="missing",
        title="What is not known, what would settle most organisations first",
        columns=(
            Column("fact", "Fact"),
            Column("settled", "Organisations not settled that it alone would settle", "count"),
            Column("wanted", "Organisations not settled that it could change", "count"),
        ),
        rows=tuple(
            {"fact": fact_values.label(fact), "settled": settled[fact], "wanted": wanted[fact]}
            for fact in order
        ),
        notes=("One organisation may lack several facts and is then counted beside each.",),
        source=SOURCE,
    )


def conflicts(found: Conflicts) -> Table:
    """Return a table of the organisations whose evidence disagrees, by the facts that disagree."""
    rows: list[Row] = [
        {"facts": ", ".join(fact_values.label(fact) for fact in facts), "organisations": number}
        for facts, number in sorted(found.by_facts.items(), key=lambda item: (-item[1], item[0]))
    ]
    rows.append({"facts": "Any of these", "organisations": found.organisations})
    return Table(
        key="conflicts",
        title="Sources that disagree",
        columns=(Column("facts", "Facts"), Column("organisations", "Organisations", "count")),
        rows=tuple(rows),
        notes=(
            "The more trusted source is used, and of equally trusted ones the newest; the organisation's "
            "assessment page shows both sides.",
        ),
        source=SOURCE,
        total_rows=frozenset({"Any of these"}),
    )


def by_definition(groups: list[FactGroup], chosen: Definition) -> Table:
    """Return a table of the same organisations by every definition; `chosen` is the study's own."""
    total = sum(group.number for group in groups)
    rows: list[Row] = []
    for definition in (chosen if each.id == chosen.id else each for each in definitions.all()):
        found = fact_groups.tally(groups, definition)
        rows.append(
            {
                "definition": definition.title,
                "id": definition.version,
                "included": found.included,
                "share": share(found.included, total),
                "share_highest": share(found.included + found.undecided, total),
                "perhaps": found.undecided,
                "excluded": found.excluded,
            }
        )
    return Table(
        key="definitions",
        title="The same organisations by every definition",
        columns=(
            Column("definition", "Definition"),
            Column("id", "Version"),
            Column("included", COUNTED, "count"),
            Column("share", "Share counted, at least", "percent"),
            Column("share_highest", "Share counted, at most", "percent"),
            Column("perhaps", OPEN, "count"),
            Column("excluded", NOT_COUNTED, "count"),
        ),
        rows=tuple(rows),
        notes=(
            "The lowest share counts only what is decided, the highest also all that cannot be decided. "
            "The true share lies between them.",
            f"The study uses “{chosen.title}”. Some definitions ask what these facts cannot say; their pages name it.",
        ),
        source=SOURCE,
        total_rows=frozenset({chosen.title}),
    )
