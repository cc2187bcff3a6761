"""The page on which the study lead makes the archive package."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import AuthenticatedRequest, requires
from accounts.jobs import actions as jobs
from accounts.jobs.models import JobState
from reports.archive.forms import ArchiveForm
from reports.archive.package import collections_of
from reports.archive.texts import told_to_respondents
from reports.jobs import PACKAGE
from survey.exports import statistics
from survey.models import Study


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def archive_package(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """Show what the package has and what respondents were told; on POST start the job that writes it."""
    study = get_object_or_404(Study.objects.opened(), slug=slug)
    form = ArchiveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        job = jobs.start(
            kind=PACKAGE,
            title=f"Archive package of {study}",
            by=request.user.pk,
            arguments={"study": study.pk, "terms": form.cleaned_data["terms"].strip()},
            started_from=request.path,
        )
        if job.state != JobState.FAILED:
            return redirect(job.next_address)
        for sentence in job.errors:
            form.add_error(None, sentence)
    collections = collections_of(study)
    instruments = {each.instrument.pk: each.instrument for each in collections}
    context = {
        "study": study,
        "form": form,
        "submitted_form": form if request.method == "POST" else None,
        "collections": collections,
        "told": told_to_respondents(instruments.values()),
        "has_spss": statistics.is_installed(),
    }
    return render(request, "reports/archive.html", context)
