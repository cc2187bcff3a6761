"""The locator map."""

import re

import pytest

from mapping.atlas.drawing.locator_map import FLATTEST, SIDE, WIDTH, locator_map
from mapping.atlas.drawing.projection import TALLEST


def draw(**places):
    return locator_map(**{"organisations": [], "services": [], **places})


def test_without_anything_to_show_it_is_the_whole_country():
    assert sum(bool(path) for path, _is_marked in draw().regions) == 10


def test_one_point_is_shown_with_the_country_and_the_towns_around_it():
    locator = draw(services=[(-1.58, 53.80)])

    assert "Leeds" in [name.text for name in locator.names]
    assert "London" not in [name.text for name in locator.names]
    assert [(x + SIDE / 2, y + SIDE / 2) for x, y in locator.services] == [(WIDTH / 2, locator.height / 2)]


@pytest.mark.parametrize("place", [(-5.5, 50.1), (1.7, 52.6), (-2.0, 55.7), (-5.2, 52.0)], ids=str)
def test_the_part_shown_holds_every_point_and_leaves_no_empty_white(place):
    locator = draw(organisations=[place], region="Wales")

    ((x, y),) = locator.organisations
    assert 0 <= x <= WIDTH and 0 <= y <= locator.height
    assert FLATTEST * WIDTH - 1 <= locator.height <= TALLEST * WIDTH + 1


def test_no_name_covers_a_point():
    locator = draw(organisations=[(-1.55, 53.80)], services=[(-1.76, 53.80)])

    for name in locator.names:
        for x, y in locator.organisations:
            assert not (name.x < x < name.x + 20 and name.y - name.size < y < name.y)


def test_one_region_is_marked_and_an_unknown_one_is_not():
    assert sum(is_marked for _path, is_marked in draw(region="Wales").regions) == 1
    assert not any(marked for _path, marked in draw(region="Mars").regions)


def test_a_trust_is_marked_with_all_the_ground_it_serves():
    locator = draw(services=[(-3.6, 52.1)], trust="Wales Probation Trust")

    (path,) = [path for path, is_marked in locator.regions if is_marked]
    numbers = [abs(int(number)) for number in re.findall(r"-?\d+", path)]
    assert numbers and max(numbers) < 2 * WIDTH
