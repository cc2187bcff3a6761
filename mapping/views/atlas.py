"""The map: its page, its data and its files."""

import gzip
from collections.abc import Iterable, Sequence

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import quote_etag
from django.views.decorators.http import condition, require_safe

from accounts.access import may, requires
from mapping.atlas import AtlasQuery, exports
from mapping.atlas import feed as map_feed
from mapping.atlas.drawing import picture
from mapping.atlas.drawing.svg_map import draw
from mapping.atlas.geographies import LABELS
from mapping.atlas.listing import Listing
from mapping.atlas.live_map import map_settings, zone_figures
from mapping.atlas.measures import MEASURES
from mapping.atlas.place_names import places_hash, places_json
from mapping.atlas.search import query_found
from noms import geometry as outlines
from noms.places import cleaned_text
from wording import counted, day

YEAR = 31_536_000
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def atlas_for(request: HttpRequest) -> AtlasQuery:
    """The result of the address, seen with the visitor's permissions."""
    return AtlasQuery(
        request.GET,
        sees_outcomes=may(request.user, "outcomes.view"),
        sees_unpublished=may(request.user, "unpublished.view"),
    )


@require_safe
@requires("atlas.view")
def atlas(request: HttpRequest) -> HttpResponse:
    """Filters, map and list of the result that the address asks for.

    A text written in the box, `find=`, is read into filters: it leads to their address.
    """
    if request.GET.get("find", "").strip():
        return redirect(f"{reverse('atlas')}?{query_found(request.GET).urlencode()}")
    result = atlas_for(request)
    filters = result.filters
    listing = Listing(result)
    context = {
        "atlas": result,
        "listing": listing,
        "drawing": draw(result),
        "near_written": filters.near.label if filters.near else cleaned_text(request.GET.get("near", "")),
        "measures": MEASURES,
        "geographies": LABELS,
        "lists": [(key, label, filters.query({"list": key})) for key, label in result.lists.items()],
        "list_words": result.lists[filters.list],
        "map": map_settings(result),
        "saved": list(request.user.saved_views.all()) if request.user.is_authenticated else [],
        "canonical": request.build_absolute_uri(f"{reverse('atlas')}{filters.query()}"),
        "notices": [
            *filters.notices,
            *_as_of_notices(result),
            *listing.notices,
            *filter(None, [result.off_map]),
        ],
    }
    response = render(request, "mapping/atlas/page.html", context)
    patch_vary_headers(response, ["Cookie"])
    return response


def _as_of_notices(result: AtlasQuery) -> list[str]:
    """Return the notices on an earlier study: what is shown, and the number of organisations left out."""
    study = result.filters.as_of
    if study is None:
        return []
    until = day(study.closed_on or timezone.localdate())
    found = (
        f"At the time of “{study.title}”: services open on {day(result.filters.day)}, working links of its time, "
        f"and organisations known by {until}. What each counts as is that of today."
    )
    omitted = result.unknown_then
    if not omitted:
        return [found]
    listed = counted(omitted, "organisation listed today is", "organisations listed today are")
    return [f"{found} {listed} left out, because nothing dated shows that the study could know of them."]


def _feed_etag(request: HttpRequest) -> str | None:
    if "labels" in request.GET:
        return None
    # Weak: compressed or not, it is the same feed.
    return f'W/"{map_feed.etag(AtlasQuery(request.GET), timezone.localdate())}"'


@require_safe
@requires("atlas.view")
@condition(etag_func=_feed_etag)
def feed(request: HttpRequest) -> HttpResponse:
    """The published organisations and the services of an address; with `labels=` the popups of a few organisations.

    The browser caches the feed, and asks each time whether it has changed.
    """
    result = AtlasQuery(request.GET)
    if "labels" in request.GET:
        return JsonResponse(
            {"labels": map_feed.popup_labels(request.GET["labels"], result.filters.definition)}
        )
    body = map_feed.compressed_feed(result, timezone.localdate())
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(body, content_type="application/json")
        response.headers["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse(gzip.decompress(body), content_type="application/json")
    patch_cache_control(response, public=True, no_cache=True)
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


@require_safe
@requires("atlas.view")
def measures(request: HttpRequest) -> JsonResponse:
    """The chosen measure by zone with its classes, and the part of the country to look at."""
    response = JsonResponse(zone_figures(atlas_for(request)))
    patch_cache_control(response, private=True, no_cache=True)
    patch_vary_headers(response, ["Cookie"])
    return response


@require_safe
@requires("atlas.view")
@condition(
    etag_func=lambda request, layer: (
        quote_etag(outlines.content_hash(layer)) if layer in outlines.FILES else None
    )
)
def geometry(request: HttpRequest, layer: str) -> HttpResponse:
    """The outlines of a layer, or the land around, as TopoJSON."""
    if layer not in outlines.FILES:
        raise Http404("There is no such layer.")
    return _kept(request, outlines.topojson_bytes(layer), outlines.content_hash(layer))


@require_safe
@requires("atlas.view")
@condition(etag_func=lambda request: quote_etag(places_hash()))
def places(request: HttpRequest) -> HttpResponse:
    """The names of towns for the map, with the faces and zooms of all names."""
    return _kept(request, places_json(), places_hash())


def _kept(request: HttpRequest, content: bytes, version: str) -> HttpResponse:
    """JSON that the browser keeps for a year where the address names the current version."""
    response = HttpResponse(content, content_type="application/json")
    if request.GET.get("v") == version:
        patch_cache_control(response, public=True, max_age=YEAR, immutable=True)
    else:
        patch_cache_control(response, public=True, no_cache=True)
    return response


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


def _refusal(reasons: Sequence[str]) -> HttpResponse:
    """An answer to an address of a file that cannot be what it asks for: the reasons, in plain text."""
    lines = ["There is no file, because the address asks for what the map does not have:", *reasons]
    return HttpResponse("\n- ".join(lines) + "\n", status=400, content_type="text/plain; charset=utf-8")


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


@require_safe
@requires("atlas.view")
def list_csv(request: HttpRequest) -> HttpResponseBase:
    """The whole list of an address as CSV, safe in spreadsheets."""
    atlas = atlas_for(request)
    if atlas.refusals:
        return _refusal(atlas.refusals)
    lines = exports.csv_of(atlas, site=_site(request))
    return _download(lines, f"{atlas.filters.list}.csv", "text/csv; charset=utf-8")


@require_safe
@requires("atlas.view")
def list_geojson(request: HttpRequest) -> HttpResponseBase:
    """The whole list of an address as GeoJSON."""
    atlas = atlas_for(request)
    if atlas.refusals:
        return _refusal(atlas.refusals)
    features = exports.geojson_of(atlas, site=_site(request), address=request.build_absolute_uri())
    return _download(features, f"{atlas.filters.list}.geojson", "application/geo+json")


@require_safe
@requires("atlas.view")
def list_xlsx(request: HttpRequest) -> HttpResponseBase:
    """The whole list of an address as an Excel workbook, with a sheet on what it holds."""
    atlas = atlas_for(request)
    if reasons := [*atlas.refusals, *exports.too_long_for_workbook(atlas)]:
        return _refusal(reasons)
    book = exports.xlsx_of(atlas, site=_site(request), address=request.build_absolute_uri())
    return _download(book, f"{atlas.filters.list}.xlsx", SPREADSHEET)


@require_safe
@requires("atlas.view")
def svg(request: HttpRequest) -> HttpResponseBase:
    """The map of an address as an SVG drawing, with title, legend, date and attribution."""
    atlas = atlas_for(request)
    if atlas.filters.left_out:
        return _refusal(atlas.filters.left_out)
    return _download(picture.svg_of(atlas), "map.svg", "image/svg+xml")


@require_safe
@requires("atlas.view")
def png(request: HttpRequest) -> HttpResponseBase:
    """The same drawing as a PNG picture."""
    atlas = atlas_for(request)
    if atlas.filters.left_out:
        return _refusal(atlas.filters.left_out)
    return _download(picture.png_of(atlas), "map.png", "image/png")
