"""Properties that hold for every combination of facts."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from enterprises.classification import (
    FACT_NAMES,
    OUTCOMES,
    assess,
    definitions,
    facts_from_cells,
    percentages,
)
from enterprises.classification.facts import SHARES
from enterprises.classification.implied_results import NOT_ASKED, NOT_TOLD, implied_results

from .oracle import GENERAL
from .rows import complete_rows, rows

pytestmark = pytest.mark.slow

EVERY = [version for each in definitions.all() for version in definitions.versions(each.id)]
every_definition = st.sampled_from(EVERY)


def read(cells):
    facts, errors = facts_from_cells(cells)
    assert errors == []
    return facts


@given(rows(), rows(), st.sets(st.sampled_from(FACT_NAMES)), every_definition)
def test_evidence_that_contradicts_nothing_never_adds_a_possible_outcome(cells, more, added, definition):
    before = read(cells)
    new = {fact: more[fact] for fact in added & set(more) if not cells[fact] and more[fact]}
    after = read({**cells, **new})
    assume(not assess(before, definition).conflicts and not assess(after, definition).conflicts)

    assert set(assess(after, definition).possible) <= set(assess(before, definition).possible)


@given(complete_rows(), every_definition)
def test_complete_facts_are_never_undetermined(cells, definition):
    assessment = assess(read(cells), definition)

    assert assessment.outcome in OUTCOMES
    assert assessment.missing == ()
    assert assessment.is_included() is not None
    assert {criterion.result for criterion in assessment.criteria} <= {"met", "not_met"}


@given(rows(), every_definition)
def test_an_outcome_is_undetermined_exactly_where_a_fact_is_missing(cells, definition):
    assessment = assess(read(cells), definition)

    assert (assessment.outcome not in OUTCOMES) == bool(assessment.missing) == (len(assessment.possible) > 1)
    assert (assessment.outcome == "included_either") == (
        len(assessment.possible) > 1 and set(assessment.possible) <= set(definition.includes)
    )
    assert list(assessment.possible) == sorted(assessment.possible)
    assert set(assessment.possible) <= set(definition.outcomes)
    assert not set(assessment.missing) & set(GENERAL)


@given(rows(), every_definition)
def test_a_missing_fact_is_not_known_and_each_of_its_values_leaves_outcomes_that_were_possible(
    cells, definition
):
    facts = read(cells)
    assessment = assess(facts, definition)

    assert [settling.fact for settling in assessment.missing_facts] == list(assessment.missing)
    for settling in assessment.missing_facts:
        assert not cells[settling.fact] or ".." in cells[settling.fact]
        for _, outcomes in settling.options:
            assert set(outcomes) <= set(assessment.possible)
        left = {outcome for _, outcomes in settling.options for outcome in outcomes}
        assert left == set(assessment.possible)


@given(rows(), st.integers(0, 100), st.integers(0, 100), every_definition)
def test_raising_the_trading_share_never_takes_an_organisation_out(cells, one, other, definition):
    low, high = sorted((one, other))
    facts = read({**cells, "trades": "", "trading_share": ""})

    less = assess(replace(facts, trading_share=percentages.exactly(low)), definition)
    more = assess(replace(facts, trading_share=percentages.exactly(high)), definition)

    if less.is_included():
        assert more.is_included()
    if more.is_included() is False:
        assert less.is_included() is False


@given(
    st.lists(rows(), max_size=12),
    st.integers(1, 99),
    st.integers(1, 99),
    st.sampled_from(["trading", "reinvestment"]),
)
def test_a_lower_threshold_never_includes_fewer(table, one, other, which):
    low, high = sorted((one, other))
    lenient = definitions.draft(definitions.get("strict-50"), **{which: low})
    severe = definitions.draft(definitions.get("strict-50"), **{which: high})
    every = [read(cells) for cells in table]

    included = [
        sum(assess(facts, definition).is_included() is True for facts in every)
        for definition in (lenient, severe)
    ]
    perhaps = [
        sum(assess(facts, definition).is_included() is not False for facts in every)
        for definition in (lenient, severe)
    ]

    assert included[0] >= included[1]
    assert perhaps[0] >= perhaps[1]


@given(rows(), every_definition)
def test_facts_written_as_cells_and_read_back_are_assessed_the_same(cells, definition):
    facts = read(cells)
    again = read(facts.cells())

    assert again == facts
    assert again.hash == facts.hash
    assert assess(again, definition) == assess(facts, definition)


@given(rows(), every_definition)
def test_every_reason_is_a_sentence_with_its_figures(cells, definition):
    assessment = assess(read(cells), definition)

    for sentence in [*(c.reason for c in assessment.criteria), *(c.sentence for c in assessment.conflicts)]:
        assert sentence[0] == sentence[0].upper()
        assert sentence.endswith(".")
        assert "%s" not in sentence and "%%" not in sentence and "None" not in sentence
    assert [criterion.id for criterion in assessment.criteria] == [c.id for c in definition.criteria]


@given(rows())
def test_strict_and_inclusive_give_one_outcome_and_inclusive_never_includes_fewer(cells):
    facts = read(cells)
    inclusive, strict = assess(facts), assess(facts, definitions.get("strict-50"))

    assert inclusive.possible == strict.possible
    assert inclusive.is_included() or not strict.is_included()


@given(rows(), st.sampled_from(SHARES), st.fractions(0, 100))
def test_any_share_can_be_compared_with_a_threshold(cells, fact, share):
    facts = replace(read(cells), **{fact: percentages.exactly(share)})

    assert assess(facts).possible


@given(rows(), every_definition)
def test_what_the_outcomes_tell_of_a_criterion_is_its_result(cells, definition):
    """A criterion that the outcomes say nothing of is named as such, and one after the deciding one is not asked."""
    assessment = assess(read(cells), definition)

    told = implied_results(definition, assessment.possible)

    for result, criterion in zip(told, assessment.criteria, strict=True):
        assert result in (NOT_ASKED, NOT_TOLD, criterion.result)
    assert len(set(assessment.possible)) > 1 or told.count("not_met") <= 1
