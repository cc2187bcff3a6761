"""A report of a study as a page, as a file of exactly the same tables, and its charts as pictures."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.access import current_user, requires
from accounts.jobs import actions as jobs
from reports import readers, registry
from reports.charts import Chart
from reports.charts.layout import FILE, LAYOUTS
from reports.comparison.queries import default_other
from reports.disclosure import ControlledReport
from reports.formats import heading, html
from reports.formats.files import FORMATS
from reports.jobs import ARCHIVE
from survey.models import Study

LONGEST_ECHO = 40
"""The number of characters of a visitor's input that a message repeats."""
WEEK = 7 * 24 * 60 * 60
VERSION, PUBLIC = "version", "public"
"""`?version=public` shows a research role what the public sees."""


@require_safe
@requires("reports.view")
def report_detail(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """One report of one study: the answer in a sentence, then the tables.

    Research roles see live figures, everybody else those of the release. Before the first it says when it is expected.
    """
    study = get_object_or_404(Study.objects.visible_to(request.user).select_related("frame"), slug=slug)
    kind = _kind(name)
    is_exact = _reads_exact(request)
    others = _other_studies(request, study) if kind.compares and is_exact else None
    try:
        report = _read(request, study, kind, others, format="page")
    except readers.NotReleasedError as reason:
        return _not_released(request, study, name, str(reason))
    parameters = {"with": others.chosen.slug} if others and others.chosen else {}
    if is_public_version(request):
        parameters[VERSION] = PUBLIC
    context = {
        "study": study,
        "notices": unknown_parameters(request, (*_parameters(kind, is_exact=is_exact), "all")),
        "report": html.page_report(report),
        "is_public": is_public_version(request),
        "may_be_exact": readers.reads_exact(request.user),
        "other_studies": others,
        "query": urlencode(parameters),
        "trail": [(reverse("study-list"), "Studies"), (study.get_absolute_url(), study.title)],
        "formats": FORMATS.values(),
        "others": [kind for kind in registry.every(study.frame) if kind.name != name],
    }
    return _without_caching(render(request, "reports/report_detail.html", context), report)


@require_safe
@requires("reports.view")
def report_download(request: HttpRequest, slug: str, name: str, format: str) -> HttpResponse:
    """The report's tables as a file, named after the report and the study."""
    study = get_object_or_404(Study.objects.visible_to(request.user).select_related("frame"), slug=slug)
    if format not in FORMATS:
        raise Http404(f"Reports are not offered as {format}.")
    report = _read_file(request, study, _kind(name), format=format)
    chosen = FORMATS[format]
    response = HttpResponse(chosen.write(report), content_type=chosen.media_type)
    response["Content-Disposition"] = f'attachment; filename="{heading.file_name(report, format)}"'
    return _without_caching(response, report)


@require_safe
@requires("reports.view")
def report_chart(request: HttpRequest, slug: str, name: str, chart: str, picture: str) -> HttpResponse:
    """The chart of one table, addressed by the table's key, as a picture: svg or png."""
    study = get_object_or_404(Study.objects.visible_to(request.user).select_related("frame"), slug=slug)
    as_file = picture if is_saved_chart(request) else ""
    report = _read_file(request, study, _kind(name), ("for", "v"), format=as_file)
    stem = heading.file_name(report, picture).replace(name, f"{name}-{chart}", 1).removesuffix(f".{picture}")
    found = html.charts(report).get(chart)
    return _without_caching(chart_response(request, found, picture, stem=stem), report)


@require_POST
@requires("account.own")
def report_archive(request: HttpRequest, slug: str) -> HttpResponse:
    """Start the job that writes every report of a study in every format into one archive."""
    study = get_object_or_404(Study.objects.visible_to(request.user).select_related("frame"), slug=slug)
    job = jobs.start(
        kind=ARCHIVE,
        title=f"All reports of {study}",
        by=current_user(request).pk,
        arguments={"study": study.pk},
        started_from=study.get_absolute_url(),
    )
    return redirect(job.next_address)


@dataclass(frozen=True)
class OtherStudies:
    """The studies that a study can be compared with, and the one chosen."""

    others: tuple[Study, ...]
    chosen: Study | None


def is_public_version(request: HttpRequest) -> bool:
    """Return True if the address asks for the version that the public sees; raise Http404 for another version."""
    wanted = request.GET.get(VERSION, "")
    if wanted not in ("", PUBLIC):
        raise Http404(f"There is no version “{wanted[:LONGEST_ECHO]}” of a report. Known: {PUBLIC}.")
    return bool(wanted)


def _reads_exact(request: HttpRequest) -> bool:
    return readers.reads_exact(request.user, is_public_version=is_public_version(request))


def _not_released(request: HttpRequest, study: Study, name: str, reason: str) -> HttpResponse:
    """Return the page of a report that the public has not yet; it is there, so that its address can be passed on."""
    title = next(kind.title for kind in registry.every(study.frame) if kind.name == name)
    context = {
        "study": study,
        "title": title,
        "reason": reason,
        "trail": [(reverse("study-list"), "Studies"), (study.get_absolute_url(), study.title)],
    }
    return render(request, "reports/not_released.html", context)


def _other_studies(request: HttpRequest, study: Study) -> OtherStudies:
    """Return the other studies for a live comparison; `?with=` chooses one, the default is the nearest before."""
    visible = Study.objects.visible_to(request.user)
    others = tuple(visible.exclude(pk=study.pk).order_by("-frame_on", "slug"))
    wanted = request.GET.get("with")
    if not wanted:
        return OtherStudies(others, default_other(study, others))
    chosen = next((other for other in others if other.slug == wanted), None)
    if chosen is None:
        raise Http404(f"There is no other study “{wanted}”.")
    return OtherStudies(others, chosen)


def _parameters(kind: registry.ReportType, *, is_exact: bool) -> tuple[str, ...]:
    """Return the parameters of a report's addresses. What a released comparison compares is frozen with it."""
    return ("with", VERSION) if kind.compares and is_exact else (VERSION,)


def _kind(name: str) -> registry.ReportType:
    try:
        return registry.get(name)
    except registry.UnknownReportError as error:
        raise Http404(str(error))


def _read(
    request: HttpRequest,
    study: Study,
    kind: registry.ReportType,
    others: OtherStudies | None,
    *,
    format: str,
) -> ControlledReport:
    """Return the report as this reader may see it. The reading of exact figures is audited, if it has a format.

    :raises NotReleasedError: if the public has no such report yet.
    """
    other = others.chosen if others else None
    report = readers.report_for(kind.name, study, is_exact=_reads_exact(request), other=other)
    if format:
        readers.record_reading(report, study, by=request.user, format=format)
    return report


def _read_file(
    request: HttpRequest,
    study: Study,
    kind: registry.ReportType,
    parameters: tuple[str, ...] = (),
    *,
    format: str,
) -> ControlledReport:
    """Return the same for a file; raise Http404 if it is not released, and BadRequest for an unknown parameter."""
    refuse_unknown(request, (*_parameters(kind, is_exact=_reads_exact(request)), *parameters))
    return _read_or_404(request, study, kind, format=format)


def _read_or_404(
    request: HttpRequest, study: Study, kind: registry.ReportType, *, format: str
) -> ControlledReport:
    others = _other_studies(request, study) if kind.compares and _reads_exact(request) else None
    try:
        return _read(request, study, kind, others, format=format)
    except readers.NotReleasedError as reason:
        raise Http404(str(reason)) from None


def data_parameters(request: HttpRequest, name: str) -> tuple[str, ...]:
    """Return the parameters that the report of this name takes in the API; raise Http404 for an unknown name."""
    return _parameters(_kind(name), is_exact=_reads_exact(request))


def read_as_data(request: HttpRequest, study: Study, name: str) -> ControlledReport:
    """Return the report of this name for the API, as this reader may see it.

    :raises Http404: for an unknown name, and if nothing is released yet.
    """
    return _read_or_404(request, study, _kind(name), format="api")


def _without_caching(response: HttpResponse, report: ControlledReport) -> HttpResponse:
    """Return the response, which no browser or proxy stores if its figures are exact."""
    if report.is_exact:
        response["Cache-Control"] = "private, no-store"
    return response


def is_saved_chart(request: HttpRequest) -> bool:
    """Return True if a chart is asked for as a file: a reading of its own. The pictures of a page are read with it."""
    return (request.GET.get("for") or FILE.name) == FILE.name


def chart_response(request: HttpRequest, chart: Chart | None, format: str, *, stem: str) -> HttpResponse:
    """Return the picture as svg or png, saved as `stem`; raises Http404 for another format and without a chart.

    `?for=page` and `?for=phone` leave out the title that the page has. With the chart's own version in the address
    (`v`) the browser keeps the picture: other figures have another address.
    """
    wanted = request.GET.get("for", "")
    if wanted and wanted not in LAYOUTS:
        raise BadRequest(
            f"“{wanted[:LONGEST_ECHO]}” is not what a chart can be for. Known: {', '.join(LAYOUTS)}."
        )
    layout = LAYOUTS.get(wanted, FILE)
    if chart is None:
        raise Http404("There is no such chart.")
    if format == "svg":
        response = HttpResponse(chart.svg(layout), content_type="image/svg+xml; charset=utf-8")
    elif format == "png":
        response = HttpResponse(chart.png(layout), content_type="image/png")
    else:
        raise Http404(f"Charts are not offered as {format}.")
    if layout is FILE:
        response["Content-Disposition"] = f'attachment; filename="{stem}.{format}"'
    is_cacheable = request.GET.get("v") == chart.version
    response["Cache-Control"] = f"private, max-age={WEEK}, immutable" if is_cacheable else "private, no-cache"
    return response


def unknown_parameters(request: HttpRequest, known: Collection[str]) -> list[str]:
    """Return a sentence for each parameter of the address that the page does not have."""
    return [
        f"“{name}” is not a parameter of this page, so it was left out." for name in _unknown(request, known)
    ]


def refuse_unknown(request: HttpRequest, known: Collection[str]) -> None:
    """Raise BadRequest (400) for a parameter that a file does not have, because a file cannot report it."""
    listed = ", ".join(known) or "none"
    for name in _unknown(request, known):
        raise BadRequest(f"“{name}” is not a parameter of this address. Known: {listed}.")


def _unknown(request: HttpRequest, known: Collection[str]) -> Iterator[str]:
    return (name[:LONGEST_ECHO] for name in request.GET if name not in known)
