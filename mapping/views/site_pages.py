"""Pages of the site itself: sources, accessibility, privacy, cookies, probes and errors."""

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import requires_csrf_token
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


DJANGO_ENDINGS = ("matches the given query.", "found matching the query")
"""The endings of Django's own messages on a missing row, which are not for visitors."""


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without a valid CSRF token, usually from a page open longer than its session."""
    return render(request, "403_csrf.html", {"reason": reason}, status=403)


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A page that does not exist, with the reason if the view gave one."""
    return render(request, "404.html", {"reason": _reason(exception, Http404)}, status=404)


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that cannot be answered, with the reason if the view gave one. The template uses no request."""
    page = loader.get_template("400.html").render({"reason": _reason(exception, BadRequest)})
    return HttpResponseBadRequest(page)


def _reason(exception: Exception, kind: type[Exception]) -> str:
    """Return the sentence with which our own code raised the exception; an empty string for Django's messages."""
    words = exception.args[0] if type(exception) is kind and exception.args else ""
    return words if isinstance(words, str) and not words.endswith(DJANGO_ENDINGS) else ""
