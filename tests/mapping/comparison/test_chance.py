"""The band of what is usual for a place with few services: worked by hand, and for generated shares."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.comparison.chance import usual_band


@pytest.mark.parametrize(
    ("services", "known", "whole", "lowest", "highest"),
    [
        # One half of four: 1/16 = 6.25% have none and as many have all, so both are usual.
        pytest.param(4, 1, 2, 0, 4, id="four at one half"),
        # One half of six: none or all has 1/64 = 1.56% each, at most one 7/64 = 10.9%.
        pytest.param(6, 1, 2, 1, 5, id="six at one half"),
        # One half of ten: at most one 11/1024 = 1.07%, at most two 56/1024 = 5.5%.
        pytest.param(10, 1, 2, 2, 8, id="ten at one half"),
        # One third of three: none 8/27, at most two 26/27 = 96.3% (short of 97.5%), so three is usual too.
        pytest.param(3, 1, 3, 0, 3, id="three at one third"),
        # One tenth of five: none 59%, at most one 91.9%, at most two 99.1%.
        pytest.param(5, 1, 10, 0, 2, id="five at one tenth"),
        # 123 of 176 (69.9%): of five none has 0.25%, at most one 3.1%; all five have 16.7%. Of three none has 2.7%.
        pytest.param(5, 123, 176, 1, 5, id="West Yorkshire in the prototype"),
        pytest.param(3, 123, 176, 0, 3, id="North Yorkshire in the prototype"),
        # Nine tenths of twenty by the tables of the binomial: P(X<=14) = 1.1%, P(X<=15) = 4.3%.
        pytest.param(20, 9, 10, 15, 20, id="twenty at nine tenths"),
        pytest.param(7, 0, 10, 0, 0, id="nobody anywhere"),
        pytest.param(7, 10, 10, 7, 7, id="everybody everywhere"),
    ],
)
def test_the_usual_band(services, known, whole, lowest, highest):
    band = usual_band(services, known, whole)

    assert band is not None
    assert (band.lowest, band.highest) == (lowest, highest)
    assert (band.side(lowest), band.side(highest)) == (0, 0)
    assert (band.side(lowest - 1), band.side(highest + 1)) == (-1, 1)


def test_the_chance_outside_the_band_is_the_sum_of_both_tails():
    """Of six at one half, none and all lie outside: 2/64."""
    band = usual_band(6, 1, 2)

    assert band is not None
    assert band.outside == pytest.approx(2 / 64)


def test_a_place_without_services_has_no_band_and_an_impossible_share_is_refused():
    assert usual_band(0, 1, 2) is None
    for known, whole in ((3, 2), (-1, 2), (0, 0)):
        with pytest.raises(ValueError, match="is no share"):
            usual_band(4, known, whole)


@given(services=st.integers(1, 60), whole=st.integers(1, 300), data=st.data())
def test_the_band_is_the_narrowest_with_at_most_one_in_forty_on_either_side(services, whole, data):
    known = data.draw(st.integers(0, whole))
    share = known / whole
    chances = [
        math.comb(services, number) * share**number * (1 - share) ** (services - number)
        for number in range(services + 1)
    ]

    band = usual_band(services, known, whole)

    assert band is not None
    assert 0 <= band.lowest <= band.highest <= services
    assert sum(chances[: band.lowest]) <= 0.025 + 1e-9
    assert sum(chances[band.highest + 1 :]) <= 0.025 + 1e-9
    assert sum(chances[: band.lowest + 1]) >= 0.025 - 1e-9
    assert sum(chances[band.highest :]) >= 0.025 - 1e-9
    assert band.outside <= 0.05 + 1e-9
    # Counting those without one instead of those with one turns the band round.
    mirrored = usual_band(services, whole - known, whole)
    assert mirrored is not None
    assert abs(mirrored.lowest - (services - band.highest)) <= 1
