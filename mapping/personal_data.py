"""The personal data that Gatehouse keeps, for the privacy page: each period is read from the code that erases."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from django.conf import settings

from accounts import session_recovery
from accounts.jobs import models as jobs
from accounts.uploads import actions as uploads
from enterprises.actions import corrections
from enterprises.corrections import feedback
from interviews.models import FieldworkRules
from mapping.atlas import news
from wording import counted


class Kept(NamedTuple):
    """One kind of personal data: what it is, who sees it, and until when."""

    what: str
    who: str
    until: str


def what_is_kept() -> list[Kept]:
    """Return every kind of personal data that is kept. No queries."""
    retention = FieldworkRules._meta.get_field("contact_retention_days").default
    return [
        Kept(
            "Contacts of a study: name, job title, telephone number and e-mail address of who answers",
            "Researchers and study leads",
            f"{counted(retention, 'day', 'days')} after the end of fieldwork, unless the study sets another day",
        ),
        Kept(
            "Interviews: what was said, in the words of the person who answered, and the interviewer’s notes",
            "Researchers and study leads. Reports never show the opinion of a named service",
            "For as long as the study is kept, or until the person who answered withdraws",
        ),
        Kept(
            "Online answers, and how to reach who answered if they agreed to be asked again",
            "Researchers, study leads and curators of the study. Each reading is recorded",
            "For as long as the study is kept, or until they are withdrawn by the private link",
        ),
        Kept(
            "Uploaded files of contacts, answers and units that nobody loaded",
            "Those who may load them",
            _in(uploads.RETENTION),
        ),
        Kept("Files that long work has made, such as exports", "Whoever asked for them", _in(jobs.RETENTION)),
        Kept(
            "Corrections and claims: what you wrote, and your e-mail address and post if you gave them",
            "Curators",
            f"{_in(corrections.KEPT)} after the answer; {_in(corrections.UNANSWERED_KEPT)} if nobody answered",
        ),
        Kept("What you say of a page, without anything of you", "Administrators", _in(feedback.KEPT)),
        Kept(
            "Accounts: name and e-mail address of who signs in, and a record of what they changed",
            "Administrators, and study leads the record",
            "For as long as the record is kept: it shows who decided what",
        ),
        Kept(
            "Saved views of the map: their names and filters, and what was new in them",
            "Whoever saved them, and whoever knows the private address of their news",
            f"Until they remove them. What was new: {_in(news.KEPT_FOR)}",
        ),
        Kept(
            "A session: that you are signed in",
            "Nobody",
            f"{_in(settings.SESSION_LIMIT)}, or {_in(settings.IDLE_LIMIT)} without use for research roles",
        ),
        Kept(
            "A form that was sent after its session had ended",
            "Whoever sent it",
            _in(session_recovery.RETENTION),
        ),
    ]


def _in(period: dt.timedelta) -> str:
    """Return a period in words: months from 60 days, else days, hours or minutes."""
    minutes = int(period.total_seconds() // 60)
    if period.days >= 365 and period.days % 365 == 0:
        return counted(period.days // 365 * 12, "month", "months")
    for length, one, many in ((1440, "day", "days"), (60, "hour", "hours"), (1, "minute", "minutes")):
        if minutes % length == 0 and minutes >= length:
            return counted(minutes // length, one, many)
    return counted(minutes, "minute", "minutes")
