"""The page on which a study lead makes a study public, or withdraws it. Its figures are released elsewhere."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import AuthenticatedRequest, requires
from mapping.pages import study_tasks
from mapping.pages.study_figures import figures_of
from reports import registry
from reports.releases.public import released
from survey import actions
from survey.models import Study

PUBLISH, WITHDRAW = "publish", "withdraw"
UNFINISHED = ("owed", "answers", "matching", "checks", "quality")
"""The tasks that are better finished before publication, by their keys."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def publish(request: AuthenticatedRequest, study: str) -> HttpResponse:
    """Say what becomes public, or what no longer is; on POST do it. A fixed number of queries."""
    subject = get_object_or_404(Study.objects.select_related("frame"), slug=study)
    what = request.POST.get("what", "") if request.method == "POST" else ""
    if what in (PUBLISH, WITHDRAW):
        try:
            actions.set_published(study=subject, is_published=what == PUBLISH, by=request.user)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            done = (
                "Everybody finds the study now."
                if what == PUBLISH
                else "Nobody outside finds the study any more."
            )
            messages.success(request, done)
        return redirect("study-publish", study)
    now = timezone.now()
    groups = study_tasks.task_groups(subject, figures_of(subject, now=now), today=timezone.localdate(now))
    waiting = [task for task in study_tasks.next_tasks(groups) if task.key in UNFINISHED]
    context = {
        "study": subject,
        "waiting": waiting,
        "reports": registry.every(subject.frame),
        "is_released": released(subject) is not None,
    }
    return render(request, "mapping/publish.html", context)
