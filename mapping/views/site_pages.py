"""The pages on sources, accessibility, privacy and cookies, and the two health checks."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import database_state
from accounts.access import permission_exempt, requires
from noms.models import DataSource


@require_safe
@requires("atlas.view")
def sources(request: HttpRequest) -> HttpResponse:
    """The sources of the data, with licences and attributions."""
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
@permission_exempt("operation")
def healthz(request: HttpRequest) -> HttpResponse:
    """Liveness check: the process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
@permission_exempt("operation")
def readyz(request: HttpRequest) -> JsonResponse:
    """Readiness check: the database answers and has the version that the code needs; otherwise 503 with the reason."""
    problem = database_state.problem()
    if problem:
        return JsonResponse({"ready": False, "reason": problem}, status=503)
    return JsonResponse({"ready": True})
