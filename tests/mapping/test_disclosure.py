"""Nothing is shown that has not been through disclosure control, and class B comes out protected."""

import dataclasses
import datetime as dt
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.disclosure import ControlledReport, Policy, control, protected, rounded
from mapping.render import csv, html, json
from mapping.reports.table import Column, Report, Row, StudyFacts, Table

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


def report_of(data_class: str) -> Report:
    def answer(tables: Mapping[str, Table]) -> str:
        return f"{tables['barriers'].rows[0]['named']} named the cost."

    table = Table("barriers", "Barriers", COLUMNS, ROWS, data_class=data_class)  # type: ignore[arg-type]
    return Report("barriers", "Barriers", "Why", answer, (table,), STUDY)


def test_a_table_of_class_a_passes_untouched() -> None:
    report = report_of("A")

    controlled = control(report)

    assert controlled.tables == report.tables
    assert controlled.answer == "11 named the cost."


def test_a_table_of_class_b_has_every_count_rounded_and_says_so() -> None:
    (table,) = control(report_of("B")).tables

    assert [(row["named"], row["base"]) for row in table.rows] == [(10, 20), (0, 20), (0, 20), (0, 0)]
    assert "nearest 5" in table.notes[-1]


def test_a_percentage_is_worked_out_again_from_rounded_counts_or_left_out() -> None:
    (table,) = control(report_of("B")).tables

    assert [row["share"] for row in table.rows] == [0.5, 0.0, 0.0, None]
    assert [row["other"] for row in table.rows] == [None] * 4


def test_the_first_sentence_is_written_from_the_protected_figures() -> None:
    assert control(report_of("B")).answer == "10 named the cost."


@given(st.integers(0, 10_000), st.integers(2, 50))
def test_rounding_goes_to_the_nearest_multiple(count: int, base: int) -> None:
    result = rounded(count, base)

    assert result % base == 0
    assert abs(result - count) * 2 <= base


@given(st.integers(0, 200))
def test_a_small_count_cannot_be_told_from_nothing_nor_from_five(count: int) -> None:
    table = Table("t", "T", (Column("n", "N", "count"),), ({"n": count},), data_class="B")

    shown = protected(table, Policy()).rows[0]["n"]
    alike = [other for other in range(300) if rounded(other, 5) == shown]

    assert len(alike) >= 3
    assert count in alike


def test_the_base_must_hide_something() -> None:
    with pytest.raises(ValueError, match="2 or more"):
        Policy(base=1)


@pytest.mark.parametrize("renderer", [html.shown, csv.content, json.content, json.document])
@pytest.mark.parametrize("data_class", ["A", "B"])
def test_no_renderer_takes_a_report_that_was_not_controlled(renderer, data_class: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(TypeError, match="disclosure"):
        renderer(report_of(data_class))


@pytest.mark.parametrize("renderer", [html.shown, csv.content, json.content, json.document])
def test_no_renderer_takes_a_bare_table(renderer) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(TypeError, match="disclosure"):
        renderer(report_of("A").tables[0])


def test_only_control_makes_a_controlled_report() -> None:
    report = report_of("B")
    fields = {"name", "title", "aim", "tables", "study", "notes", "data_on"}

    with pytest.raises(TypeError):
        ControlledReport(answer="", seal=object(), **{name: getattr(report, name) for name in fields})
    with pytest.raises(TypeError):
        dataclasses.replace(control(report), tables=report.tables, seal=None)
