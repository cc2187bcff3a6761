"""The policy of publication, by hand-worked blocks and by generated ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.disclosure.blocks import BASE, COUNTRY, OTHER_PARTS, Block, block_of, blocks_of
from reports.disclosure.policy import Policy, clear, round_changes
from reports.table import Bound

POLICY = Policy()


def shown(block: Block, place: str, policy: Policy = POLICY) -> dict[str, object]:
    """Return what is printed of a place by answer, its base too."""
    cleared = clear(blocks_of([block.figure(BASE)]), policy)
    return {answer: cleared.of(block.figure(answer, place)) for answer in (BASE, *block.answers)}


def several(prisons: dict[str, int], probation: dict[str, int], bases: tuple[int, int]) -> Block:
    counts = {"Prisons": prisons, "Probation": probation}
    return block_of("barriers", "several", counts, dict(zip(counts, bases, strict=True)))


def single(*counts: int, base: int | None = None) -> Block:
    answers = {f"answer {number}": count for number, count in enumerate(counts)}
    return block_of("model", "single", {"All": answers}, {"All": sum(counts) if base is None else base})


def test_counts_of_the_country_and_by_part_are_exact_and_zero_is_zero() -> None:
    block = several({"large": 38, "lists": 0}, {"large": 15, "lists": 1}, (97, 42))

    assert shown(block, COUNTRY) == {BASE: 139, "large": 53, "lists": 1}
    assert shown(block, "Prisons") == {BASE: 97, "large": 38, "lists": 0}
    assert shown(block, "Probation") == {BASE: 42, "large": 15, "lists": 1}


@pytest.mark.parametrize(
    ("base", "count", "printed"),
    [
        pytest.param(10, 5, 5, id="five of ten did not say it"),
        pytest.param(10, 6, Bound(6, is_least=True), id="four of ten did not"),
        pytest.param(10, 10, Bound(6, is_least=True), id="all ten said it"),
        pytest.param(97, 92, 92, id="five of 97 did not"),
        pytest.param(97, 93, Bound(93, is_least=True), id="four of 97 did not"),
        pytest.param(97, 97, Bound(93, is_least=True), id="all 97 said it"),
    ],
)
def test_a_count_of_the_base_less_four_or_more_is_capped(base: int, count: int, printed: object) -> None:
    """At “94 or more” of 97, the three who did not say it would know that all others did."""
    block = block_of("one", "several", {"All": {"theme": count, "other": 2}}, {"All": base})

    assert shown(block, COUNTRY) == {BASE: base, "theme": printed, "other": 2}


def test_a_capped_answer_of_a_single_choice_caps_the_others_from_above() -> None:
    assert shown(single(2, 95, 0), COUNTRY) == {
        BASE: 97,
        "answer 0": Bound(4, is_least=False),
        "answer 1": Bound(93, is_least=True),
        "answer 2": Bound(4, is_least=False),
    }


def test_a_total_over_a_capped_part_is_what_its_parts_say_at_least() -> None:
    """97 of 97 prisons and 20 of 42 services of probation: 93 + 20 = 113. All 139: 93 + 38 = 131."""
    block = several({"some": 97, "all": 95}, {"some": 20, "all": 42}, (97, 42))

    assert shown(block, "Prisons")["some"] == Bound(93, is_least=True)
    assert shown(block, "Probation")["some"] == 20
    assert shown(block, COUNTRY) == {
        BASE: 139,
        "some": Bound(113, is_least=True),
        "all": Bound(131, is_least=True),
    }


def test_a_total_over_answers_that_are_few_in_every_part_is_what_they_say_at_most() -> None:
    """In each part one answer is given by all, so the other is “4 or fewer” in each and “8 or fewer” together."""
    counts = {"Prisons": {"yes": 97, "no": 0}, "Probation": {"yes": 41, "no": 1}}
    block = block_of("asked", "single", counts, {"Prisons": 97, "Probation": 42})

    assert shown(block, COUNTRY)["no"] == Bound(8, is_least=False)


def test_of_a_base_under_ten_nothing_but_the_base_is_printed() -> None:
    assert shown(single(4, 5), COUNTRY) == {BASE: 9, "answer 0": None, "answer 1": None}
    assert shown(single(5, 5), COUNTRY) == {BASE: 10, "answer 0": 5, "answer 1": 5}
    assert shown(single(0, 0), COUNTRY) == {BASE: 0, "answer 0": 0, "answer 1": 0}


@pytest.mark.parametrize("interviewed", [1, 3, 9])
def test_a_part_of_one_to_nine_leaves_only_the_whole(interviewed: int) -> None:
    block = several({"theme": 20}, {"theme": 1}, (40, interviewed))

    assert shown(block, "Prisons") == {BASE: 40, "theme": None}
    assert shown(block, "Probation") == {BASE: interviewed, "theme": None}
    assert shown(block, COUNTRY) == {BASE: 40 + interviewed, "theme": 21}


def test_the_study_lead_may_be_stricter_and_not_looser() -> None:
    assert shown(single(4, 6), COUNTRY, Policy(smallest_base=20)) == {
        BASE: 10,
        "answer 0": None,
        "answer 1": None,
    }
    with pytest.raises(ValueError, match="10 or more"):
        Policy(smallest_base=9)


def test_a_base_that_only_some_are_asked_is_as_public_as_the_answer_that_leads_to_it() -> None:
    """Of 97, 95 were not asked the question: the 2 who were are “4 or fewer”, and nothing is printed of them."""
    led = single(95, 2)
    block = block_of("next", "several", {"All": {"theme": 1}}, {"All": 2}, asked=led.figure("answer 1"))

    assert shown(block, COUNTRY) == {BASE: Bound(4, is_least=False), "theme": None}


def test_a_base_of_none_that_is_a_limit_does_not_tell_that_it_is_none() -> None:
    led = single(97, 0)
    block = block_of("next", "several", {"All": {"theme": 0}}, {"All": 0}, asked=led.figure("answer 1"))

    assert shown(block, COUNTRY) == {BASE: Bound(4, is_least=False), "theme": None}


def test_rows_that_share_out_a_total_are_merged_until_ten() -> None:
    """40, 12, 6, 3 and 0 mentions: 3 and 6 are 9 together, so the 12 join them; nobody used the last word."""
    bases = {"charity": 40, "firm": 12, "co-operative": 6, "trust": 3, "club": 0}
    counts = {word: {"included": base // 2} for word, base in bases.items()}
    block = block_of("words", "several", counts, bases, merges_parts=True)
    cleared = clear([block], POLICY)

    assert cleared.blocks["words"].parts == ("charity", "club", OTHER_PARTS)
    assert shown(block, "charity") == {BASE: 40, "included": 20}
    assert shown(block, "trust") == shown(block, "firm") == {BASE: 21, "included": 10}
    assert shown(block, COUNTRY) == {BASE: 61, "included": 30}


def test_one_small_row_alone_is_merged_with_the_next_smallest() -> None:
    bases = {"charity": 40, "firm": 12, "trust": 3}
    block = block_of("words", "several", {word: {"in": 1} for word in bases}, bases, merges_parts=True)

    assert shown(block, "trust") == shown(block, "firm") == {BASE: 15, "in": 2}


def test_by_area_counts_are_to_the_nearest_five_and_bases_exact() -> None:
    """19 and 20 interviewed. Of 19: 8 → 10, 12 → 10, 13 → 15, 14 is above 19 − 6."""
    block = block_of(
        "barriers",
        "several",
        {"All": {"a": 10, "b": 12, "c": 13, "d": 14}},
        {"All": 39},
        areas={"North": {"a": 8, "b": 12, "c": 13, "d": 14}, "South": {"a": 2, "b": 0, "c": 0, "d": 0}},
        area_bases={"North": 19, "South": 20},
    )

    assert shown(block, "North") == {BASE: 19, "a": 10, "b": 10, "c": 15, "d": Bound(13, is_least=True)}
    assert shown(block, "South") == {BASE: 20, "a": 0, "b": 0, "c": 0, "d": 0}
    assert shown(block, "South", Policy(areas=False)) == {
        BASE: 20,
        "a": None,
        "b": None,
        "c": None,
        "d": None,
    }
    assert shown(block, COUNTRY) == {BASE: 39, "a": 10, "b": 12, "c": 13, "d": 14}


@pytest.mark.parametrize(
    ("counts", "bases", "words"),
    [
        pytest.param({"All": {"a": 11}}, {"All": 10}, "from 0 to its base", id="more than the base"),
        pytest.param({"All": {"a": 6, "b": 5}}, {"All": 10}, "more than their base", id="two single answers"),
        pytest.param({"All": {BASE: 6}}, {"All": 10}, "none is called", id="an answer called base"),
    ],
)
def test_a_block_that_cannot_be_is_refused(
    counts: dict[str, dict[str, int]], bases: dict[str, int], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        block_of("one", "single", counts, bases)


def test_areas_that_do_not_add_up_to_the_country_are_refused() -> None:
    with pytest.raises(ValueError, match="do not add up"):
        block_of(
            "one",
            "several",
            {"All": {"a": 2}},
            {"All": 9},
            areas={"North": {"a": 2}},
            area_bases={"North": 8},
        )


def test_one_group_counted_in_two_ways_is_refused() -> None:
    with pytest.raises(ValueError, match="Two blocks"):
        blocks_of([single(1, 2).figure(BASE), single(2, 1).figure(BASE)])


@given(
    parts=st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=1, max_size=3),
    is_single=st.booleans(),
)
def test_whatever_the_answers_every_limit_is_true_and_no_nearly_unanimous_count_is_printed(
    parts: list[list[int]], is_single: bool
) -> None:
    counts = {f"part {number}": dict(zip("abc", part, strict=True)) for number, part in enumerate(parts)}
    bases = {part: (sum if is_single else max)(found.values()) for part, found in counts.items()}
    block = block_of("one", "single" if is_single else "several", counts, bases)
    cleared = clear([block], POLICY)

    for place in block.places:
        base = block.bases[place]
        for answer in block.answers:
            figure = block.figure(answer, place)
            printed = cleared.of(figure)
            if isinstance(printed, Bound):
                assert figure.count >= printed.value if printed.is_least else figure.count <= printed.value
            elif printed is not None:
                assert printed == figure.count
                assert base == 0 or printed <= base - 4
            if 0 < base < 10:
                assert printed is None
        withheld = {cleared.of(block.figure("a", part)) is None for part in block.parts}
        assert len(withheld) <= 1


def test_under_a_base_that_is_a_limit_several_answers_are_shown_and_single_ones_are_not() -> None:
    """Of 38, 36 were asked the next question: “34 or more”. Of these, 32 is more than 34 − 4: “30 or more”."""
    led = single(2, 36)
    asked = led.figure("answer 1")
    themes = block_of("themes", "several", {"All": {"a": 20, "b": 32}}, {"All": 36}, asked=asked)
    one = block_of("one", "single", {"All": {"a": 20, "b": 16}}, {"All": 36}, asked=asked)

    base = Bound(34, is_least=True)
    assert shown(themes, COUNTRY) == {BASE: base, "a": 20, "b": Bound(30, is_least=True)}
    assert shown(one, COUNTRY) == {BASE: base, "a": None, "b": None}


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=2, max_size=11))
def test_rounded_changes_add_up_and_leave_nothing_below_0(counts: list[tuple[int, int]]) -> None:
    befores, afters = ([pair[at] for pair in counts] for at in (0, 1))
    afters[0] += max(0, sum(befores) - sum(afters))
    befores[0] += max(0, sum(afters) - sum(befores))
    changes = [after - before for before, after in zip(befores, afters, strict=True)]

    rounded = round_changes(befores, changes, 5)

    assert sum(rounded) == 0
    assert all(change % 5 == 0 for change in rounded)
    assert all(before + change >= 0 for before, change in zip(befores, rounded, strict=True))


def test_a_change_is_rounded_by_its_remainder_and_gives_way_where_another_cannot_fall() -> None:
    """The 3 of -3 cannot fall by 5, so it stays; +7 and -4 are 2 and 1 above 5 and -5. Of 3 and 2 none can fall."""
    assert round_changes([20, 3, 9], [7, -3, -4], 5) == [5, 0, -5]
    assert round_changes([3, 2, 30], [-3, -2, 5], 5) == [0, 0, 0]
