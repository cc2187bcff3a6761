"""The benches run; their figures are for `script/bench` to judge, on a quiet machine."""

import pytest

from bench import __main__ as benches


@pytest.mark.parametrize("group", benches.GROUPS)
def test_a_bench_gives_its_rows(group):
    rows = list(benches.GROUPS[group](200))

    assert rows
    assert all(row.seconds > 0 and row.size == 200 and row.goal for row in rows)
