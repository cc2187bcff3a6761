"""A person's call-backs as an iCalendar feed (RFC 5545), without the names of persons and services."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from django.utils import timezone
from icalendar import Alarm, Calendar, Event

from accounts.access import may
from accounts.private_tokens import hash_of
from interviews.models import Call, CallBackFeed

if TYPE_CHECKING:
    from accounts.models import User
    from survey.models import SampledUnit

CONTENT_TYPE = "text/calendar; charset=utf-8"
DURATION = dt.timedelta(minutes=30)
ALARM_BEFORE = dt.timedelta(minutes=5)
REFRESH_AFTER = dt.timedelta(minutes=15)


def owner_of(token: str) -> User | None:
    """Return the person whose feed has this token, or None: for a wrong token, or one who may not ring any more."""
    feed = CallBackFeed.objects.select_related("user").filter(token_hash=hash_of(token)).first()
    if feed is None or not feed.user.is_active or not may(feed.user, "interviews.enter"):
        return None
    return feed.user


def as_icalendar(calls: Iterable[Call], *, address_of: Callable[[SampledUnit], str]) -> bytes:
    """Return the calendar of these call-backs, each with its case and study loaded.

    An event names the number of the case and the short name of the study, and links to the page of the case. Its UID
    is always the same for the same call.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Gatehouse//Call-backs//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Gatehouse call-backs")
    calendar.add("refresh-interval", REFRESH_AFTER, parameters={"VALUE": "DURATION"})
    for call in calls:
        if call.call_back_at is not None:
            calendar.add_component(_event(call, call.call_back_at, address_of(call.unit)))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(call: Call, moment: dt.datetime, address: str) -> Event:
    title = f"Ring back case {call.unit_id} ({call.unit.strand.study.slug})"
    event = Event()
    event.add("uid", f"{call.submission_key}@gatehouse")
    event.add("dtstamp", call.updated_at.astimezone(dt.UTC))
    event.add("dtstart", timezone.localtime(moment, timezone.get_default_timezone()))
    event.add("duration", DURATION)
    event.add("summary", title)
    event.add("description", address)
    event.add("url", address)
    event.add("class", "PRIVATE")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", -ALARM_BEFORE)
    event.add_component(alarm)
    return event
