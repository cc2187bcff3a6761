"""The locator map."""

import pytest

from mapping.atlas.drawing import projection
from mapping.atlas.drawing.locator_map import MIN_WIDTH, locator_map


def box(**places):
    locator = locator_map(**{"organisations": [], "services": [], **places})
    return [int(number) for number in locator.view_box.split()]


def test_without_anything_to_show_it_is_the_whole_country():
    assert box() == [0, 0, projection.WIDTH, projection.HEIGHT]


def test_one_point_is_shown_with_the_country_around_it():
    _left, _top, width, _height = box(services=[(-0.1, 51.5)])

    assert width == MIN_WIDTH


@pytest.mark.parametrize("place", [(-5.5, 50.1), (1.7, 52.6), (-2.0, 55.7), (-5.2, 52.0)], ids=str)
def test_the_part_shown_never_leaves_the_drawing_and_holds_the_point(place):
    left, top, width, height = box(organisations=[place], region="Wales")
    x, y = projection.project(longitude=place[0], latitude=place[1])

    assert left >= 0 and top >= 0
    assert left + width <= projection.WIDTH and top + height <= projection.HEIGHT
    assert left <= x <= left + width and top <= y <= top + height


def test_one_region_is_marked_and_an_unknown_one_is_not():
    assert (
        sum(
            is_marked
            for _path, is_marked in locator_map(organisations=[], services=[], region="Wales").regions
        )
        == 1
    )
    assert not any(
        marked for _path, marked in locator_map(organisations=[], services=[], region="Mars").regions
    )


def test_a_trust_is_marked_with_all_the_ground_it_serves():
    locator = locator_map(organisations=[], services=[(-3.6, 52.1)], trust="Wales Probation Trust")

    (path,) = [
        outline.path
        for outline in projection.outlines("trusts_2010")
        if outline.name == "Wales Probation Trust"
    ]
    assert (path, True) in locator.regions
    assert sum(is_marked for _path, is_marked in locator.regions) == 1
