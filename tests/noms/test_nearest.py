"""The nearest rows to a point."""

import pytest

from noms.geocoding import nearest
from noms.models import Service
from tests.factories.noms import ServiceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def names(limit=5):
    found = nearest(Service.objects.all(), latitude=53.8, longitude=-1.55, limit=limit)
    return [(service.name, distance) for service, distance in found]


def test_the_nearest_comes_first_with_its_distance():
    ServiceFactory(name="York", latitude=53.96, longitude=-1.08)
    ServiceFactory(name="Leeds", latitude=53.8, longitude=-1.55)

    assert names() == [("Leeds", 0), ("York", 35.6)]


def test_points_beyond_the_radius_are_left_out():
    ServiceFactory(name="Dover", latitude=51.13, longitude=1.3)

    assert names() == []


def test_the_number_of_results_is_limited(django_assert_num_queries):
    for number in range(4):
        ServiceFactory(name=f"Prison {number}", latitude=53.8, longitude=-1.5)

    with django_assert_num_queries(1):
        assert len(names(limit=3)) == 3
