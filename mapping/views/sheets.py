"""Meeting sheets as files: one A4 page on a service, an area, a region, an organisation or a report."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from accounts.access import requires
from enterprises.models import Organisation
from mapping import sheets
from mapping.sheets.files import Format, content_hash, file_of
from mapping.sheets.sheet import Sheet
from noms.models import ProbationArea, Region, Service
from reports.releases.public import released
from survey.models import Study

AN_HOUR = 3600
LONGEST_ECHO = 40


@require_safe
@requires("directory.view")
def service(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    """The sheet of a prison or probation service."""
    format = _format(ending)
    rows = Service.objects.select_related(
        "region__system", "region_2021__system", "area__service", "area__trust", "kind"
    )
    found = get_object_or_404(rows.with_sites(), slug=slug)
    sheet = sheets.service_sheet(found, address=_address(request, found.get_absolute_url()))
    return _file(request, sheet, format, stem=slug)


@require_safe
@requires("directory.view")
def area(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    """The sheet of a probation area."""
    format = _format(ending)
    rows = ProbationArea.objects.select_related("region__system", "region_2021__system")
    found = get_object_or_404(rows, slug=slug)
    sheet = sheets.area_sheet(found, address=_address(request, found.get_absolute_url()))
    return _file(request, sheet, format, stem=slug)


@require_safe
@requires("directory.view")
def region(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    """The sheet of a region."""
    format = _format(ending)
    found = get_object_or_404(Region.objects.select_related("system__frame"), slug=slug)
    sheet = sheets.region_sheet(found, address=_address(request, found.get_absolute_url()))
    return _file(request, sheet, format, stem=slug)


@require_safe
@requires("directory.view")
def organisation(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    """The sheet of a published organisation; a merged one redirects to the one that it was merged into."""
    format = _format(ending)
    found = get_object_or_404(Organisation.objects.select_related("merged_into"), slug=slug)
    current = found.merged_into or found
    if not current.is_published:
        raise Http404("This organisation is not published.")
    if current != found:
        return redirect("organisation-sheet", current.slug, ending)
    sheet = sheets.organisation_sheet(found, address=_address(request, found.get_absolute_url()))
    return _file(request, sheet, format, stem=slug)


@require_safe
@requires("reports.view")
def report(request: HttpRequest, slug: str, name: str, ending: str) -> HttpResponse:
    """The sheet of a report in the current release of its study."""
    format = _format(ending)
    study = get_object_or_404(Study.objects.published().select_related("frame"), slug=slug)
    release = released(study)
    if release is None:
        raise Http404("This study is not released yet, so its reports have no sheets.")
    found = release.report(name)
    if found is None:
        raise Http404(f"The current release has no report “{name[:LONGEST_ECHO]}”.")
    address = _address(request, reverse("report-detail", args=[study.slug, name]))
    return _file(request, sheets.report_sheet(study, found, address=address), format, stem=f"{slug}-{name}")


def _format(ending: str) -> Format:
    if ending not in sheets.FORMATS:
        raise Http404(f"Sheets are not offered as {ending}.")
    return sheets.FORMATS[ending]


def _address(request: HttpRequest, path: str) -> str:
    return request.build_absolute_uri(path)


def _file(request: HttpRequest, sheet: Sheet, format: Format, *, stem: str) -> HttpResponse:
    """Return the file, which browsers and proxies keep for an hour; 304 if they have what it still is."""
    etag = quote_etag(f"{content_hash(sheet)}-{format.ending}")
    response: HttpResponse | None = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(file_of(sheet, format), content_type=format.media_type)
        response["Content-Disposition"] = f'attachment; filename="gatehouse-sheet-{stem}.{format.ending}"'
    response["ETag"] = etag
    patch_cache_control(response, public=True, max_age=AN_HOUR)
    return response
