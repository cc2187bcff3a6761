"""The definition report: the outcomes of the organisations named, and the facts missing for those undetermined."""

from collections.abc import Mapping

from enterprises import fact_groups
from enterprises.classification import definitions
from enterprises.classification.criteria import Definition
from reports.definition import charts, tables
from reports.definition.queries import (
    conflicts_among,
    definition_of,
    organisations_named,
    without_presumptions,
)
from reports.definition.tables import ALL, OPEN
from reports.study_facts import facts_of, last_day_of
from reports.table import Report, Table, share
from survey.models import Study
from wording import counted, percent
from wording.terms import COUNTED, NOT_COUNTED

NAME = "definition"
TITLE = "What counts as one"
AIM = "Which organisations are social enterprises, and what decides it?"


def build(study: Study, *, detail: bool) -> Report:
    """Return the definition report of a study; five queries at most, at any size.

    Without `detail` the curves of other thresholds are rounded.
    """
    definition = definition_of(study)
    named = organisations_named(study)
    exact = fact_groups.group_by_facts(named)
    groups = fact_groups.merge_equivalent(exact, (definition, *definitions.all()))
    return Report(
        name=NAME,
        title=TITLE,
        aim=AIM,
        answer_from=answer,
        tables=(
            tables.outcomes(groups, definition),
            tables.excluded(groups, definition),
            tables.missing(groups, definition),
            tables.conflicts(conflicts_among(named)),
            tables.by_definition(groups, definition),
            tables.presumptions(groups, without_presumptions(named), definition),
            *charts.tables(exact, definition, is_exact=detail),
        ),
        study=facts_of(study),
        notes=_notes(definition),
        data_on=last_day_of(study),
    )


def answer(controlled: Mapping[str, Table]) -> str:
    """Return the first sentence: how many organisations are included, not included or undetermined."""
    rows = {str(row["outcome"]): row for row in controlled["outcomes"].rows}
    total = rows[ALL]["organisations"]
    assert isinstance(total, int)
    if not total:
        return "No organisation named in this study has been found in the directory yet."
    sides = {side: rows[f"All: {side.lower()}"]["organisations"] for side in (COUNTED, NOT_COUNTED, OPEN)}
    included, excluded, perhaps = (sides[side] for side in (COUNTED, NOT_COUNTED, OPEN))
    assert isinstance(included, int)
    assert isinstance(excluded, int)
    assert isinstance(perhaps, int)
    verb = "counts as a social enterprise" if included == 1 else "count as social enterprises"
    sentence = (
        f"Of {counted(total, 'organisation', 'organisations')} named, {included:,} "
        f"({percent(share(included, total))}) {verb} by "
        f"the study’s definition, {excluded:,} {'is' if excluded == 1 else 'are'} not, and {perhaps:,} cannot be "
        "decided on what is known"
    )
    if not perhaps:
        return f"{sentence}."
    return (
        f"{sentence}: the share counted is {percent(share(included, total))} at least and "
        f"{percent(share(included + perhaps, total))} at most."
    )


def _notes(definition: Definition) -> tuple[str, ...]:
    return (
        f"The definition is “{definition.id}”, version {definition.version}. Source: {definition.source}.",
        "An organisation counts once, however many services named it. A name that is not yet found in the "
        "directory is not in these figures; the report on who works with whom counts those names.",
        *definition.notes,
    )
