"""The tag {% my_day %}: a bar on the pages of fieldwork with the study, a way to the others, and the day in figures."""

import datetime as dt
from typing import Any

from django import template
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from accounts.access import may
from interviews.my_day import my_day as day_of
from interviews.supervision.checking import number_of_notes
from interviews.templatetags.call_backs import call_backs_of
from survey.models import SampledUnit, Study
from wording import long_moment, moment

register = template.Library()

OF_A_STUDY = {"study"}
"""The arguments of addresses that every study has. Those of one case or one batch of letters have others too."""


@register.filter
def short_moment(time: dt.datetime) -> str:
    """Format a time by the British clock, such as “Fri 4 Dec, 14:00”, with the year if it is not the current one."""
    return moment(timezone.localtime(time), timezone.localdate())


@register.filter
def clock_or_moment(time: dt.datetime) -> str:
    """Format a time of today as “14:00”, and any other as `short_moment` does."""
    local = timezone.localtime(time)
    return f"{local:%H:%M}" if local.date() == timezone.localdate() else short_moment(time)


@register.filter
def full_moment(time: dt.datetime) -> str:
    """Format a time by the British clock, such as “Friday 4 December, 14:00”, with the year if it is another one."""
    return long_moment(timezone.localtime(time), timezone.localdate())


@register.simple_tag(takes_context=True)
def is_fieldwork(context: template.Context) -> bool:
    """Return True on the pages of fieldwork, where the list and the case need the first screen."""
    request = context.get("request")
    return request is not None and request.path.startswith(reverse("worklist"))


@register.inclusion_tag("interviews/my_day.html", takes_context=True)
def my_day(context: template.Context) -> dict[str, Any]:
    """Render the bar on a page of fieldwork for somebody who rings, and nothing elsewhere.

    Three queries, and one for the call-backs, which the reminder below the bar shows too.
    """
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    user = getattr(request, "user", None)
    if match is None or user is None or not (is_fieldwork(context) and may(user, "interviews.enter")):
        return {}
    now = timezone.now()
    cases = SampledUnit.objects.filter(strand__study=OuterRef("pk"))
    current = match.kwargs.get("study")
    page = match.url_name if match.kwargs.keys() == OF_A_STUDY else "worklist-study"
    studies = [
        {
            "title": study.title,
            "address": reverse(page, args=[study.slug]),
            "has_ended": not study.is_running,
            "is_current": study.slug == current,
            "notes": study.notes,
            "work_list": reverse("worklist-study", args=[study.slug]),
        }
        for study in Study.objects.visible_to(user)
        .filter(Exists(cases))
        .annotate(notes=number_of_notes(user))
    ]
    with_notes = [study for study in studies if study["notes"]]
    return {
        "day": day_of(user, now, call_backs_of(context["request"])),
        "notes": sum(study["notes"] for study in with_notes),
        # The work list names the cases: of this study if it has notes, or of the first that has.
        "with_notes": max(with_notes, key=lambda study: study["is_current"], default=None),
        "studies": studies,
        "current": next((study for study in studies if study["is_current"]), None),
    }
