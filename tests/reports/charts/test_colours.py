"""The colours of charts have one meaning each and differ in print and for every kind of colour vision."""

from itertools import combinations, pairwise

import pytest

from enterprises.vocabulary import Outcome
from reports.charts.colours import (
    COLOURS,
    EXCLUDED,
    INCLUDED,
    INK,
    OTHERS,
    OUTCOMES,
    PERHAPS,
    READABLE,
    SIDES,
    colours,
    contrast,
    ink_of,
    ink_on,
)
from tests.reports.charts.colour_vision import LEAST_DIFFERENCE, LEAST_LIGHTNESS, difference, lab, lightness

SIDE_COLOURS = (INCLUDED, PERHAPS, EXCLUDED)
EVERY = sorted({*COLOURS.values(), *OTHERS})
STACKED = [
    ("included", "undecided", "none"),
    ("known", "without"),
    ("engaged", "none"),
    ("both", "called_only", "included_only", "neither_nor"),
]
BESIDE = 4
"""So many of the other colours may lie beside each other in any order, where parts between them are 0."""


def test_lightness_and_difference_are_those_of_the_books() -> None:
    assert lightness("#000000") == pytest.approx(0, abs=0.01)
    assert lightness("#ffffff") == pytest.approx(100, abs=0.01)
    assert lab("#ff0000") == pytest.approx((53.24, 80.09, 67.20), abs=0.1)
    assert lightness("#777777") == pytest.approx(50.03, abs=0.05)
    assert difference("#808080", "#808080") == 0
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_a_red_and_a_green_that_most_tell_apart_are_alike_for_some() -> None:
    red, green = "#b03a2e", "#6b7a1e"

    assert sum((a - b) ** 2 for a, b in zip(lab(red), lab(green), strict=True)) ** 0.5 > 60
    assert difference(red, green) < LEAST_DIFFERENCE


def test_every_outcome_has_a_colour_that_nothing_else_has() -> None:
    assert set(OUTCOMES) == set(Outcome.values)
    others = [colour for key, colour in COLOURS.items() if key not in OUTCOMES]

    assert len(set(OUTCOMES.values())) == len(Outcome)
    assert not set(OUTCOMES.values()) & {*others, *SIDES.values(), *OTHERS}


def test_other_series_have_no_colour_of_an_outcome_or_a_side() -> None:
    assert not set(OTHERS) & set(COLOURS.values())
    assert len(set(OTHERS)) == len(OTHERS)
    assert colours(["rate"]) == [OTHERS[0]]
    assert colours(["Prisons", "included", "Areas"]) == [OTHERS[0], INCLUDED, OTHERS[1]]


@pytest.mark.parametrize("outcome", Outcome.values)
def test_an_outcome_has_the_same_colour_in_whatever_company(outcome: str) -> None:
    alone = colours([outcome])[0]

    for others in (
        ["included", "perhaps", "excluded"],
        [value for value in Outcome.values if value != outcome],
    ):
        used = dict(zip([*others, outcome], colours([*others, outcome]), strict=True))
        assert used[outcome] == alone
        assert len(set(used.values())) == len(used)


def test_outcomes_and_sides_differ_with_every_kind_of_colour_vision() -> None:
    alike = {
        (one, other): round(found, 1)
        for one, other in combinations([*OUTCOMES.values(), *SIDE_COLOURS], 2)
        if (found := difference(one, other)) < LEAST_DIFFERENCE
    }

    assert alike == {}


def test_points_of_a_scale_differ_in_grey_from_the_next_two() -> None:
    # The one between may be hidden.
    points = colours(["strongly_agree", "agree", "neither", "disagree", "strongly_disagree"])

    for one, other in [*pairwise(points), *zip(points, points[2:], strict=False)]:
        assert abs(lightness(one) - lightness(other)) >= LEAST_LIGHTNESS
    for one, other in combinations(points, 2):
        assert difference(one, other) >= LEAST_DIFFERENCE


@pytest.mark.parametrize("keys", STACKED, ids=" ".join)
def test_parts_of_a_stack_differ_in_grey_whichever_lie_beside_each_other(keys: tuple[str, ...]) -> None:
    for one, other in combinations(colours(keys), 2):
        assert abs(lightness(one) - lightness(other)) >= LEAST_LIGHTNESS
        assert difference(one, other) >= LEAST_DIFFERENCE


def test_the_other_colours_follow_each_other_dark_and_light() -> None:
    beside = [*pairwise((*OTHERS, OTHERS[0])), *combinations(OTHERS[:BESIDE], 2)]

    for one, other in beside:
        assert abs(lightness(one) - lightness(other)) >= LEAST_LIGHTNESS
        assert difference(one, other) >= LEAST_DIFFERENCE


@pytest.mark.parametrize("colour", EVERY)
def test_every_colour_contrasts_with_white_and_with_the_text_on_it(colour: str) -> None:
    assert contrast(colour, "#ffffff") >= 3
    assert contrast(ink_of(colour), "#ffffff") >= READABLE
    assert contrast(ink_on(colour), colour) >= READABLE


def test_the_inks_of_words_on_white_differ_like_their_colours() -> None:
    assert len({ink_of(colour) for colour in EVERY}) == len(EVERY)
    assert ink_of(INK) == INK
