"""No format accepts a report before disclosure control, and tables of class B are protected."""

import dataclasses
import datetime as dt
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.disclosure import ControlledReport, Policy, control, protect, round_count
from reports.formats import csv, html, json, workbooks
from reports.table import Column, Lines, Report, Row, StudyFacts, Table

STUDY = StudyFacts("s", "Study", dt.date(2009, 7, 1), "Sites", "inclusive-2009", "1", False, True)
COLUMNS = (
    Column("barrier", "Barrier"),
    Column("named", "Named it", "count"),
    Column("base", "Base", "count"),
    Column("share", "Share", "percent", ratio=("named", "base")),
    Column("other", "Other share", "percent"),
)
ROWS: tuple[Row, ...] = (
    {"barrier": "Cost", "named": 11, "base": 19, "share": 11 / 19, "other": 0.5},
    {"barrier": "Law", "named": 2, "base": 19, "share": 2 / 19, "other": 0.1},
    {"barrier": "Staff", "named": 0, "base": 19, "share": 0.0, "other": None},
    {"barrier": "Rare", "named": 1, "base": 2, "share": 0.5, "other": None},
)

RENDERERS = (
    html.page_report,
    csv.content,
    json.content,
    json.document,
    workbooks.xlsx_content,
    workbooks.ods_content,
)


def report_of(data_class: str) -> Report:
    def answer(tables: Mapping[str, Table]) -> str:
        return f"{tables['barriers'].rows[0]['named']} named the cost."

    table = Table("barriers", "Barriers", COLUMNS, ROWS, data_class=data_class)
    return Report("barriers", "Barriers", "Why", answer, (table,), STUDY)


def test_a_table_of_class_a_passes_untouched() -> None:
    report = report_of("A")

    controlled = control(report)

    assert controlled.tables == report.tables
    assert controlled.answer == "11 named the cost."


ROUNDING = Policy(method="rounding")


def test_rounding_rounds_every_count_of_class_b_and_says_so() -> None:
    (table,) = control(report_of("B"), ROUNDING).tables

    assert [(row["named"], row["base"]) for row in table.rows] == [(10, 20), (0, 20), (0, 20), (0, 0)]
    assert "nearest 5" in table.notes[-1]


def test_a_percentage_is_worked_out_again_from_rounded_counts_or_left_out() -> None:
    (table,) = control(report_of("B"), ROUNDING).tables

    assert [row["share"] for row in table.rows] == [0.5, 0.0, 0.0, None]
    assert [row["other"] for row in table.rows] == [None] * 4
    assert table.hidden == {*((row, "other") for row in range(4)), (3, "share")}


def test_the_first_sentence_is_written_from_the_protected_figures() -> None:
    assert control(report_of("B"), ROUNDING).answer == "10 named the cost."


def test_suppression_hides_small_counts_zeros_and_their_percentages_and_says_so() -> None:
    (table,) = control(report_of("B")).tables

    assert [row["named"] for row in table.rows] == [11, None, None, None]
    assert [row["base"] for row in table.rows] == [19, 19, 19, None]
    assert [row["share"] for row in table.rows] == [11 / 19, None, None, None]
    assert {(1, "named"), (2, "named"), (3, "base"), (3, "share")} <= table.hidden
    assert "counts below 5, zeros included, are hidden" in table.notes[-1]


def test_a_count_that_was_never_there_is_empty_and_not_hidden() -> None:
    columns = (
        Column("place", "Place"),
        Column("yes", "Yes", "count"),
        Column("asked", "Asked later", "count"),
    )
    table = Table("t", "T", columns, ({"place": "North", "yes": 3, "asked": None},), data_class="B")

    (shown,) = protect([table], Policy())

    assert shown.hidden == {(0, "yes")}


def shown(*parts: int, total: bool) -> list[int | None]:
    """Return the printed counts of one column, with or without their total."""
    rows = [{"place": f"Place {number}", "yes": part} for number, part in enumerate(parts)]
    if total:
        rows.append({"place": "All", "yes": sum(parts)})
    columns = (Column("place", "Place"), Column("yes", "Yes", "count"))
    table = Table("t", "T", columns, tuple(rows), data_class="B", total_rows=frozenset({"All"}))
    return [row["yes"] for row in protect([table], Policy())[0].rows]


def test_four_is_hidden_and_five_is_shown() -> None:
    assert shown(4, 5, total=False) == [None, 5]


def test_a_hidden_figure_may_be_any_of_five_numbers_or_more() -> None:
    # 1 and 3 together are 4, so that each may be any number from 0 to 4; 1 and 2 leave four numbers only.
    assert shown(1, 3, 50, total=True) == [None, None, 50, 54]
    assert None in shown(1, 2, 50, total=True)[2:]


NORTH, SOUTH, TOTAL = "North", "South", "Both"


def crossed(rows: dict[str, tuple[int, int, int]]) -> Table:
    columns = (
        Column("place", "Place"),
        Column("yes", "Yes", "count"),
        Column("no", "No", "count"),
        Column("all", "All", "count"),
    )
    cells = tuple(
        {"place": place, "yes": yes, "no": no, "all": whole} for place, (yes, no, whole) in rows.items()
    )
    return Table("t", "T", columns, cells, data_class="B", total_rows=frozenset({TOTAL}))


def test_a_small_count_takes_others_with_it_that_would_give_it_away() -> None:
    table = crossed({NORTH: (2, 30, 32), "East": (20, 25, 45), SOUTH: (12, 40, 52), TOTAL: (34, 95, 129)})

    (shown,) = protect([table], Policy())

    assert (0, "yes") in shown.hidden
    assert len(shown.hidden) == 4
    rows, columns = ({place[part] for place in shown.hidden} for part in (0, 1))
    assert (len(rows), len(columns)) == (2, 2)


def test_a_total_in_another_table_is_hidden_too_where_it_would_tell() -> None:
    places = {NORTH: (2, 30, 32), SOUTH: (20, 9, 29), TOTAL: (22, 39, 61)}
    table = crossed(places)
    again = Table(
        "again",
        "Again",
        (Column("place", "Place"), Column("yes", "Yes", "count")),
        tuple({"place": place, "yes": yes} for place, (yes, _, _) in places.items()),
        data_class="B",
        total_rows=frozenset({TOTAL}),
    )

    first, second = protect([table, again], Policy())

    assert {row for row, key in first.hidden if key == "yes"} == {row for row, key in second.hidden}
    assert len(second.hidden) >= 2


def test_tables_of_class_a_and_tables_without_small_counts_stay_as_they_are() -> None:
    table = crossed({NORTH: (20, 30, 50), SOUTH: (12, 40, 52), TOTAL: (32, 70, 102)})

    (shown,) = protect([table], Policy())

    assert shown.rows == table.rows
    assert not shown.hidden


def test_lines_are_rounded_whatever_the_study_chose() -> None:
    columns = (Column("at", "Threshold", "count", heads=True), Column("in", "Included", "count"))
    rows = ({"at": 49, "in": 32}, {"at": 50, "in": 31})
    table = Table(
        "t", "T", columns, rows, data_class="B", lines=Lines("at", ("in",), counted="Organisations")
    )

    (shown,) = protect([table], Policy())

    assert [row["in"] for row in shown.rows] == [30, 30]
    assert [row["at"] for row in shown.rows] == [49, 50]
    assert "rounded" in shown.notes[-1]


def test_a_column_with_a_formula_is_worked_out_again_from_what_is_shown() -> None:
    def twice(row: Row) -> str | None:
        return None if row["n"] is None else f"{2 * row['n']}"

    columns = (Column("n", "N", "count"), Column("twice", "Twice", formula=twice))
    table = Table("t", "T", columns, ({"n": 3, "twice": "6"}, {"n": 7, "twice": "14"}), data_class="B")

    (shown,) = protect([table], Policy())

    assert [row["twice"] for row in shown.rows] == [None, "14"]


def test_empty_tables_and_tables_of_nothing_but_zeros_are_protected() -> None:
    nothing = crossed({NORTH: (0, 0, 0), SOUTH: (0, 0, 0), TOTAL: (0, 0, 0)})

    empty, zeros = protect([crossed({}), nothing], Policy())

    assert empty.rows == ()
    assert all(row[key] is None for row in zeros.rows for key in ("yes", "no", "all"))


@given(st.integers(0, 10_000), st.integers(2, 50))
def test_rounding_goes_to_the_nearest_multiple(count: int, base: int) -> None:
    result = round_count(count, base)

    assert result % base == 0
    assert abs(result - count) * 2 <= base


@given(st.integers(0, 200))
def test_a_small_count_cannot_be_distinguished_from_zero_nor_from_five(count: int) -> None:
    table = Table("t", "T", (Column("n", "N", "count"),), ({"n": count},), data_class="B")

    shown = protect([table], ROUNDING)[0].rows[0]["n"]
    alike = [other for other in range(300) if round_count(other, 5) == shown]

    assert len(alike) >= 3
    assert count in alike


@pytest.mark.parametrize("wrong", [{"base": 1}, {"threshold": 1}, {"method": "none"}])
def test_a_policy_must_hide_something(wrong: dict) -> None:
    with pytest.raises(ValueError, match=r"2 or more|not a method"):
        Policy(**wrong)


@pytest.mark.parametrize("renderer", RENDERERS)
@pytest.mark.parametrize("data_class", ["A", "B"])
def test_no_renderer_takes_a_report_that_was_not_controlled(renderer, data_class: str) -> None:
    with pytest.raises(TypeError, match="disclosure"):
        renderer(report_of(data_class))


@pytest.mark.parametrize("renderer", RENDERERS)
def test_no_renderer_takes_a_bare_table(renderer) -> None:
    with pytest.raises(TypeError, match="disclosure"):
        renderer(report_of("A").tables[0])


def test_only_control_makes_a_controlled_report() -> None:
    report = report_of("B")
    fields = {"name", "title", "aim", "tables", "study", "notes", "data_on"}

    with pytest.raises(TypeError):
        ControlledReport(answer="", seal=object(), **{name: getattr(report, name) for name in fields})
    with pytest.raises(TypeError):
        dataclasses.replace(control(report), tables=report.tables, seal=None)
