"""The names on the maps: which from which zoom, how wide they are, and where they find a place."""

import itertools

import pytest

from mapping.atlas.drawing.label_placement import place
from mapping.atlas.drawing.text_width import text_width
from mapping.atlas.place_names import PlaceName, towns, zone_names

LEEDS = PlaceName("Leeds", 53.8, -1.55, "town", 8.3)


def town(name: str) -> PlaceName:
    return next(one for one in towns() if one.text == name)


@pytest.mark.parametrize(
    ("name", "zoom", "face"),
    [
        pytest.param("London", 5.0, "city", id="more than 400,000 people"),
        pytest.param("Leeds", 5.0, "city", id="a city"),
        pytest.param("Keighley", 8.3, "town", id="a town"),
        # 30,000 people and more: from 8.3, in London 1.8 later and never before 9.6.
        pytest.param("Hounslow", 10.1, "town", id="a suburb of London comes later"),
        pytest.param("Islington", 9.6, "town", id="none of them before 9.6"),
    ],
)
def test_a_town_is_named_by_its_people(name: str, zoom: float, face: str) -> None:
    found = town(name)

    assert (found.minimum, found.face) == (zoom, face)


def test_zones_are_named_in_capitals_between_two_zooms() -> None:
    (found,) = [one for one in zone_names("trusts_2010") if one.text.startswith("WALES")]

    assert (found.text, found.minimum, found.maximum) == ("WALES", 6.9, 9.0)


def test_a_text_is_as_wide_as_the_advances_of_its_letters() -> None:
    # Arial: L 556, e 556, d 556, s 500 thousandths; bold L 611, e 556, d 611, s 556.
    assert text_width("Leeds", 100) == pytest.approx(55.6 + 55.6 + 55.6 + 55.6 + 50)
    assert text_width("Leeds", 100, is_bold=True) == pytest.approx(61.1 + 55.6 + 55.6 + 61.1 + 55.6)
    assert text_width("LL", 100, is_spaced=True) == pytest.approx(2 * (55.6 + 9))


def test_a_name_avoids_marks_the_edge_and_other_names() -> None:
    names = [
        (LEEDS._replace(text=f"HMP {number}", face="service"), 100.0, 100.0, 0.0) for number in range(12)
    ]
    mark = (104.0, 98.0, 110.0, 102.0)

    found = place(names, zoom=9, width=300, height=300, unit=1, occupied=[mark])

    boxes = [
        (one.x, top := one.y - 0.82 * one.size, one.x + width, top + one.size)
        for one in found
        for width in [text_width(one.text, one.size, is_bold=True)]
    ]
    assert 1 < len(boxes) < 12
    for one, other in itertools.combinations([*boxes, mark], 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def test_a_name_is_shown_from_its_zoom() -> None:
    assert place([(LEEDS, 100, 100, 0)], zoom=8.2, width=300, height=300, unit=1) == []
    assert len(place([(LEEDS, 100, 100, 0)], zoom=8.3, width=300, height=300, unit=1)) == 1
