"""The calendar of call-backs, and their feed for other calendars."""

import datetime as dt
import json
import logging
import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import structlog
import time_machine
from dateutil.rrule import rrulestr
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, User
from interviews import actions
from interviews.models import Call, CallBackFeed
from survey.models import SampledUnit
from tests.factories.accounts import UserFactory
from tests.factories.interviews import CallFactory, ContactFactory
from tests.factories.survey import SampledUnitFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2009, 7, 15, 13, 0, tzinfo=dt.UTC)
"""Wednesday 15 July 2009, 14:00 in British summer time."""

CALENDAR = reverse("call-back-calendar")


@pytest.fixture(autouse=True)
def in_the_field() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def browser(client_for: Callable[[str], Client]) -> Client:
    return client_for("researcher")


@pytest.fixture
def user(browser: Client) -> User:
    return User.objects.get(pk=browser.session["_auth_user_id"])


def local(*parts: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime(*parts))


def arrange(unit: SampledUnit, at: dt.datetime, **more: Any) -> Call:
    return CallFactory(
        unit=unit,
        **{
            "disposition": "appointment",
            "made_at": at - dt.timedelta(days=1),
            "call_back_at": at,
            **more,
        },
    )


def words(response: Any) -> str:
    """The text of a page, without tags."""
    text = re.sub(r"<[^>]*>", " ", response.content.decode())
    return " ".join(unescape(text).split())


def test_due_call_backs_are_first_then_those_of_the_day(
    case: SampledUnit, browser: Client, user: User
) -> None:
    late, today, tomorrow = (SampledUnitFactory(strand=case.strand, assigned_to=user) for _ in range(3))
    ContactFactory(unit=today, name="Ann Example", telephone="0113 496 0001")
    arrange(today, local(2009, 7, 15, 16, 30), note="Ask for extension 214")
    arrange(late, local(2009, 7, 13, 9, 15), disposition="call_back")
    arrange(tomorrow, local(2009, 7, 16, 10, 0))

    page = words(browser.get(CALENDAR))

    due, day = page.split("Due now")[1].split("Wednesday 15 July 2009, today")
    assert f"09:15 Mon 13 Jul 2009 {late} Call-back · {user}" in due
    assert f"16:30 {today} Appointment · {user} · {case.strand.study}" in day
    assert "Ask for extension 214" in day
    assert "Ann Example 0113 496 0001" in day
    assert str(tomorrow) not in page


def test_a_number_that_was_wrong_is_not_shown_as_the_one_to_ring(
    case: SampledUnit, browser: Client, user: User
) -> None:
    contact = ContactFactory(unit=case, name="Ann Example", telephone="0113 496 0001")
    arrange(case, local(2009, 7, 15, 16, 30), created_by=user)
    assert "0113 496 0001" in words(browser.get(CALENDAR))

    CallFactory(unit=case, contact=contact, disposition="wrong_number", made_at=local(2009, 7, 15, 9))

    page = words(browser.get(CALENDAR))
    assert f"16:30 {case}" in page
    assert "0113 496 0001" not in page


def test_the_week_begins_on_monday_and_lists_every_day(
    case: SampledUnit, browser: Client, user: User
) -> None:
    arrange(case, local(2009, 7, 19, 10, 0), created_by=user)

    page = words(browser.get(CALENDAR, {"span": "week"}))

    days = re.findall(r"(\w+day) (\d+) July 2009", page)
    assert [int(number) for _, number in days][-7:] == [13, 14, 15, 16, 17, 18, 19]
    assert "10:00 " + str(case) in page.split("Sunday 19 July 2009")[1]


def test_it_shows_ones_own_or_everybodys_and_only_open_ones(
    case: SampledUnit, browser: Client, user: User
) -> None:
    other = SampledUnitFactory(strand=case.strand, assigned_to=UserFactory(name="Colin Colleague"))
    kept = SampledUnitFactory(strand=case.strand, assigned_to=user)
    at = local(2009, 7, 15, 16, 0)
    arrange(other, at)
    arrange(kept, at)
    CallFactory(unit=kept, disposition="respondent_refusal", made_at=NOW)

    assert str(other) not in words(browser.get(CALENDAR))
    page = words(browser.get(CALENDAR, {"whose": "all"}))
    assert f"16:00 {other} Appointment · Colin Colleague" in page
    assert str(kept) not in page


def test_a_day_is_reached_by_links_and_by_typing_it(case: SampledUnit, browser: Client) -> None:
    page = browser.get(CALENDAR, {"span": "week", "whose": "all", "on": "Fri"})
    links = re.findall(r'href="(\?[^"]*)"', unescape(page.content.decode()))

    assert "?span=week&whose=all&on=2009-07-06" in links
    assert "?span=week&whose=all&on=2009-07-20" in links
    assert "Friday 17 July 2009" in words(browser.get(CALENDAR, {"on": "17/7"}))


@pytest.mark.parametrize("day", ["soon", "9999-12-31", "0001-01-01", "2999-12-31", "\x00"])
def test_a_day_that_cannot_be_read_is_refused_at_the_field(day: str, browser: Client) -> None:
    page = browser.get(CALENDAR, {"on": day, "span": "week", "whose": "nobody"})

    assert page.status_code == 200
    if day != "2999-12-31":
        assert "Error:" in words(page)
        assert "Wednesday 15 July 2009, today" in words(page)


def test_after_fieldwork_nothing_is_due_but_its_days_still_show_it(
    case: SampledUnit, browser: Client, user: User
) -> None:
    arrange(case, local(2009, 7, 13, 9, 15), created_by=user)
    study = case.strand.study
    study.closed_on = dt.date(2009, 7, 14)
    study.save()

    assert str(case) not in words(browser.get(CALENDAR))
    assert f"09:15 {case}" in words(browser.get(CALENDAR, {"on": "2009-07-13"}))


def test_the_number_of_queries_does_not_grow_with_the_call_backs(
    case: SampledUnit, browser: Client, user: User, django_assert_num_queries: Callable
) -> None:
    def fill() -> None:
        for hours in (-3, 3, 30):
            unit = SampledUnitFactory(strand=case.strand, assigned_to=user)
            ContactFactory(unit=unit)
            arrange(unit, NOW + dt.timedelta(hours=hours))

    fill()
    browser.get(CALENDAR)
    with django_assert_num_queries(12):
        browser.get(CALENDAR, {"span": "week"})
    fill()
    with django_assert_num_queries(12):
        browser.get(CALENDAR, {"span": "week"})


# The feed


@pytest.fixture
def address(browser: Client) -> str:
    page = browser.post(reverse("call-back-feed-address")).content.decode()
    [found] = re.findall(r"<code>http://testserver(/work/call-backs/feed/\S+\.ics)</code>", page)
    return str(found)


def unfolded(body: bytes) -> list[str]:
    """The content lines of a calendar (RFC 5545, 3.1), read without the library that wrote them."""
    assert body.endswith(b"\r\n")
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    assert b"\n" not in body.replace(b"\r\n", b"")
    return re.sub(r"\r\n[ \t]", "", body.decode()).split("\r\n")


def parts(lines: list[str], name: str) -> list[list[str]]:
    """The lines of each component of this name."""
    begins = [number for number, line in enumerate(lines) if line == f"BEGIN:{name}"]
    return [lines[begin : lines.index(f"END:{name}", begin) + 1] for begin in begins]


def value(lines: list[str], name: str) -> str:
    [found] = [line for line in lines if re.match(rf"{name}[;:]", line)]
    return found.split(":", 1)[1]


def test_the_feed_has_an_event_with_an_alarm_and_without_names(
    case: SampledUnit, user: User, address: str, client: Client
) -> None:
    ContactFactory(unit=case, name="Ann Example", telephone="0113 496 0001")
    call = arrange(case, local(2009, 7, 16, 14, 0), created_by=user, note="Ask for Frankie")

    response = client.get(address)

    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    lines = unfolded(response.content)
    assert (lines[0], lines[-2]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    [event] = parts(lines, "VEVENT")
    assert "DTSTART;TZID=Europe/London:20090716T140000" in event
    assert value(event, "DURATION") == "PT30M"
    assert value(event, "UID") == f"{call.submission_key}@gatehouse"
    slug = case.strand.study.slug
    assert value(event, "SUMMARY") == f"Ring back case {case.pk} ({slug})"
    assert value(event, "URL") == f"http://testserver/work/{slug}/cases/{case.pk}/"
    [alarm] = parts(event, "VALARM")
    assert (value(alarm, "TRIGGER"), value(alarm, "ACTION")) == ("-PT5M", "DISPLAY")
    for name in ("Ann Example", "496", "Frankie", str(case), case.service.slug, str(user)):
        assert name not in response.content.decode()


@pytest.mark.parametrize(
    "day", [dt.date(2009, 7, 16), dt.date(2009, 12, 16), dt.date(2026, 3, 29), dt.date(2027, 10, 31)]
)
def test_the_time_zone_in_the_feed_gives_the_time_of_the_clock(
    day: dt.date, case: SampledUnit, user: User, address: str, client: Client
) -> None:
    """The rules of the VTIMEZONE are followed by hand, with dateutil's recurrences."""
    at = local(day.year, day.month, day.day, 14, 0)
    arrange(case, at, created_by=user)

    lines = unfolded(client.get(address).content)

    [event], [zone] = parts(lines, "VEVENT"), parts(lines, "VTIMEZONE")
    assert value(zone, "TZID") == "Europe/London"
    written = dt.datetime.strptime(value(event, "DTSTART"), "%Y%m%dT%H%M%S")
    onsets = []
    for kind in ("STANDARD", "DAYLIGHT"):
        for rule in parts(zone, kind):
            start = dt.datetime.strptime(value(rule, "DTSTART"), "%Y%m%dT%H%M%S")
            days = [start]
            for line in rule:
                if line.startswith("RRULE:"):
                    days += rrulestr(line, dtstart=start, ignoretz=True).between(start, written, inc=True)
                if line.startswith("RDATE"):
                    days += [
                        dt.datetime.strptime(each, "%Y%m%dT%H%M%S")
                        for each in line.split(":", 1)[1].split(",")
                    ]
            onsets += [(day, value(rule, "TZOFFSETTO")) for day in days if day <= written]
    offset = max(onsets)[1]
    utc = written - dt.timedelta(hours=int(offset[:3]), minutes=int(offset[3:]))
    assert utc.replace(tzinfo=dt.UTC) == at
    assert at.astimezone(ZoneInfo("Europe/London")).hour == 14


def test_the_feed_is_read_by_the_library_too_and_keeps_its_identifiers(
    case: SampledUnit, user: User, address: str, client: Client
) -> None:
    from icalendar import Calendar

    arrange(case, local(2009, 7, 16, 14, 0), created_by=user)
    arrange(SampledUnitFactory(strand=case.strand), local(2009, 7, 14, 9, 0), created_by=user)
    arrange(SampledUnitFactory(strand=case.strand), local(2009, 7, 16, 9, 0))

    first, second = (Calendar.from_ical(client.get(address).content).events for _ in range(2))

    assert [event.start for event in first] == [local(2009, 7, 14, 9), local(2009, 7, 16, 14)]
    assert [event["uid"] for event in first] == [event["uid"] for event in second]


def test_the_address_is_private_replaceable_and_stored_as_a_hash(
    browser: Client, user: User, address: str, client: Client
) -> None:
    token = address.removesuffix(".ics").rsplit("/", 1)[1]
    response = client.get(address)
    assert response.status_code == 200
    assert len(token) == 43
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response.headers["X-Robots-Tag"]
    assert token not in str(CallBackFeed.objects.values().get())
    assert token not in browser.get(CALENDAR).content.decode()

    browser.post(reverse("call-back-feed-address"))
    assert client.get(address).status_code == 404
    browser.post(reverse("call-back-feed-address"), {"remove": "1"})
    assert not CallBackFeed.objects.exists()
    verbs = AuditEvent.objects.filter(verb__startswith="call_back_feed").order_by("pk")
    assert [event.verb.split(".")[1] for event in verbs] == ["replaced", "replaced", "removed"]


def test_a_wrong_address_is_not_found_and_says_nothing(client: Client, address: str) -> None:
    for wrong in ("x", "x" * 43, "é", address.removesuffix(".ics").rsplit("/", 1)[1][:-1]):
        response = client.get(reverse("call-back-feed", args=[wrong]))
        assert response.status_code == 404
        assert "BEGIN" not in response.content.decode()
    assert client.post(address).status_code == 405


def test_the_feed_ends_with_the_account_or_its_role(user: User, address: str, client: Client) -> None:
    role = user.role_grants.get()
    role.delete()
    assert client.get(address).status_code == 404
    role.save(force_insert=True)
    assert client.get(address).status_code == 200
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get(address).status_code == 404


def test_a_calendar_that_asks_too_often_is_told_to_wait(address: str, client: Client) -> None:
    answers = [client.get(address) for _ in range(61)]

    assert {answer.status_code for answer in answers[:60]} == {200}
    assert answers[60].status_code == 429
    assert answers[60].headers["Retry-After"] == "3600"
    assert "no-store" in answers[60].headers["Cache-Control"]


def test_no_token_reaches_a_log(address: str, client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    formatter = next(
        handler.formatter
        for handler in logging.getLogger().handlers
        if isinstance(handler.formatter, structlog.stdlib.ProcessorFormatter)
    )
    wrong = address.replace(".ics", "a.ics")

    client.get(address)
    client.get(wrong)
    client.put(address)

    logged = "".join(json.loads(formatter.format(record))["event"] for record in caplog.records)
    assert "/work/call-backs/feed/…" in logged
    assert address.rsplit("/", 1)[1].removesuffix(".ics") not in logged


def test_a_new_address_makes_the_old_one_useless(user: User) -> None:
    first, second = (actions.replace_call_back_feed(by=user) for _ in range(2))

    assert first != second
    assert CallBackFeed.objects.count() == 1
