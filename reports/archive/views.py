"""The pages on which the study lead makes the archive package, and archives a closed study for good."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import AuthenticatedRequest, requires
from accounts.jobs import actions as jobs
from accounts.jobs.models import JobState
from interviews.models import Contact
from reports.archive.forms import ArchiveForm, StudyArchiveForm
from reports.archive.package import collections_of
from reports.archive.texts import told_to_respondents
from reports.jobs import PACKAGE, STUDY_ARCHIVE
from survey.exports import statistics
from survey.models import Study
from survey.vocabulary import StudyState


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
    return render(request, "reports/archive.html", _context(request, study, form))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def archive_study(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """Say what archiving a closed study for good means; on POST start the job that does it."""
    study = get_object_or_404(Study.objects.opened(), slug=slug)
    if study.state != StudyState.CLOSED:
        sentence = (
            "This study is archived." if study.is_archived else "Close the study before you archive it."
        )
        messages.info(request, sentence)
        return redirect("study-settings", slug)
    form = StudyArchiveForm(request.POST if request.method == "POST" else None, study=study)
    if request.method == "POST" and form.is_valid():
        terms = form.cleaned_data["terms"].strip() if form.cleaned_data["makes_package"] else ""
        job = jobs.start(
            kind=STUDY_ARCHIVE,
            title=f"Archive {study}",
            by=request.user.pk,
            arguments={"study": study.pk, "terms": terms},
            started_from=request.path,
        )
        if job.state != JobState.FAILED:
            return redirect(job.next_address)
        for sentence in job.errors:
            form.add_error(None, sentence)
    contacts = Contact.objects.filter(unit__strand__study=study, erased_at=None)
    context = _context(request, study, form) | {
        "contacts": contacts.count(),
        "last_day": contacts.aggregate(last=Max("erase_on"))["last"],
    }
    return render(request, "reports/archive_study.html", context)


def _context(request: AuthenticatedRequest, study: Study, form: ArchiveForm) -> dict[str, Any]:
    collections = collections_of(study)
    instruments = {each.instrument.pk: each.instrument for each in collections}
    return {
        "study": study,
        "form": form,
        "submitted_form": form if request.method == "POST" else None,
        "collections": collections,
        "told": told_to_respondents(instruments.values()),
        "has_spss": statistics.is_installed(),
    }
