"""The colours of charts differ for every kind of colour vision, and text on them is readable."""

from itertools import combinations, pairwise

import pytest

from reports.charts.colours import (
    COLOURS,
    COUNTED,
    GROUPS,
    INK,
    NOT_COUNTED,
    NOT_KNOWN,
    PALE,
    READABLE,
    SCALE,
    colours,
    contrast,
    ink_of,
    ink_on,
)
from tests.reports.charts.colour_vision import ciede2000, difference, lab, lightness


def test_lightness_and_contrast_are_those_of_the_books() -> None:
    assert lightness("#000000") == pytest.approx(0, abs=0.01)
    assert lightness("#ffffff") == pytest.approx(100, abs=0.01)
    assert lab("#ff0000") == pytest.approx((53.24, 80.09, 67.20), abs=0.1)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, -1.3802, -84.2814), (50.0, 0.0, -82.7485), 1.0000),
        ((50.0, -1.0, 2.0), (50.0, 0.0, 0.0), 2.3669),
        ((50.0, 2.5, 0.0), (50.0, 0.0, -2.5), 4.3065),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
    ],
)
def test_differences_are_those_of_the_published_test_data(one: tuple, other: tuple, expected: float) -> None:
    """Pairs of table 1 of Sharma, Wu and Dalal, The CIEDE2000 color-difference formula (2005)."""
    assert ciede2000(one, other) == pytest.approx(expected, abs=0.0001)
    assert ciede2000(other, one) == pytest.approx(expected, abs=0.0001)


def test_a_red_and_a_green_that_most_tell_apart_are_alike_for_some() -> None:
    red, green = "#b03a2e", "#6b7a1e"

    assert ciede2000(lab(red), lab(green)) > 40
    assert difference(red, green) < 10


def test_groups_differ_with_every_kind_of_colour_vision() -> None:
    assert min(difference(one, other) for one, other in combinations(GROUPS, 2)) == pytest.approx(
        16.1, abs=0.05
    )
    assert [round(contrast(colour, "#ffffff"), 1) for colour in GROUPS] == [9.0, 3.7, 5.4, 3.1]


def test_neighbours_on_the_scale_differ_with_every_kind_of_colour_vision() -> None:
    assert min(difference(one, other) for one, other in pairwise(SCALE)) == pytest.approx(13.7, abs=0.05)


def test_the_three_groups_of_outcomes_differ_with_every_kind_of_colour_vision() -> None:
    assert (
        min(difference(one, other) for one, other in combinations((COUNTED, NOT_KNOWN, NOT_COUNTED), 2)) >= 16
    )


@pytest.mark.parametrize("colour", GROUPS)
def test_a_point_is_seen_on_white_and_on_the_pale_bar(colour: str) -> None:
    assert contrast(colour, "#ffffff") >= 3
    assert difference(colour, PALE) >= 16


@pytest.mark.parametrize("colour", [*GROUPS, *SCALE, PALE])
def test_text_on_a_colour_is_readable(colour: str) -> None:
    assert contrast(ink_on(colour), colour) >= READABLE


@pytest.mark.parametrize("colour", GROUPS)
def test_text_in_a_colour_is_readable(colour: str) -> None:
    assert contrast(ink_of(colour), "#ffffff") >= READABLE
    assert ink_of(INK) == INK


def test_a_series_has_its_own_colour_in_whatever_company() -> None:
    for key, colour in COLOURS.items():
        assert colours([key, "x"])[0] == colour
        assert colours(["x", key])[1] == colour


def test_other_series_have_the_next_colours_that_are_free() -> None:
    assert colours(["a", "included", "b"]) == [GROUPS[1], COUNTED, GROUPS[2]]


def test_five_series_are_too_many() -> None:
    with pytest.raises(ValueError, match="at most 4 colours, not 5"):
        colours(list("abcde"))
