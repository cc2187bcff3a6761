"""Weights and standardised differences by hand, and weights of generated frames against their margins."""

from collections import Counter
from random import Random

import pytest

from reports.weighting import design_effect, rake, standardised_difference, unrepresented, weighted_mean


def test_the_weights_of_one_margin_are_frame_divided_by_interviewed() -> None:
    # 2 of 6 in the north and 3 of 3 in the south: weights 3 and 1.
    units = [("north",)] * 2 + [("south",)] * 3
    frame = [("north",)] * 6 + [("south",)] * 3

    assert rake(units, frame) == pytest.approx([3, 3, 1, 1, 1])


def test_raking_two_margins_is_worked_out_by_hand() -> None:
    # One interview in each of four cells; the frame has 6 local and 4 open prisons, 7 north and 3 south. Where every
    # cell has one, the weights are row × column ÷ all: 4.2, 1.8, 2.8, 1.2.
    units = [("local", "north"), ("local", "south"), ("open", "north"), ("open", "south")]
    frame = (
        [("local", "north")] * 5 + [("local", "south")] + [("open", "north")] * 2 + [("open", "south")] * 2
    )

    assert rake(units, frame) == pytest.approx([4.2, 1.8, 2.8, 1.2])


def test_every_margin_of_a_generated_frame_is_reached() -> None:
    chance = Random(3)
    reached = 0
    for _ in range(60):
        frame = [(chance.choice("abc"), chance.choice("wxyz")) for _ in range(chance.randint(1, 60))]
        units = [unit for unit in frame if chance.random() < 0.7]
        weights = rake(units, frame)
        if weights is None:
            continue
        reached += 1
        left_out = unrepresented(units, frame)
        for margin in range(2):
            sums: Counter[object] = Counter()
            for unit, weight in zip(units, weights, strict=True):
                sums[unit[margin]] += weight
            expected = Counter(unit[margin] for unit in frame if unit not in left_out)
            assert sums == pytest.approx(expected, abs=1e-5)
    assert reached > 50


def test_units_that_nobody_interviewed_can_represent_are_left_out_and_reported() -> None:
    units, frame = [("north",)] * 2, [("north",)] * 3 + [("south",)] * 2

    assert unrepresented(units, frame) == {("south",): 2}
    assert rake(units, frame) == pytest.approx([1.5, 1.5])


@pytest.mark.parametrize(
    ("units", "frame"),
    [
        pytest.param([], [("north",)], id="nobody interviewed"),
        pytest.param([], [], id="an empty frame"),
    ],
)
def test_without_interviews_there_are_no_weights(units: list[tuple[str]], frame: list[tuple[str]]) -> None:
    assert rake(units, frame) is None


def test_margins_that_no_weights_reach_have_none() -> None:
    # Local prisons are only in the north and open ones only in the south, but the frame has 5 local and 3 in the north.
    units = [("local", "north"), ("open", "south")]
    frame = [("local", "north")] * 3 + [("local", "south")] * 2 + [("open", "south")]

    assert rake(units, frame) is None


def test_a_weighted_mean_and_the_design_effect_are_worked_out_by_hand() -> None:
    # Weights 3, 3, 1, 1, 1: (3 × 1 + 1 × 1) / 9; 5 × (9 + 9 + 1 + 1 + 1) / 81 = 1.296.
    weights = [3.0, 3.0, 1.0, 1.0, 1.0]

    assert weighted_mean([1, 0, 1, 0, 0], weights) == pytest.approx(4 / 9)
    assert design_effect(weights) == pytest.approx(105 / 81)
    assert (weighted_mean([], []), design_effect([])) == (None, None)


def test_equal_weights_have_no_design_effect() -> None:
    assert design_effect([2.5] * 7) == pytest.approx(1)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        # Shares 60% and 40%: 0.2 / √((0.24 + 0.24) / 2) = 0.408.
        pytest.param([1] * 6 + [0] * 4, [1] * 4 + [0] * 6, 0.2 / 0.24**0.5, id="shares"),
        # Means 2 and 3, variances 2/3 and 0: −1 / √(1/3).
        pytest.param([1, 2, 3], [3, 3], -(3**0.5), id="means"),
        pytest.param([1, 1], [1], 0.0, id="nothing varies and nothing differs"),
        pytest.param([1, 1], [0], None, id="nothing varies and they differ"),
        pytest.param([], [1], None, id="one group is empty"),
    ],
)
def test_a_standardised_difference_is_in_standard_deviations(
    first: list[int], second: list[int], expected: float | None
) -> None:
    found = standardised_difference(first, second)

    assert found == (expected if expected is None else pytest.approx(expected))
