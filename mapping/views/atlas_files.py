"""Downloads of the atlas: CSV, GeoJSON, SVG, PNG."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from accounts.access import requires
from mapping.atlas import exports
from mapping.views.atlas import atlas_for


def _download(
    content: str | bytes | Iterable[str] | Iterable[bytes], name: str, kind: str
) -> HttpResponseBase:
    """A file that the browser saves; its content depends on the visitor's permissions."""
    is_whole = isinstance(content, (str, bytes))
    response: HttpResponseBase = (HttpResponse if is_whole else StreamingHttpResponse)(
        content, content_type=kind
    )
    response.headers["Content-Disposition"] = f'attachment; filename="gatehouse-{name}"'
    patch_vary_headers(response, ["Cookie"])
    return response


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


@require_safe
@requires("atlas.view")
def list_csv(request: HttpRequest) -> HttpResponseBase:
    """The whole list of an address as CSV, safe in spreadsheets."""
    atlas = atlas_for(request)
    lines = exports.csv_of(atlas, site=_site(request))
    return _download(lines, f"{atlas.filters.list}.csv", "text/csv; charset=utf-8")


@require_safe
@requires("atlas.view")
def list_geojson(request: HttpRequest) -> HttpResponseBase:
    """The whole list of an address as GeoJSON."""
    atlas = atlas_for(request)
    features = exports.geojson_of(atlas, site=_site(request), address=request.build_absolute_uri())
    return _download(features, f"{atlas.filters.list}.geojson", "application/geo+json")


@require_safe
@requires("atlas.view")
def svg(request: HttpRequest) -> HttpResponseBase:
    """The map of an address as an SVG drawing, with title, legend, date and attribution."""
    return _download(exports.svg_of(atlas_for(request)), "map.svg", "image/svg+xml")


@require_safe
@requires("atlas.view")
def png(request: HttpRequest) -> HttpResponseBase:
    """The same drawing as a PNG picture."""
    return _download(exports.png_of(atlas_for(request)), "map.png", "image/png")
