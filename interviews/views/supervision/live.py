"""The page that shows the study lead the fieldwork of a day as it goes."""

from __future__ import annotations

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import AuthenticatedRequest, requires
from interviews.forms.supervision import DayForm
from interviews.supervision import live, refusals
from interviews.worklist import ordered_cases, owed_interviews
from survey.models import Study

MAX_ROWS = 25


@never_cache
@require_safe
@requires("study.manage")
def live_view(request: AuthenticatedRequest, study: str) -> HttpResponse:
    """Show who is ringing, the calls of a day and what waits. A fixed number of queries.

    With the header `X-Part: live` only the part that changes is sent.
    """
    subject = get_object_or_404(Study.objects.opened(), slug=study)
    now = timezone.now()
    today = timezone.localdate(now)
    form = DayForm(request.GET or None)
    chosen: dt.date = (form.cleaned_data.get("day") if form.is_valid() else None) or today
    cases = ordered_cases(subject, now=now)
    overdue_number, overdue = live.overdue_cases(cases, now=now, limit=MAX_ROWS)
    locks = live.ringing_now(subject, now=now)
    context = {
        "study": subject,
        "now": now,
        "today": today,
        "day": live.day_of_calls(subject, chosen),
        "day_form": form if form.is_bound else DayForm(initial={"day": today}),
        "is_today": chosen == today,
        "ringing": [(lock, live.duration(now - lock.since)) for lock in locks],
        "overdue": overdue,
        "overdue_number": overdue_number,
        "owed": list(owed_interviews(cases)),
        "refusals": refusals.to_review(subject).count(),
    }
    part = request.headers.get("X-Part") == "live"
    template = "interviews/supervision/live/part.html" if part else "interviews/supervision/live.html"
    return render(request, template, context)
