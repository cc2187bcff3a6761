"""Counts of fieldwork are published, and hidden counts stay hidden from a reader who knows them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.disclosure import Policy, protect, round_count
from reports.disclosure.rounding import rounding_interval
from reports.table import Column, Row, Table, cells

SUPPRESSION, ROUNDING = Policy(), Policy(method="rounding")
STATES = (
    Column("part", "Part"),
    Column("held", "Interviews", "count"),
    Column("given", "Answered", "count", part_of="held"),
    Column("without", "No answer", "count", part_of="held"),
    Column("unsure", "of these: does not know", "count", part_of="without"),
    Column("refused", "of these: refused", "count", part_of="without"),
)
NAMED = (
    Column("theme", "Theme"),
    Column("named", "Named it", "count"),
    Column("base", "Base", "count"),
    Column("rate", "Share", "percent", ratio=("named", "base")),
)


def states(*rows: tuple[str, int, int, int, int, int]) -> Table:
    keys = [column.key for column in STATES]
    made = tuple(dict(zip(keys, row, strict=True)) for row in rows)
    return Table(
        "answered",
        "Answered",
        STATES,
        made,
        data_class="B",
        fixed=cells(range(len(rows)), "held", "given"),
        names={(number, "given"): f"answered, {row[0]}" for number, row in enumerate(rows)},
    )


def themes(base: int, *named: int, part: str = "All", fixed: bool = True) -> Table:
    rows: tuple[Row, ...] = tuple(
        {"theme": f"Theme {number}", "named": number_of, "base": base, "rate": 0.0}
        for number, number_of in enumerate(named)
    )
    return Table(
        "themes",
        "Themes",
        NAMED,
        rows,
        data_class="B",
        fixed=cells(range(len(rows)), "base") if fixed else frozenset(),
        names={(row, "base"): f"answered, {part}" for row in range(len(rows))},
    )


def column(table: Table, key: str) -> list[object]:
    return [row[key] for row in table.rows]


def test_numbers_of_interviews_and_answers_are_never_hidden_but_reasons_for_no_answer_are() -> None:
    (shown,) = protect([states(("All", 4, 2, 2, 1, 1))], SUPPRESSION)

    (row,) = shown.rows
    assert (row["held"], row["given"], row["without"]) == (4, 2, 2)
    assert (row["unsure"], row["refused"]) == (None, None)


def test_a_zero_that_follows_from_published_figures_is_shown_as_zero() -> None:
    answered, named = protect([states(("All", 9, 9, 0, 0, 0)), themes(9, 6, 0)], SUPPRESSION)

    assert [answered.rows[0][key] for key in ("without", "unsure", "refused")] == [0, 0, 0]
    assert column(named, "named") == [6, None]


def test_without_answers_no_theme_is_named() -> None:
    (shown,) = protect([themes(0, 0, 0)], SUPPRESSION)

    assert column(shown, "named") == [0, 0]


def test_a_base_is_fixed_where_the_figure_of_its_name_is() -> None:
    _, named = protect([states(("All", 3, 3, 0, 0, 0)), themes(3, 2, 1, fixed=False)], SUPPRESSION)

    assert column(named, "base") == [3, 3]
    assert column(named, "named") == [None, None]


def test_a_small_opinion_level_with_a_fixed_figure_by_chance_stays_hidden() -> None:
    columns = (Column("word", "Word"), Column("number", "Number", "count"))
    rows = tuple({"word": word, "number": number} for word, number in (("Yes", 3), ("No", 40), ("All", 43)))
    other = Table("words", "Words", columns, rows, data_class="B", total_rows=frozenset({"All"}))

    _, words = protect([states(("All", 3, 3, 0, 0, 0)), other], SUPPRESSION)

    assert words.rows[0]["number"] is None
    assert column(words, "number").count(None) >= 2


def test_the_fixed_total_of_a_small_part_is_made_up_for_by_another_part() -> None:
    rows = (
        {"word": "Yes", "n": 2},
        {"word": "No", "n": 30},
        {"word": "Perhaps", "n": 20},
        {"word": "All", "n": 52},
    )
    columns = (Column("word", "Word"), Column("n", "N", "count"))
    table = Table(
        "t", "T", columns, rows, data_class="B", total_rows=frozenset({"All"}), fixed=frozenset({(3, "n")})
    )

    (shown,) = protect([table], SUPPRESSION)

    assert shown.rows[3]["n"] == 52
    assert column(shown, "n").count(None) == 2


def test_hiding_the_base_of_a_filtered_question_hides_a_theme_that_all_named() -> None:
    # 5 interviews, nobody without an answer: how many the question was for is an opinion, and 0 is few.
    routed = Table(
        "answered",
        "Answered",
        (
            Column("part", "Part"),
            Column("held", "Interviews", "count"),
            Column("given", "Answered", "count", part_of="held"),
            Column("away", "Does not apply", "count", part_of="held"),
        ),
        ({"part": "All", "held": 5, "given": 5, "away": 0},),
        data_class="B",
        fixed=frozenset({(0, "held")}),
        names={(0, "given"): "answered, All"},
    )

    answered, named = protect([routed, themes(5, 4, 5, fixed=False)], SUPPRESSION)

    assert (answered.rows[0]["given"], answered.rows[0]["away"]) == (None, None)
    assert column(named, "named") == [None, None]
    assert column(named, "base") == [None, None]


def test_a_whole_split_in_two_ways_gives_no_small_part_away() -> None:
    split = (
        ("Size", "Large", 17),
        ("Size", "Small", 19),
        ("Reach", "One", 4),
        ("Reach", "Some", 15),
        ("Reach", "All", 17),
    )
    rows = tuple({"by": by, "group": group, "n": number} for by, group, number in (*split, ("All", "", 36)))
    columns = (Column("by", "By"), Column("group", "Group"), Column("n", "N", "count"))
    table = Table("t", "T", columns, rows, data_class="B", total_rows=frozenset({"All"}))

    (shown,) = protect([table], SUPPRESSION)

    assert shown.rows[2]["n"] is None
    assert sum(row["n"] is None for row in shown.rows[2:]) >= 2


def test_rounding_leaves_published_figures_unchanged_and_says_so() -> None:
    answered, named = protect([states(("All", 97, 93, 4, 3, 1)), themes(93, 41, 2)], ROUNDING)

    assert [answered.rows[0][key] for key in ("held", "given", "without")] == [97, 93, 4]
    assert column(named, "base") == [93, 93]
    assert column(named, "named") == [40, 0]
    assert named.rows[0]["rate"] == 40 / 93
    assert "nearest 5" in named.notes[-1] and "shown as they are" in named.notes[-1]


def test_nothing_is_rounded_up_beyond_those_who_answered() -> None:
    (shown,) = protect([themes(8, 8, 7, 3)], ROUNDING)

    assert column(shown, "named") == [5, 5, 5]


def test_rounded_parts_that_tell_each_other_exactly_are_not_both_shown() -> None:
    # 38 is the least that is shown as 40 and 43 the least shown as 45: together they are the 81 who answered.
    rows = ({"word": "Yes", "n": 38}, {"word": "No", "n": 43}, {"word": "All", "n": 81})
    columns = (Column("word", "Word"), Column("n", "N", "count"))
    table = Table(
        "t", "T", columns, rows, data_class="B", total_rows=frozenset({"All"}), fixed=frozenset({(2, "n")})
    )

    (shown,) = protect([table], ROUNDING)

    assert column(shown, "n") == [None, 45, 81]


@given(st.integers(0, 200), st.integers(0, 60), st.integers(3, 12))
def test_a_figure_rounded_below_a_known_one_has_two_possible_counts_or_more(
    count: int, more: int, base: int
) -> None:
    most = count + more
    shown = round_count(count, base, most)

    least, highest = rounding_interval(shown, base, most)

    assert least <= count <= highest <= most
    assert highest > least or most == 0
    assert {round_count(other, base, most) for other in range(least, highest + 1)} == {shown}


def test_only_counts_can_be_fixed_named_or_parts() -> None:
    words = (Column("word", "Word"), Column("n", "N", "count"))
    row: Row = {"word": "Yes", "n": 1}

    with pytest.raises(ValueError, match="can be fixed"):
        Table("t", "T", words, (row,), fixed=frozenset({(0, "word")}))
    with pytest.raises(ValueError, match="have a name"):
        Table("t", "T", words, (row,), names={(0, "rate"): "somebody"})
    with pytest.raises(ValueError, match="part of a count"):
        Table("t", "T", (words[0], Column("n", "N", "count", part_of="all")), (row,))
