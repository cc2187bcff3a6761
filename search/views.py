"""The page of the search, and the suggestions of its box."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from accounts.access import may, requires
from noms.parsing import parse_whole_number
from search.page import SearchPage
from search.suggestions import suggestions

MAX_PLAIN = 24
MAX_SUGGESTED = 100
A_MINUTE = 60


@require_safe
@requires("directory.view")
def search(request: HttpRequest) -> HttpResponse:
    """What a text finds: a place or service first, then organisations, reports, case studies and definitions."""
    page = SearchPage(
        request.GET.get("q", ""),
        plain=request.GET.getlist("plain")[:MAX_PLAIN],
        kind=request.GET.get("kind", ""),
        page=max(1, parse_whole_number(request.GET.get("page", "")) or 1),
        sees_unpublished=may(request.user, "unpublished.view"),
    )
    return render(request, "search/search.html", {"page": page})


@require_safe
@requires("directory.view")
def suggest(request: HttpRequest) -> HttpResponse:
    """At most eight names that begin like the text, as JSON: services and places, then organisations."""
    rows = suggestions(request.GET.get("q", "")[:MAX_SUGGESTED])
    response = JsonResponse({"rows": [row.as_json for row in rows]})
    patch_cache_control(response, public=True, max_age=A_MINUTE)
    return response
