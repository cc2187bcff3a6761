"""No format accepts a report before disclosure control, and no report has a count of class B that shows no figure."""

import dataclasses
import datetime as dt
from collections.abc import Mapping

import pytest

from reports.disclosure import ControlledReport, control
from reports.disclosure.blocks import BASE, block_of
from reports.formats import csv, html, json, workbooks
from reports.table import Column, Report, Row, StudyFacts, Table

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


def test_the_first_sentence_is_written_from_the_cleared_figures() -> None:
    block = block_of("barriers", "several", {"All": {"cost": 19, "law": 2}}, {"All": 19})
    named, base = block.figure("cost"), block.figure(BASE)
    row = {**ROWS[0], "named": 19, "share": 1.0}
    shows = {(0, "named"): named, (0, "base"): base}
    table = Table("barriers", "Barriers", COLUMNS, (row,), data_class="B", shows=shows)

    controlled = control(dataclasses.replace(report_of("A"), tables=(table,)))

    assert controlled.answer == "Bound(value=15, is_least=True) named the cost."
    assert controlled.tables[0].rows[0]["other"] is None
    assert controlled.tables[0].hidden == {(0, "other")}


def test_a_count_of_class_b_that_shows_no_figure_refuses_to_build() -> None:
    with pytest.raises(ValueError, match="“named”: a count of class B shows a figure"):
        report_of("B")


@pytest.mark.parametrize("renderer", RENDERERS)
def test_no_renderer_takes_a_report_that_was_not_controlled(renderer) -> None:
    with pytest.raises(TypeError, match="disclosure"):
        renderer(report_of("A"))


@pytest.mark.parametrize("renderer", RENDERERS)
def test_no_renderer_takes_a_bare_table(renderer) -> None:
    with pytest.raises(TypeError, match="disclosure"):
        renderer(report_of("A").tables[0])


def test_only_control_makes_a_controlled_report() -> None:
    report = report_of("A")
    fields = {"name", "title", "aim", "tables", "study", "notes", "data_on"}

    with pytest.raises(TypeError):
        ControlledReport(answer="", seal=object(), **{name: getattr(report, name) for name in fields})
    with pytest.raises(TypeError):
        dataclasses.replace(control(report), tables=report.tables, seal=None)
