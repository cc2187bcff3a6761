"""The sheet of a report shows the table that its page shows first, with the symbols of its cells explained."""

from mapping.sheets.report_sheet import report_sheet
from mapping.sheets.study_part import StudyPart
from reports.table import Bars, Column, Table
from survey.models import Study
from tests.reports.documents.invented_study import a_report, a_table

ADDRESS = "https://gatehouse.example.org/x/"


def sheet_of(report):
    return report_sheet(Study(title="A small study"), report, address=ADDRESS)


def barriers_of(*named):
    """A report on barriers with a count for each theme; None is hidden."""
    rows = tuple(
        {"theme": f"Theme {number}", "part": "All services", "named": count, "base": 40, "rate": None}
        for number, count in enumerate(named)
    )
    columns = (
        Column("theme", "Barrier"),
        Column("part", "Part"),
        Column("named", "Named", "count"),
        Column("base", "Answered", "count"),
        Column("rate", "Share", "percent"),
    )
    hidden = frozenset((number, "named") for number, count in enumerate(named) if count is None)
    return a_report(tables=(Table("by_part", "Barriers", columns, rows, hidden=hidden),))


def section_of(report):
    part = StudyPart(None)
    part.__dict__["release"] = type("Released", (), {"report": lambda self, name: report})()
    return part.barriers_section(None)


def test_a_hidden_figure_and_one_there_is_none_of_have_their_symbols_with_the_meaning():
    comparison = sheet_of(a_report()).comparison

    assert comparison.rows == (
        ("No * staff", "1,200", "[z]"),
        ("Short-term funding", "32", "33%"),
        ("Withheld", "[c]", "[c]"),
    )
    assert comparison.note == (
        "[c] Confidential: not shown, so that nobody’s answer can be worked out. "
        "[z] Not applicable: there is nothing to take a share of."
    )


def test_the_table_is_the_one_that_the_page_of_the_report_shows_first():
    weeks = a_table("by_week", title="By week", bars=Bars("barrier", ("prisons",)))
    outcomes = a_table("by_outcome", title="By outcome", bars=None)

    assert sheet_of(a_report("survey", tables=(weeks, outcomes))).comparison.title == "By outcome"


def test_no_barrier_is_named_most_while_a_count_that_might_be_the_largest_is_hidden():
    assert section_of(barriers_of(9, 20, 11)).items[0].startswith("Theme 1: 20 of 40")
    assert section_of(barriers_of(9, 20, None)) is None
