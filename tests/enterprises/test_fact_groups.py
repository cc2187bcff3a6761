"""Organisations with equal facts are assessed once and counted as many times as there are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enterprises import fact_groups as module
from enterprises.classification import definitions
from enterprises.classification.sensitivity import what_if
from enterprises.models import Organisation
from tests.factories.assessed import assessed

pytestmark = pytest.mark.django_db


def test_those_of_which_the_same_is_known_are_one_group():
    for number in range(3):
        assessed(f"Alike {number}", trading_share="60")
    assessed("Another", trading_share="10")

    groups = module.group_by_facts(Organisation.objects.all())

    assert sorted(group.number for group in groups) == [1, 3]
    assert len(list(module.expand(groups))) == 4


def test_the_tally_counts_outcomes_and_sides():
    assessed("Trader", trading_share="60")
    assessed("Small trader", trading_share="10")
    assessed("Unknown", trading_share="")
    assessed("Prison works", trading_share="60", statutory_body="yes")

    found = module.tally(module.group_by_facts(Organisation.objects.all()), definitions.get())

    assert found.outcomes == {
        "social_enterprise": 1,
        "trading_voluntary_organisation": 1,
        "undetermined": 1,
        "statutory_body": 1,
    }
    assert (found.included, found.undecided, found.excluded) == (2, 1, 1)


@pytest.mark.parametrize(
    ("trading", "direction"),
    [("55", "out"), ("65", None), ("50..70", "open")],
)
def test_a_raised_threshold_moves_those_below_it(trading, direction):
    assessed("Trader", trading_share=trading)
    strict = definitions.get("strict-50")
    lower = what_if(strict, trading=40)
    higher = what_if(strict, trading=60)

    found = module.changes(module.group_by_facts(Organisation.objects.all()), lower, higher)

    assert [change.direction for change in found] == ([direction] if direction else [])


def test_those_that_change_side_come_before_those_that_change_name():
    assessed("A small trader", trading_share="45")
    assessed("B trader", trading_share="45", reinvested_share="60")
    base = definitions.get()
    organisations = Organisation.objects.all()

    changed = module.changes(
        module.group_by_facts(organisations), base, what_if(base, trading=40, reinvestment=70)
    )

    rows = module.affected_assessments(organisations, changed)
    assert [row.organisation.name for row in rows] == ["B trader", "A small trader"]


def test_the_number_of_queries_does_not_grow():
    for number in range(4):
        assessed(f"Organisation {number}", trading_share=str(number))

    with CaptureQueriesContext(connection) as queries:
        module.group_by_facts(Organisation.objects.all())

    assert len(queries) == 1
