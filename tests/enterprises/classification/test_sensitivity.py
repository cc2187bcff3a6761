"""The sweep gives at each threshold the same counts as assessing every organisation again."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enterprises.classification import assess, definitions, facts_from_cells
from enterprises.classification.sensitivity import changes, count, movable, sweep, what_if

from .rows import rows

THRESHOLDS = (0, 1, 24, 25, 26, 49, 50, 51, 75, 99, 100)


def read(cells):
    facts, _ = facts_from_cells(cells)
    return facts


def good(share):
    return read(
        {
            "statutory_body": "no",
            "independent": "yes",
            "reinvests": "yes",
            "social_aims": "yes",
            "trading_share": share,
        }
    )


@pytest.mark.parametrize(
    "definition", [d for d in definitions.all() if d.threshold("trading_share")], ids=lambda d: d.id
)
@pytest.mark.parametrize("which", ["trading", "reinvestment"])
@settings(max_examples=8)
@given(table=st.lists(rows(), max_size=15))
def test_the_sweep_is_what_recomputing_at_each_threshold_gives(definition, which, table):
    every = [read(cells) for cells in table]
    if which not in movable(definition):
        with pytest.raises(ValueError, match=f"{definition.id} has no threshold"):
            sweep(every, definition, which)
        return

    swept = sweep(every, definition, which)

    for threshold in THRESHOLDS:
        at = _at(definition, which, threshold)
        expected = [assess(facts, at) for facts in every]
        outcomes = {name: line[threshold] for name, line in swept.outcomes.items() if line[threshold]}
        assert outcomes == dict(_counted(expected))
        assert swept.included[threshold] == sum(each.is_included() is True for each in expected)
        assert swept.possibly_included[threshold] == sum(each.is_included() is None for each in expected)


def _at(definition, which, threshold):
    """Return the definition with one threshold moved, without the check that it can be met and failed."""
    return definitions.draft(definition, **{which: threshold})


def _counted(assessments):
    outcomes = [assessment.outcome for assessment in assessments]
    return {outcome: outcomes.count(outcome) for outcome in outcomes}


def test_the_sweep_at_the_current_threshold_is_the_plain_count():
    every = [good(str(share)) for share in range(0, 101, 5)] + [good("26..75"), read({})]

    swept = sweep(every)

    assert swept.current == "50"
    assert {name: line[50] for name, line in swept.outcomes.items()} == count(every)


def test_a_social_enterprise_stays_one_until_the_threshold_reaches_its_share():
    swept = sweep([good("60")])

    assert swept.outcomes["social_enterprise"] == (1,) * 60 + (0,) * 41
    assert swept.outcomes["trading_voluntary_organisation"] == (0,) * 60 + (1,) * 41


def test_an_interval_is_undetermined_between_its_ends():
    swept = sweep([good("26..50")], definitions.get("strict-50"))

    assert [swept.outcomes["undetermined"][at] for at in (25, 26, 49, 50)] == [0, 1, 1, 0]


def test_what_if_names_the_organisations_that_change_side():
    organisations = [("A", good("60")), ("B", good("80")), ("C", good("40"))]
    strict = definitions.get("strict-50")

    changed = list(changes(organisations, strict, what_if(strict, trading=70)))

    assert [(change.key, change.before.outcome, change.after.outcome) for change in changed] == [
        ("A", "social_enterprise", "trading_voluntary_organisation")
    ]
    assert changed[0].changes_side


def test_another_outcome_that_is_also_included_does_not_change_side():
    (change,) = changes([("A", good("60"))], definitions.get(), what_if(definitions.get(), trading=70))

    assert not change.changes_side
