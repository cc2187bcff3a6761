"""A report as its page shows it."""

import datetime as dt

from reports.disclosure import control
from reports.formats import html
from reports.formats.heading import GENERATED
from reports.table import Column, Report, StudyFacts, Table

STUDY = StudyFacts("s", "Study", dt.date(2009, 7, 1), "Sites", "inclusive-2009", "1", True, True)


def test_cells_are_words_and_a_share_has_a_bar() -> None:
    columns = (
        Column("region", "Region"),
        Column("kind", "Kind"),
        Column("frame", "List of services", "count"),
        Column("rate", "Rate", "percent"),
    )
    rows = (
        {"region": "London", "kind": "Prisons", "frame": 1200, "rate": 97 / 135},
        {"region": "All", "kind": "Prisons", "frame": 0, "rate": None},
    )
    table = Table("t", "T", columns, rows, total_rows=frozenset({"All"}))
    report = Report("r", "R", "aim", lambda tables: "Answer.", (table,), STUDY)

    shown = html.page_report(control(report))

    first, last = shown.tables[0].rows
    assert [cell.text for cell in first.cells] == ["London", "Prisons", "1,200", "72%"]
    assert [cell.is_header for cell in first.cells] == [True, True, False, False]
    assert [cell.bar for cell in first.cells] == [None, None, None, "71.85%"]
    assert [cell.text for cell in last.cells] == ["All", "Prisons", "0", "[z]"]
    assert last.cells[3].bar is None
    assert (first.is_total, last.is_total) == (False, True)
    assert shown.label == GENERATED


def test_a_name_that_several_rows_share_is_shown_once_for_all_of_them() -> None:
    columns = (
        Column("region", "Region"),
        Column("kind", "Kind"),
        Column("frame", "List of services", "count"),
    )
    rows = tuple(
        {"region": region, "kind": kind, "frame": 1}
        for region, kind in [("North", "Prisons"), ("North", "Areas"), ("South", "Prisons"), ("North", "All")]
    )
    report = Report("r", "R", "aim", lambda tables: "Answer.", (Table("t", "T", columns, rows),), STUDY)

    shown = html.page_report(control(report)).tables[0]

    assert [row.cells[0].rows for row in shown.rows] == [2, 0, 1, 1]
    assert [row.cells[0].text for row in shown.rows] == ["North", "North", "South", "North"]


def test_equal_names_of_a_table_with_one_heading_column_stay_apart() -> None:
    columns = (Column("word", "Word"), Column("count", "Count", "count"))
    rows = ({"word": "Other", "count": 1}, {"word": "Other", "count": 2})
    report = Report("r", "R", "aim", lambda tables: "Answer.", (Table("t", "T", columns, rows),), STUDY)

    assert [row.cells[0].rows for row in html.page_report(control(report)).tables[0].rows] == [1, 1]
