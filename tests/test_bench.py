"""The benchmarks run. `script/bench` checks their goals on a quiet machine."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from bench import __main__ as benches
from bench import timing
from bench.generated_study import FRAME_ON, large_study
from survey.models import Study
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.slow


def check(group):
    rows = list(benches.GROUPS[group](200))

    assert rows, group
    assert all(row.seconds > 0 and row.size == 200 and row.goal for row in rows), group


@pytest.mark.parametrize(
    "group", sorted(set(benches.GROUPS) - {*benches.IN_A_DATABASE, *benches.IN_A_BROWSER})
)
def test_a_benchmark_gives_its_rows(group):
    check(group)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a bench is run on the embedded database once")
@pytest.mark.django_db(transaction=True)
def test_every_benchmark_in_a_database_gives_its_rows(monkeypatch):
    """One test, so that the data are loaded once; committed, because some benchmarks write from other processes."""
    monkeypatch.setattr(timing, "MAX_ROUNDS", 1)
    monkeypatch.setattr(timing, "WARM_UP_ROUNDS", 0)
    call_command("load_reference", stdout=StringIO())
    UserFactory(is_demonstration=True)
    # A study to compare with, instead of the demonstration, which takes ten times as long to create.
    later = FRAME_ON.replace(year=FRAME_ON.year + 1)
    Study.objects.filter(pk=large_study(60).pk).update(slug="demonstration-2010", frame_on=later)

    for group in benches.IN_A_DATABASE:
        check(group)
