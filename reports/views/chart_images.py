"""A chart as an answer: for a page or a phone inside one, or as a file with its title."""

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse

from reports.charts import Chart
from reports.charts.layout import FILE, LAYOUTS
from reports.views.parameters import LONGEST

WEEK = 7 * 24 * 60 * 60


def pictured(request: HttpRequest, chart: Chart | None, format: str, *, stem: str) -> HttpResponse:
    """The picture as svg or png, saved as `stem`; 404 for another format and where there is no chart.

    `?for=page` and `?for=phone` leave out the title that the page has. With the chart's own version in the address
    (`v`) the browser keeps it: other figures have another address.
    """
    wanted = request.GET.get("for", "")
    if wanted and wanted not in LAYOUTS:
        raise BadRequest(f"“{wanted[:LONGEST]}” is not what a chart can be for. Known: {', '.join(LAYOUTS)}.")
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
    is_kept = request.GET.get("v") == chart.version
    response["Cache-Control"] = f"private, max-age={WEEK}, immutable" if is_kept else "private, no-cache"
    return response
