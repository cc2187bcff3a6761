"""The groups of cases that agree in what they tell of their service, worked by hand and for generated cases."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from interviews.exports.key_groups import NOT_SHOWN, area_of, coarsened_keys, function_of

KEYS = st.tuples(
    st.sampled_from(["prison", "probation"]), st.sampled_from("nsew"), st.sampled_from(["a", "b", "c", "d"])
)


def test_a_large_group_is_kept_and_a_small_one_loses_its_last_key_first() -> None:
    """12 northern training prisons stay; 6 northern local and 5 open ones, 11 together, lose their function."""
    cases = {
        **{f"t{number}": ("prison", "north", "training") for number in range(12)},
        **{f"l{number}": ("prison", "north", "local") for number in range(6)},
        **{f"o{number}": ("prison", "north", "open") for number in range(5)},
    }

    found = Counter(coarsened_keys(cases).values())

    assert found == {("prison", "north", "training"): 12, ("prison", "north", NOT_SHOWN): 11}


def test_where_too_few_are_left_the_smallest_large_group_joins_them() -> None:
    """3 open prisons would be a group of 3 that everybody can find, so the 10 local ones hide with them."""
    cases = {
        **{f"t{number}": ("prison", "north", "training") for number in range(12)},
        **{f"l{number}": ("prison", "north", "local") for number in range(10)},
        **{f"o{number}": ("prison", "north", "open") for number in range(3)},
    }

    found = Counter(coarsened_keys(cases).values())

    assert found == {("prison", "north", "training"): 12, ("prison", "north", NOT_SHOWN): 13}


def test_a_file_of_few_cases_tells_nothing_of_them() -> None:
    assert set(coarsened_keys({1: ("prison", "north", "open"), 2: ("probation", "south", "x")}).values()) == {
        (NOT_SHOWN,) * 3
    }
    assert coarsened_keys({}) == {}


@given(st.lists(KEYS, max_size=120))
def test_no_group_is_smaller_than_ten_and_no_key_is_invented(keys: list[tuple[str, str, str]]) -> None:
    cases = dict(enumerate(keys))

    found = coarsened_keys(cases)

    assert found.keys() == cases.keys()
    assert not cases or min(Counter(found.values()).values()) >= min(10, len(cases))
    for case, shown in found.items():
        kept = [place for place, key in enumerate(shown) if key != NOT_SHOWN]
        assert kept == list(range(len(kept)))
        assert shown[: len(kept)] == cases[case][: len(kept)]


def test_regions_and_functions_of_the_frame_have_their_groups() -> None:
    assert (area_of("Wales"), area_of("London"), area_of("Elsewhere")) == (
        "south_west",
        "south_east",
        NOT_SHOWN,
    )
    assert [function_of(word) for word in ("women closed", "yoi 18-20", "core local", "irc", "")] == [
        "women",
        "young",
        "local",
        "other",
        NOT_SHOWN,
    ]
