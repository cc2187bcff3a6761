"""The text of cells."""

import datetime as dt

import pytest

from reports.table import Column, cell_text
from wording import counted, day, listed, percent


@pytest.mark.parametrize(
    ("fraction", "words"),
    [
        (97 / 135, "72%"),
        (1.0, "100%"),
        (0.0, "0%"),
        (0.125, "13%"),
        (0.145, "15%"),
        (0.001, "less than 1%"),
        (999 / 1000, "more than 99%"),
        (None, "not available"),
    ],
)
def test_a_fraction_is_printed_as_whole_per_cents(fraction: float | None, words: str) -> None:
    assert percent(fraction) == words


def test_dates_counts_and_lists_are_printed_in_words() -> None:
    assert day(dt.date(2009, 7, 1)) == "1 July 2009"
    assert [counted(1, "prison", "prisons"), counted(1200, "prison", "prisons")] == [
        "1 prison",
        "1,200 prisons",
    ]
    assert [listed([]), listed(["a"]), listed(["a", "b", "c"])] == ["", "a", "a, b and c"]


def test_a_cell_is_printed_by_the_kind_of_its_column() -> None:
    assert cell_text(Column("c", "C", "percent"), 0.5) == "50%"
    assert cell_text(Column("c", "C", "count"), 1234) == "1,234"
    assert cell_text(Column("c", "C", "date"), dt.date(2009, 7, 1)) == "1 July 2009"
    assert cell_text(Column("c", "C"), "word") == "word"
    assert cell_text(Column("c", "C", "count"), None) == "not available"
