"""Times that are hardly meant are asked about, each for a reason of its own."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.plausible_times import a_month_after, bank_holiday, next_plausible_day, questions_about

NOW = dt.datetime(2026, 12, 1, 9, 0)
"""A Tuesday."""


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        pytest.param(dt.datetime(2026, 12, 4, 14, 0), [], id="a Friday afternoon"),
        pytest.param(dt.datetime(2026, 12, 5, 8, 0), [], id="a Saturday at eight"),
        pytest.param(dt.datetime(2026, 12, 4, 20, 0), [], id="eight in the evening"),
        pytest.param(dt.datetime(2026, 12, 4, 20, 1), ["20:01 is after 20:00"], id="a minute later"),
        pytest.param(dt.datetime(2026, 12, 4, 7, 59), ["07:59 is before 08:00"], id="before eight"),
        pytest.param(
            dt.datetime(2026, 12, 6, 3, 30),
            ["03:30 is before 08:00", "Sunday 6 December 2026 is a Sunday"],
            id="Sunday night",
        ),
        pytest.param(
            dt.datetime(2026, 12, 25, 10, 0),
            ["Friday 25 December 2026 is a bank holiday: Christmas Day"],
            id="Christmas Day",
        ),
        pytest.param(
            dt.datetime(2026, 12, 28, 10, 0),
            ["Monday 28 December 2026 is a bank holiday: Boxing Day (observed)"],
            id="the Monday for Boxing Day, a Saturday in 2026",
        ),
        pytest.param(dt.datetime(2027, 1, 1, 10, 0), ["New Year's Day"], id="New Year"),
        pytest.param(dt.datetime(2026, 12, 31, 10, 0), [], id="not more than a month"),
        pytest.param(
            dt.datetime(2027, 1, 4, 10, 0), ["Monday 4 January 2027 is 4 weeks ahead"], id="more than a month"
        ),
        pytest.param(
            dt.datetime(2027, 5, 4, 10, 0), ["Tuesday 4 May 2027 is 5 months ahead"], id="next spring"
        ),
        pytest.param(
            dt.datetime(2126, 12, 3, 10, 0),
            ["Tuesday 3 December 2126 is 100 years ahead"],
            id="a year typed wrong",
        ),
    ],
)
def test_why_a_time_is_asked_about(moment: dt.datetime, expected: list[str]) -> None:
    sentences = [question.sentence for question in questions_about(moment, now=NOW)]

    assert len(sentences) == len(expected)
    assert all(words in sentence for sentence, words in zip(sentences, expected, strict=True))


def test_the_end_of_fieldwork_and_another_call_back_at_that_minute_are_asked_about() -> None:
    moment = dt.datetime(2026, 12, 4, 14, 0)
    ends = dt.date(2026, 12, 3)

    asked = questions_about(moment, now=NOW, fieldwork_ends=ends, others=["HMP Leeds"])

    assert [question.sentence for question in asked] == [
        "fieldwork ends on Thursday 3 December 2026",
        "there is another call-back at that minute: HMP Leeds",
    ]
    assert questions_about(moment, now=NOW, fieldwork_ends=moment.date()) == []


@pytest.mark.parametrize(
    ("day", "name"),
    [
        pytest.param(dt.date(2009, 8, 31), "Late Summer Bank Holiday", id="the last Monday of August"),
        pytest.param(dt.date(2009, 4, 10), "Good Friday", id="Good Friday"),
        pytest.param(dt.date(2009, 12, 28), "Boxing Day (observed)", id="a substitute day"),
        pytest.param(dt.date(2020, 5, 8), "May Day", id="moved to VE Day in 2020"),
        pytest.param(dt.date(2023, 5, 8), "Coronation of Charles III", id="once only"),
        pytest.param(dt.date(2009, 3, 17), "", id="St Patrick's Day is one in Northern Ireland only"),
        pytest.param(dt.date(2009, 11, 30), "", id="St Andrew's Day is one in Scotland only"),
        pytest.param(dt.date(2126, 12, 25), "", id="beyond the years that are computed"),
    ],
)
def test_bank_holidays_of_england_and_wales(day: dt.date, name: str) -> None:
    """Checked against the list of the government of the United Kingdom (gov.uk/bank-holidays) and its archive."""
    assert bank_holiday(day) == name


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (dt.date(2026, 12, 1), dt.date(2027, 1, 1)),
        (dt.date(2026, 11, 30), dt.date(2026, 12, 30)),
        (dt.date(2027, 1, 31), dt.date(2027, 2, 28)),
        (dt.date(2028, 1, 30), dt.date(2028, 2, 29)),
        (dt.date(2026, 10, 31), dt.date(2026, 11, 30)),
    ],
)
def test_a_month_ends_on_the_last_day_where_the_day_is_missing(day: dt.date, expected: dt.date) -> None:
    assert a_month_after(day) == expected


@given(day=st.dates(dt.date(2009, 1, 1), dt.date(2099, 1, 1)))
def test_there_is_an_ordinary_day_within_a_week_that_nobody_asks_about(day: dt.date) -> None:
    found = next_plausible_day(day)

    assert day <= found <= day + dt.timedelta(days=6)
    moment = dt.datetime.combine(found, dt.time(10, 0))
    assert questions_about(moment, now=moment - dt.timedelta(days=7)) == []


@given(
    moment=st.datetimes(dt.datetime(2009, 1, 1), dt.datetime(2200, 1, 1)),
    now=st.datetimes(dt.datetime(2009, 1, 1), dt.datetime(2099, 1, 1)),
    days=st.one_of(st.none(), st.integers(-30, 30)),
    others=st.lists(st.text(max_size=5), max_size=3),
)
def test_each_reason_is_asked_once_and_only_where_it_holds(
    moment: dt.datetime, now: dt.datetime, days: int | None, others: list[str]
) -> None:
    ends = None if days is None else moment.date() + dt.timedelta(days=days)
    codes = [each.code for each in questions_about(moment, now=now, fieldwork_ends=ends, others=others)]

    assert ("sunday" in codes) is (moment.isoweekday() == 7)
    assert ("early" in codes) is (moment.hour < 8)
    assert ("late" in codes) is (moment.hour > 20 or (moment.hour == 20 and moment.time() > dt.time(20)))
    assert ("after_fieldwork" in codes) is (days is not None and days < 0)
    assert ("far" in codes) is (moment.date() > a_month_after(now.date()))
    assert codes.count("double") == len(others)
    assert len(set(codes) - {"double"}) == len([code for code in codes if code != "double"])
