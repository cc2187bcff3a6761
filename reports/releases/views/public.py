"""The public pages of releases: the calendar, all releases of a study, one release, its reports and documents."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from accounts.access import may, requires
from reports.disclosure import ControlledReport
from reports.formats import heading, html
from reports.formats.files import FORMATS
from reports.models import Release
from reports.quotations import published as quotations
from reports.releases.public import Released, opened, release_numbered, released
from reports.releases.taken_back import documents_of, taken_back
from reports.views import chart_response, is_saved_chart, refuse_unknown
from survey.models import Study

A_DAY = 24 * 60 * 60
GONE = 410


@require_safe
@requires("reports.view")
def calendar(request: HttpRequest) -> HttpResponse:
    """The announced releases of all studies, and the latest public ones."""
    context = {
        "announced": Release.objects.announced(),
        "latest": Release.objects.public().filter(study__is_published=True).recent()[:20],
        "waiting": Release.objects.waiting() if may(request.user, "releases.release") else (),
    }
    return render(request, "reports/releases/calendar.html", context)


@require_safe
@requires("reports.view")
def release_list(request: HttpRequest, slug: str) -> HttpResponse:
    """All releases of a study, and when the next is expected."""
    study = _study(request, slug)
    releases = list(Release.objects.of_study(study).public().select_related("study"))
    context = {
        "study": study,
        "releases": releases,
        "current": next((each for each in releases if not each.is_withdrawn), None),
        "announced": Release.objects.announced().filter(study=study).first(),
    }
    return render(request, "reports/releases/list.html", context)


@require_safe
@requires("reports.view")
def latest(request: HttpRequest, slug: str, rest: str = "") -> HttpResponse:
    """Lead to the same page of the current release; before the first, to the list, which says when it is expected."""
    study = _study(request, slug)
    current = released(study)
    if current is None:
        return redirect("release-list", slug)
    return redirect(current.release.get_absolute_url() + rest)


@require_safe
@requires("reports.view")
def release_detail(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One release: what it is, its reports and documents. A withdrawn one says why, and has nothing else."""
    study = _study(request, slug)
    release = _release(study, number)
    current = released(study)
    context: dict[str, Any] = {
        "study": study,
        "release": release,
        "newer": current.release if current and current.release.number > number else None,
        "current": current.release if current else None,
        "trail": [
            (study.get_absolute_url(), study.title),
            (reverse("release-list", args=[slug]), "All releases"),
        ],
    }
    gone = None
    if not release.is_withdrawn:
        content = opened(release).content
        gone = taken_back(opened(release))
        context |= {
            "facts": content.facts,
            "reports": content.titles,
            "documents": documents_of(release, gone),
        }
    response = render(request, "reports/releases/detail.html", context)
    version = f"{release.sha256}-{release.state}-{current.release.number if current else ''}-{gone or ''}"
    return _cached(request, response, version, is_page=True)


@require_safe
@requires("reports.view")
def release_report(request: HttpRequest, slug: str, number: int, name: str) -> HttpResponse:
    """A report of a release, as it was released."""
    study = _study(request, slug)
    release = _release(study, number)
    if release.is_withdrawn:
        return _gone(request, study, release)
    report = _report(opened(release), name)
    current = released(study)
    quoted = quotations.quotations_of_part(opened(release).part(quotations.PART))
    context = {
        "study": study,
        "release": release,
        "quotations": [each for each in quoted if each.theme == name],
        "newer": current.release if current and current.release.number > number else None,
        "report": html.page_report(report),
        "address": reverse("release-report", args=[slug, number, name]),
        "formats": FORMATS.values(),
        "trail": [
            (study.get_absolute_url(), study.title),
            (reverse("release-list", args=[slug]), "All releases"),
            (release.get_absolute_url(), f"Release {number}"),
        ],
    }
    response = render(request, "reports/releases/report.html", context)
    version = f"{_version(release, name, report)}-{context['newer'] or ''}-{len(quoted)}"
    return _cached(request, response, version, is_page=True)


@require_safe
@requires("reports.view")
def release_report_file(request: HttpRequest, slug: str, number: int, name: str, format: str) -> HttpResponse:
    """The tables of a report of a release as a file."""
    study = _study(request, slug)
    release = _release(study, number)
    if format not in FORMATS:
        raise Http404(f"Reports are not offered as {format}.")
    refuse_unknown(request, ())
    if release.is_withdrawn:
        return _gone(request, study, release)
    report = _report(opened(release), name)
    chosen = FORMATS[format]
    response = HttpResponse(chosen.write(report), content_type=chosen.media_type)
    response["Content-Disposition"] = f'attachment; filename="{_stem(release, report)}.{format}"'
    return _cached(request, response, _version(release, name, report))


@require_safe
@requires("reports.view")
def release_report_chart(
    request: HttpRequest, slug: str, number: int, name: str, chart: str, picture: str
) -> HttpResponse:
    """The chart of one table of a report of a release, as a picture: svg or png."""
    study = _study(request, slug)
    release = _release(study, number)
    refuse_unknown(request, ("for", "v"))
    if release.is_withdrawn:
        return _gone(request, study, release)
    report = _report(opened(release), name)
    stem = f"{_stem(release, report)}-{chart}"
    response = chart_response(request, html.charts(report).get(chart), picture, stem=stem)
    if not is_saved_chart(request):
        return response
    return _cached(request, response, _version(release, name, report))


@require_safe
@requires("reports.view")
def release_document(request: HttpRequest, slug: str, number: int, kind: str) -> HttpResponse:
    """A document of a release, byte for byte as it was released, unless something in it was taken back."""
    study = _study(request, slug)
    release = _release(study, number)
    if release.is_withdrawn:
        return _gone(request, study, release)
    document = get_object_or_404(release.documents, kind=kind)
    if why := taken_back(opened(release)).why(kind):
        context = {"study": study, "release": release, "why": why}
        return render(request, "reports/releases/file_taken_back.html", context, status=GONE)
    response = HttpResponse(bytes(document.content), content_type=document.media_type)
    response["Content-Disposition"] = f'attachment; filename="{study.slug}-release-{number}.{kind}"'
    return _cached(request, response, document.sha256)


def _study(request: HttpRequest, slug: str) -> Study:
    return get_object_or_404(Study.objects.visible_to(request.user).select_related("frame"), slug=slug)


def _release(study: Study, number: int) -> Release:
    release = release_numbered(study, number)
    if release is None:
        raise Http404(f"{study} has no release {number}.")
    return release


def _report(of: Released, name: str) -> ControlledReport:
    report = of.report(name)
    if report is None:
        raise Http404(f"Release {of.release.number} has no report “{name}”.")
    return report


def _stem(release: Release, report: ControlledReport) -> str:
    name = heading.file_name(report, "").removesuffix(".")
    end = f"release-{release.number}"
    return name if name.endswith(end) else f"{name}-{end}"


def _version(release: Release, name: str, report: ControlledReport) -> str:
    """Return the hash of the release, or one of what is shown where a name was taken back since."""
    if report.tables == opened(release).content.report(name, None).tables:
        return release.sha256
    return hashlib.sha256(repr(report.tables).encode()).hexdigest()


def _gone(request: HttpRequest, study: Study, release: Release) -> HttpResponse:
    """Answer 410 with the reason, for what a withdrawn release had."""
    context = {"study": study, "release": release}
    return render(request, "reports/releases/gone.html", context, status=GONE)


def _cached(
    request: HttpRequest, response: HttpResponse, version: str, *, is_page: bool = False
) -> HttpResponse:
    """Return the response with its version as ETag, kept for a day by everybody; 304 where the reader has it.

    A page is asked for again each time, because it must say at once that its release is withdrawn or that there is a
    newer one. What somebody gets who is signed in is their own.
    """
    if request.user.is_authenticated:
        patch_cache_control(response, private=True, no_cache=True)
        return response
    etag = quote_etag(version)
    response["ETag"] = etag
    if is_page:
        patch_cache_control(response, public=True, no_cache=True)
    else:
        patch_cache_control(response, public=True, max_age=A_DAY)
    return get_conditional_response(request, etag=etag, response=response) or response
