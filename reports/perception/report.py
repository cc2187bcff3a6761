"""Perception: what respondents call the organisations they name, beside what the definition says they are."""

from collections.abc import Mapping

from reports.disclosure.policy import Policy
from reports.perception import queries, tables
from reports.perception.kappa import band
from reports.perception.tables import KNOWN_LARGE, is_decided, merged, outcome_lines, sides_are_mixed
from reports.study_facts import facts_of, last_day_of, words_of
from reports.table import Report, Table
from survey.models import Study
from wording import decimal, percent

NAME = "perception"
TITLE = "What people call it"
AIM = "Do the people who answered and the definition agree on what is a social enterprise?"


def build(study: Study, *, detail: bool) -> Report:
    """Return the perception report of a study; four queries at any size, and one more with `detail`.

    With `detail` (for the research roles) the report also has the interval of kappa. The public does not get it,
    because it cannot be calculated from the printed figures. All tables but the last are sums of the same mentions:
    without `detail` they are split only as far as no split has a group that is too small, or nearly all of one word.
    """
    groups, words = queries.mentions(study), words_of(study)
    decided = [group for group in groups if is_decided(group)]
    facts, lines = facts_of(study), outcome_lines(decided)
    smallest = None if detail else Policy.of(facts).smallest_base
    is_split = smallest is None or sides_are_mixed(decided, smallest)
    if smallest is not None:
        lines = merged(lines, smallest)
    return Report(
        name=NAME,
        title=TITLE,
        aim=AIM,
        answer_from=answer,
        tables=(
            *((tables.agreement(decided, words, smallest),) if is_split else ()),
            *((tables.kappa_intervals(queries.respondents(study), words),) if detail else ()),
            *((tables.by_outcome(lines),) if is_split and lines else ()),
            tables.by_word(decided, by_side=is_split),
            *((tables.by_size(queries.included(study), smallest),) if is_split else ()),
            tables.bases(groups),
        ),
        study=facts,
        notes=_notes(study),
        data_on=last_day_of(study),
    )


def answer(controlled: Mapping[str, Table]) -> str:
    """Return the first sentence: how often respondents and definition agree, and how large organisations are seen."""
    if not any(row["mentions"] for row in controlled["bases"].rows if row["what"] == tables.DECIDED):
        return "No organisation has been both described by a person who answered and decided by the definition yet."
    row = controlled["agreement"].rows[-1] if "agreement" in controlled else {}
    base, agreed, rate = (row.get(key) for key in ("base", "agreed", "rate"))
    if not isinstance(base, int) or not isinstance(agreed, int) or not isinstance(rate, float):
        return (
            "How far people’s words agree with the definition cannot be shown: of too few both are known, "
            "or nearly all have the same."
        )
    value = row["kappa"]
    kappa = f"{decimal(value)}, {band(value)}" if isinstance(value, float) else "cannot be worked out"
    sentence = (
        "People who answered and the definition agree on whether an organisation is a social enterprise "
        f"{agreed:,} of {base:,} times ({percent(rate)}; Cohen's kappa {kappa})"
    )
    large = {str(row["group"]): row for row in controlled["seen"].rows}.get(KNOWN_LARGE, {})
    called, named = large.get("called"), large.get("base")
    if not isinstance(called, int) or not isinstance(named, int) or not named:
        return f"{sentence}."
    return (
        f"{sentence}; large or national ones that the definition includes were called social enterprises "
        f"{called:,} of {named:,} times."
    )


def _notes(study: Study) -> tuple[str, ...]:
    return (
        "Three things are kept apart: what the person who answered called an organisation, which organisation of "
        "the directory it is, and what the definition says of that. Neither is right or wrong: this report says "
        "how far apart they are. Only the words “a social enterprise” count as seeing one, though who says “a "
        "charity” has not denied it.",
        f"A social enterprise here is what the definition “{study.definition}”, version "
        f"{study.definition_version}, counts as one.",
    )
