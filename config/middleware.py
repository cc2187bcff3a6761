"""Middleware for probes, security headers and compression."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.middleware.security import SecurityMiddleware
from django.urls import resolve

from accounts.roles import PUBLIC_PAGES

PROBES = frozenset({"/healthz", "/readyz"})

COMPRESSIBLE_TYPES = ("text/", "application/json", "application/geo+json", "image/svg+xml")


class ProbesMiddleware:
    """Answers the probes before the host and HTTPS are checked, because load balancers send them by IP address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info not in PROBES:
            return self.get_response(request)
        request.resolver_match = resolve(request.path_info)
        response: HttpResponse = request.resolver_match.func(request)
        return response


class SecurityHeadersMiddleware:
    """Adds Cross-Origin-Resource-Policy to every response.

    It also adds the headers of Django's SecurityMiddleware, which responses to a refused host lack. A header that
    a view has set (such as `no-referrer` for a private link) stays.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.security = SecurityMiddleware(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response: HttpResponse = self.security.process_response(request, self.get_response(request))
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class PublicGZipMiddleware(GZipMiddleware):
    """Compresses only public pages without secrets, because the compressed size can reveal a secret (decision 27)."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        return super().process_response(request, response) if is_compressible(request, response) else response


def is_compressible(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Return True for the text of a public page, if neither the request nor the response has a session or CSRF token.

    A page with a CSRF token sets its cookie, and so does a page that starts a session.
    """
    view = getattr(request.resolver_match, "func", None)
    permission = getattr(getattr(view, "cls", view), "required_permission", "")
    return (
        permission in PUBLIC_PAGES
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and not response.cookies
        and response.headers.get("Content-Type", "").startswith(COMPRESSIBLE_TYPES)
    )
