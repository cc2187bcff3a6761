"""The rows of a comparison in their order, and the sentences on chance, worked by hand."""

import pytest

from mapping.comparison.rows import (
    COUNTRY,
    OTHER,
    OWN,
    Row,
    axis_end,
    chance_of_all,
    chance_of_one,
    share_row,
    sorted_rows,
    with_bands,
)

ENGLAND = share_row("England and Wales", "", COUNTRY, known=60, services=100)


def place(name: str, known: int, services: int, role: str = OTHER) -> Row:
    return share_row(name, "", role, known=known, services=services)


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("name", ["Avon", "Dorset", "Kent", "Surrey"]),
        ("share", ["Kent", "Dorset", "Surrey", "Avon"]),
        ("-share", ["Dorset", "Surrey", "Kent", "Avon"]),
        ("known", ["Dorset", "Surrey", "Kent", "Avon"]),
        ("-known", ["Kent", "Dorset", "Surrey", "Avon"]),
    ],
)
def test_places_are_sorted_and_one_without_services_comes_last(sort, names):
    rows = [place("Surrey", 1, 2), place("Kent", 2, 6), place("Dorset", 1, 2), place("Avon", 0, 0)]

    assert [row.name for row in sorted_rows(rows, sort)] == names


def test_a_difference_that_chance_explains_is_said_to_be_none():
    """At 60% of five none has 1.0%, at most one 8.7%: one to five are usual. Of 40 it is 18 to 30 (2.1%; 98.4%)."""
    few, many = with_bands([place("Few", 2, 5, OWN), place("Many", 20, 40, OWN)], ENGLAND)

    assert chance_of_one(few, ENGLAND) == "with so few services, that is no sign of a difference"
    assert chance_of_one(many, ENGLAND) == "the difference is no larger than chance explains"
    assert (few.side, many.side) == (0, 0)
    assert (many.band.lowest, many.band.highest) == (18, 30)


def test_a_place_outside_what_is_usual_is_marked_and_named():
    rows = with_bands([place("Low", 0, 5), place("High", 34, 40), place("Middle", 3, 5)], ENGLAND)

    assert [row.mark for row in rows] == ["▼", "▲", ""]
    assert chance_of_one(rows[0], ENGLAND) == (
        "that is fewer than chance explains: of 5 services 1 to 5 would be usual"
    )
    # By chance alone 1.0% of places like Low and Middle, and up to 5% of those like High, would be marked.
    assert chance_of_all([*rows, ENGLAND], one="area", many="areas", country="England and Wales") == (
        "High has more than chance explains (▲) and Low has fewer than chance explains (▼). Of 3 areas hardly any "
        "would be marked by chance alone; 2 of 3 have five services or fewer."
    )


def test_where_no_place_is_outside_the_sentence_says_so():
    rows = with_bands([place("Few", 2, 5), place("More", 5, 8)], ENGLAND)

    assert chance_of_all(rows, one="area", many="areas", country="England and Wales") == (
        "No area differs from England and Wales by more than chance: 1 of 2 has five services or fewer."
    )


def test_without_services_there_is_nothing_to_say():
    nobody = share_row("England and Wales", "", COUNTRY, known=0, services=0)
    rows = with_bands([place("Empty", 0, 0, OWN)], nobody)

    assert rows[0].words == "none open"
    assert chance_of_one(rows[0], nobody) == ""
    assert chance_of_all(rows, one="area", many="areas", country="it") == ""


@pytest.mark.parametrize(
    ("figures", "end"),
    [([7, 3, None], 8.0), ([0.3], 0.4), ([], 1.0), ([0], 1.0), ([10], 10.0), ([101], 200.0), ([1], 1.0)],
)
def test_an_axis_ends_above_the_largest_figure(figures, end):
    assert axis_end(figures) == end
