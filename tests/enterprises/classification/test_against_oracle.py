"""Every definition gives the same results as trying every completion of the facts."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from enterprises.classification import assess, definitions, facts_from_cells

from .oracle import FACTS, INCLUDED, RULES, answer, number_of_completions
from .rows import rows


@pytest.mark.parametrize(
    "definition",
    [
        "inclusive-2009@2",
        *(pytest.param(each, marks=pytest.mark.slow) for each in sorted(RULES) if each != "inclusive-2009@2"),
    ],
)
@settings(max_examples=60)
@given(data=st.data())
def test_what_remains_possible_is_what_some_completion_reaches(definition, data):
    cells = data.draw(rows())
    assume(number_of_completions(cells, definition) <= 3_000)
    facts, errors = facts_from_cells(cells)

    assessment = assess(facts, definitions.find(definition))

    possible, missing = answer(cells, definition)
    assert errors == []
    assert list(assessment.possible) == possible
    assert list(assessment.missing) == missing
    sides = {outcome in INCLUDED[definition] for outcome in possible}
    open_ = "included_either" if sides == {True} else "undetermined"
    assert assessment.outcome == (possible[0] if len(possible) == 1 else open_)
    assert assessment.is_included() == (sides.pop() if len(sides) == 1 else None)


def test_every_version_of_a_definition_of_the_seeds_is_written_twice():
    ids = {reference.partition("@")[0] for reference in RULES}

    assert set(RULES) == {f"{id}@{each.version}" for id in ids for each in definitions.versions(id)}
    assert set(INCLUDED) == set(FACTS) == set(RULES)
