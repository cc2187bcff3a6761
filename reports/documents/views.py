"""The pages of the study report: of a release, as a draft, and its texts with the list of figures."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import AuthenticatedRequest, requires
from accounts.jobs import actions as jobs
from reports import registry
from reports.documents.figures import listed_figures
from reports.documents.formats import FORMATS, draft_report, draft_reports, report_of_release
from reports.documents.forms import ReportTextForm
from reports.documents.page import body_context, page_blocks
from reports.documents.texts import TEXTS
from reports.documents.texts_of_study import current_text, write_report_text
from reports.jobs import STUDY_REPORT
from reports.models import ReportText
from reports.releases.public import opened, release_numbered, released
from reports.releases.taken_back import documents_of, taken_back
from survey.models import Study


@require_safe
@requires("reports.view")
def study_report(request: HttpRequest, slug: str) -> HttpResponse:
    """Lead to the study report of the current release; before the first, to the list, which says when it comes."""
    study = get_object_or_404(Study.objects.visible_to(request.user), slug=slug)
    current = released(study)
    if current is None:
        return redirect("release-list", slug)
    return redirect("release-study-report", study.slug, current.release.number)


@require_safe
@requires("reports.view")
def release_study_report(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The study report of a release as a page, from its frozen content alone; of a withdrawn one only the notice."""
    study = get_object_or_404(Study.objects.visible_to(request.user), slug=slug)
    release = release_numbered(study, number)
    if release is None:
        raise Http404(f"The study has no release {number}.")
    context: dict[str, Any] = {"study": study, "release": release}
    current = released(study)
    if release.is_withdrawn:
        context["current"] = current.release if current else None
    else:
        opened_release = opened(release)
        context |= body_context(report_of_release(opened_release).document)
        context["documents"] = documents_of(release, taken_back(opened_release))
        context["newer"] = current.release if current and current.release.number > number else None
    return render(request, "reports/documents/study_report.html", context)


@never_cache
@require_safe
@requires("study.manage")
def draft(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """The study report as it would be if the live figures were released now, marked as a draft."""
    study = get_object_or_404(Study.objects.opened().select_related("frame"), slug=slug)
    context: dict[str, Any] = {"study": study, "formats": FORMATS.values()}
    try:
        context |= body_context(draft_report(study).document)
    except ValueError as refusal:
        context["problems"] = str(refusal).splitlines()
    return render(request, "reports/documents/study_report.html", context)


@require_POST
@requires("study.manage")
def draft_file(request: AuthenticatedRequest, slug: str, format: str) -> HttpResponse:
    """Start the job that writes the draft as a file."""
    study = get_object_or_404(Study.objects.opened(), slug=slug)
    if format not in FORMATS:
        raise Http404(f"The study report is not offered as {format}.")
    job = jobs.start(
        kind=STUDY_REPORT,
        title=f"Draft of the study report, {FORMATS[format].title}: {study}",
        by=request.user.pk,
        arguments={"study": study.pk, "format": format},
        started_from=reverse("study-report-draft", args=[study.slug]),
    )
    return redirect(job.next_address)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def texts(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """Show the form for the texts with their earlier versions; on POST show them as they will be, or save them."""
    study = get_object_or_404(Study.objects.opened().select_related("frame"), slug=slug)
    current = current_text(study)
    version, written = (current.version, current.texts) if current else (0, {})
    form = ReportTextForm(
        request.POST if request.method == "POST" else None,
        initial={"from_version": version, **written},
        reports=lambda names: draft_reports(study, names),
    )
    is_valid = request.method == "POST" and form.is_valid()
    if is_valid and "preview" not in request.POST and _save(request, study, form):
        return redirect("report-texts", study.slug)
    context = {
        "study": study,
        "form": form,
        "submitted_form": form if request.method == "POST" and not form.is_valid() else None,
        "preview": [block for blocks in form.blocks.values() for block in page_blocks(blocks)],
        "versions": [(each, _written(each)) for each in _versions(study)],
    }
    return render(request, "reports/documents/texts.html", context)


def _save(request: AuthenticatedRequest, study: Study, form: ReportTextForm) -> bool:
    try:
        write_report_text(
            study=study, texts=form.texts, from_version=form.cleaned_data["from_version"], by=request.user
        )
    except ValidationError as refusal:
        current = current_text(study)
        if refusal.code == "stale" and current is not None:
            form.rebase(current.version, current.texts)
        form.add_error(None, refusal)
        return False
    messages.success(
        request, "The texts are saved. A release has them as they were when it was previewed last."
    )
    return True


def _versions(study: Study) -> list[ReportText]:
    return list(ReportText.objects.filter(study=study).select_related("created_by"))


def _written(text: ReportText) -> list[tuple[str, str]]:
    return [(part.title, text.texts[name]) for name, part in TEXTS.items() if name in text.texts]


@never_cache
@require_safe
@requires("study.manage")
def figures(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """The list to copy references from: the reports, the tables of one, and the figures of one of its tables."""
    study = get_object_or_404(Study.objects.opened().select_related("frame"), slug=slug)
    name, key = request.GET.get("report", ""), request.GET.get("table", "")
    kinds = registry.every(study.frame)
    report = _chosen(name, draft_reports(study, [name]), "report") if name else None
    tables = {table.key: table for table in report.tables} if report else {}
    table = _chosen(key, tables, "table") if key else None
    context = {
        "study": study,
        "kinds": kinds,
        "report": report,
        "table": table,
        "figures": list(listed_figures(report, table)) if report and table else [],
    }
    return render(request, "reports/documents/figures.html", context)


def _chosen(name: str, found: dict[str, Any], what: str) -> Any:
    if name not in found:
        raise Http404(f"There is no {what} “{name[:40]}”.")
    return found[name]
