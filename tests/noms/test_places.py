"""Places as people type them: what each text means, what is said of a text that means none, and distances in words."""

from __future__ import annotations

import csv
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noms import places, postcodes
from noms.places import UnknownPlaceError, find_place, parse_near, similar_places, towns
from wording.distances import in_miles, miles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frame_of_module")]


@pytest.mark.parametrize(
    ("written", "kind", "slug"),
    [
        ("Leeds", "town", "leeds"),
        ("HMP Leeds", "service", "hmp-leeds"),
        ("hmp  LEEDS", "service", "hmp-leeds"),
        ("hmp-leeds", "service", "hmp-leeds"),
        ("service:hmp-leeds", "service", "hmp-leeds"),
        ("Leeds prison", "service", "hmp-leeds"),
        ("wormwood scrubs", "service", "hmp-wormwood-scrubs"),
        ("Berwyn", "service", "hmp-berwyn"),
        ("Stoke-on-Trent", "town", "stoke-on-trent"),
        ("stoke", "town", "stoke-on-trent"),
        ("Newcastle", "town", "newcastle-upon-tyne"),
        ("Hull", "town", "kingston-upon-hull"),
        ("Saint Albans", "town", "st-albans"),
        ("bury saint edmunds", "town", "bury-st-edmunds"),
        ("kings lynn", "town", "kings-lynn"),
        ("Newport", "town", "newport"),
        ("Newport, West Midlands", "town", "newport-west-midlands"),
        ("Durham", "town", "durham"),
        ("Durham area", "area", "durham"),
        ("Durham (probation area)", "area", "durham"),
        ("Greater Manchester", "area", "greater-manchester"),
        ("South West", "region", "south-west"),
        ("region:south-west", "region", "south-west"),
        ("LS9", "outcode", "ls9"),
        ("outcode:ls9", "outcode", "ls9"),
        ("ls97tl", "postcode", "ls9-7tl"),
    ],
)
def test_a_place_is_read_from_what_people_type(written: str, kind: str, slug: str) -> None:
    found = find_place(written)

    assert found is not None
    assert (found.kind, found.slug) == (kind, slug)
    for text in (found.text, found.label, f"{found.kind}:{found.slug}"):
        assert find_place(text) == found


def test_a_whole_postcode_is_exact_where_the_list_of_postcodes_is_installed(monkeypatch) -> None:
    """The point of HMP Leeds in the reference tables was made from the same postcode, independently of this code."""
    prison = find_place("HMP Leeds")
    exact = find_place("LS12 2TJ")
    assert exact and prison
    assert (exact.name, exact.note) == ("LS12 2TJ", "")
    assert math.isclose(exact.latitude, prison.latitude, abs_tol=0.0002)
    assert math.isclose(exact.longitude, prison.longitude, abs_tol=0.0002)

    no_such = find_place("LS12 9ZZ")
    assert no_such and "LS12 9ZZ is not in our list" in no_such.note

    monkeypatch.setattr(postcodes, "is_installed", lambda: False)
    by_half, middle = find_place("LS12 2TJ"), find_place("LS12")
    assert by_half and middle
    assert by_half.point == middle.point != exact.point
    assert by_half.note == (
        "The postcode LS12 2TJ is known here by its first half only, so distances are from the middle of LS12."
    )


@pytest.mark.parametrize(
    ("written", "suggested"),
    [
        ("HMP Leads", "HMP Leeds"),
        ("hmp wandswrth", "HMP/YOI Wandsworth"),
        ("Birmingam", "Birmingham"),
        ("Grater Manchester", "Greater Manchester (probation area)"),
    ],
)
def test_a_misspelt_place_is_not_guessed_but_suggested(written: str, suggested: str) -> None:
    with pytest.raises(UnknownPlaceError) as refused:
        parse_near(written)

    assert refused.value.suggestions[0].label == suggested
    assert f"No place that we know is called “{written}”. Did you mean {suggested}" in str(refused.value)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        (
            "ZZ9",
            "“ZZ9” is not a postcode of England or Wales that we know. Write a postcode or its first half",
        ),
        (
            "qwxzv",
            "No place that we know is called “qwxzv”. Write a postcode or its first half (LS9), a town",
        ),
        ("48.85,2.35", "This point is not in Great Britain"),
        ("town:nowhere", "No place that we know is called “town:nowhere”"),
        ("x" * 10_000, "No place that we know is called “xxx"),
    ],
)
def test_an_unknown_place_is_answered_with_what_to_write(written: str, sentence: str) -> None:
    with pytest.raises(UnknownPlaceError) as refused:
        parse_near(written)

    assert str(refused.value).startswith(sentence)
    assert len(str(refused.value)) < 300


def test_a_point_and_an_empty_text_are_read() -> None:
    found = parse_near(" 53.8 , -1.55 ")

    assert found and (found.kind, found.text, found.label) == ("point", "53.8,-1.55", "53.8,-1.55")
    assert parse_near(" \0 ") is None


def test_a_name_is_found_in_three_queries_and_suggested_in_three(django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(3):
        find_place("HMP Leeds")
    with django_assert_max_num_queries(3):
        similar_places("HMP Leads")
    with django_assert_max_num_queries(0):
        find_place("Leeds")


@pytest.mark.slow
@given(text=st.text(max_size=60))
def test_any_text_is_a_place_or_refused_in_words(text: str) -> None:
    try:
        parse_near(text)
    except UnknownPlaceError as refusal:
        assert str(refusal)


def test_the_towns_of_the_file_lie_in_their_regions_and_have_their_own_slugs() -> None:
    with places.TOWNS_FILE.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))

    assert len({row["slug"] for row in rows}) == len(rows) > 850
    assert all(int(row["population"]) >= 10_000 for row in rows)
    sizes = [int(row["population"]) for row in rows]
    assert sizes == sorted(sizes, reverse=True)
    assert {row["region"] for row in rows if row["is_london"] == "yes"} == {"london"}
    for region in {row["region"] for row in rows}:
        assert find_place(f"region:{region}") is not None
    assert all(find_place(town.label) == town for town in towns())


def test_distances_are_whole_miles_from_three_on_and_have_one_decimal_below() -> None:
    """A mile is 1.609344 km: 4.7 km are 2.92 miles, 4.8 km are 2.98, 100 km are 62.1."""
    assert [miles(km) for km in (0, 0.05, 1.6, 4.7, 4.8, 8, 100)] == [
        "0 miles", "0 miles", "1 mile", "2.9 miles", "3 miles", "5 miles", "62 miles",
    ]  # fmt: skip
    assert in_miles(4.7) == 2.9
