"""The tag {% call_back_reminder %}: a bar with the call-backs of the visitor that are due."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, cast

from django import template
from django.utils import timezone

from accounts.access import may
from interviews.call_backs import due_and_coming, upcoming_call_backs

if TYPE_CHECKING:
    from django.http import HttpRequest

    from accounts.models import User
    from interviews.models import Call

register = template.Library()

SHOWN_AT_MOST = 1
"""The bar names the earliest and says how many more are due, so that it stays one line."""
AHEAD = dt.timedelta(hours=12)
"""The bar also holds, hidden, the call-backs of this time, which a script shows when they become due."""


def call_backs_of(request: HttpRequest) -> list[Call]:
    """Return the call-backs of whoever sent the request, the earliest first. One query for a request."""
    found: list[Call] | None = getattr(request, "call_backs", None)
    if found is None:
        found = list(upcoming_call_backs(cast("User", request.user), timezone.now()))
        setattr(request, "call_backs", found)  # noqa: B010  (a request has no such field for mypy)
    return found


@register.inclusion_tag("interviews/call_back_reminder.html", takes_context=True)
def call_back_reminder(context: template.Context) -> dict[str, Any]:
    """Render the bar for somebody who rings, and nothing for others. One query if nothing is due."""
    user = getattr(context.get("request"), "user", None)
    if user is None or not may(user, "interviews.enter"):
        return {}
    now = timezone.now()
    due, coming = due_and_coming(call_backs_of(context["request"]), now, within=AHEAD)
    return {
        "due": due[:SHOWN_AT_MOST],
        "others": len(due[SHOWN_AT_MOST:]),
        "coming": coming,
        "today": timezone.localdate(now),
    }
