"""Points and boxes in addresses, and distances."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noms.coordinates import Point, kilometres, parse_box, parse_point, squared_distance
from noms.models import Outcode

LEEDS = Point(53.798, -1.549)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Write a box"),
        ("1,2,3", "Write a box"),
        ("a,b,c,d", "Write a box"),
        ("1,2,3,4" * 50, "Write a box"),
        ("-1,54,-2,53", "runs from west to east"),
        ("-2,54,-1,53", "runs from west to east"),
        ("-2,53,-2,54", "runs from west to east"),
        ("-2,53,-1,540", "Latitudes run from"),
        ("nan,nan,nan,nan", "Latitudes run from"),
        ("10,10,20,20", "lies outside Great Britain"),
        ("-inf,50,inf,51", "Latitudes run from"),
    ],
)
def test_an_invalid_box_is_refused_with_a_message(text, said):
    with pytest.raises(ValueError, match=said):
        parse_box(text)


@pytest.mark.parametrize("text", ["", "LS9", "1", "1,2,3", "91,0", "0,181", "nan,0"])
def test_an_invalid_point_is_refused_with_a_message(text):
    with pytest.raises(ValueError, match=r"Write a point|Latitudes run from"):
        parse_point(text)


@pytest.mark.parametrize("text", ["0,0", "48.85,2.35", "-53.8,-1.5", "53.8,1.91"])
def test_a_point_elsewhere_is_refused_with_the_extent(text):
    with pytest.raises(ValueError, match=r"not in Great Britain: latitudes from 49\.8 to 61\.0"):
        parse_point(text)


@given(st.text(max_size=40))
def test_any_text_is_a_box_or_refused(text):
    try:
        box = parse_box(text)
    except ValueError:
        return
    assert box.west < box.east and box.south < box.north


def test_a_box_is_written_as_it_was_read():
    assert str(parse_box(" -2.5,53, -1,54.25 ")) == "-2.5,53,-1,54.25"


@pytest.mark.django_db
@pytest.mark.usefixtures("frame")
@pytest.mark.parametrize("outcode", ["LS9", "TR1", "CT1", "NE1", "SA1"])
def test_distances_agree_with_the_sphere_to_one_in_a_hundred(outcode):
    row = Outcode.objects.annotate(square=squared_distance(LEEDS)).get(pk=outcode)

    assert kilometres(row.square) == pytest.approx(great_circle(LEEDS, row), rel=0.01, abs=1)


def great_circle(one, other):
    here, there = math.radians(one.latitude), math.radians(other.latitude)
    across = math.radians(other.longitude - one.longitude)
    half = math.sin((there - here) / 2) ** 2 + math.cos(here) * math.cos(there) * math.sin(across / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(half))
