"""The page that exports interviews as microdata."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import AuthenticatedRequest, may, requires
from accounts.jobs import actions as jobs
from accounts.jobs.models import Job, JobState
from interviews.exports.extract import RULES_OF_INTERVIEWS
from interviews.forms.microdata import MicrodataForm
from interviews.jobs import EXPORT, FULL, FULL_EXPORT
from survey.models import Study


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("microdata.export")
def microdata(request: AuthenticatedRequest, study: str) -> HttpResponse:
    """Show the form for an export of interviews, or start the job that writes it. Four queries at any size."""
    subject = get_object_or_404(Study.objects.opened(), slug=study)
    sent = request.POST if request.method == "POST" else None
    form = MicrodataForm(sent, study=subject, may_be_full=may(request.user, FULL))
    if sent is not None and form.is_valid():
        job = _job(request, form)
        if job.state != JobState.FAILED:
            return redirect(job.next_address)
        for sentence in job.errors:
            form.add_error(None, sentence)
    context: dict[str, Any] = {
        "study": subject,
        "form": form,
        "rules": RULES_OF_INTERVIEWS,
        "submitted_form": form if sent is not None else None,
    }
    return render(request, "interviews/microdata.html", context)


def _job(request: AuthenticatedRequest, form: MicrodataForm) -> Job:
    data = form.cleaned_data
    strand, instrument = form.chosen
    arguments = {"strand": strand, "instrument": instrument, "format": data["format"].name}
    is_full = bool(data.get("is_full"))
    return jobs.start(
        kind=FULL_EXPORT if is_full else EXPORT,
        title=f"Interviews {'in full ' if is_full else ''}as {data['format'].title}",
        by=request.user.pk,
        arguments={**arguments, "reason": data["reason"]} if is_full else arguments,
        started_from=request.path,
    )
