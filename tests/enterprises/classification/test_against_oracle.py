"""Every definition gives the same results as trying every completion of the facts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enterprises.classification import assess, definitions, facts_from_cells

from .oracle import INCLUDED, RULES, answer
from .rows import rows


@pytest.mark.parametrize("definition", sorted(RULES))
@settings(max_examples=60)
@given(data=st.data())
def test_what_remains_possible_is_what_some_completion_reaches(definition, data):
    cells = data.draw(rows())
    facts, errors = facts_from_cells(cells)

    assessment = assess(facts, definitions.get(definition))

    possible, missing = answer(cells, definition)
    assert errors == []
    assert list(assessment.possible) == possible
    assert list(assessment.missing) == missing
    assert assessment.outcome == (possible[0] if len(possible) == 1 else "undetermined")
    sides = {outcome in INCLUDED[definition] for outcome in possible}
    assert assessment.is_included() == (sides.pop() if len(sides) == 1 else None)
