"""The rule for revisions, worked by hand: which figures of a new release may move."""

import pytest

from reports.disclosure.blocks import BASE, COUNTRY
from reports.disclosure.printed import GroupFigures
from reports.disclosure.revisions import Held, Member, ReleaseFigures, held_groups

GROUP, PART, OTHER = "barriers", "Prisons", "Probation"
EVERYTHING = Held(groups=frozenset({GROUP}))


def members(*keys: int | None, part: str = PART, answer: str = "same", area: str = "") -> tuple[Member, ...]:
    return tuple(Member(key, "initial", part, area, {} if key is None else {GROUP: answer}) for key in keys)


def release(
    figure: tuple[int, int] | int,
    *groups: tuple[Member, ...],
    areas: dict[str, tuple[int, int]] | None = None,
) -> ReleaseFigures:
    ends = (figure, figure) if isinstance(figure, int) else figure
    inside = tuple(member for group in groups for member in group)
    base = len([member for member in inside if member.key is not None])
    printed = {
        COUNTRY: {BASE: (base, base), "theme": ends},
        PART: {BASE: (base, base), "theme": ends},
        **{area: {"theme": found} for area, found in (areas or {}).items()},
    }
    return ReleaseFigures({GROUP: GroupFigures(printed, frozenset(areas or {}))}, inside)


BEFORE = release(40, members(*range(97)))


@pytest.mark.parametrize(
    ("added", "now", "held"),
    [
        pytest.param(1, 41, True, id="one more tells its answer"),
        pytest.param(9, 44, True, id="nine are too few"),
        pytest.param(10, 46, False, id="6 of ten said it"),
        pytest.param(10, 47, True, id="7 of ten: three who did not see that the other 7 did"),
        pytest.param(20, 40, False, id="that none of twenty said it is no conclusion"),
        pytest.param(0, 40, False, id="nothing changed"),
    ],
)
def test_figures_move_only_with_enough_respondents_who_do_not_all_say_the_same(
    added: int, now: int, held: bool
) -> None:
    after = release(now, members(*range(97 + added)))

    assert held_groups([BEFORE], after) == (EVERYTHING if held else Held())


def test_ten_who_come_do_not_hide_what_ten_who_go_said() -> None:
    """20 were concerned, but a fall by 7 is of the ten who went alone."""
    staying, came = members(*range(87)), members(*range(97, 107))

    assert held_groups([BEFORE], release(33, staying, came)) == EVERYTHING
    assert held_groups([BEFORE], release(34, staying, came)) == Held()


def test_changed_answers_count_and_unchanged_ones_do_not() -> None:
    staying = members(*range(87))

    assert held_groups([BEFORE], release(38, staying, members(*range(87, 97), answer="other"))) == Held()
    assert (
        held_groups([BEFORE], release(38, members(*range(88)), members(*range(88, 97), answer="x")))
        == EVERYTHING
    )


def test_each_part_in_which_anything_changed_needs_ten() -> None:
    late = members(*range(100, 120))

    assert held_groups([BEFORE], release(45, members(*range(97)), late)) == Held()
    assert (
        held_groups([BEFORE], release(45, members(*range(97)), late, members(200, part=OTHER))) == EVERYTHING
    )


def test_a_limit_that_stays_has_not_moved() -> None:
    """“93 or more” of 97, then “103 or more” of 107: nobody can tell how many of the ten said it."""
    before = release((93, 97), members(*range(97)))

    assert held_groups([before], release((103, 107), members(*range(107)))) == Held()
    assert held_groups([before], release(60, members(*range(107)))) == EVERYTHING


def test_every_earlier_release_is_compared_and_not_only_the_last() -> None:
    """Twelve came with release 2, and eleven of them go again: release 3 less release 1 is one respondent."""
    first, second = BEFORE, release(46, members(*range(109)))
    third = release(41, members(*range(98)))

    assert held_groups([first], second) == Held()
    assert held_groups([second], third) == Held()
    assert held_groups([first, second], third) == EVERYTHING


def test_an_erased_interview_is_not_counted_among_the_ten() -> None:
    """Of an erased interview nobody knows any more which questions it answered."""
    before = release(40, members(*range(97), None))

    assert held_groups([before], release(40, members(*range(97)))) == EVERYTHING
    assert held_groups([before], release(44, members(*range(107)))) == Held()


def test_by_area_figures_stay_where_an_area_has_fewer_than_ten_changes() -> None:
    """20 late interviews of which 4 are in the South: the figures by area stay, those of the country move."""
    north, south = members(*range(50), area="North"), members(*range(50, 97), area="South")
    before = release(40, north, south, areas={"North": (18, 22), "South": (18, 22)})
    late = members(*range(100, 116), area="North"), members(*range(116, 120), area="South")
    after = release(46, north, south, *late, areas={"North": (23, 27), "South": (18, 22)})

    assert held_groups([before], after) == Held(areas=frozenset({GROUP}))
    assert Held(areas=frozenset({GROUP})).holds(GROUP, "North", ["North", "South"])
    assert not Held(areas=frozenset({GROUP})).holds(GROUP, PART, ["North", "South"])


def test_figures_by_area_stay_where_the_areas_are_others() -> None:
    everybody = members(*range(97))
    before = release(40, everybody, areas={"North": (18, 22), "South": (18, 22)})
    after = release(40, everybody, areas={"North with South": (38, 42)})

    assert held_groups([before], after) == Held(areas=frozenset({GROUP}))


def test_a_question_that_only_some_are_asked_stays_with_the_answer_that_leads_to_it() -> None:
    def with_next(figures: ReleaseFigures, base: int) -> ReleaseFigures:
        following = GroupFigures({COUNTRY: {BASE: (base, base), "law": (5, 5)}}, asked_group=GROUP)
        return ReleaseFigures({**figures.groups, "next": following}, figures.members)

    before, after = with_next(BEFORE, 40), with_next(release(41, members(*range(98))), 41)

    assert held_groups([before], after).groups == {GROUP, "next"}


def test_mentions_without_members_move_as_their_base_says() -> None:
    def of_mentions(base: int, named: int) -> ReleaseFigures:
        return ReleaseFigures(
            {GROUP: GroupFigures({COUNTRY: {BASE: (base, base), "in": (named, named)}})}, ()
        )

    before = of_mentions(40, 20)

    assert held_groups([before], of_mentions(44, 22)).groups == {GROUP}
    assert held_groups([before], of_mentions(55, 27)) == Held()
    assert held_groups([before], of_mentions(55, 33)).groups == {GROUP}
    assert held_groups([before], of_mentions(40, 20)) == Held()


def test_a_group_that_is_new_is_not_carried_over() -> None:
    assert held_groups([ReleaseFigures({}, ())], BEFORE) == Held()
