"""Which figures of a table are taken to add up to others: the more sets could by chance, the more cases must agree."""

from random import Random

import pytest

from reports.disclosure.additivity import additive_rules, marginal_sums
from reports.disclosure.cell_graph import CellGraph, lines_of
from reports.disclosure.linked_cells import cell_graph_of
from reports.disclosure.rounding import rounding_interval, upper_bounds
from reports.disclosure.suppression import suppressed_figures
from reports.table import Column, Row, Table


def counts(*keys: str) -> tuple[Column, ...]:
    return (Column("place", "Place"), *(Column(key, key.title(), "count") for key in keys))


def table_of(columns: tuple[Column, ...], *rows: Row) -> Table:
    return Table("t", "T", columns, rows, data_class="B")


def rules(table: Table, axis: str) -> list[tuple[str, tuple[str, ...]]]:
    found = cell_graph_of([table])
    keys = [column.key for column in table.columns if column.kind == "count"]
    lines = lines_of(0, table, keys, found.value)[axis]
    return [(rule.total, rule.parts) for rule in additive_rules(table, axis, lines, found)]


@pytest.mark.parametrize(
    ("others", "cases", "is_found"),
    [
        (3, 1, False),
        (3, 2, True),
        (4, 1, False),
        (4, 2, True),
        (5, 2, False),
        (5, 3, True),
        (6, 2, False),
        (6, 3, True),
        (7, 3, False),
        (7, 4, True),
        (8, 3, False),
        (8, 4, True),
        (9, 9, False),
    ],
)
def test_two_columns_are_parts_of_another_if_they_add_up_in_enough_rows(
    others: int, cases: int, is_found: bool
) -> None:
    chance = Random(1)
    keys = [f"part{number}" for number in range(others)]
    rows = []
    for number in range(cases):
        figures = {key: chance.randint(1_000, 900_000) for key in keys}
        rows.append({"place": f"Place {number}", "whole": figures["part0"] + figures["part1"], **figures})

    found = rules(table_of(counts("whole", *keys), *rows), "")

    assert (("Whole", ("Part0", "Part1")) in found) is is_found


@pytest.mark.parametrize(
    ("others", "groups", "is_found"), [(3, 1, False), (3, 2, True), (4, 2, True), (5, 6, False)]
)
def test_two_rows_are_parts_of_another_in_a_short_table_of_two_groups_or_more(
    others: int, groups: int, is_found: bool
) -> None:
    chance = Random(2)
    columns = (Column("place", "Place"), Column("kind", "Kind"), Column("n", "N", "count"))
    rows: list[Row] = []
    for group in range(groups):
        figures = [chance.randint(1_000, 900_000) for _ in range(others)]
        for place, n in [*enumerate(figures), ("both", figures[0] + figures[1])]:
            rows.append({"place": f"Place {place}", "kind": f"Kind {group}", "n": n})

    found = rules(table_of(columns, *rows), "place")

    assert (("Place both", ("Place 0", "Place 1")) in found) is is_found


def test_of_two_equal_columns_beside_one_of_zeros_one_is_the_total_and_not_both() -> None:
    rows = [{"place": place, "all": n, "yes": n, "no": 0} for place, n in (("North", 20), ("South", 31))]

    assert rules(table_of(counts("all", "yes", "no"), *rows), "") == [("All", ("Yes", "No"))]


def test_a_table_of_two_ways_to_divide_has_a_sum_for_each_group_of_each() -> None:
    columns = (Column("place", "Place"), Column("kind", "Kind"), Column("n", "N", "count"))
    rows = [
        {"place": place, "kind": kind, "n": n}
        for place, kind, n in (
            ("North", "a", 1),
            ("North", "b", 20),
            ("South", "a", 300),
            ("South", "b", 4_000),
        )
    ]
    found = cell_graph_of([])
    found.value = {(0, number, "n"): int(row["n"]) for number, row in enumerate(rows)}
    found.label = dict.fromkeys(found.value, "N")

    marginal_sums(0, table_of(columns, *rows), ["n"], set(), found)

    assert sorted(found.value[place] for place in found.unprinted) == [21, 301, 4_020, 4_300]


def test_a_table_of_one_way_to_divide_has_no_sums_that_are_not_printed() -> None:
    rows = [{"place": place, "n": n, "m": 5} for place, n in (("North", 7), ("South", 7))]
    found = CellGraph(value={(0, row, key): int(rows[row][key]) for row in (0, 1) for key in ("n", "m")})

    assert marginal_sums(0, table_of(counts("n", "m"), *rows), ["n", "m"], set(), found) == {}
    assert not found.unprinted


def test_a_base_that_a_table_repeats_for_each_theme_is_one_figure() -> None:
    columns = (*counts("named", "base"), Column("rate", "Rate", "percent", ratio=("named", "base")))
    rows = [
        {"place": f"Theme {named}", "named": named, "base": 40, "rate": named / 40} for named in (9, 12, 15)
    ]

    found = cell_graph_of([table_of(columns, *rows)])

    assert {found.of((0, row, "base")) for row in range(3)} == {(0, 0, "base")}
    assert len({found.of((0, row, "named")) for row in range(3)}) == 3


WHOLE, ONE, OTHER = (0, 2, "n"), (0, 0, "n"), (0, 1, "n")


def test_a_named_total_is_the_sum_of_the_run_above_it_or_of_all_that_are_no_totals() -> None:
    table = Table(
        "t",
        "T",
        counts("number"),
        (
            {"place": "North", "number": 3},
            {"place": "South", "number": 4},
            {"place": "Both", "number": 7},
            {"place": "Elsewhere", "number": 5},
            {"place": "All", "number": 12},
        ),
        data_class="B",
        total_rows=("Both", "All"),
    )

    found = rules(table, "place")

    assert ("Both", ("North", "South")) in found
    assert ("All", ("North", "South", "Elsewhere")) in found


def test_a_part_that_a_row_does_not_have_adds_nothing() -> None:
    table = table_of(
        counts("whole", "left", "right"),
        {"place": "Here", "whole": 10, "left": 4, "right": 6},
        {"place": "There", "whole": 7, "left": 7, "right": None},
    )

    assert ("Whole", ("Left", "Right")) in rules(table, "")


def test_figures_of_two_sums_are_one_figure_and_two_figures_of_one_sum_are_not() -> None:
    total, part, rest, same, other_part, other_rest = places = [(0, place, "n") for place in range(6)]
    graph = CellGraph(value=dict(zip(places, (9, 9, 0, 9, 4, 5), strict=True)))
    graph.add_sum(total, [part, rest])
    graph.add_sum(same, [other_part, other_rest])

    graph.merge(total, same)
    graph.merge(total, part)
    graph.merge(same, part)

    assert graph.of(same) == total
    assert graph.of(part) == part


def test_the_cheaper_figure_is_hidden_where_it_lies_far_below_its_bound() -> None:
    """Of 2 + 20 = 22 the 2 is hidden, and with it the 20, which may move up to 50, not the total."""
    small, large, total, bound = places = [(0, place, "n") for place in range(4)]
    graph = CellGraph(value=dict(zip(places, (2, 20, 22, 50), strict=True)))
    graph.add_sum(total, [small, large])
    graph.bounds.append((large, bound))
    graph.totals.add(total)

    assert suppressed_figures(graph, 5) == {small, large}


def test_parts_are_no_larger_than_what_a_known_total_leaves() -> None:
    graph = CellGraph(value={ONE: 8, OTHER: 3, WHOLE: 11}, fixed={WHOLE})
    graph.add_sum(WHOLE, [ONE, OTHER])

    assert upper_bounds(graph) == {ONE: 11, OTHER: 11}


def test_a_known_part_alone_bounds_neither_the_total_nor_the_other_part() -> None:
    graph = CellGraph(value={ONE: 8, OTHER: 3, WHOLE: 11}, fixed={ONE})
    graph.add_sum(WHOLE, [ONE, OTHER])

    assert upper_bounds(graph) == {}


@pytest.mark.parametrize(
    ("published", "most", "interval"),
    [
        (0, None, (0, 2)),
        (5, None, (3, 7)),
        (10, None, (8, 12)),
        (5, 6, (3, 6)),
        (5, 9, (3, 9)),
        (0, 4, (0, 4)),
    ],
)
def test_a_rounded_figure_has_the_interval_of_the_counts_that_are_rounded_to_it(
    published: int, most: int | None, interval: tuple[int, int]
) -> None:
    assert rounding_interval(published, 5, most) == interval
