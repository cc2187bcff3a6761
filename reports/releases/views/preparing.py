"""The pages on which a study lead prepares a release, and a second person releases or withdraws it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import audit
from accounts.access import AuthenticatedRequest, may, requires
from accounts.jobs import actions as jobs
from reports.formats import html
from reports.models import EarlyAccess, Release, ReleaseDocument
from reports.quotations.published import PART as QUOTATIONS
from reports.quotations.published import quotations_of_part
from reports.releases import actions, parts
from reports.releases import jobs as kinds
from reports.releases.forms import EarlyAccessForm, ReleaseForm, RevisionForm, WithdrawalForm
from reports.releases.public import Released, opened
from reports.releases.snapshot import fingerprint_of
from reports.releases.taken_back import taken_back
from reports.releases.views.public import GONE
from reports.views import chart_response, is_saved_chart
from survey.models import Study

NO_DRAFT = "There is no release in preparation."
MOVED = (
    "The live data, the texts or the quotations have changed since these figures were read. Make a new preview if the "
    "changes are to be in this release."
)


@never_cache
@require_safe
@requires("releases.release")
def prepare(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """The release in preparation: its state, what it would publish, and what is still to be done."""
    study = _study(slug)
    release = _in_preparation(study)
    content = opened(release).content if release and release.sha256 else None
    if release and content:
        _record_reading(request, release, "summary")
    context = {
        "study": study,
        "release": release,
        "reports": content.titles if content else (),
        "audit": content.facts.get("audit") if content else None,
        "differences": content.differences if content else (),
        "documents": _documents(release) if content else (),
        "early_access": release.early_access.order_by("from_on", "pk") if release else (),
        "moved": _moved(release) if release else "",
        "may_prepare": may(request.user, "study.manage"),
        "is_own": bool(release and release.prepared_by_id == request.user.pk),
        "past": Release.objects.of_study(study).public().select_related("study"),
        "trail": _trail(request, study),
    }
    return render(request, "reports/releases/prepare.html", context)


@require_POST
@requires("study.manage")
def preview(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """Start the job that reads the live data into the draft."""
    study = _study(slug)
    job = jobs.start(
        kind=kinds.PREVIEW,
        title=f"Preview of the figures of {study}",
        by=request.user.pk,
        arguments={"study": study.pk},
        started_from=reverse("release-prepare", args=[slug]),
    )
    return redirect(job.next_address)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def revise(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """The title, the note on what has changed and the announced moment of the release in preparation."""
    study = _study(slug)
    release = _in_preparation(study)
    if release is None:
        messages.info(request, f"{NO_DRAFT} Make a preview first.")
        return redirect("release-prepare", slug)
    form = RevisionForm(request.POST if request.method == "POST" else None, release=release)
    if request.method == "POST" and form.is_valid():
        try:
            actions.revise(release=release, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_errors(refusal)
        else:
            messages.success(request, "Saved.")
            return redirect("release-prepare", slug)
    return _form_page(request, "revise", study, release, form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def early_access(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """The list of those who see the release before the public, and a form to add somebody."""
    study = _study(slug)
    release = _in_preparation(study)
    if release is None:
        messages.info(request, f"{NO_DRAFT} Make a preview first.")
        return redirect("release-prepare", slug)
    form = EarlyAccessForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_early_access(release=release, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_errors(refusal)
        else:
            messages.success(request, "Added to the list.")
            return redirect("release-early-access", slug)
    entries = release.early_access.select_related("added_by").order_by("from_on", "pk")
    return _form_page(request, "early_access", study, release, form, entries=entries)


@require_POST
@requires("study.manage")
def end_early_access(request: AuthenticatedRequest, slug: str, pk: int) -> HttpResponse:
    """Take somebody off that list."""
    entry = get_object_or_404(EarlyAccess.objects.select_related("release"), pk=pk, release__study__slug=slug)
    try:
        actions.end_early_access(entry=entry, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, "Taken off the list.")
    return redirect("release-early-access", slug)


@require_POST
@requires("study.manage")
def make_ready(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """Start the job that freezes the draft as it was on the page, and makes its documents."""
    study = _study(slug)
    release = _in_preparation(study)
    if release is None:
        raise Http404(NO_DRAFT)
    job = jobs.start(
        kind=kinds.READY,
        title=f"Make {release} ready",
        by=request.user.pk,
        arguments={"release": release.pk, "sha256": request.POST.get("sha256", "")},
        started_from=reverse("release-prepare", args=[slug]),
    )
    return redirect(job.next_address)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("releases.release")
def release(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """What the second person sees and confirms before a ready release becomes public."""
    study = _study(slug)
    ready = _in_preparation(study)
    if ready is None or not ready.is_ready:
        messages.info(request, "No release of this study is ready: a study lead makes it ready first.")
        return redirect("release-prepare", slug)
    form = ReleaseForm(request.POST if request.method == "POST" else None, sha256=ready.sha256)
    if request.method == "POST" and form.is_valid():
        try:
            public = actions.release(release=ready, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_errors(refusal)
        else:
            if public.is_public:
                messages.success(request, f"Release {public.number} is public.")
                return redirect(public)
            when = timezone.localtime(public.scheduled_for)
            messages.success(request, f"It becomes public on {when:%-d %B %Y} at {when:%H:%M}.")
            return redirect("release-prepare", slug)
    content = opened(ready).content
    _record_reading(request, ready, "summary")
    return _form_page(
        request,
        "release",
        study,
        ready,
        form,
        reports=content.titles,
        audit=content.facts.get("audit"),
        differences=content.differences,
        documents=_documents(ready),
        early_access=ready.early_access.order_by("from_on", "pk"),
        is_own=ready.prepared_by_id == request.user.pk,
        moved=_moved(ready),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("releases.release")
def withdraw(request: AuthenticatedRequest, slug: str, number: int) -> HttpResponse:
    """Ask why a public release is withdrawn; on POST withdraw it."""
    study = _study(slug)
    public = get_object_or_404(
        Release.objects.of_study(study).public().select_related("study"), number=number
    )
    if public.is_withdrawn:
        messages.info(request, f"Release {number} is withdrawn already.")
        return redirect(public)
    form = WithdrawalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(release=public, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_errors(refusal)
        else:
            messages.success(request, f"Release {number} is withdrawn.")
            return redirect(public)
    return _form_page(request, "withdraw", study, public, form)


@never_cache
@require_safe
@requires("releases.release")
def preview_report(request: AuthenticatedRequest, slug: str, name: str) -> HttpResponse:
    """A report as the release in preparation has it, marked as a draft."""
    study = _study(slug)
    release = _with_content(study)
    report = opened(release).report(name)
    if report is None:
        raise Http404(f"The release has no report “{name}”.")
    _record_reading(request, release, name)
    quoted = quotations_of_part(opened(release).part(QUOTATIONS))
    context = {
        "study": study,
        "release": release,
        "quotations": [each for each in quoted if each.theme == name],
        "report": html.page_report(report),
        "address": reverse("release-preview-report", args=[slug, name]),
        "is_preview": True,
        "trail": [
            *_trail(request, study),
            (reverse("release-prepare", args=[slug]), f"Release {release.number}"),
        ],
    }
    return render(request, "reports/releases/report.html", context)


@never_cache
@require_safe
@requires("releases.release")
def preview_chart(
    request: AuthenticatedRequest, slug: str, name: str, chart: str, picture: str
) -> HttpResponse:
    """A chart of a report as the release in preparation has it; that of a page was read with the page."""
    release = _with_content(_study(slug))
    report = opened(release).report(name)
    if report is None:
        raise Http404(f"The release has no report “{name}”.")
    stem = f"{name}-{chart}-{slug}-draft"
    response = chart_response(request, html.charts(report).get(chart), picture, stem=stem)
    if is_saved_chart(request):
        _record_reading(request, release, f"{name}-{chart}.{picture}")
    return response


@never_cache
@require_safe
@requires("releases.release")
def preview_document(request: AuthenticatedRequest, slug: str, kind: str) -> HttpResponse:
    """A document of the release in preparation: that which is kept, or of a draft one that says so on each page."""
    study = _study(slug)
    release = _with_content(study)
    stored = release.documents.filter(kind=kind).first()
    if stored is not None and (why := taken_back(opened(release)).why(kind)):
        context = {"study": study, "release": release, "why": why}
        return render(request, "reports/releases/file_taken_back.html", context, status=GONE)
    document = stored or _draft_document(release, kind)
    _record_reading(request, release, kind)
    response = HttpResponse(bytes(document.content), content_type=document.media_type)
    stem = f"{study.slug}-release-{release.number}-{'draft' if release.is_draft else 'not-released'}"
    response["Content-Disposition"] = f'attachment; filename="{stem}.{kind}"'
    return response


def _trail(request: HttpRequest, study: Study) -> list[tuple[str, str]]:
    """Return the way to the release; an administrator has no page of a study that is not listed."""
    releases = (reverse("release-calendar"), "Releases")
    if not study.is_published and not may(request.user, "unpublished.view"):
        return [releases]
    return [releases, (study.get_absolute_url(), study.title)]


def _study(slug: str) -> Study:
    return get_object_or_404(Study.objects.opened().select_related("frame"), slug=slug)


def _moved(release: Release) -> str:
    """Return what to say if the live data are no longer those of which the release was made, else nothing."""
    is_stale = release.sha256 and release.fingerprint != fingerprint_of(release.study)
    return MOVED if is_stale else ""


def _in_preparation(study: Study) -> Release | None:
    found: Release | None = (
        Release.objects.of_study(study)
        .in_preparation()
        .select_related("study", "prepared_by", "released_by", "previous")
        .defer("previous__content")
        .first()
    )
    return found


def _with_content(study: Study) -> Release:
    release = _in_preparation(study)
    if release is None or not release.sha256:
        raise Http404(NO_DRAFT)
    return release


def _draft_document(release: Release, kind: str) -> ReleaseDocument:
    """Return a document of a draft, made now and not stored."""
    found = next((each for each in parts.document_kinds() if each.name == kind), None)
    if found is None or not release.is_draft:
        raise Http404(f"The release has no document “{kind}”.")
    written = found.write(Released(release, opened(release).content))
    return ReleaseDocument(release=release, kind=kind, media_type=found.media_type, content=written)


def _documents(release: Release | None) -> list[tuple[str, str]]:
    """Return the kinds of the documents of a release, each with its title."""
    if release is None:
        return []
    if release.is_draft:
        return [(each.name, each.title) for each in parts.document_kinds()]
    kinds = release.documents.order_by("kind").values_list("kind", flat=True)
    return [(kind, parts.document_title(kind)) for kind in kinds]


def _form_page(
    request: HttpRequest, template: str, study: Study, release: Release, form: Any, **more: Any
) -> HttpResponse:
    context = {
        "study": study,
        "release": release,
        "form": form,
        "submitted_form": form if request.method == "POST" else None,
        "trail": [
            *_trail(request, study),
            (reverse("release-prepare", args=[study.slug]), f"Release {release.number}"),
        ],
        **more,
    }
    return render(request, f"reports/releases/{template}.html", context)


def _record_reading(request: AuthenticatedRequest, release: Release, what: str) -> None:
    audit.record(
        by=request.user,
        verb="release.preview_read",
        subject=release,
        study=release.study,
        detail={"number": release.number, "sha256": release.sha256, "what": what},
    )
