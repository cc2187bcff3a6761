"""The page with all tasks of a study, for its lead, and the way to it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import AuthenticatedRequest, requires
from mapping.pages import study_tasks
from mapping.pages.study_figures import figures_of
from survey.models import Study

MOST_NEXT = 3
"""How many of the tasks that wait are named at the top of the page."""


@never_cache
@require_safe
@requires("study.manage")
def tasks(request: AuthenticatedRequest, study: str) -> HttpResponse:
    """Show the tasks of one study. A fixed number of queries."""
    subject = get_object_or_404(Study.objects.select_related("frame"), slug=study)
    now = timezone.now()
    today = timezone.localdate(now)
    groups = study_tasks.task_groups(subject, figures_of(subject, now=now), today=today)
    waiting = study_tasks.next_tasks(groups)
    context = {
        "study": subject,
        "groups": groups,
        "next": waiting[:MOST_NEXT],
        "others": len(waiting[MOST_NEXT:]),
    }
    return render(request, "mapping/study_tasks.html", context)


@never_cache
@require_safe
@requires("study.manage")
def tasks_in_fieldwork(request: AuthenticatedRequest) -> HttpResponse:
    """Redirect to the tasks of the study in fieldwork, or to the list of studies if none or several are."""
    running = list(Study.objects.in_fieldwork()[:2])
    return redirect("study-tasks", running[0].slug) if len(running) == 1 else redirect("study-list")
