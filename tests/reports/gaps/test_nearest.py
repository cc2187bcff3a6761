"""The grid finds the same nearest points as measuring all of them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.gaps.nearest import Grid, Point, distance

HERE = (52.0, -1.0)

points = st.builds(
    Point,
    st.floats(49.9, 60.9).map(lambda degrees: round(degrees, 3)),
    st.floats(-8.6, 1.7).map(lambda degrees: round(degrees, 3)),
    st.sampled_from("ABCDE"),
    st.dictionaries(
        st.sampled_from(("paid_work", "brokerage", "qualifications")), st.sampled_from("FGHIJ"), max_size=2
    ),
)


@pytest.mark.parametrize(
    ("point", "kilometres"),
    [
        pytest.param(Point(52.0, -1.0, "Here"), 0, id="the same place"),
        pytest.param(Point(53.0, -1.0, "North"), 111.195, id="a degree of latitude"),
        pytest.param(Point(52.0, 0.0, "East"), 68.457, id="a degree of longitude at 52 degrees"),
        # By Pythagoras: 0.4926° north are 54.77 km, 0.8722° east at 51.75° are 60.03 km.
        pytest.param(Point(51.5074, -0.1278, "London"), 81.26, id="both"),
    ],
)
def test_distances_are_those_of_a_table(point: Point, kilometres: float) -> None:
    assert distance(*HERE, point) == pytest.approx(kilometres, rel=2e-3)


def test_without_points_nothing_is_near() -> None:
    found = Grid([]).nearest(*HERE)

    assert (found.point, found.kilometres, found.by_activity) == (None, None, {})


def test_of_two_equally_near_the_first_by_name_is_taken() -> None:
    found = Grid([Point(52.1, -1.0, "B"), Point(52.1, -1.0, "A")]).nearest(*HERE)

    assert found.point is not None
    assert found.point.name == "A"


@settings(max_examples=100, deadline=None)
@given(st.lists(points, max_size=25), st.floats(50.0, 55.9), st.floats(-6.0, 1.7))
def test_the_grid_finds_the_same_as_measuring_every_point(
    many: list[Point], latitude: float, longitude: float
) -> None:
    found = Grid(many).nearest(latitude, longitude)

    away = [(distance(latitude, longitude, point), point) for point in many]
    assert found.kilometres == min((kilometres for kilometres, _ in away), default=None)
    for activity in {word for point in many for word in point.activities}:
        assert found.by_activity[activity] == min(
            (kilometres, point.activities[activity])
            for kilometres, point in away
            if activity in point.activities
        )
