"""Dates as people write them in spreadsheets, worked by hand."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noms.own_frames.days import EXCEL_BEGAN, KnownDay, day_comes_first, parse_day


@pytest.mark.parametrize(
    ("text", "first", "precision"),
    [
        pytest.param("2009-11-30", (2009, 11, 30), "day", id="ISO"),
        pytest.param("2009-11-30 00:00:00", (2009, 11, 30), "day", id="a date of a workbook"),
        pytest.param("2009-11-30T00:00:00Z", (2009, 11, 30), "day", id="ISO with a time"),
        pytest.param("2009/11/30", (2009, 11, 30), "day", id="year first, with slashes"),
        pytest.param("2009-11", (2009, 11, 1), "month", id="a month"),
        pytest.param("11/2009", (2009, 11, 1), "month", id="a month with a slash"),
        pytest.param("1972", (1972, 1, 1), "year", id="a year"),
        pytest.param(
            "40147", (2009, 11, 30), "day", id="a number of Excel: 40,147 days after 30 December 1899"
        ),
        pytest.param("30/11/2009", (2009, 11, 30), "day", id="day first, which the 30 says"),
        pytest.param("11/30/2009", (2009, 11, 30), "day", id="month first, which the 30 says"),
        pytest.param("5.5.2009", (2009, 5, 5), "day", id="day and month are the same"),
        pytest.param("30 November 2009", (2009, 11, 30), "day", id="in words"),
        pytest.param("1st April 2010", (2010, 4, 1), "day", id="an ordinal number"),
        pytest.param("April 1, 2010", (2010, 4, 1), "day", id="month first in words"),
        pytest.param("1-Apr-2010", (2010, 4, 1), "day", id="with hyphens"),
        pytest.param("Sept 2009", (2009, 9, 1), "month", id="a short month"),
        pytest.param("  MAY  1998 ", (1998, 5, 1), "month", id="capitals and spaces"),
    ],
)
def test_a_date_is_read_with_its_precision(text: str, first: tuple[int, int, int], precision: str) -> None:
    assert parse_day(text) == KnownDay(dt.date(*first), precision)


@pytest.mark.parametrize("text", ["", "-", "n/a", "Unknown", "present", "NULL", "Not available"])
def test_a_cell_that_says_nothing_is_no_date(text: str) -> None:
    assert parse_day(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "31/02/2009",
        "soon",
        "2009-13",
        "12",
        "999999",
        "0999",
        "April",
        "1 April",
        "1 2 April 2009",
        "1 Juillet 2009",
    ],
)
def test_another_text_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="this is not a date: write 2009"):
        parse_day(text)


def test_day_and_month_are_told_apart_by_the_other_dates_of_the_column() -> None:
    assert day_comes_first(["4/5/2009", "30/11/2009", "1972"]) is True
    assert day_comes_first(["4/5/2009", "11/30/2009"]) is False
    assert day_comes_first(["4/5/2009", "2009-11-30"]) is None
    assert day_comes_first(["30/11/2009", "11/30/2009"]) is None

    assert parse_day("4/5/2009", day_first=True) == KnownDay(dt.date(2009, 5, 4), "day")
    assert parse_day("4/5/2009", day_first=False) == KnownDay(dt.date(2009, 4, 5), "day")
    with pytest.raises(ValueError, match="day and month or month and day"):
        parse_day("4/5/2009")


def test_a_closing_is_the_last_day_of_what_is_known() -> None:
    assert [parse_day(text).last for text in ("2008", "2008-02", "2008-02-03")] == [
        dt.date(2008, 12, 31),
        dt.date(2008, 2, 29),
        dt.date(2008, 2, 3),
    ]


@given(st.dates(dt.date(1000, 1, 1), dt.date(2100, 12, 31)), st.sampled_from(["year", "month", "day"]))
def test_what_is_downloaded_is_read_again_as_the_same(day: dt.date, precision: str) -> None:
    known = KnownDay(day, precision)

    again = parse_day(str(known))

    assert str(again) == str(known)
    assert again.precision == precision
    assert again.last == known.last


@given(st.dates(EXCEL_BEGAN + dt.timedelta(days=10_000), dt.date(2100, 12, 31)))
def test_every_date_is_read_as_the_number_that_excel_has_for_it(day: dt.date) -> None:
    number = (day - EXCEL_BEGAN).days

    assert parse_day(str(number)) == KnownDay(day, "day")
