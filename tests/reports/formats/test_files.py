"""One report as CSV and as JSON: the same figures, the label, and no formula."""

import csv as standard_csv
import datetime as dt
import json as standard_json
from io import StringIO

import pytest

from reports.disclosure import ControlledReport, control
from reports.formats import csv, heading, json
from reports.table import Column, Report, StudyFacts, Table
from wording.csv_export import FORMULA_STARTS, INVISIBLE

FORMULAS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    " =1+1",
    "\u00a0=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://example.org")',
]
COLUMNS = (
    Column("place", "Place"),
    Column("frame", "List of services", "count"),
    Column("rate", "Rate", "percent"),
    Column("seen", "Seen", "date"),
)


def controlled(words: str = "North East", *, is_demonstration: bool = False) -> ControlledReport:
    study = StudyFacts(
        "s-1", words, dt.date(2009, 7, 1), "Sites", "inclusive-2009", "1", is_demonstration, True
    )
    rows = (
        {"place": words, "frame": 135, "rate": 97 / 135, "seen": dt.date(2009, 8, 28)},
        {"place": "Nowhere", "frame": 0, "rate": None, "seen": None},
    )
    table = Table("places", words, COLUMNS, rows, notes=(words,), source=words)
    second = Table("again", "Again", COLUMNS, ())
    report = Report("coverage", "Coverage", "aim", lambda tables: words, (table, second), study, (words,))
    return control(report)


def cells(text: str) -> list[list[str]]:
    return list(standard_csv.reader(StringIO(text, newline="")))


def test_csv_begins_with_the_name_of_the_report_and_each_table_has_its_title() -> None:
    rows = cells(csv.content(controlled()))

    assert rows[0] == ["Coverage"]
    assert ["Study", "North East"] in rows
    assert ["List of services as on", "1 July 2009"] in rows
    assert ["Last interview", "no fieldwork yet"] in rows
    start = rows.index(["Place", "List of services", "Rate", "Seen"])
    assert rows[start + 1] == ["North East", "135", "72%", "2009-08-28"]
    assert rows[start + 2] == ["Nowhere", "0", "[z]", "[x]"]
    assert [] in rows
    assert ["Again"] in rows


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_a_csv_file_is_a_formula(formula: str) -> None:
    text = csv.content(controlled(formula))

    texts = [cell for row in cells(text) for cell in row]
    assert f"'{formula}" in texts
    assert not [cell for cell in texts if cell.lstrip(INVISIBLE).startswith(tuple(FORMULA_STARTS))]


def test_a_text_with_a_semicolon_stays_one_cell_in_every_spreadsheet() -> None:
    text = csv.content(controlled("a;=1+1"))

    assert '"a;=1+1"' in text
    assert "\r\na;=1+1" not in text


def test_json_has_numbers_and_null() -> None:
    document = standard_json.loads(json.content(controlled()))

    assert document["report"] == "coverage"
    assert document["study"] == "s-1"
    first, second = document["tables"]
    assert [column["key"] for column in first["columns"]] == ["place", "frame", "rate", "seen"]
    assert first["rows"][0] == {"place": "North East", "frame": 135, "rate": 97 / 135, "seen": "2009-08-28"}
    assert first["rows"][1]["rate"] is None
    assert first["notes"] == ["North East"]
    assert second["rows"] == []


def test_the_files_of_a_generated_study_say_so() -> None:
    marked, real = controlled(is_demonstration=True), controlled()

    assert [heading.DEMONSTRATION] in cells(csv.content(marked))
    assert json.document(marked)["label"] == heading.DEMONSTRATION
    assert json.document(marked)["demonstration"] is True
    assert [heading.DEMONSTRATION] not in cells(csv.content(real))
    assert json.document(real)["label"] == ""


def test_a_file_is_named_after_report_and_study() -> None:
    assert heading.file_name(controlled(), "csv") == "coverage-s-1.csv"
