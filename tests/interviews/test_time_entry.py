"""A day and a time are read as people type them, and what cannot be read is refused."""

import contextlib
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.time_entry import MONTHS, in_words, read_day, read_time

TUESDAY = dt.date(2026, 12, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10:30", dt.time(10, 30)),
        ("10.30", dt.time(10, 30)),
        ("1030", dt.time(10, 30)),
        (" 9.05 ", dt.time(9, 5)),
        ("905", dt.time(9, 5)),
        ("10:30am", dt.time(10, 30)),
        ("10.30 a.m.", dt.time(10, 30)),
        ("2pm", dt.time(14)),
        ("2 PM", dt.time(14)),
        ("230pm", dt.time(14, 30)),
        ("12am", dt.time(0)),
        ("12:15 pm", dt.time(12, 15)),
        ("14h30", dt.time(14, 30)),
        ("14", dt.time(14)),
        ("2", dt.time(2)),
        ("noon", dt.time(12)),
        ("00:00", dt.time(0)),
    ],
)
def test_a_time_is_read(text: str, expected: dt.time) -> None:
    assert read_time(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "half past two", "24:00", "25", "10:60", "13pm", "0am", "10m", "1:2", "10:30:99", "-2", "12345"],
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_time(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("today", TUESDAY),
        ("Tomorrow", dt.date(2026, 12, 2)),
        ("Wed", dt.date(2026, 12, 2)),
        ("monday", dt.date(2026, 12, 7)),
        ("next Mon", dt.date(2026, 12, 7)),
        ("tues", dt.date(2026, 12, 8)),
        ("4/12", dt.date(2026, 12, 4)),
        ("4.12.", None),
        ("4.12.2026", dt.date(2026, 12, 4)),
        ("04/12/26", dt.date(2026, 12, 4)),
        ("2026-12-04", dt.date(2026, 12, 4)),
        ("4 Dec", dt.date(2026, 12, 4)),
        ("4th of December", dt.date(2026, 12, 4)),
        ("Dec 4, 2026", dt.date(2026, 12, 4)),
        ("Fri 4 Dec", dt.date(2026, 12, 4)),
        ("Friday, 4 December 2026", dt.date(2026, 12, 4)),
        ("1 December", TUESDAY),
        ("30 Nov", dt.date(2027, 11, 30)),
        ("29 Feb", dt.date(2028, 2, 29)),
        ("25/12/2126", dt.date(2126, 12, 25)),
    ],
)
def test_a_day_is_read(text: str, expected: dt.date | None) -> None:
    if expected is None:
        with pytest.raises(ValueError):
            read_day(text, today=TUESDAY)
    else:
        assert read_day(text, today=TUESDAY) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("yesterday", dt.date(2026, 11, 30)),
        ("Mon", dt.date(2026, 11, 30)),
        ("Tue", dt.date(2026, 11, 24)),
        ("30 Nov", dt.date(2026, 11, 30)),
        ("2 Dec", dt.date(2025, 12, 2)),
        ("29 Feb", dt.date(2024, 2, 29)),
    ],
)
def test_a_day_of_an_earlier_call_lies_in_the_past(text: str, expected: dt.date) -> None:
    assert read_day(text, today=TUESDAY, is_past=True) == expected


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Thu 4 Dec", "Friday 4 December 2026 is not a Thursday"),
        ("31 Feb", "There is no 31 February 2026"),
        ("31/4/2027", "There is no 31 April 2027"),
        ("4/12/1926", "Check the year 1926"),
        ("4/12/9999", "Check the year 9999"),
        ("4/13", ""),
        ("m", ""),
        ("ma 4", ""),
        ("next week", ""),
        ("soon", ""),
        ("", ""),
    ],
)
def test_what_is_no_day_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(ValueError) as refusal:
        read_day(text, today=TUESDAY)

    assert str(refusal.value) == sentence


DAYS = st.dates(dt.date(2009, 1, 1), dt.date(2099, 12, 31))


@given(day=DAYS, today=DAYS)
def test_every_day_is_read_back_however_it_is_written(day: dt.date, today: dt.date) -> None:
    month = MONTHS[day.month - 1]
    for text in (
        day.isoformat(),
        f"{day:%d/%m/%Y}",
        f"{day.day}.{day.month}.{day:%y}",
        f"{day.day} {month[:3]} {day.year}",
        in_words(day),
    ):
        assert read_day(text, today=today) == day


@given(day=DAYS, today=DAYS)
def test_a_day_without_a_year_is_the_nearest(day: dt.date, today: dt.date) -> None:
    ahead, past = (read_day(f"{day.day}/{day.month}", today=today, is_past=past) for past in (False, True))

    assert past <= today <= ahead
    assert (ahead.day, ahead.month) == (past.day, past.month) == (day.day, day.month)
    years = 8 if (day.month, day.day) == (2, 29) else 1
    assert ahead.year - today.year <= years >= today.year - past.year


@given(time=st.times().map(lambda time: time.replace(second=0, microsecond=0)))
def test_every_time_is_read_back_however_it_is_written(time: dt.time) -> None:
    for text in (
        f"{time:%H:%M}",
        f"{time:%H.%M}",
        f"{time:%H%M}",
        f"{time:%I:%M%p}",
        f"{time:%I.%M} {time:%p}",
    ):
        assert read_time(text) == time


@given(text=st.text(max_size=12))
def test_any_other_text_is_refused_in_one_way(text: str) -> None:
    for read in (read_time, lambda typed: read_day(typed, today=TUESDAY)):
        with contextlib.suppress(ValueError):
            read(text)
