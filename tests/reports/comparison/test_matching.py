"""Matching the services of two frames, worked by hand: letters are services, a dict gives their successors."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.comparison.matching import match_frames, with_groups

pytestmark = pytest.mark.both_databases


def test_a_service_in_both_frames_is_matched_with_itself() -> None:
    found = match_frames({1, 2}, {1, 3}, {})

    assert (found.same, found.closed, found.opened) == ({1}, {2}, {3})
    assert found.pairs == [(1, 1)]


def test_a_service_matches_its_only_successor_however_long_the_chain() -> None:
    found = match_frames({1, 2}, {11, 22}, {1: 11, 2: 20, 20: 22})

    assert found.pairs == [(1, 11), (2, 22)]
    assert not found.closed
    assert not found.opened


def test_merged_services_are_not_compared() -> None:
    found = match_frames({1, 2, 3}, {10, 30}, {1: 10, 2: 10, 3: 30})

    assert (found.merged, found.formed) == ({1, 2}, {10})
    assert found.pairs == [(3, 30)]


def test_a_service_that_others_merge_into_matches_itself() -> None:
    found = match_frames({1, 2}, {2}, {1: 2})

    assert (found.same, found.merged, found.formed) == ({2}, {1}, frozenset())


def test_a_service_whose_successor_is_not_in_the_later_frame_closed() -> None:
    assert match_frames({1}, {5}, {1: 2}).closed == {1}


def test_a_circle_of_successors_ends() -> None:
    assert match_frames({1}, set(), {1: 2, 2: 1}).closed == {1}


def test_a_service_and_the_new_one_on_its_site_are_no_pair() -> None:
    """A new 11 stands on the site of 1, also where 11 was followed by 12 since; 2 was followed without a break."""
    found = match_frames({1, 2}, {12, 20}, {1: 11, 11: 12, 2: 20}, rebuilt={1})

    assert (found.rebuilt, found.rebuilt_as) == ({1}, {12})
    assert found.pairs == [(2, 20)]
    assert not (found.closed or found.opened)


def test_a_new_service_on_a_site_that_another_merged_into_has_the_other_before_it() -> None:
    """A new 10 stands on the site of 1, and 2 went on as 10."""
    found = match_frames({1, 2}, {10}, {1: 10, 2: 10}, rebuilt={1})

    assert (found.rebuilt, found.rebuilt_as, found.pairs) == ({1}, frozenset(), [(2, 10)])


@given(
    st.sets(st.integers(0, 12)),
    st.sets(st.integers(0, 12)),
    st.dictionaries(st.integers(0, 12), st.integers(0, 12)),
    st.sets(st.integers(0, 12)),
)
def test_every_service_has_exactly_one_place(
    earlier: set[int], later: set[int], successors: dict[int, int], rebuilt: set[int]
) -> None:
    found = match_frames(earlier, later, successors, rebuilt)

    old = [*found.same, *(pair[0] for pair in found.followed), *found.merged, *found.rebuilt, *found.closed]
    new = [
        *found.same,
        *(pair[1] for pair in found.followed),
        *found.formed,
        *found.rebuilt_as,
        *found.opened,
    ]
    assert sorted(old) == sorted(earlier)
    assert sorted(new) == sorted(later)


@pytest.mark.parametrize("frame", [set(), {1, 2}])
def test_a_frame_compared_with_itself_has_no_change(frame: set[int]) -> None:
    found = match_frames(frame, frame, {1: 2})

    assert found.same == frame
    assert not (found.merged or found.closed or found.opened or found.followed)


def test_services_that_closed_and_opened_in_one_region_are_reorganised_and_never_paired() -> None:
    """Regions 7, 8 and 9: in 7 two closed and three opened; in 8 one only closed; in 9 one only opened."""
    found = with_groups(
        match_frames({1, 2, 3, 4}, {11, 12, 13, 14, 4}, {}),
        {1: 7, 2: 7, 3: 8, 4: 7},
        {11: 7, 12: 7, 13: 7, 14: 9, 4: 7},
    )

    assert (found.reorganised, found.reorganised_into) == ({1, 2}, {11, 12, 13})
    assert (found.closed, found.opened, found.same) == ({3}, {14}, {4})
    assert found.pairs == [(4, 4)]


def test_a_service_without_a_region_or_of_another_kind_is_not_reorganised() -> None:
    found = with_groups(match_frames({1, 2}, {11, 12}, {}), {1: None}, {11: None, 12: 7})

    assert (found.closed, found.opened, found.reorganised) == ({1, 2}, {11, 12}, frozenset())
