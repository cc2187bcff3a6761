"""The atlas: one page, and the feed, figures, outlines and drawing behind its map."""

import gzip
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import quote_etag
from django.views.decorators.http import condition, require_safe

from accounts.access import may, requires
from mapping.atlas import Atlas, feed_cache
from mapping.atlas import feed as map_feed
from mapping.atlas.drawing.svg_map import draw
from mapping.atlas.geographies import WORDS
from mapping.atlas.listing import Listing
from mapping.atlas.measures import MEASURES
from noms import geometry as outlines
from noms.geocoding import cleaned_text
from survey.models import Study
from wording import counted, day

YEAR = 31_536_000


def atlas_for(request: HttpRequest) -> Atlas:
    """What the address asks for, seen with the visitor's permissions."""
    return Atlas(
        request.GET,
        sees_outcomes=may(request.user, "outcomes.view"),
        sees_unpublished=may(request.user, "unpublished.view"),
    )


def geometry_address(asked: Atlas) -> str:
    """Where the outlines of the map's grounds are, with their version."""
    layer = asked.parted.way.layer
    return f"{reverse('atlas-geometry', args=[layer])}?v={outlines.content_hash(layer)}"


def map_settings(asked: Atlas, *, follows: bool) -> dict[str, Any]:
    """What the live map needs to know; `follows` where it shows what the address asks for."""
    return {
        "feed": reverse("atlas-feed"),
        "measures": reverse("atlas-measures"),
        "geometry": geometry_address(asked),
        "carries": " ".join((*map_feed.CARRIES, map_feed.BY_POSITION)),
        "follows": follows,
        "base": settings.BASE_MAP,
    }


@require_safe
@requires("atlas.view")
def atlas(request: HttpRequest) -> HttpResponse:
    """Filters, map and list of one result, all by the address."""
    asked = atlas_for(request)
    listing = Listing(asked)
    context = {
        "atlas": asked,
        "listing": listing,
        "drawing": draw(asked),
        "near_written": asked.near.text if asked.near else cleaned_text(request.GET.get("near", "")),
        "measures": MEASURES,
        "grounds": WORDS,
        "lists": [(key, words, asked.query({"list": key})) for key, words in asked.lists.items()],
        "list_words": asked.lists[asked.list],
        "studies": list(Study.objects.published().values_list("slug", "title")),
        "map": map_settings(asked, follows=True),
        "saved": list(request.user.saved_views.all()) if request.user.is_authenticated else [],
        "canonical": request.build_absolute_uri(f"{reverse('atlas')}{asked.query()}"),
        "notices": [*asked.notices, *_told_of_time(asked), *listing.notices],
    }
    response = render(request, "mapping/atlas/page.html", context)
    patch_vary_headers(response, ["Cookie"])
    return response


def _told_of_time(asked: Atlas) -> list[str]:
    """As of a study: what that means, and how many of today's organisations it leaves out."""
    if asked.as_of is None:
        return []
    until = day(asked.as_of.closed_on or timezone.localdate())
    found = (
        f"As of “{asked.as_of.title}”: services open on {day(asked.day)}, relations of its time, and organisations "
        f"known by {until}. Outcomes are those of today."
    )
    left = asked.unknown_then
    if not left:
        return [found]
    listed = counted(left, "organisation listed today is", "organisations listed today are")
    return [f"{found} {listed} left out, because nothing dated shows that the study could know of them."]


def _feed_etag(request: HttpRequest) -> str | None:
    if "labels" in request.GET:
        return None
    # Weak: packed or not, it is the same feed.
    return f'W/"{feed_cache.tag(Atlas(request.GET), timezone.localdate())}"'


@require_safe
@requires("atlas.view")
@condition(etag_func=_feed_etag)
def feed(request: HttpRequest) -> HttpResponse:
    """The published organisations and the services of an address; with `labels=` the words of a few organisations.

    The browser keeps it and asks only whether the directory has changed since.
    """
    asked = Atlas(request.GET)
    if "labels" in request.GET:
        return JsonResponse({"labels": map_feed.labels(request.GET["labels"], asked.definition)})
    body = feed_cache.packed(asked, timezone.localdate())
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
    """The chosen measure by area, trust or region, its classes, and the place that the address looks at."""
    asked = atlas_for(request)
    figures = asked.shading.figures
    response = JsonResponse(
        {
            "measure": asked.shading.measure,
            "title": asked.shading.title,
            "notes": asked.shading.notes,
            "shades": [{"label": shade.label, "fill": shade.fill} for shade in asked.shading.shades],
            "figures": {
                ground.name: {
                    "words": figures[ground.name].words if ground.name in figures else ground.name,
                    "shade": figures[ground.name].shade if ground.name in figures else None,
                    "url": f"{reverse('atlas')}{asked.only(ground)}",
                }
                for ground in asked.parted.grounds
            },
            "selected": asked.chosen_grounds,
            "geometry": geometry_address(asked),
            "named_by": asked.parted.way.named_by,
            "borders": outlines.LAYERS[asked.parted.borders],
            "bounds": asked.bounds,
            "near": asked.near
            and {
                "name": asked.near.name,
                "latitude": asked.near.point.latitude,
                "longitude": asked.near.point.longitude,
            },
        }
    )
    patch_cache_control(response, private=True, no_cache=True)
    patch_vary_headers(response, ["Cookie"])
    return response


@require_safe
@requires("atlas.view")
@condition(
    etag_func=lambda request, layer: (
        quote_etag(outlines.content_hash(layer)) if layer in outlines.LAYERS else None
    )
)
def geometry(request: HttpRequest, layer: str) -> HttpResponse:
    """The outlines of a layer as TopoJSON; kept for a year where the address says which version it wants."""
    if layer not in outlines.LAYERS:
        raise Http404("There is no such layer.")
    response = HttpResponse(outlines.topojson_bytes(layer), content_type="application/json")
    if request.GET.get("v") == outlines.content_hash(layer):
        patch_cache_control(response, public=True, max_age=YEAR, immutable=True)
    else:
        patch_cache_control(response, public=True, no_cache=True)
    return response
