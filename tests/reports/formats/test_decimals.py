"""A column of decimals, which may be negative: numbers in every file, the same text on every page."""

import datetime as dt
import json as standard_json
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from reports.charts import charts_of
from reports.disclosure import ControlledReport, control
from reports.formats import csv, html, json, workbooks
from reports.table import Cell, Column, Report, Row, StudyFacts, Table


def difference(row: Row) -> Cell:
    one, other = row["one"], row["other"]
    return (one - other) / 100 if isinstance(one, int) and isinstance(other, int) else None


COLUMNS = (
    Column("part", "Part"),
    Column("one", "One", "count"),
    Column("other", "Other", "count"),
    Column("figure", "Figure", "decimal", formula=difference),
)


def shown(*counts: tuple[int, int]) -> ControlledReport:
    study = StudyFacts("s-1", "S", dt.date(2009, 7, 1), "Sites", "inclusive-2009", "1", False, True)
    rows = tuple(
        {"part": f"Part {place}", "one": one, "other": other} for place, (one, other) in enumerate(counts)
    )
    table = Table("t", "T", COLUMNS, tuple({**row, "figure": difference(row)} for row in rows))
    report = Report("coverage", "Coverage", "aim", lambda tables: "Answer.", (table,), study)
    return control(report)


def test_it_is_a_number_in_every_file_and_printed_with_two_decimals() -> None:
    report = shown((50, 92), (91, 50))

    assert [row["figure"] for row in standard_json.loads(json.content(report))["tables"][0]["rows"]] == [
        -0.42,
        0.41,
    ]
    sheet = load_workbook(BytesIO(workbooks.xlsx_content(report)))["1 T"]
    assert [(sheet.cell(row, 4).value, sheet.cell(row, 4).number_format) for row in (4, 5)] == [
        (-0.42, "0.00"),
        (0.41, "0.00"),
    ]
    content = ZipFile(BytesIO(workbooks.ods_content(report))).read("content.xml").decode()
    assert 'office:value-type="float" office:value="-0.42"' in content
    assert '"Part 0",50,92,-0.42\r\n' in csv.content(report)
    assert [row.cells[3].text for row in html.page_report(report).tables[0].rows] == ["-0.42", "0.41"]
    assert html.page_report(report).tables[0].rows[0].cells[3].bar is None


def test_next_to_nothing_below_zero_has_no_sign() -> None:
    report = shown((99_999, 100_000), (20, 20))

    assert [row.cells[3].text for row in html.page_report(report).tables[0].rows] == ["-0.01", "0.00"]


def test_it_is_no_words_and_nothing_without_end() -> None:
    for wrong in ("0.41", float("nan"), float("inf"), True):
        with pytest.raises(ValueError, match="a number is expected"):
            Table("t", "T", (Column("figure", "Figure", "decimal"),), ({"figure": wrong},))


def test_it_is_not_drawn() -> None:
    rows = tuple({"part": f"Part {place}", "figure": place / 10} for place in range(4))
    table = Table("t", "T", (Column("part", "Part"), Column("figure", "Figure", "decimal")), rows)

    assert charts_of([table]) == {}
