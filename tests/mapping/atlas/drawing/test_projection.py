"""The projection of the drawn maps: points, paths and circles."""

import re

import pytest

from mapping.atlas.drawing import projection


def test_north_is_up_and_east_is_right():
    london = projection.COUNTRY.project(longitude=-0.1, latitude=51.5)
    leeds = projection.COUNTRY.project(longitude=-1.5, latitude=53.8)

    assert leeds[1] < london[1]
    assert leeds[0] < london[0]


def test_every_outline_lies_inside_the_view_box():
    for layer in ("areas_2009", "regions_2009"):
        for outline in projection.outlines(layer):
            for x, y in re.findall(r"M(\d+) (-?\d+)", outline.path):
                assert 0 <= int(x) <= projection.WIDTH
                assert 0 <= int(y) <= projection.HEIGHT


def test_there_are_42_areas_and_ten_regions():
    assert len(projection.outlines("areas_2009")) == 42
    assert len(projection.outlines("regions_2009")) == 10


def test_a_ring_finer_than_the_drawing_leaves_no_path():
    speck = [(0.0, 52.0), (0.00001, 52.0), (0.0, 52.00001), (0.0, 52.0)]

    assert projection.path_of([speck]) == ""


def test_a_path_is_steps_of_whole_units():
    square = [(-1.0, 52.0), (-0.9, 52.0), (-0.9, 52.1), (-1.0, 52.1), (-1.0, 52.0)]

    assert re.fullmatch(r"M\d+ \d+l(-?\d+[ -]-?\d* ?)+z", projection.path_of([square]))


def test_organisations_near_one_another_are_one_circle_with_their_number():
    found = projection.circles([(-1.50, 53.80, 2), (-1.50, 53.80, 3), (-4.0, 50.5, 1)])

    assert [circle.count for circle in found] == [5, 1]


def test_a_larger_circle_means_more_and_none_is_too_large():
    found = projection.circles([(-1.5, 53.8, 900), (-4.0, 50.5, 1), (1.0, 52.5, 30)])
    radii = [circle.radius for circle in found]

    assert radii == sorted(radii, reverse=True)
    assert radii[0] <= projection.MAX_RADIUS
    assert radii[-1] >= projection.MIN_RADIUS


def test_without_organisations_there_are_no_circles():
    assert projection.circles([]) == []


def test_a_fitted_frame_has_six_per_cent_of_room_on_each_side():
    # A square of a degree at the equator: 1.12 by 1.12 degrees on 1,200 units.
    frame = projection.frame_around(west=0, south=-0.5, east=1, north=0.5)

    assert frame.scale == pytest.approx(1200 / 1.12)
    assert frame.project(longitude=0, latitude=0) == (64, 600)
    assert frame.height == 1200


@pytest.mark.parametrize(
    ("east", "north", "height"), [pytest.param(4, 0.5, 720, id="flat"), pytest.param(0.1, 3, 1500, id="tall")]
)
def test_a_frame_is_neither_flatter_nor_taller_than_a_drawing_may_be(east, north, height):
    frame = projection.frame_around(west=0, south=-0.5, east=east, north=north)

    assert frame.height == pytest.approx(height, abs=1)
    assert frame.holds(*frame.project(longitude=east, latitude=north))


def test_what_lies_outside_a_frame_is_cut_off():
    frame = projection.frame_around(west=-2.0, south=53.5, east=-1.0, north=54.0)
    around = [(-9.0, 50.0), (4.0, 50.0), (4.0, 58.0), (-9.0, 58.0), (-9.0, 50.0)]
    beside = [(1.0, 51.0), (1.5, 51.0), (1.5, 51.5), (1.0, 51.0)]

    path = projection.path_of([around], frame)
    lengths = [abs(int(number)) for number in re.findall(r"-?\d+", path.split("l")[1])]

    assert max(lengths) == 1200 + 2 * projection.MARGIN
    assert projection.path_of([beside], frame) == ""
