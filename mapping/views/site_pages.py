"""Pages of words: sources, accessibility, privacy, cookies; and the two probes of operation."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

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
    """The process can do its work: the database answers and every migration is applied.

    Answers 503 with the reason otherwise, so that a load balancer waits.
    """
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return JsonResponse({"ready": False, "reason": "the database does not answer"}, status=503)
    if waiting:
        return JsonResponse({"ready": False, "reason": "migrations are waiting"}, status=503)
    return JsonResponse({"ready": True})


readyz.required_permission = "operation"  # type: ignore[attr-defined]
