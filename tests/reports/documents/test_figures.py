"""Figures in prose: filled as the tables print them, and a sentence for each that cannot be."""

import pytest

from reports.documents.figures import filled, listed_figures, problems
from reports.table import Column, Table
from tests.reports.documents.invented_study import a_report, a_table

REPORTS = {"barriers": a_report()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{barriers | by_part | Short-term funding | Prisons} named it.", "32 named it."),
        ("{barriers|by_part|Short-term  funding|Prisons, per cent}", "33%"),
        ("{barriers | by_part | No * staff | Prisons}", "1,200"),
        ("Braces {like these} are text.", "Braces {like these} are text."),
    ],
)
def test_a_reference_is_filled_as_the_table_prints_the_figure(text, expected):
    assert filled(text, REPORTS) == expected


@pytest.mark.parametrize(
    ("reference", "sentence"),
    [
        ("barriers | by_part", "does not name report, table, row and column"),
        ("nothing | by_part | Withheld | Prisons", "there is no report “nothing”"),
        ("barriers | nothing | Withheld | Prisons", "has no table “nothing”"),
        ("barriers | by_part | Nobody | Prisons", "has no row “Nobody”"),
        ("barriers | by_part | Withheld | Nobody", "has no figures “Nobody”"),
        (
            "barriers | by_part | Withheld | Prisons",
            "is withheld to protect people who answered. Leave it out",
        ),
        ("barriers | by_part | No * staff | Prisons, per cent", "is not available"),
    ],
)
def test_a_reference_without_a_figure_is_named_and_says_what_to_do(reference, sentence):
    assert sentence in problems(f"So {{{reference}}}.", REPORTS)[0]


def test_all_faults_are_named_at_once_and_each_once():
    text = "{a | b | c | d} {a | b | c | d} {barriers | x | y | z}"

    assert len(problems(text, REPORTS)) == 2
    with pytest.raises(ValueError, match="no report “a”") as refusal:
        filled(text, REPORTS)
    assert len(str(refusal.value).splitlines()) == 2


def test_each_listed_figure_can_be_copied_and_gives_itself():
    listed = list(listed_figures(REPORTS["barriers"], a_table()))

    assert [(each.row, each.text, bool(each.reference)) for each in listed] == [
        ("Short-term funding", "32", True),
        ("Short-term funding", "33%", True),
        ("No * staff", "1,200", True),
        ("No * staff", "not available", False),
        ("Withheld", "[c]", False),
        ("Withheld", "[c]", False),
    ]
    for each in listed:
        if each.reference:
            assert filled(each.reference, REPORTS) == each.text


def test_rows_with_the_same_names_can_be_told_apart():
    table = Table(
        "twice",
        "Twice",
        (Column("part", "Part"), Column("name", "Name | {x}"), Column("all", "All", "count")),
        ({"part": "Prisons", "name": "A|B", "all": 1}, {"part": "Prisons", "name": "A|B", "all": 2}),
    )
    report = a_report(tables=(table,))

    found = [each.reference for each in listed_figures(report, table)]

    assert found == [
        "{barriers | twice | Prisons > A B | All}",
        "{barriers | twice | Prisons > A B (2) | All}",
    ]
    assert [filled(each, {"barriers": report}) for each in found] == ["1", "2"]
