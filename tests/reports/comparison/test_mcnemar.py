"""McNemar's test and the interval of a change, by hand and against every way in which the changes could fall."""

from itertools import product

import pytest

from reports.comparison.mcnemar import Pairs, change_interval, exact_p


@pytest.mark.parametrize(
    ("then_only", "now_only", "p"),
    [
        # 4 stopped and 2 began: 2 × (1 + 6 + 15) / 2⁶ = 44/64.
        pytest.param(4, 2, 44 / 64, id="4 against 2"),
        # McNemar's own kind of case: 2 × (1 + 10) / 2¹⁰ = 22/1024.
        pytest.param(9, 1, 22 / 1024, id="9 against 1"),
        pytest.param(5, 0, 2 / 32, id="5 against none"),
        pytest.param(3, 3, 1.0, id="as many"),
        pytest.param(0, 1, 1.0, id="one alone"),
    ],
)
def test_the_p_value_is_that_of_a_fair_coin(then_only: int, now_only: int, p: float) -> None:
    assert exact_p(Pairs(10, then_only, now_only, 10)) == pytest.approx(p)


def test_the_p_value_is_the_part_of_all_falls_that_are_as_uneven() -> None:
    for changed in range(1, 11):
        falls = [abs(2 * sum(heads) - changed) for heads in product((0, 1), repeat=changed)]
        for now_only in range(changed + 1):
            uneven = abs(2 * now_only - changed)
            expected = sum(fall >= uneven for fall in falls) / len(falls)
            assert exact_p(Pairs(0, changed - now_only, now_only, 0)) == pytest.approx(expected)


def test_the_interval_of_the_change_is_worked_out_by_hand() -> None:
    # 40 pairs, 4 stopped and 2 began. (2.5 − 4.5) / 42 = −0.0476; √(7 − 4/42) = 2.6277, × 1.96 / 42 = 0.1226.
    found = change_interval(Pairs(30, 4, 2, 4))

    assert found == pytest.approx((-0.1702, 0.0750), abs=1e-4)
    assert Pairs(30, 4, 2, 4).change == pytest.approx(-0.05)


def test_no_change_is_no_certainty() -> None:
    pairs = Pairs(both=6, neither=2)
    found = change_interval(pairs)

    assert exact_p(pairs) is None
    assert found is not None
    assert found[0] < 0 < found[1]


def test_without_pairs_there_is_nothing() -> None:
    assert (Pairs().change, exact_p(Pairs()), change_interval(Pairs())) == (None, None, None)


def test_every_interval_stays_between_less_and_more_than_all() -> None:
    for numbers in product(range(5), repeat=4):
        pairs = Pairs(*numbers)
        found = change_interval(pairs)
        if found is None:
            continue
        assert -1 <= found[0] <= found[1] <= 1
        assert found == pytest.approx(
            tuple(-end for end in reversed(change_interval(Pairs(*_mirrored(pairs)))))
        )


def _mirrored(pairs: Pairs) -> tuple[int, int, int, int]:
    return pairs.both, pairs.now_only, pairs.then_only, pairs.neither
