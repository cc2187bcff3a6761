"""The benches run; their figures are for `script/bench` to judge, on a quiet machine."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from bench import __main__ as benches


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a bench is run on the embedded database once")
@pytest.mark.django_db
@pytest.mark.parametrize("group", benches.GROUPS)
def test_a_bench_gives_its_rows(group):
    if group in benches.IN_A_DATABASE:
        call_command("load_reference", stdout=StringIO())
        call_command("load_demo", stdout=StringIO())

    rows = list(benches.GROUPS[group](200))

    assert rows
    assert all(row.seconds > 0 and row.size == 200 and row.goal for row in rows)
