"""Attacks on printed figures, worked by hand: what follows for readers who know 0, 1 or 3 answers."""

from collections.abc import Sequence

import pytest

from reports.disclosure.attack import Attack, Crowd, PrintedSum

NAMED = "named"
Found = list[tuple[str, int]]


def crowd(words: str, named: int, size: int) -> Crowd:
    return Crowd(words, {NAMED: named, "not": size - named})


def printed(numbers: Sequence[int], low: int, high: int | None = None) -> PrintedSum:
    terms = frozenset((number, NAMED) for number in numbers)
    return PrintedSum(terms, low, low if high is None else high)


def told(crowds: Sequence[Crowd], *sums: PrintedSum) -> Found:
    return [(each.crowd.words, each.known) for each in Attack(crowds, sums).conclusions([NAMED])]


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        pytest.param(12, [("prisons", 0)], id="all 12 of 12: everybody sees it"),
        pytest.param(
            11, [("prisons", 1)], id="11 of 12: the one who did not say it sees that the others did"
        ),
        pytest.param(10, [("prisons", 3)], id="10 of 12: two who did not, with a third who did or alone"),
        pytest.param(9, [("prisons", 3)], id="9 of 12: three colleagues who did not"),
        pytest.param(8, [], id="8 of 12: beside any three of them there is a fourth who did not"),
        pytest.param(0, [], id="nobody: that the others did not name it is no conclusion"),
    ],
)
def test_an_exact_figure_tells_those_who_know_all_who_did_not_say_it(named: int, expected: Found) -> None:
    assert told([crowd("prisons", named, 12)], printed([0], named)) == expected


def test_a_limit_tells_the_last_whom_it_allows() -> None:
    """“9 or more” of 12 is 9 for three who did not say it; “8 or more” leaves a fourth, whom they do not know."""
    prisons = [crowd("prisons", 9, 12)]

    assert told(prisons, printed([0], 9, 12)) == [("prisons", 3)]
    assert told(prisons, printed([0], 8, 12)) == []


def test_a_part_follows_from_the_whole_and_the_other_part() -> None:
    """139 with 20 in all of 42 services of probation leave 97: all 97 prisons, though only “93 or more” is printed."""
    crowds = [crowd("prisons", 97, 97), crowd("probation", 20, 42)]
    parts = printed([0], 93, 97), printed([1], 20)

    assert told(crowds, *parts, printed([0, 1], 117)) == [("prisons", 0)]
    assert told(crowds, *parts, printed([0, 1], 113, 139)) == []


def test_of_a_single_choice_the_others_tell_the_last_answer() -> None:
    """12 answered: “no” 0 and “perhaps” 1 leave 11 for “yes”, though it is not printed."""
    everybody = [Crowd("everybody", {"yes": 11, "no": 0, "perhaps": 1})]
    others = [PrintedSum(frozenset({(0, "no")}), 0, 0), PrintedSum(frozenset({(0, "perhaps")}), 1, 1)]
    limits = [PrintedSum(frozenset({(0, answer)}), 0, 4) for answer in ("no", "perhaps")]

    attack = Attack(everybody, others)
    assert [(each.answer, each.known) for each in attack.conclusions(["yes", "no", "perhaps"])] == [
        ("yes", 1)
    ]
    assert list(Attack(everybody, limits).conclusions(["yes", "no", "perhaps"])) == []


def test_rounded_areas_add_up_to_an_exact_part() -> None:
    """Three areas with 15, 3 and 3 prisons. “0” and “0” are at most 2 each, so of 18 at least 14 are in the first.

    At least 14 of 15: who did not say it there knows that all others did. Of 12, at least 8 of 15 are there.
    """
    areas = [printed([0], 13, 17), printed([1], 0, 2), printed([2], 0, 2)]
    crowds = [crowd("north", 14, 15), crowd("middle", 2, 3), crowd("south", 2, 3)]
    fewer = [crowd("north", 11, 15), crowd("middle", 1, 3), crowd("south", 0, 3)]

    assert ("north", 1) in told(crowds, *areas, printed([0, 1, 2], 18))
    assert told(fewer, printed([0], 8, 12), *areas[1:], printed([0, 1, 2], 12)) == []


def test_two_releases_tell_what_was_added_between_them() -> None:
    """40 of 97, then 52 of 109: all 12 who came said it. 50 of 109: 10 of the 12, and two of them see that."""
    before = [crowd("there before", 40, 97)]
    all_new = [*before, crowd("new", 12, 12)]
    some_new = [*before, crowd("new", 10, 12)]
    few_new = [*before, crowd("new", 8, 12)]

    assert told(all_new, printed([0], 40), printed([0, 1], 52)) == [("new", 0)]
    assert told(some_new, printed([0], 40), printed([0, 1], 50)) == [("new", 3)]
    assert told(few_new, printed([0], 40), printed([0, 1], 48)) == []


def test_knowing_respondents_elsewhere_helps_where_they_use_up_what_is_left() -> None:
    """4 of 3 and 3 others: who knows that two of the others did not say it sees that all of the first three did."""
    crowds = [crowd("first", 3, 3), crowd("second", 1, 3)]

    assert told(crowds, printed([0, 1], 4)) == [("first", 3), ("second", 3)]
    assert told([crowd("first", 3, 9), crowd("second", 1, 9)], printed([0, 1], 4)) == []


def test_of_respondents_whose_answers_nobody_has_any_more_the_worst_is_assumed() -> None:
    """5 were erased; the figure fell from 20 to 16, so 4 or more of them had said it."""
    crowds = [crowd("there still", 16, 40), Crowd("erased", {NAMED: 0, "not": 5}, is_unknown=True)]

    assert told(crowds, printed([0, 1], 20), printed([0], 16)) == [("erased", 1)]
    assert told(crowds, printed([0, 1], 17), printed([0], 16)) == []


def test_figures_that_do_not_belong_to_the_crowds_are_refused() -> None:
    with pytest.raises(ValueError, match="printed as 5 to 5"):
        Attack([crowd("prisons", 4, 12)], [printed([0], 5)])
    unknown = Crowd("erased", {NAMED: 0, "not": 5}, is_unknown=True)
    with pytest.raises(ValueError, match="contradict"):
        Attack([unknown], [printed([0], 6)]).range_of(frozenset({(0, NAMED)}))
