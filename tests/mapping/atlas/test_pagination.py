"""Keyset pagination of the list."""

import pytest

from mapping.atlas.pagination import page_of
from noms.models import Service
from tests.factories.noms import ServiceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def seven():
    return [ServiceFactory(name=name) for name in "abccdef"]


def names(page):
    return [row.name for row in page.rows]


def test_going_forward_and_back_shows_every_row_once(seven):
    first = page_of(Service.objects.all(), size=3)
    second = page_of(Service.objects.all(), after=str(first.after), size=3)
    third = page_of(Service.objects.all(), after=str(second.after), size=3)
    back = page_of(Service.objects.all(), before=str(third.before), size=3)

    assert names(first) + names(second) + names(third) == list("abccdef")
    assert names(back) == names(second)
    assert first.before is None
    assert third.after is None


@pytest.mark.parametrize("cursor", ["999999", "x", "-1", "9" * 30, "1; drop", "½"])
def test_a_cursor_of_no_row_gives_the_first_page_and_reports_it(seven, cursor):
    page = page_of(Service.objects.all(), after=cursor, size=3)

    assert names(page) == ["a", "b", "c"]
    assert page.is_lost


def test_the_row_of_a_cursor_may_be_outside_the_result(seven):
    page = page_of(
        Service.objects.exclude(name="b"), after=seven[1].slug, size=3, among=Service.objects.all()
    )

    assert names(page) == ["c", "c", "d"]


def test_a_page_takes_two_queries(seven, django_assert_num_queries):
    with django_assert_num_queries(2):
        page_of(Service.objects.all(), after=seven[2].slug, size=3)
