"""The pages of the user's own jobs: the list, one job, cancelling it, and its file."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import audit
from accounts.access import AuthenticatedRequest, may, requires
from accounts.jobs import actions, kinds
from accounts.jobs.models import Job, JobState


@never_cache
@require_safe
@requires("account.own")
def job_list(request: AuthenticatedRequest) -> HttpResponse:
    """List the user's jobs."""
    jobs = Job.objects.for_user(request.user).defer("arguments", "error")
    return render(request, "accounts/job_list.html", {"jobs": jobs})


@never_cache
@require_safe
@requires("account.own")
def job_detail(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """Show a job's progress and result. With the header `X-Part: progress`, only the part that changes."""
    part = request.headers.get("X-Part") == "progress"
    template = "accounts/job_progress.html" if part else "accounts/job_detail.html"
    return render(request, template, {"job": _own(request, key)})


@require_POST
@requires("account.own")
def job_cancel(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """Cancel a job."""
    job = actions.cancel(job=_own(request, key), by=request.user)
    if job.state == JobState.CANCELLED:
        messages.success(request, "The job is cancelled.")
    elif job.is_cancel_requested and not job.has_ended:
        messages.info(request, "The job will stop at its next step.")
    else:
        messages.info(request, "The job had ended already.")
    return redirect(job)


@never_cache
@require_safe
@requires("account.own")
def job_file(request: AuthenticatedRequest, key: UUID) -> HttpResponseBase:
    """Download a job's file, if it has not expired and the user still has the permission."""
    job = _own(request, key)
    is_kept = job.expires_at is not None and timezone.now() < job.expires_at
    if job.state != JobState.FINISHED or not job.file_name or not is_kept:
        raise Http404("This job has no file, or it is no longer kept.")
    if not may(request.user, kinds.get(job.kind).permission):
        raise Http404("Your account may no longer have this file.")
    if request.method == "GET":
        audit.record(by=request.user, verb="job.file_downloaded", subject=job, detail={"kind": job.kind})
    response = StreamingHttpResponse(job.content(), content_type=job.file_type)
    response.headers["Content-Length"] = str(job.file_size)
    response.headers["Content-Disposition"] = content_disposition_header(True, job.file_name)
    response.headers["Cache-Control"] = "no-store"
    return response


def _own(request: AuthenticatedRequest, key: UUID) -> Job:
    """Return one of the user's own jobs, or raise Http404."""
    return get_object_or_404(Job.objects.for_user(request.user), pk=key)
