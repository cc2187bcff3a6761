"""Shares over strata by hand, and against every sample that could have been drawn from small populations."""

from itertools import combinations, product
from math import sqrt
from random import Random

import pytest

from interviews.outcome_rates import wilson_fpc
from reports.stratified import (
    Stratum,
    certain_bounds,
    estimate,
    stratified_interval,
    stratified_variance,
    weighted_share,
)


def test_the_share_of_two_strata_with_different_coverage_is_weighted_by_their_size() -> None:
    # 86 of 97 interviewed of 135 prisons, 37 of 42 of 42 probation areas: 135/177 × 86/97 + 42/177 × 37/42 = 88.53%.
    # The prisons alone are uncertain: (135/177)² × (1 − 97/135) × (86 × 11 / 97²) / 96 = 0.00017149, a standard error
    # of 0.013096, and 1.96 times that is 2.57 points.
    strata = [Stratum(135, 97, 86), Stratum(42, 42, 37)]

    assert weighted_share(strata) == pytest.approx(0.885258, abs=1e-6)
    assert stratified_variance(strata) == pytest.approx(0.00017149, abs=1e-8)
    found = stratified_interval(strata)
    assert found is not None
    assert (found.low, found.high) == pytest.approx((0.8596, 0.9109), abs=1e-4)


def test_undecided_units_widen_the_interval_and_the_bounds_upwards() -> None:
    # Three of the 97 and one of the 42 are undecided. If all have one: 135/177 × 89/97 + 38/177 = 91.45%. For certain
    # 123 of 177 have one, and 8 + 4 have none: 123/177 = 69.49%, 165/177 = 93.22%.
    found = estimate([Stratum(135, 97, 86, 3), Stratum(42, 42, 37, 1)])

    assert (found.share, found.low, found.high) == pytest.approx((0.8853, 0.8596, 0.9109), abs=1e-4)
    assert (found.share_most, found.least, found.most) == pytest.approx((0.9145, 0.6949, 0.9322), abs=1e-4)
    assert found.high_most == pytest.approx(165 / 177)


@pytest.mark.parametrize(
    ("stratum", "least", "most"),
    [
        pytest.param(Stratum(42, 42, 37, 1), 37 / 42, 38 / 42, id="everybody interviewed, one undecided"),
        pytest.param(Stratum(19, 14, 12, 2), 12 / 19, 1.0, id="nobody is known to have none"),
        pytest.param(Stratum(22, 19, 17, 1), 17 / 22, 21 / 22, id="one is known to have none"),
        pytest.param(Stratum(8, 0, 0), 0.0, 1.0, id="nobody interviewed"),
        pytest.param(Stratum(5, 5, 0, 5), 0.0, 1.0, id="all undecided"),
    ],
)
def test_undecided_cases_count_both_ways(stratum: Stratum, least: float, most: float) -> None:
    assert certain_bounds([stratum]) == pytest.approx((least, most))


def test_everybody_interviewed_and_one_undecided_is_exact_but_for_that_one() -> None:
    found = estimate([Stratum(42, 42, 37, 1)])

    assert (found.low, found.share, found.high) == (37 / 42, 37 / 42, 37 / 42)
    assert (found.share_most, found.high_most) == (38 / 42, 38 / 42)


def test_a_stratum_without_interviews_gives_only_certain_bounds() -> None:
    found = estimate([Stratum(10, 5, 5), Stratum(4, 0, 0)])

    assert (found.share, found.low, found.high_most) == (None, None, None)
    assert (found.least, found.most) == (5 / 14, 1.0)


def test_an_empty_frame_has_no_figure_at_all() -> None:
    found = estimate([Stratum(0, 0, 0)])

    assert {found.share, found.low, found.high, found.share_most, found.least, found.most} == {None}


def test_one_stratum_has_the_interval_of_wilson() -> None:
    assert stratified_interval([Stratum(135, 97, 86), Stratum(0, 0, 0)]) == wilson_fpc(86, 97, 135)


def test_a_stratum_that_was_asked_in_part_and_agrees_is_still_uncertain() -> None:
    # All 3 of 4 have one. p is moved to (3 + 1.9207) / (3 + 3.8415) = 0.7192, so the variance is
    # (4/6)² × (1/4) × 0.7192 × 0.2808 / 3 = 0.0074792; the other two are known: 4/6 × 1 + 2/6 × 1/2 = 0.8333.
    found = stratified_interval([Stratum(4, 3, 3), Stratum(2, 2, 1)])

    assert found is not None
    assert found.estimate == pytest.approx(5 / 6)
    assert found.low == pytest.approx(5 / 6 - 1.959964 * sqrt(0.0074792), abs=1e-4)
    assert found.high == 1.0


def test_one_interview_in_a_stratum_has_no_variance_of_its_own_and_an_interval_all_the_same() -> None:
    strata = [Stratum(3, 1, 1), Stratum(3, 2, 1)]

    assert stratified_variance(strata) is None
    found = stratified_interval(strata)
    assert found is not None
    assert found.low < found.estimate < found.high


def test_over_all_samples_the_estimates_are_right_on_average() -> None:
    """Every sample of two small populations is drawn: Cochran's estimates of share and variance are unbiased."""
    chance = Random(1)
    for _ in range(20):
        populations = [[chance.random() < 0.6 for _ in range(chance.randint(3, 6))] for _ in range(2)]
        sizes = [chance.randint(2, len(population)) for population in populations]
        samples = list(
            product(*(combinations(each, size) for each, size in zip(populations, sizes, strict=True)))
        )
        shares, variances = [], []
        for sample in samples:
            strata = [
                Stratum(len(population), len(chosen), sum(chosen))
                for population, chosen in zip(populations, sample, strict=True)
            ]
            share, variance = weighted_share(strata), stratified_variance(strata)
            assert share is not None and variance is not None
            shares.append(share)
            variances.append(variance)
        everybody = [one for population in populations for one in population]
        mean = sum(shares) / len(shares)
        assert mean == pytest.approx(sum(everybody) / len(everybody))
        spread = sum((share - mean) ** 2 for share in shares) / len(shares)
        assert sum(variances) / len(variances) == pytest.approx(spread)


def test_every_interval_holds_its_share_and_stays_within_what_is_certain() -> None:
    chance = Random(2)
    for _ in range(2000):
        strata = [generated(chance) for _ in range(chance.randint(1, 3))]
        found, certain = estimate(strata), certain_bounds(strata)
        if certain is None or found.share is None:
            continue
        assert found.low is not None and found.high is not None
        assert found.share_most is not None and found.high_most is not None
        near = 1e-9
        assert certain[0] - near <= found.low <= found.share + near
        assert found.share - near <= found.high <= certain[1] + near
        assert found.share - near <= found.share_most <= found.high_most + near <= certain[1] + 2 * near


def generated(chance: Random) -> Stratum:
    frame = chance.randint(0, 12)
    interviewed = chance.randint(0, frame)
    having = chance.randint(0, interviewed)
    return Stratum(frame, interviewed, having, chance.randint(0, interviewed - having))


@pytest.mark.parametrize(
    "numbers",
    [(3, 4, 1, 0), (5, 3, 2, 2), (5, 3, -1, 0), (5, 3, 1, -1)],
    ids=["more than there are", "more undecided than interviewed", "below 0", "undecided below 0"],
)
def test_numbers_that_cannot_be_are_refused(numbers: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="the parts no more than the whole"):
        Stratum(*numbers)
