"""The calendar of call-backs, and the feed of one's own call-backs for other calendars."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import AuthenticatedRequest, permission_exempt, requires
from accounts.private_feeds import limited_response
from interviews import actions
from interviews.appointments import for_user, open_appointments
from interviews.call_back_feed import CONTENT_TYPE, as_icalendar, owner_of
from interviews.call_backs import in_running_studies, upcoming_call_backs, with_contacts
from interviews.forms.call_backs import CalendarForm
from interviews.models import CallBackFeed
from interviews.time_entry import in_words
from interviews.worklist import midnight
from noms.pagination import address_with

A_DAY = dt.timedelta(days=1)


@never_cache
@require_safe
@requires("interviews.enter")
def calendar(request: AuthenticatedRequest) -> HttpResponse:
    """Show the call-backs that are due, and those of a day or a week. A fixed number of queries."""
    return _render(request)


@never_cache
@require_POST
@requires("interviews.enter")
def feed_address(request: AuthenticatedRequest) -> HttpResponse:
    """Make or replace the private address of the feed and show it once, or remove it."""
    if "remove" in request.POST:
        actions.remove_call_back_feed(by=request.user)
        messages.success(request, "The private address does not work any more.")
        return redirect("call-back-calendar")
    token = actions.replace_call_back_feed(by=request.user)
    return _render(request, address=request.build_absolute_uri(reverse("call-back-feed", args=[token])))


@permission_exempt("private address")
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Return the call-backs of the person with this token as iCalendar."""
    user = owner_of(token)
    if user is None:
        raise Http404("No calendar has this address.")
    return limited_response(
        request,
        token=token,
        content=lambda: as_icalendar(
            upcoming_call_backs(user, timezone.now()),
            address_of=lambda unit: request.build_absolute_uri(
                reverse("case-detail", args=[unit.strand.study.slug, unit.pk])
            ),
        ),
        content_type=CONTENT_TYPE,
    )


def _render(request: AuthenticatedRequest, *, address: str = "") -> HttpResponse:
    now = timezone.localtime()
    form = CalendarForm(request.GET)
    chosen = form.chosen(today=now.date())
    first, days = chosen.first_day, 7 if chosen.is_week else 1
    begin, end = midnight(first), midnight(first + days * A_DAY)
    arranged = open_appointments()
    if chosen.is_mine:
        arranged = for_user(arranged, request.user)
    is_due = Q(call_back_at__lte=now) & in_running_studies(now)
    in_period = Q(call_back_at__gte=begin, call_back_at__lt=end)
    shown = list(with_contacts(arranged.filter(is_due | in_period)).annotate(is_due=is_due))
    due = [call for call in shown if call.is_due]
    listed = [call for call in shown if not call.is_due]
    query = request.GET
    context = {
        "form": form,
        "chosen": chosen,
        "due": due,
        "days": [
            (day, [call for call in listed if timezone.localtime(call.call_back_at).date() == day])
            for day in (first + number * A_DAY for number in range(days))
        ],
        "title": in_words(first) if not chosen.is_week else f"Week of {in_words(first)}",
        "today": now.date(),
        "before": address_with(query, on=(first - days * A_DAY).isoformat()),
        "after": address_with(query, on=(first + days * A_DAY).isoformat()),
        "now": address_with(query, on=""),
        "whose": [
            ("Mine", address_with(query, whose=""), chosen.is_mine),
            ("Everybody’s", address_with(query, whose="all"), not chosen.is_mine),
        ],
        "spans": [
            ("Day", address_with(query, span=""), not chosen.is_week),
            ("Week", address_with(query, span="week"), chosen.is_week),
        ],
        "address": address,
        "feed": CallBackFeed.objects.filter(user=request.user).first(),
    }
    return render(request, "interviews/call_back_calendar.html", context)
