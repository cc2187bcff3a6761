"""Perception: what respondents call the organisations they name, beside what the definition says they are."""

from collections.abc import Mapping

from reports.perception import queries, tables
from reports.perception.kappa import band
from reports.perception.tables import EVERYBODY, KNOWN_LARGE, is_decided, kappa_of
from reports.study_facts import facts_of, last_day_of, words_of
from reports.table import Report, Row, Table
from survey.models import Study
from wording import counted, decimal, percent

NAME = "perception"
TITLE = "Perception"
AIM = "Whether respondents see as social enterprises what the definition says are some"


def build(study: Study, *, detail: bool) -> Report:
    """Return the perception report of a study; four queries at any size, and one more with `detail`.

    With `detail` (for the research roles) the report also has the interval of kappa. The public does not get it,
    because it cannot be calculated from the printed figures.
    """
    groups, words = queries.mentions(study), words_of(study)
    decided = [group for group in groups if is_decided(group)]
    return Report(
        name=NAME,
        title=TITLE,
        aim=AIM,
        answer_from=answer,
        tables=(
            tables.agreement(decided, words),
            *((tables.kappa_intervals(queries.respondents(study), words),) if detail else ()),
            tables.by_outcome(decided),
            tables.by_word(decided),
            tables.by_size(queries.included(study)),
            tables.bases(groups),
        ),
        study=facts_of(study),
        notes=_notes(study),
        data_on=last_day_of(study),
    )


def answer(controlled: Mapping[str, Table]) -> str:
    """Return the first sentence: how often respondents and definition agree, and how large organisations are seen."""
    table = controlled["agreement"]
    number, row = next((number, row) for number, row in enumerate(table.rows) if row["part"] == EVERYBODY)
    base, agreed, rate = row["base"], row["agreed"], row["rate"]
    if base is None or agreed is None:
        return "How far respondents' words agree with the definition cannot be shown: no or too few mentions have both."
    assert isinstance(base, int)
    assert isinstance(agreed, int)
    if not base:
        return "No organisation has been both described by a respondent and decided by the definition yet."
    kappa = _kappa_in_words(row, is_hidden=(number, "kappa") in table.hidden)
    assert rate is None or isinstance(rate, float)
    sentence = (
        f"Respondents and the definition agree on whether an organisation is a social enterprise in {agreed:,} of "
        f"{counted(base, 'mention', 'mentions')} ({percent(rate)}; {kappa})"
    )
    large = next(row for row in controlled["seen"].rows if row["group"] == KNOWN_LARGE)
    if not isinstance(large["base"], int) or not isinstance(large["called"], int) or not large["base"]:
        return f"{sentence}."
    return (
        f"{sentence}; large or national ones that the definition includes were called social enterprises in "
        f"{large['called']:,} of {counted(large['base'], 'mention', 'mentions')}."
    )


def _kappa_in_words(row: Row, *, is_hidden: bool) -> str:
    value = row["kappa"]
    if isinstance(value, (int, float)):
        return f"Cohen's kappa {decimal(value)}, {band(value)}"
    if not is_hidden:
        return "Cohen's kappa cannot be worked out"
    if kappa_of(row) is None:
        return "Cohen's kappa is hidden, because it rests on figures that are"
    return "Cohen's kappa is left out, because the figures are rounded"


def _notes(study: Study) -> tuple[str, ...]:
    return (
        "Three things are kept apart: what the respondent called an organisation, which organisation of the directory "
        "it is, and what the definition says of that. Neither is right or wrong: this report says how far apart they "
        "are. Only the words “a social enterprise” count as seeing one, though who says “a charity” has not denied it.",
        f"Included means included by the definition “{study.definition}”, version {study.definition_version}.",
    )
