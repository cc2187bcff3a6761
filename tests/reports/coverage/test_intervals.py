"""The interval of a share stays within what is certain of the frame."""

from itertools import product

import pytest

from reports.stratified import Stratum, certain_bounds, estimate

pytestmark = pytest.mark.both_databases


@pytest.mark.parametrize(
    ("included", "interviewed", "frame", "low", "high"),
    [
        # Wilson's own interval would be 52% to 79%; 6 of 11 have one for certain, and 3 have none.
        pytest.param(6, 9, 11, 6 / 11, 8 / 11, id="6 of 9 of 11"),
        # And 63% to 94%; 5 of 8 have one for certain, and 1 has none: the low end stands as it is.
        pytest.param(5, 6, 8, 0.6264, 7 / 8, id="5 of 6 of 8"),
        pytest.param(97, 135, 135, 97 / 135, 97 / 135, id="all interviewed"),
        pytest.param(3, 3, 4, 3 / 4, 1.0, id="one is left"),
    ],
)
def test_it_is_clipped_to_the_least_and_the_most_that_is_possible(
    included: int, interviewed: int, frame: int, low: float, high: float
) -> None:
    found = estimate([Stratum(frame, interviewed, included)])

    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-4)


def test_every_interval_lies_within_what_is_possible_and_holds_its_share() -> None:
    numbers = [numbers for numbers in product(range(16), repeat=3) if numbers[0] <= numbers[1] <= numbers[2]]
    for included, interviewed, frame in (numbers for numbers in numbers if numbers[1]):
        found = estimate([Stratum(frame, interviewed, included)])

        assert found.low is not None and found.share is not None and found.high is not None
        assert included / frame <= found.low <= found.share <= found.high
        assert found.high <= (frame - interviewed + included) / frame


def test_nobody_interviewed_has_no_interval_and_may_have_anything() -> None:
    found = estimate([Stratum(8, 0, 0)])

    assert (found.share, found.low, found.high) == (None, None, None)
    assert certain_bounds([Stratum(8, 0, 0)]) == (0.0, 1.0)
