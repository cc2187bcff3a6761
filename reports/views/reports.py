"""A report of a study as a page, and as a file of exactly the same tables."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.access import may, requires
from accounts.jobs import actions as jobs
from reports import comparison, registry
from reports.disclosure import ControlledReport, control
from reports.formats import heading, html
from reports.formats.files import FORMATS
from reports.jobs import ARCHIVE
from reports.views.chart_images import pictured
from reports.views.parameters import left_out, refuse_unknown
from survey.models import Study


@require_safe
@requires("reports.view")
def report_detail(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """One report of one study: the answer in a sentence, then the tables."""
    study = get_object_or_404(Study.objects.visible_to(request.user), slug=slug)
    kind = _kind(name)
    beside = _beside(request, study) if kind.compares else None
    context = {
        "study": study,
        "notices": left_out(request, _parameters(kind)),
        "report": html.shown(_report(request, study, kind, beside)),
        "beside": beside,
        "query": f"{urlencode({'with': beside.chosen.slug})}&" if beside and beside.chosen else "",
        "trail": [(reverse("study-list"), "Studies"), (study.get_absolute_url(), study.title)],
        "formats": FORMATS.values(),
        "others": [kind for kind in registry.every() if kind.name != name],
    }
    return render(request, "reports/report_detail.html", context)


@require_safe
@requires("reports.view")
def report_download(request: HttpRequest, slug: str, name: str, format: str) -> HttpResponse:
    """The report's tables as a file, named after the report and the study."""
    study = get_object_or_404(Study.objects.visible_to(request.user), slug=slug)
    if format not in FORMATS:
        raise Http404(f"Reports are not offered as {format}.")
    kind = _kind(name)
    refuse_unknown(request, _parameters(kind))
    report = _report(request, study, kind, _beside(request, study) if kind.compares else None)
    chosen = FORMATS[format]
    response = HttpResponse(chosen.written(report), content_type=chosen.media_type)
    response["Content-Disposition"] = f'attachment; filename="{heading.file_name(report, format)}"'
    return response


@require_safe
@requires("reports.view")
def report_chart(request: HttpRequest, slug: str, name: str, chart: str, picture: str) -> HttpResponse:
    """The chart of one table, named by the table's key, as a picture: svg or png."""
    study = get_object_or_404(Study.objects.visible_to(request.user), slug=slug)
    refuse_unknown(request, (*_parameters(_kind(name)), "for", "v"))
    drawn = html.charts(controlled_report(request, study, name)).get(chart)
    return pictured(request, drawn, picture, stem=f"{name}-{chart}-{study.slug}")


@require_POST
@requires("account.own")
def report_archive(request: HttpRequest, slug: str) -> HttpResponse:
    """Start the job that writes every report of a study in every format into one archive."""
    study = get_object_or_404(Study.objects.visible_to(request.user), slug=slug)
    job = jobs.start(
        kind=ARCHIVE,
        title=f"All reports of {study}",
        by=request.user.pk,
        arguments={"study": study.pk},
        started_from=study.get_absolute_url(),
    )
    return redirect(job.next_address)


@dataclass(frozen=True)
class Beside:
    """The studies that a study can be compared with, and the one that it is compared with."""

    others: tuple[Study, ...]
    chosen: Study | None


def _beside(request: HttpRequest, study: Study) -> Beside:
    """The other studies that this reader may see, one of them chosen by `?with=`, or else the nearest before."""
    others = tuple(Study.objects.visible_to(request.user).exclude(pk=study.pk).order_by("-frame_on", "slug"))
    wanted = request.GET.get("with")
    if not wanted:
        return Beside(others, comparison.neighbour(study, others))
    chosen = next((other for other in others if other.slug == wanted), None)
    if chosen is None:
        raise Http404(f"There is no other study “{wanted}”.")
    return Beside(others, chosen)


def _parameters(kind: registry.Kind) -> tuple[str, ...]:
    return ("with",) if kind.compares else ()


def _kind(name: str) -> registry.Kind:
    try:
        return registry.get(name)
    except registry.UnknownReportError as error:
        raise Http404(str(error))


def _report(
    request: HttpRequest, study: Study, kind: registry.Kind, beside: Beside | None
) -> ControlledReport:
    report = registry.make(
        kind.name,
        study,
        detail=may(request.user, "outcomes.view"),
        other=beside.chosen if beside else None,
    )
    return control(report)


def controlled_report(request: HttpRequest, study: Study, name: str) -> ControlledReport:
    """The report that an address names, as this reader may see it; 404 for a name that no report has."""
    kind = _kind(name)
    return _report(request, study, kind, _beside(request, study) if kind.compares else None)
