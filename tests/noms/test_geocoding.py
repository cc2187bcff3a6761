"""Geocoding: from a postcode as people write it to the row of its outward code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from noms.geocoding import find_outcode
from noms.parsing import outward_code
from tests.factories.noms import OutcodeFactory

pytestmark = pytest.mark.both_databases


@pytest.mark.parametrize(
    ("written", "outward"),
    [
        ("SW1A 1AA", "SW1A"),
        (" sw1a1aa ", "SW1A"),
        ("M1 1AE", "M1"),
        ("m11ae", "M1"),
        ("B33 8TH", "B33"),
        ("CR2 6XH", "CR2"),
        ("DN55 1PT", "DN55"),
        ("EC1A 1BB", "EC1A"),
        ("W1A 0AX", "W1A"),
        ("LS9 7TL", "LS9"),
        ("LS97TL", "LS9"),
        ("S\u00a0W1A 1AA", "SW1A"),
        ("LS9", "LS9"),
        ("w1a", "W1A"),
        ("HU15", "HU15"),
    ],
)
def test_a_postcode_is_read_in_any_case_and_spacing(written: str, outward: str) -> None:
    assert outward_code(written) == outward


@pytest.mark.parametrize(
    "written",
    ["", " ", "Leeds", "LS", "9LS", "LS9 7T", "LS9 7TLX", "LS9 TL7", "L\u0665 1AA", "S W1A", "12345"],
)
def test_an_invalid_postcode_gives_nothing(written: str) -> None:
    assert outward_code(written) is None


@pytest.mark.django_db
def test_a_place_comes_with_its_region_in_one_query(django_assert_num_queries: Callable[..., Any]) -> None:
    outcode = OutcodeFactory(outcode="LS9")

    with django_assert_num_queries(1):
        place = find_outcode("ls9 7tl")

        assert place is not None
        assert (place.region.name, place.area) == (outcode.region.name, None)


@pytest.mark.django_db
def test_a_postcode_of_another_country_is_no_place() -> None:
    assert find_outcode("EH1 1YZ") is None


@pytest.mark.django_db
def test_an_invalid_postcode_needs_no_query(
    django_assert_num_queries: Callable[..., Any],
) -> None:
    with django_assert_num_queries(0):
        assert find_outcode("somewhere in Leeds") is None


@pytest.mark.usefixtures("frame")
@pytest.mark.parametrize(
    ("postcode", "area", "region"),
    [
        ("NE65 9XF", "Northumbria", "North East"),
        ("LL13 9QA", "North Wales", "Wales"),
        ("SE28 0NZ", "London", "London"),
        ("PO30 5RS", "Hampshire", "South East"),
    ],
)
def test_prisons_postcodes_lead_to_their_areas(postcode: str, area: str, region: str) -> None:
    place = find_outcode(postcode)

    assert place is not None
    assert (str(place.area), str(place.region)) == (area, region)
