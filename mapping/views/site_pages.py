"""Pages of words: sources, accessibility, privacy, cookies; and the two probes of operation."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import database_state
from accounts.access import requires
from noms.models import DataSource


@require_safe
@requires("atlas.view")
def sources(request: HttpRequest) -> HttpResponse:
    """Where the facts come from, with licences and attributions."""
    return render(request, "mapping/sources.html", {"sources": DataSource.objects.order_by("title")})


@require_safe
@requires("atlas.view")
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "mapping/accessibility.html")


@require_safe
@requires("atlas.view")
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "mapping/privacy.html")


@require_safe
@requires("atlas.view")
def cookies(request: HttpRequest) -> HttpResponse:
    context = {"session": settings.SESSION_COOKIE_NAME, "csrf": settings.CSRF_COOKIE_NAME}
    return render(request, "mapping/cookies.html", context)


@never_cache
@require_safe
@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


healthz.required_permission = "operation"  # type: ignore[attr-defined]


@never_cache
@require_safe
@login_not_required
def readyz(request: HttpRequest) -> JsonResponse:
    """The process can do its work: the database answers and is the one that this version needs.

    Answers 503 with the reason otherwise, so that a load balancer waits.
    """
    problem = database_state.problem()
    if problem:
        return JsonResponse({"ready": False, "reason": problem}, status=503)
    return JsonResponse({"ready": True})


readyz.required_permission = "operation"  # type: ignore[attr-defined]
