"""The headers that every answer carries, and that Django's own middleware cannot give to every answer."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.middleware.security import SecurityMiddleware


class SecurityHeadersMiddleware:
    """Adds Cross-Origin-Resource-Policy to every answer.

    Adds the headers of Django's SecurityMiddleware too where that one refused the host, which it does without them.
    A view that sets a header of its own (`no-referrer` for a private link) keeps it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.security = SecurityMiddleware(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response: HttpResponse = self.security.process_response(request, self.get_response(request))
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response
