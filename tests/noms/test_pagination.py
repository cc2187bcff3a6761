"""Numbered pages of lists."""

import pytest
from django.http import QueryDict

from noms.models import Region
from noms.pagination import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frame_of_module")]

TEN = Region.objects.noms().order_by("name")


@pytest.mark.parametrize(
    ("query", "number"),
    [("", 1), ("page=2", 2), ("page=9", 4), ("page=0", 1), ("page=-1", 1), ("page=two", 1), ("page=٢", 1)],
)
def test_a_page_that_does_not_exist_gives_the_nearest(query: str, number: int) -> None:
    assert page_of(TEN.all(), query=QueryDict(query), size=3).number == number


def test_a_page_has_the_addresses_of_its_neighbours_with_the_other_parameters() -> None:
    page = page_of(TEN.all(), query=QueryDict("page=2&q=a&kind="), size=3)

    assert page.previous == "?q=a&kind=&page=1"
    assert page.next == "?q=a&kind=&page=3"
    assert (page.start_index(), page.end_index(), page.paginator.count) == (4, 6, 10)


def test_the_first_and_the_last_page_have_one_neighbour() -> None:
    assert page_of(TEN.all(), query=QueryDict(), size=3).previous == ""
    assert page_of(TEN.all(), query=QueryDict("page=4"), size=3).next == ""


def test_pages_have_numbers_and_those_far_away_are_left_out() -> None:
    page = page_of(TEN.all(), query=QueryDict("q=a"), size=1)

    assert page.numbers == [(1, "?q=a&page=1"), (2, "?q=a&page=2"), (None, ""), (10, "?q=a&page=10")]


def test_a_known_count_saves_a_query(django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        assert len(list(page_of(TEN.all(), query=QueryDict(), size=3, count=10))) == 3
