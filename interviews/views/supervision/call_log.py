"""The page that exports the call log."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import AuthenticatedRequest, requires
from accounts.jobs import actions as jobs
from accounts.jobs.models import JobState
from interviews.forms.call_log import CallLogForm
from interviews.jobs import CALL_LOG
from survey.models import Study


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def call_log(request: AuthenticatedRequest, study: str) -> HttpResponse:
    """Show the form for an export of the call log, or start the job that writes it."""
    subject = get_object_or_404(Study.objects.opened(), slug=study)
    sent = request.POST if request.method == "POST" else None
    form = CallLogForm(sent)
    if form.is_valid():
        data = form.cleaned_data
        job = jobs.start(
            kind=CALL_LOG,
            title=f"Call log{' with names and notes' if data['is_full'] else ''}",
            by=request.user.pk,
            arguments={
                "study": subject.pk,
                "format": data["format"],
                "is_full": data["is_full"],
                "reason": data["reason"] if data["is_full"] else "",
            },
            started_from=request.path,
        )
        if job.state != JobState.FAILED:
            return redirect(job.next_address)
        for sentence in job.errors:
            form.add_error(None, sentence)
    context = {"study": subject, "form": form, "submitted_form": form if sent is not None else None}
    return render(request, "interviews/supervision/call_log.html", context)
