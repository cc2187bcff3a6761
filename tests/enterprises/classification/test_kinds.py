"""Organisations that no definition can tell apart have the same outcomes."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enterprises import fact_groups
from enterprises.classification import assess, definitions, facts_from_cells

from .rows import rows

pytestmark = pytest.mark.slow

EVERY = definitions.all()


def judged(facts):
    found = [assess(facts, definition) for definition in EVERY]
    return tuple(
        (verdict.outcome, verdict.is_included(), verdict.decided_by, verdict.missing) for verdict in found
    )


@settings(max_examples=60)
@given(table=st.lists(rows(), max_size=25))
def test_equivalent_facts_have_the_same_outcome_by_every_definition(table):
    kinds = fact_groups.EquivalenceKeys(EVERY)
    found = {}
    for cells in table:
        facts, errors = facts_from_cells(cells)
        if not errors:
            assert found.setdefault(kinds.of(facts.cells()), judged(facts)) == judged(facts)


def test_facts_that_no_definition_asks_make_no_difference():
    kinds = fact_groups.EquivalenceKeys(EVERY)

    assert kinds.of({"trading_share": "80", "employees": "3"}) == kinds.of({"trading_share": "81"})
    assert kinds.of({"trading_share": "80"}) != kinds.of({"trading_share": "20"})


@settings(max_examples=60)
@given(table=st.lists(st.tuples(rows(), st.integers(1, 5)), max_size=25))
def test_merged_groups_have_the_same_counts(table):
    groups = []
    for cells, number in table:
        facts, errors = facts_from_cells(cells)
        if not errors:
            groups.append(fact_groups.FactGroup(facts.hash, facts, number))
    folded = fact_groups.merge_equivalent(groups, EVERY)

    assert len(folded) <= len(groups)
    for definition in EVERY:
        assert fact_groups.tally(folded, definition) == fact_groups.tally(groups, definition)
        assert wanted(folded, definition) == wanted(groups, definition)


def wanted(groups, definition):
    """Return missing fact → the number of organisations that it would settle."""
    found = Counter()
    for group, verdict in fact_groups.assess_groups(groups, definition):
        for settling in verdict.missing_facts:
            found[settling.fact, settling.settles] += group.number
    return found
